"""An outline arranged for the review: its actions by priority and hallmark, or by lead; or a single action."""

from plans.outline.build import exceptions, tally
from plans.outline.effort_vs_outcome import placed
from plans.status import EXCEPTIONS, EffectiveStatus, Status


def by_part(outline, only=None):
    """Parts of the review: priorities, and hallmarks with actions, in plan order, or `only` the one with this anchor.

    Each is as in `_review_part`, with its `criteria` and, for a priority with actions, its verdict, `placed` (see
    `plans.outline.effort_vs_outcome`).
    """
    return [
        _review_part(part["name"], anchor, part["actions"])
        | {"criteria": part.get("criteria", [])}
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
    actions = [a for part in (*outline["priorities"], *outline["hallmarks"]) for a in part["actions"]]
    led = {authority["id"]: [] for authority in outline["authorities"]}
    unled = []
    for action in actions:
        (led[action["lead"]["id"]] if action["lead"] else unled).append(action)
    parts = [(a["name"], f"authority-{a['id']}", led[a["id"]]) for a in outline["authorities"]]
    parts.append(("Lead to be agreed", "authority-none", unled))
    return [_review_part(*part) for part in parts if part[2]]


def _review_part(name, anchor, actions):
    """A part of the review: its exceptions, actions at risk and the rest, which is shown smaller."""
    return {
        "name": name,
        "anchor": anchor,
        "total": len(actions),
        "tally": tally(actions),
        "exceptions": exceptions(actions),
        "at_risk": [a for a in actions if a["reading"] == EffectiveStatus.AT_RISK],
        "rest": [a for a in actions if a["reading"] not in EXCEPTIONS and a["reading"] != EffectiveStatus.AT_RISK],
    }


def in_the_past(outline, pk):
    """One action of an outline, under the attribute names of the model as its page uses them; None if absent."""
    for part in (*outline["priorities"], *outline["hallmarks"]):
        for action in part["actions"]:
            if action["id"] == pk:
                activity = action["kind"] == "activity"
                return {
                    **action,
                    "serves": part,
                    "priority_id": part["id"] if activity else None,
                    "kind_name": action["kind"].capitalize(),
                    "reading_label": action["label"],
                    "update": _update_in_the_past(action["update"]),
                }
    return None


def _update_in_the_past(update):
    return update and {
        **update,
        "get_status_display": Status(update["status"]).label,
        "authority": {"name": update["authority"]},
        "by": {"name": update["by"]},
    }
