"""Public page of an action: how it is going, who does it by when, and what the editions so far said of it."""

from django.utils.translation import gettext

from ..status import LABEL
from .told import standing_of_plan, standing_until, steps


def context(shown, which):
    outline = shown.outline
    kind, part, action = _found(outline, int(which))
    editions = standing_until(shown.edition.sha256) if shown.edition else standing_of_plan(outline["plan"]["id"])
    criteria = [c for c in part.get("criteria", ()) if c["id"] in action.get("aims", ())]
    return {
        "title": action["wording"],
        "description": gettext("%(status)s: %(action)s Who does it, by when, and what was reported.")
        % {"status": gettext(LABEL[action["effective_status"]]), "action": action["wording"]},
        "action": action,
        "part": part,
        "is_for_priority": kind == "priorities",
        "aims": criteria,
        "steps": list(_earlier(steps(action["id"], editions), action["sentence"])),
    }


def _earlier(found, sentence):
    """Steps without the newest statement, which stands above them."""
    newest = sentence and (sentence["public_text"], sentence["speaks_of"])
    for step in found:
        if (step.sentence, step.said_on) == newest:
            step = step._replace(sentence="", said_on=None)
        if step.status or step.sentence or step.is_due_new:
            yield step


def _found(outline, pk):
    """(kind of part, part, action)"""
    return next(
        (kind, part, action)
        for kind in ("priorities", "hallmarks")
        for part in outline[kind]
        for action in part["actions"]
        if action["id"] == pk
    )
