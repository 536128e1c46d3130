"""Milestones of actions in an outline, and the success criteria that actions are meant to move."""

from itertools import groupby
from operator import itemgetter

from django.db.models import F
from django.utils.formats import date_format
from django.utils.translation import gettext

from ..status import is_overdue

FIELDS = ("id", "wording", "due_on", "done_on", "continues")


def milestones_by_action(rows, actions, *, for_public):
    """{action id: [fields of a milestone]} of these ids, the soonest due first; for the public only the public ones."""
    only = {"action_id__in": actions, "retired_at": None} | ({"public": True} if for_public else {})
    milestones = rows("actions.Milestone").filter(**only)
    ordered = milestones.order_by("action_id", F("due_on").asc(nulls_last=True), "id")
    values = ordered.values("action_id", *FIELDS, *(() if for_public else ("public",)))
    return {action: list(group) for action, group in groupby(values, itemgetter("action_id"))}


def milestone_on(today, status, fields):
    """A milestone as it is on a day, of an action with that reported status."""
    milestone = {name: value for name, value in fields.items() if name != "action_id"}
    return milestone | {"late": fields["done_on"] is None and is_overdue(status, fields["due_on"], today)}


def in_words(milestone):
    """Two crews trained, due 31 March 2009, late"""
    if milestone["done_on"]:
        text, day = gettext("%(wording)s, reached %(day)s"), milestone["done_on"]
    elif not milestone["due_on"]:
        text, day = gettext("%(wording)s, date to be agreed"), None
    else:
        text = gettext("%(wording)s, due %(day)s, late") if milestone["late"] else gettext("%(wording)s, due %(day)s")
        day = milestone["due_on"]
    return text % {"wording": milestone["wording"], "day": day and date_format(day)}


def aims_by_action(rows, actions):
    """{action id: [id of a success criterion that it is meant to move]}, without criteria that left the plan."""
    criteria = rows("priorities.SuccessCriterion").filter(retired_at=None).order_by().values("id")
    aims = rows("actions.ActionAim").filter(action_id__in=actions, criterion_id__in=criteria)
    pairs = aims.order_by("action_id", "criterion_id").values_list("action_id", "criterion_id")
    return {action: [criterion for _, criterion in group] for action, group in groupby(pairs, itemgetter(0))}
