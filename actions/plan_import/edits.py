"""Edits of a preview: what somebody changed in the entries of a file before they are saved.

They are kept by the key of an entry, which says from which row of the file it was made. So they stand also after the
file was read anew with other columns, as long as an entry is made of that row.
"""

from copy import deepcopy
from datetime import date

from partners.files.source import LeftOut

from .reading.authority_names import read_leads
from .reading.authority_roster import name_key
from .reading.structure import priority_key

BY_CHOICE = "not imported by choice"


def with_edits(entries, source, edits, authorities, answers):
    """The entries with their keys and with the edits, {key: edit}, of `EDITS` below."""
    _set_keys(entries, source)
    return _Editor(entries, edits, authorities, answers).edited()


def _set_keys(entries, source):
    """Give each action and criterion a key of the row that it was made from."""
    numbers, seen = {sheet.name: at for at, sheet in enumerate(source.sheets)}, {}
    for letter, parts in (("a", entries.actions), ("c", entries.criteria)):
        for part in parts:
            sheet, row, _column = part.made_from[0] if part.made_from else ("", 0, 0)
            key = f"{letter}{numbers.get(sheet, 0)}.{row}"
            seen[key] = seen.get(key, 0) + 1
            part.key = key if seen[key] == 1 else f"{key}.{seen[key]}"


def bullets_of(entry):
    """The wordings of the actions into which an entry can be split: its bullets, or its lines."""
    lines = [line.strip() for line in entry.wording.splitlines() if line.strip()]
    return entry.bullets or (lines if len(lines) > 1 else [])


class _Editor:
    """The edits of one draft at work on its entries.

    An edit is a dict: `out` leaves an entry out, `split` makes several of it, `merge` adds it to the one above,
    `fields` are its new values, and `decided` what the comparison with the plan takes.
    """

    def __init__(self, entries, edits, authorities, answers):
        self.entries, self.edits, self.answers = entries, edits, answers
        self.authorities = {authority.pk: authority for authority in authorities}
        self.public = {name_key(name) for name in answers.public_names}

    def edited(self):
        entries = self.entries
        self._rename_priorities()
        actions, entries.actions = entries.actions, []
        for action in actions:
            self._add_action(action)
        criteria, entries.criteria = entries.criteria, []
        for criterion in criteria:
            if self._is_left_out(criterion, criterion.wording):
                continue
            for name, value in self.edits.get(criterion.key, {}).get("fields", {}).items():
                setattr(criterion, name, value)
            entries.criteria.append(criterion)
        self._edit_texts()
        return entries

    def _is_left_out(self, entry, words):
        if not self.edits.get(entry.key, {}).get("out"):
            return False
        self._leave_out(entry.key, place_of(entry), words)
        return True

    def _leave_out(self, key, place, words):
        self.entries.out_by_choice[key] = LeftOut(place, words, BY_CHOICE)

    def _add_action(self, action):
        edit, entries = self.edits.get(action.key, {}), self.entries
        parts = bullets_of(action) if edit.get("split") else []
        if len(parts) > 1:
            for n, wording in enumerate(parts, 1):
                self._add_action(_part_of(action, n, wording))
        elif self._is_left_out(action, words_of(action)):
            return
        elif edit.get("merge") and entries.actions:
            _merge(action, entries.actions[-1])
        else:
            self._set_fields(action, edit.get("fields", {}))
            entries.actions.append(action)

    def _set_fields(self, action, fields):
        if self.public and action.lead_kept:
            names = read_leads(action.lead_kept, list(self.authorities.values())).unknown
            action.lead_words_public = bool(names) and {name_key(name) for name in names} <= self.public
        for name, value in fields.items():
            if name == "lead":
                action.lead = self.authorities.get(value)
            elif name == "supporting":
                action.supporting = [self.authorities[pk] for pk in value if pk in self.authorities]
            elif name == "due_on":
                action.due_on = date.fromisoformat(value) if value else None
            else:
                setattr(action, name, value)

        if not action.brings_updates:
            told = [f"{update.heading}: {update.words}".removeprefix(": ") for update in action.updates]
            action.private_note = "\n".join(filter(None, [action.private_note, *told]))
            action.updates, action.status = [], ""

    def _rename_priorities(self):
        """Give a priority that was renamed its name, also where its entries name it."""
        names = {}
        for name in self.entries.priorities:
            fields = self.edits.get(f"p:{priority_key(name)}", {}).get("fields", {})
            names[name] = fields.get("name") or name
        self.entries.priorities = {names[name]: words for name, words in self.entries.priorities.items()}
        for part in (*self.entries.actions, *self.entries.criteria):
            part.priority = names.get(part.priority, part.priority)

    def _edit_texts(self):
        """Change or leave out sections, hallmarks and what is said of the plan itself."""
        entries, sections = self.entries, []
        for section in entries.sections:
            key = section.key
            edit = self.edits.get(key, {})
            if edit.get("out"):
                words = "\n\n".join([section.heading, *section.paragraphs])
                self._leave_out(key, f"Section “{section.heading}”", words)
                continue
            fields = edit.get("fields", {})
            section.heading = fields.get("heading", section.heading)
            if "text" in fields:
                section.paragraphs = fields["text"].split("\n\n")
            sections.append(section)
        entries.sections = sections
        for name, body in list(entries.hallmarks.items()):
            if self.edits.get(f"h:{priority_key(name)}", {}).get("out"):
                self._leave_out(f"h:{priority_key(name)}", f"Hallmark “{name}”", f"{name}\n\n{body}")
                del entries.hallmarks[name]


