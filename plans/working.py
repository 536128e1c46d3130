"""Busy or working: each priority by what is done about it, and by whether it gets better.

Activity counts actions, withdrawn ones left out: a priority is active when at least half of them are complete or on
track. Outcome counts the headline criteria, which tell the state of the district, and not the associated ones, which
tell what the partners did: it improves when, of those that can be judged, more are met or on course than not.
"""

from enum import StrEnum


class Place(StrEnum):
    ACTIVE_IMPROVING = "active and improving"
    ACTIVE_NOT = "active and not improving"
    QUIET_IMPROVING = "quiet and improving"
    QUIET_NOT = "quiet and not improving"
    CANNOT_TELL = "cannot tell yet"


MEANING = {
    Place.ACTIVE_IMPROVING: "What is done seems to work. Go on.",
    Place.ACTIVE_NOT: "Much is done, and it does not get better. Is it the right work?",
    Place.QUIET_IMPROVING: "It gets better with little done. What else helps, and will it last?",
    Place.QUIET_NOT: "Little is done, and it does not get better. Begin here.",
    Place.CANNOT_TELL: "Nothing that is measured says yet whether it gets better.",
}
GOOD = ("met", "on_course")


def placed(priority):
    """Where a priority of an outline stands: {place, meaning, active, improving, moving, actions, good, judged}.

    `active` and `improving` are bool, or None where there is nothing to go by: no action, or no headline criterion that
    can be judged. `moving` of so many `actions` are complete or on track, `good` of so many `judged` met or on course.
    """
    actions = [a for a in priority["actions"] if a["reading"] != "withdrawn"]
    moving = sum(a["reading"] in ("complete", "on_track") for a in actions)
    words = [c["rating"]["word"] for c in priority["criteria"] if c["kind"] == "headline" and "rating" in c]
    judged = [word for word in words if word != "cannot"]
    good = sum(word in GOOD for word in judged)
    active = 2 * moving >= len(actions) if actions else None
    improving = 2 * good > len(judged) if judged else None
    place = _place(active, improving)
    return {
        "place": place.value,
        "meaning": MEANING[place],
        "active": active,
        "improving": improving,
        "moving": moving,
        "actions": len(actions),
        "good": good,
        "judged": len(judged),
    }


def _place(active, improving):
    if improving is None:
        return Place.CANNOT_TELL
    if improving:
        return Place.ACTIVE_IMPROVING if active else Place.QUIET_IMPROVING
    return Place.ACTIVE_NOT if active else Place.QUIET_NOT


def by_place(outline):
    """[(place, meaning, [(priority, placed)])] of every Place, in its order."""
    found = [(priority, placed(priority)) for priority in outline["priorities"]]
    return [
        (place.value, meaning, [pair for pair in found if pair[1]["place"] == place])
        for place, meaning in MEANING.items()
    ]
