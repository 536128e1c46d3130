"""Summary of many changes in one sentence."""

from collections import Counter
from collections.abc import Sequence

from django.utils.translation import gettext, gettext_noop

from partners.languages import is_english

from ..rating import Word
from .shape import ChangedItem, ChangeNote, ChangeSummary

# Counts in the summary, most important first: a noun and what happened to it.
COUNTED = (
    "priority added", "priority removed", "action added", "action removed", "action completed", "action now off track",
    "action now overdue", "action now at risk", "action no longer up to date", "action back on track",
    "action withdrawn", "action moved elsewhere", "date moved", "date agreed", "date removed", "lead changed",
    "criterion added", "criterion removed", "criterion met", "rating changed", "criterion changed", "measurement added",
    "measurement corrected", "wording changed",
    "sentence for the public", "report", "status changed", "action confirmed", "hallmark added", "hallmark removed",
    "assessment added", "assessment removed", "consultation added", "consultation removed",
    "section added", "section removed", "objective added", "objective removed", "authority added", "authority removed",
    "order", "other",
)  # fmt: skip
NOUNS = {
    "action": ("action", "actions"),
    "activity": ("activity", "activities"),
    "hallmark action": ("hallmark action", "hallmark actions"),
    "priority": ("priority", "priorities"),
    "authority": ("authority", "authorities"),
    "criterion": ("success criterion", "success criteria"),
    "measure": ("measure", "measures"),
    "objective": ("strategic objective", "strategic objectives"),
    "sentence": ("new sentence", "new sentences"),
    "report": ("new report", "new reports"),
    "order": ("change of order", "changes of order"),
    "other": ("other change", "other changes"),
    "rating": ("rating", "ratings"),
    "status": ("status", "statuses"),
}

# {member of COUNTED: what a sentence in another language than English says of it}. A noun before its number needs no
# form for each number, of which Welsh has four.
SAID = {
    "priority added": gettext_noop("priorities added: %(number)s"),
    "priority removed": gettext_noop("priorities removed: %(number)s"),
    "action added": gettext_noop("actions added: %(number)s"),
    "action removed": gettext_noop("actions removed: %(number)s"),
    "action completed": gettext_noop("actions completed: %(number)s"),
    "action now off track": gettext_noop("actions now off track: %(number)s"),
    "action now overdue": gettext_noop("actions now overdue: %(number)s"),
    "action now at risk": gettext_noop("actions now at risk: %(number)s"),
    "action no longer up to date": gettext_noop("actions no longer up to date: %(number)s"),
    "action back on track": gettext_noop("actions back on track: %(number)s"),
    "action withdrawn": gettext_noop("actions withdrawn: %(number)s"),
    "action moved elsewhere": gettext_noop("actions moved elsewhere: %(number)s"),
    "date moved": gettext_noop("dates moved: %(number)s"),
    "date agreed": gettext_noop("dates agreed: %(number)s"),
    "date removed": gettext_noop("dates removed: %(number)s"),
    "lead changed": gettext_noop("leads changed: %(number)s"),
    "criterion added": gettext_noop("success criteria added: %(number)s"),
    "criterion removed": gettext_noop("success criteria removed: %(number)s"),
    "criterion met": gettext_noop("success criteria met: %(number)s"),
    "rating changed": gettext_noop("ratings changed: %(number)s"),
    "criterion changed": gettext_noop("success criteria changed: %(number)s"),
    "measurement added": gettext_noop("measurements added: %(number)s"),
    "measurement corrected": gettext_noop("measurements corrected: %(number)s"),
    "wording changed": gettext_noop("wordings changed: %(number)s"),
    "sentence for the public": gettext_noop("new sentences for the public: %(number)s"),
    "report": gettext_noop("new reports: %(number)s"),
    "status changed": gettext_noop("statuses changed: %(number)s"),
    "action confirmed": gettext_noop("actions confirmed: %(number)s"),
    "hallmark added": gettext_noop("hallmarks added: %(number)s"),
    "hallmark removed": gettext_noop("hallmarks removed: %(number)s"),
    "assessment added": gettext_noop("assessments added: %(number)s"),
    "assessment removed": gettext_noop("assessments removed: %(number)s"),
    "consultation added": gettext_noop("consultations added: %(number)s"),
    "consultation removed": gettext_noop("consultations removed: %(number)s"),
    "section added": gettext_noop("sections added: %(number)s"),
    "section removed": gettext_noop("sections removed: %(number)s"),
    "objective added": gettext_noop("strategic objectives added: %(number)s"),
    "objective removed": gettext_noop("strategic objectives removed: %(number)s"),
    "authority added": gettext_noop("authorities added: %(number)s"),
    "authority removed": gettext_noop("authorities removed: %(number)s"),
    "order": gettext_noop("changes of order: %(number)s"),
    "other": gettext_noop("other changes: %(number)s"),
}
DATE_EVENTS = ("date moved", "date agreed", "date removed")