def _part_of(action, n, wording):
    """One of several actions made of one. Its notes and progress are told once, with the first."""
    part = deepcopy(action)
    part.wording, part.key = wording, f"{action.key}.{n}"
    if n > 1:
        part.note = part.private_note = part.reference = part.status = ""
        part.updates = []
    return part


def _merge(action, into):
    """Add an entry to the one above it. What that has already is not said twice."""
    into.wording = f"{into.wording}\n{action.wording}"
    for name in ("note", "private_note", "lead_kept", "due_kept", "lead_words", "due_words"):
        texts = dict.fromkeys(filter(None, [getattr(into, name), getattr(action, name)]))
        setattr(into, name, "\n".join(texts))
    if action.due_on and into.due_on and action.due_on != into.due_on:
        later = max(action, into, key=lambda each: each.due_on)
        into.due_kept = into.due_kept or f"{into.due_words}"
        into.due_on = later.due_on
    into.due_on = into.due_on or action.due_on
    into.lead = into.lead or action.lead
    others = dict.fromkeys([*into.supporting, *filter(None, [action.lead]), *action.supporting])
    into.supporting = [authority for authority in others if authority != into.lead]
    into.updates = [*into.updates, *action.updates]
    into.is_private = into.is_private or action.is_private
    into.made_from = [*into.made_from, *action.made_from]
    for name, places in action.places.items():
        into.places[name] = [*into.places.get(name, []), *places]
    into.merged = [*into.merged, action.key]


def words_of(action):
    """All that the file says of an action, for the list of what is left out."""
    parts = [
        action.reference, action.wording, action.lead_words, action.supporting_words, action.due_words, action.note,
        action.private_note, *(update.words for update in action.updates),
    ]  # fmt: skip
    return " | ".join(filter(None, parts))


def place_of(entry):
    """Where in the file an entry is, as a person finds it: Actions, row 7"""
    places = list(dict.fromkeys((sheet, row) for sheet, row, _column in entry.made_from))
    if not places:
        return ""
    sheet = places[0][0]
    rows = [str(row) for _, row in places]
    numbers = f"row {rows[0]}" if len(rows) == 1 else f"rows {', '.join(rows)}"
    return f"{sheet}, {numbers}" if sheet else numbers.capitalize()
