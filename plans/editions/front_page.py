"""Front page of the public: is it working, and who to call."""

from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import gettext, ngettext

from partners.languages import like

from ..figures import figure, measured_in_words
from ..outline.result import topic
from ..outline.shape import CriterionOutline, Outline, PriorityOutline
from ..plan_titles import full_title
from ..rating import Word

RATED = set(Word.values) - {"cannot"}
NEEDS_ATTENTION = ("off_track", "overdue", "not_updated", "at_risk")


class Headline(NamedTuple):
    """The measure that stands for a priority: its name, and its latest figure in words."""

    criterion: CriterionOutline
    name: str
    said: str


class Row(NamedTuple):
    """A priority on the front page. `waiting` counts its headline measures if none of them has a rating."""

    number: int
    priority: PriorityOutline
    headline: Headline | None
    waiting: int
    work: str


def context(shown, which):
    outline = shown.outline
    area = outline["partnership"]["area"]
    return {
        "title": full_title(outline),
        "description": gettext(
            "Crime and disorder in %(area)s: what is being done, who is doing it and whether it works."
        )
        % {"area": area},
        "result": shown.envelope["result"],
        "rows": [_row(number, priority, area) for number, priority in enumerate(outline["priorities"], 1)],
        "unknown": _unknown(outline),
    }


def _row(number: int, priority: PriorityOutline, area: str) -> Row:
    main = [c for c in priority["criteria"] if c["kind"] == "headline" and not c["placeholder"]]
    criterion = next((c for c in main if c.get("rating", {}).get("word") in RATED and c["latest"]), None)
    headline = None if criterion is None else headline_of(criterion, area)
    return Row(number, priority, headline, len(main) if headline is None else 0, work_in_words(priority["tally"]))


def headline_of(criterion: CriterionOutline, area: str) -> Headline:
    name = topic(criterion, area)
    return Headline(criterion, like(criterion["wording"], name[:1].upper() + name[1:]), _said(criterion))


def _said(criterion: CriterionOutline) -> str:
    """327 incidents a quarter, down from 365. Target: 345."""
    latest, baseline = criterion["latest"], criterion["baseline"]
    text = measured_in_words(latest, criterion)
    if criterion["scale"] == "yes_no":
        return gettext("%(sentence)s.") % {"sentence": text}
    if latest and latest["value"] is not None and baseline is not None:
        text = _way(latest["value"], baseline) % {"figure": text, "before": _short(baseline, criterion)}
    target = criterion["target_value"]
    if target is None:
        return gettext("%(sentence)s.") % {"sentence": text}
    return gettext("%(sentence)s. Target: %(target)s.") % {"sentence": text, "target": _short(target, criterion)}


def _way(value: Decimal, baseline: Decimal) -> str:
    if value == baseline:
        return gettext("%(figure)s, the same as %(before)s")
    if value < baseline:
        return gettext("%(figure)s, down from %(before)s")
    return gettext("%(figure)s, up from %(before)s")


def _short(value: Decimal, criterion: CriterionOutline) -> str:
    return f"{figure(value)}{'%' if criterion['unit'] == '%' else ''}"


def work_in_words(tally: dict[str, int]) -> str:
    """3 of 9 complete, 4 need attention; "No actions yet" without any."""
    number = sum(number for status, number in tally.items() if status != "withdrawn")
    if not number:
        return gettext("No actions yet")
    attention, complete = sum(tally.get(status, 0) for status in NEEDS_ATTENTION), tally.get("complete", 0)
    done = gettext("%(number)s of %(total)s complete") if complete else gettext("None of %(total)s complete")
    done %= {"number": complete, "total": number}
    if not attention:
        return done
    needs = ngettext("%(number)s needs attention", "%(number)s need attention", attention) % {"number": attention}
    return gettext("%(done)s, %(needs)s") % {"done": done, "needs": needs}


def _unknown(outline: Outline) -> tuple[int, int]:
    """(measures without a figure, all measures) of an outline."""
    criteria = [c for priority in outline["priorities"] for c in priority["criteria"] if not c["placeholder"]]
    return sum(c["latest"] is None for c in criteria), len(criteria)
