"""Public pages of the authorities: how they work together, and for each what it leads, supports and reports."""

from django.utils.translation import gettext

from ..outline.totals import tally
from ..status import CLOSED, RANK
from .front_page import work_in_words


def context(shown, which):
    outline = shown.outline
    authority = next(each for each in outline["authorities"] if each["id"] == int(which))
    parts = (*outline["priorities"], *outline["hallmarks"])
    actions = sorted((a for part in parts for a in part["actions"]), key=lambda a: RANK[a["effective_status"]])
    led = [a for a in actions if a["lead"] and a["lead"]["id"] == authority["id"]]
    counts = tally(led)
    return {
        "title": authority["name"],
        "description": gettext("What %(authority)s does for the plan: the actions it leads and supports.")
        % {"authority": authority["name"]},
        "authority": authority,
        "tally": counts,
        "work": work_in_words(counts),
        "open": [a for a in led if a["effective_status"] not in CLOSED],
        "closed": [a for a in led if a["effective_status"] in CLOSED],
        "supported": [a for a in actions if any(each["id"] == authority["id"] for each in a["supporting"])],
        "reported": [
            (priority, criterion)
            for priority in outline["priorities"]
            for criterion in priority["criteria"]
            if (criterion.get("reporter") or {}).get("id") == authority["id"]
        ],
    }


def all_authorities(shown, which):
    return {
        "title": gettext("How the partnership works"),
        "description": gettext("Who agreed the plan, how the partnership works, and its meetings in public."),
        "partners": [each for each in shown.outline["authorities"] if each["kind"] == "co-operating"],
    }
