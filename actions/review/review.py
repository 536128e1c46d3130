"""An outline arranged for the review: its actions by priority and hallmark, or by lead."""

from django.utils.translation import gettext

from partners.compiled_queries import compiled
from partners.models import Meeting
from partners.models.meeting_querysets import beginning_of_day
from plans.outline.build import exceptions
from plans.outline.effort_vs_outcome import placed
from plans.outline.totals import actions_in, tally
from plans.status import EXCEPTIONS, EffectiveStatus


@compiled
def _held(partnership, moment):
    return _of_strategy_group(partnership).held(by=moment).filter(state=Meeting.State.CLOSED).reverse()[:1]


@compiled
def _still_to_come(partnership, moment, day_begins):
    return _of_strategy_group(partnership).still_to_come(moment, day_begins)[:1]


def _of_strategy_group(partnership):
    return Meeting.objects.in_partnership(partnership).of_strategy_group().select_related("group")


@compiled
def _running(partnership):
    meetings = Meeting.objects.in_partnership(partnership).running().select_related("group__partnership")
    return meetings.order_by("started_at", "pk")


def running_meetings(partnership):
    """The partnership's meetings in progress: they stand first on the pages that people open first."""
    return _running(partnership=partnership.pk)


def meetings_around(partnership, moment):
    """(the strategy group's last meeting begun by an aware datetime and closed since, its next one), each a Meeting or
    None.
    """
    about = {"partnership": partnership.pk, "moment": moment}
    [last] = _held(**about) or [None]
    [coming] = _still_to_come(**about, day_begins=beginning_of_day(moment)) or [None]
    return last, coming


def by_part(outline, only=None):
    """Parts of the review: priorities, and hallmarks with actions, in plan order, or `only` the one with this anchor.

    Each is as in `_review_part`, with its `criteria` and, for a priority with actions, its verdict, `placed` (see
    `plans.outline.effort_vs_outcome`).
    """
    return [
        _review_part(part["name"], anchor, part["actions"])
        | {"made_of": [(anchor.partition("-")[0], part["id"])], "criteria": part.get("criteria", [])}
        | {"placed": placed(part) if "criteria" in part and part["actions"] else None}
        for anchor, part in anchored_parts(outline)
        if only in (None, anchor)
    ]


def anchored_parts(outline):
    """[(anchor, part)] of an outline's priorities, and of its hallmarks with actions, in plan order."""
    priorities = [(f"priority-{p['key']}", p) for p in outline["priorities"]]
    return priorities + [(f"hallmark-{h['key']}", h) for h in outline["hallmarks"] if h["actions"]]


def by_authority(outline):
    """Parts of the review by lead authority, in the partnership's order, then the actions without a lead."""
    led = {authority["id"]: [] for authority in outline["authorities"]}
    unled = []
    for action in actions_in(outline):
        (led[action["lead"]["id"]] if action["lead"] else unled).append(action)
    parts = [(a["name"], f"authority-{a['id']}", led[a["id"]]) for a in outline["authorities"]]
    parts.append((gettext("Lead to be agreed"), "authority-none", unled))
    return [_review_part(*part) for part in parts if part[2]]


def without_corrective_action(outline):
    """Parts as in `by_authority`, each with its `actions` that are off track or overdue while no newest update says
    what is next. Parts that have none are left out.
    """
    parts = [
        (part, [a for a in part["exceptions"] if a["effective_status"] in OFF_COURSE and not _says_what_is_next(a)])
        for part in by_authority(outline)
    ]
    return [part | {"actions": actions} for part, actions in parts if actions]


def number_uncorrected(outline):
    """How many actions `without_corrective_action` lists."""
    return sum(len(part["actions"]) for part in without_corrective_action(outline))


OFF_COURSE = (EffectiveStatus.OFF_TRACK, EffectiveStatus.OVERDUE)


def _says_what_is_next(action):
    return bool(action["update"] and action["update"]["next"].strip())


def _review_part(name, anchor, actions):
    """A part of the review: its exceptions, actions at risk and the rest, which is shown smaller.

    `made_of` are the keys of what it shows, for `plans.outline.fragments`.
    """
    return {
        "name": name,
        "anchor": anchor,
        "made_of": [("action", action["id"]) for action in actions],
        "total": len(actions),
        "tally": tally(actions),
        "exceptions": exceptions(actions),
        "at_risk": [a for a in actions if a["effective_status"] == EffectiveStatus.AT_RISK],
        "rest": [a for a in actions if a["effective_status"] not in (*EXCEPTIONS, EffectiveStatus.AT_RISK)],
    }