# {(direction, new status): count}; any other status change counts as "status changed".
STATUS_COUNTS = {
    ("down", "off_track"): "action now off track", ("down", "overdue"): "action now overdue",
    ("down", "at_risk"): "action now at risk", ("down", "not_updated"): "action no longer up to date",
    ("up", "overdue"): "action now overdue", ("up", "complete"): "action completed",
    ("", "withdrawn"): "action withdrawn",
}  # fmt: skip
COUNTS_AS = {
    "moved": "action moved elsewhere", "lead": "lead changed", "figures": "criterion changed",
    "wording": "wording changed", "said": "sentence for the public", "reported": "report",
    "confirmed": "action confirmed", "order": "order",
}  # fmt: skip

COUNTED_KINDS = {
    "activity": "action", "hallmark action": "action", "success criterion": "criterion", "measure": "criterion",
}  # fmt: skip

# Maximum number of counts in the summary; the rest are summed up as "other changes".
MAX_SENTENCE_PARTS = 5


def in_words(summary: ChangeSummary) -> str:
    """A summary's sentence in the page's language: it is kept, as in packs, in English."""
    if is_english():
        return summary["sentence"]
    named, rest = _named(summary["counts"])
    parts = [gettext(SAID[name]) % {"number": summary["counts"][name]} for name in named]
    if rest:
        parts.append(gettext(SAID["other"]) % {"number": rest})
    return ", ".join(parts).capitalize() or gettext("Nothing changed")


def _named(counts: dict[str, int]) -> tuple[list[str], int]:
    """What the sentence names of the counts, and the sum of the others."""
    most = MAX_SENTENCE_PARTS if len(counts) <= MAX_SENTENCE_PARTS else MAX_SENTENCE_PARTS - 1
    named = list(counts)[:most]
    return named, sum(counts[name] for name in counts if name not in named)


def summed_up(items: Sequence[ChangedItem]) -> ChangeSummary:
    """{"sentence": "3 activities added, 2 completed, 1 date moved", "counts": {what of COUNTED: number}} of items.

    Items and notes are as in `changes`. The counts are in the order of the sentence. If all actions are of one kind,
    the sentence uses its name.
    """
    totals = Counter(count_name for item in items for count_name in _counts_of_item(item))
    counts = {count_name: totals[count_name] for count_name in COUNTED if totals[count_name]}
    kinds = {item["kind"] for item in items if item["kind"] in ("activity", "hallmark action")}
    nouns = NOUNS | {"action": NOUNS[kinds.pop() if len(kinds) == 1 else "action"]}
    if any(item["kind"] == "measure" for item in items):
        nouns["criterion"] = NOUNS["measure"]
    named, rest = _named(counts)
    parts, last_noun = [], None
    for count_name in named:
        noun, _, event = count_name.partition(" ")
        name = "" if noun == last_noun == "action" else nouns.get(noun, (noun, f"{noun}s"))[counts[count_name] != 1]
        parts.append(" ".join(filter(None, (str(counts[count_name]), name, event))))
        last_noun = noun
    sentence = ", ".join(parts) or "Nothing changed"
    if rest:
        sentence += f" and {rest} other {'change' if rest == 1 else 'changes'}"
    return {"sentence": sentence, "counts": counts}


def _counts_of_item(item: ChangedItem) -> list[str]:
    """Members of COUNTED for an item, one for each note that counts."""
    kind = COUNTED_KINDS.get(item["kind"])
    if item["state"] != "changed":
        count_name = f"{kind or item['kind'].rpartition(' ')[2]} {item['state']}"
        return [count_name if count_name in COUNTED else "other"]
    count_names = [_count_of_note(note) for note in item["notes"] if note["what"] != "next"]
    return [
        count_name
        for n, count_name in enumerate(count_names)
        if count_name != "criterion changed" or count_name not in count_names[:n]
    ]


def _count_of_note(note: ChangeNote) -> str:
    kind = note["what"]
    if kind == "status":
        if note["new_status"] == "on_track" and note["old_status"] in ("off_track", "overdue", "at_risk"):
            return "action back on track"
        return STATUS_COUNTS.get((note["direction"], note["new_status"]), "status changed")
    if kind == "rating":
        return "criterion met" if note["new"] == gettext(Word.MET.label) else "rating changed"
    if kind == "date":
        return {gettext(event.capitalize()): event for event in DATE_EVENTS}[note["label"]]
    if kind == "measured":
        return "measurement added" if note["old"] is None else "measurement corrected" if note["new"] else "other"
    if kind == "said" and note["new"] is None:
        return "other"
    return COUNTS_AS.get(kind, "other")
