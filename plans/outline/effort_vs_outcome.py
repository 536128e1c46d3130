"""Effort versus outcome: each priority by its activity and by whether it is improving.

Activity: a priority is active if at least half of its actions, without withdrawn ones, are complete or on track.
Outcome: it is improving if more than half of its headline criteria that can be judged are met or on target. Associated
criteria do not count: they measure what the partners did, headline criteria the state of the district.
"""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from .shape import Outline, PriorityOutline


class Verdict(StrEnum):
    """Templates translate them."""

    ACTIVE_IMPROVING = gettext_noop("high activity, improving")
    ACTIVE_NOT = gettext_noop("high activity, not improving")
    QUIET_IMPROVING = gettext_noop("little activity, improving")
    QUIET_NOT = gettext_noop("little activity, not improving")
    CANNOT_TELL = gettext_noop("too early to tell")


VERDICT_MEANINGS = {
    Verdict.ACTIVE_IMPROVING: _("This is working. Continue."),
    Verdict.ACTIVE_NOT: _("High activity without improvement. Is it the right work?"),
    Verdict.QUIET_IMPROVING: _("Improving with little activity. What else helps, and will it last?"),
    Verdict.QUIET_NOT: _("Little activity and no improvement. Start here."),
    Verdict.CANNOT_TELL: _("No rated headline criteria yet."),
}
GOOD_RATINGS = ("met", "on_course")


def placed(priority: PriorityOutline) -> dict:
    """Verdict on a priority of an outline: {place, meaning, active, improving, moving, actions, good, judged}.

    `active` is None without actions, `improving` None without a headline criterion that can be judged. `moving` of
    `actions` are complete or on track, `good` of `judged` criteria met or on target.
    """
    actions = [a for a in priority["actions"] if a["effective_status"] != "withdrawn"]
    moving = sum(a["effective_status"] in ("complete", "on_track") for a in actions)
    ratings = [c["rating"]["word"] for c in priority["criteria"] if c["kind"] == "headline" and "rating" in c]
    judged = [word for word in ratings if word != "cannot"]
    good = sum(word in GOOD_RATINGS for word in judged)
    active = 2 * moving >= len(actions) if actions else None
    improving = 2 * good > len(judged) if judged else None
    verdict = _verdict(active, improving)
    return {
        "place": verdict.value,
        "meaning": VERDICT_MEANINGS[verdict],
        "active": active,
        "improving": improving,
        "moving": moving,
        "actions": len(actions),
        "good": good,
        "judged": len(judged),
    }


def _verdict(active, improving):
    if improving is None:
        return Verdict.CANNOT_TELL
    if improving:
        return Verdict.ACTIVE_IMPROVING if active else Verdict.QUIET_IMPROVING
    return Verdict.ACTIVE_NOT if active else Verdict.QUIET_NOT


def by_place(outline: Outline) -> list[tuple[str, str, list[tuple[PriorityOutline, dict]]]]:
    """[(verdict, meaning, [(priority, result of `placed`)])] for every Verdict, in order."""
    placements = [(priority, placed(priority)) for priority in outline["priorities"]]
    return [
        (verdict.value, str(meaning), [pair for pair in placements if pair[1]["place"] == verdict])
        for verdict, meaning in VERDICT_MEANINGS.items()
    ]
