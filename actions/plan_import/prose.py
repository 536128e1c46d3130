"""Prose of a file without a table: headings, list items and lines such as "Lead: Police"."""

import re

from partners.files.source import LeftOut

from .entry_shapes import ActionEntry, Criterion, Section
from .structure import NOTE, NUMBERED, priority_name

SAID = re.compile(
    r"^(?P<what>lead(?: partner| agency)?|led by|owner|who|by(?: when)?|due|deadline|when|supported by|partners|"
    r"how we will know|measures?|success measures?)\s*:\s*(?P<words>.+)$",
    re.I | re.S,
)
NUMBER = re.compile(r"^\d+(?:\.\d+)+\.?\s*")
ONLY_HEADING = re.compile(r"^(objectives?|actions?|aims?|what we will do)\s*:?$", re.I)


def read_prose(entries, sheet):
    """Add what a sheet of one column, or a document's paragraphs, holds to the entries."""
    priority, action, section = "", None, None
    for row in sheet.rows:
        place = f"{sheet.name}, row {row.number}"
        for at, words in [(at, cell.text) for at, cell in enumerate(row.cells) if cell.text]:
            said = SAID.match(words)
            if ONLY_HEADING.match(words):
                entries.left_out.append(LeftOut(place, words, "a heading, no action"))
            elif row.heading == 1 and not entries.title:
                entries.title = words
                entries.left_out.append(LeftOut(place, words, "the title"))
            elif row.heading or NUMBERED.match(words):
                priority, action = priority_name(words), None
                entries.priorities.setdefault(priority, words)
                section = None
            elif NOTE.match(words):
                entries.left_out.append(LeftOut(place, words, "a note"))
            elif said and (action or said["what"].lower().startswith(("how", "measure", "success"))):
                entries.left_out.append(LeftOut(place, said["what"], "a label"))
                _say(entries, priority, action, said, (sheet.name, row.number, at))
            elif priority and (row.bullet or NUMBER.match(words)):
                action = ActionEntry(priority, NUMBER.sub("", words), made_from=[(sheet.name, row.number, at)])
                number = NUMBER.match(words)
                action.reference = number.group().strip() if number else ""
                entries.actions.append(action)
            else:
                if section is None:
                    section = Section(priority)
                    entries.sections.append(section)
                section.paragraphs.append(words)


def _say(entries, priority, action, said, place):
    what, words = said["what"].lower(), said["words"].strip()
    if what.startswith(("how", "measure", "success")):
        entries.criteria.append(Criterion(priority, words, made_from=[place]))
        return
    if what.startswith(("supported", "partners")):
        name = "supporting_words"
    else:
        name = "lead_words" if what.startswith(("lead", "led", "owner", "who")) else "due_words"
    before = getattr(action, name)
    setattr(action, name, f"{before}\n{words}" if before else words)
    action.made_from.append(place)
