"""When an action is due, as text: the date, the plan's own words, or both.

An action is an outline's dict, a part of frozen minutes or packs, or a model instance; older frozen ones have no words.
"""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext

from partners.written_times import read_when


def due(action) -> str:
    """30 September 2009; 30 September 2009: Q2 2009/10; Ongoing; "" while it is to be agreed."""
    due_on, words = _of(action, "due_on"), in_one_line(_of(action, "due_words"))
    return ": ".join(filter(None, (due_on and date_format(due_on), words)))


def due_clause(action) -> str:
    """The same within a sentence: due 30 September 2009; when: Ongoing; date to be agreed."""
    day = {"day": due(action)}
    if not day["day"]:
        return gettext("date to be agreed")
    return (gettext("due %(day)s") if _of(action, "due_on") else gettext("when: %(day)s")) % day


def words_beside(due_on: date | None, words: str, typed: str = "", plan_years=None) -> str:
    """The words that stay beside a new due date: those `typed` with it, and those there before unless they mean
    another time. What is no time, such as “Ongoing”, stays."""
    when = read_when(words, plan_years=plan_years)
    if due_on and when.on and when.first and not when.first <= due_on <= when.on:
        words = ""
    return typed if not words or words in typed else words if typed in words else f"{typed}\n{words}"


def in_one_line(words: str | None) -> str:
    return " ".join((words or "").split())


def _of(action, name):
    return action.get(name) if isinstance(action, dict) else getattr(action, name, None)
