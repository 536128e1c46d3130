"""Notes on single changes: what changed, from what and to what."""

from typing import Any, cast

from django.utils.translation import gettext
from django.utils.translation import gettext as _

from ..labels import shown
from ..status import RANK, in_words
from .shape import ChangeNote
from .word_diff import excerpt, pieces

# For "up" or "down": no report counts as not started. A withdrawal has no direction.
LEVEL = RANK | {"no_report": RANK["not_started"]}


def note(what: str, label: str, old: str | None = None, new: str | None = None, **more) -> ChangeNote:
    fields = {"what": what, "label": label, "old": old, "new": new, "direction": "", "old_status": "", "new_status": ""}
    empty: dict[str, Any] = {"original": None, "times": 0, "pieces": [], "excerpt": [], "when": ""}
    return cast(ChangeNote, {**fields, **empty, **more})


def status_note(before, after):
    old, new = before["effective_status"], after["effective_status"]
    step = 0 if "withdrawn" in (old, new) else LEVEL[new] - LEVEL[old]
    direction = "up" if step > 0 else "down" if step < 0 else ""
    more = {"direction": direction, "old_status": old, "new_status": new}
    return note(
        "status",
        {"up": gettext("Better"), "down": gettext("Worse")}.get(direction, gettext("Status")),
        in_words(before),
        in_words(after),
        **more,
    )


def public_sentence_note(old, new):
    if new is None:
        return note("said", gettext("Public statement removed"), old["public_text"])
    return note("said", gettext("Public statement"), new=new["public_text"], when=shown("speaks_of", new))


def wording_note(label, old, new):
    parts = pieces(old, new)
    return note("wording", label, old, new, pieces=parts, excerpt=excerpt(parts))


def in_plain_words(note: ChangeNote) -> str:
    """A note as one line of plain text, for e-mails and feeds."""
    when = f" ({note['when']})" if note["when"] else ""
    old, new = note["old"], note["new"]
    if note["what"] == "wording" or old is None or new is None:
        words = new or old
    else:
        words = _("from %(old)s to %(new)s") % {"old": old, "new": new}
    return " ".join(f"{note['label']}{when}: {words}".split())
