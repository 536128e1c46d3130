"""Public page of a priority: how its measures stand, what is being done, what people said of it."""

from django.utils.translation import gettext

from partners.languages import like

from ..outline.priority_orders import compared
from ..outline.result import topic
from ..status import CLOSED, RANK
from .front_page import work_in_words


def context(shown, which):
    outline = shown.outline
    priorities = outline["priorities"]
    place = next(n for n, each in enumerate(priorities) if each["key"] == which)
    priority, name = priorities[place], priorities[place]["name"]
    criteria = [c for c in priority["criteria"] if not c["placeholder"]]
    actions = sorted(priority["actions"], key=lambda action: RANK[action["effective_status"]])
    orders = compared(outline)
    return {
        "title": name,
        "description": gettext("%(priority)s: how the measures stand, what is being done, who is doing it and when.")
        % {"priority": name},
        "priority": priority,
        "number": place + 1,
        "work": work_in_words(priority["tally"]),
        "measured": [c for c in criteria if c["measurements"]],
        "unmeasured": [_topic(c, outline) for c in criteria if not c["measurements"]],
        "open": [a for a in actions if a["effective_status"] not in CLOSED],
        "closed": [a for a in actions if a["effective_status"] in CLOSED],
        "orders": orders,
        "order": orders and next(row for row in orders["rows"] if row["id"] == priority["id"]),
        "before": priorities[place - 1] if place else None,
        "after": priorities[place + 1] if place + 1 < len(priorities) else None,
    }


def _topic(criterion, outline):
    name = topic(criterion, outline["partnership"]["area"]).strip("“”")
    return like(criterion["wording"], name[:1].upper() + name[1:])
