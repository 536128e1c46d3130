"""Entries of a file: its tables and prose as actions, criteria and sections, with every word accounted for."""

import re
from collections import Counter
from dataclasses import replace
from itertools import groupby

from partners.files.source import State

from .accounting import leave_out_the_rest
from .authority_roster import Roster, tokens_of
from .doubles import join_doubles
from .entry_shapes import Answers, Entries, Question
from .guessed_tables import guessed_table
from .headings import Meaning
from .priority_names import CurrentPriority, priority_key, rank
from .prose import Prose
from .resolving import resolve
from .sheets import SheetEntries, named_priorities
from .structure import Kind, lines_and_tables
from .table_entries import Reading

NO_SUBJECT = {
    "plan", "plans", "action", "actions", "delivery", "strategy", "strategic", "tracker", "programme",
    "partnership", "community", "safety", "csp", "annual", "draft", "final", "version", "update", "updated", "copy",
    "v", "the", "of", "for", "and", "to", "from", "a", "an", "in", "our", "sheet", "table", "page", "data", "year",
    "years", "three", "indicators", "measures", "number", "safer", "safe", "communities", "together", "performance",
    "progress", "report", "annex", "log", "register", "appendix",
}  # fmt: skip


def read_entries(source, *, authorities=(), plan_years=None, answers=None):
    """The Entries of a Source. `plan_years` is the first and last day of the plan that they are for."""
    answers, entries = answers or Answers(), Entries()
    entries.left_out.extend(source.left_out)
    roster = Roster(authorities, answers.names)
    sheets = [_as_asked(entries, sheet, answers) for sheet in source.sheets]
    visible = [sheet for sheet in sheets if sheet.state == State.VISIBLE or sheet.name in answers.hidden_sheets]
    lines = entries.lines = lines_of(source, visible, answers, roster, entries)
    top = min((found for one in lines.values() for line in one if (found := _rank(line)) is not None), default=None)
    reading = Reading(entries, answers, source)
    several = len(named_priorities(visible, lines)) > 1
    for sheet in sheets:
        own, current = lines.get(sheet.name), CurrentPriority(entries, top)
        if sheet not in visible:
            _leave_out_sheet(entries, sheet, f"on a sheet that is {sheet.state}")
        elif source.is_document or (not entries.tables and is_one_column(sheet)):
            Prose(reading, sheet, own, current).read()
        elif any(line.kind in (Kind.HEADINGS, Kind.LABELLED) for line in own) or _is_table(entries, sheet):
            SheetEntries(reading, sheet, own, current, several=several).read()
        else:
            _leave_out_sheet(entries, sheet, "on a sheet on which no headings of actions were found")
        current.leave_out_unused()
    leave_out_the_rest(source, entries, answers)
    _guess_priority(entries, source, authorities)
    resolve(entries, roster=roster, plan_years=plan_years, dated=source.dated)
    join_doubles(entries)
    _tell_sections_apart(entries)
    _note_groups(entries)
    return ask(entries)


def _tell_sections_apart(entries):
    """Let a section below a priority say whose it is where others have its heading; give each section its key."""
    known, keys = Counter(_key_of(one) for one in entries.sections), Counter()
    for section in entries.sections:
        if known[_key_of(section)] > 1 and section.priority:
            section.heading = f"{section.priority}: {section.heading}"
    for section in entries.sections:
        keys[key := _key_of(section)] += 1
        section.key = f"s:{key}" if keys[key] == 1 else f"s:{key}-{keys[key]}"


def _key_of(section):
    return priority_key(section.heading) or section.heading.strip()


def _rank(line):
    return rank(line.row.words[0]) if line.kind == Kind.BANNER else None


def _is_table(entries, sheet):
    return any(table.sheet == sheet.name for table in entries.tables)


def lines_of(source, sheets, answers, roster, entries):
    """{sheet name: its lines}. Only where no table is known by its headings are they guessed by what is in them."""
    lines = {}
    for sheet in sheets:
        lines[sheet.name], tables = lines_and_tables(sheet, answers, roster)
        entries.tables.extend(tables)
    found = any(line.kind in (Kind.HEADINGS, Kind.LABELLED) for one in lines.values() for line in one)
    for sheet in sheets:
        if found or entries.tables or source.is_document or is_one_column(sheet):
            break
        if guess := guessed_table(sheet, roster):
            lines[sheet.name], tables = lines_and_tables(sheet, answers, roster, guess=guess)
            entries.tables.extend(tables)
    return lines


def is_one_column(sheet):
    """Whether most rows of a sheet have one cell only, as a list has."""
    rows = [row for row in sheet.rows if row.words]
    return sum(len(row.words) == 1 for row in rows) * 2 > len(rows)


def _as_asked(entries, sheet, answers):
    """A sheet without its hidden rows, whose words are listed, unless they are asked for."""
    hidden = [row for row in sheet.rows if row.hidden and not answers.reads_hidden_rows]
    for row in hidden:
        for at, cell in enumerate(row.cells):
            if cell.text:
                entries.leave_out((sheet.name, row.number, at), cell.text, "on a hidden row")
    return replace(sheet, rows=[row for row in sheet.rows if not row.hidden]) if hidden else sheet


def _leave_out_sheet(entries, sheet, why):
    for row in sheet.rows:
        for at, cell in enumerate(row.cells):
            if cell.text:
                entries.leave_out((sheet.name, row.number, at), cell.text, why)


def _guess_priority(entries, source, authorities):
    """Let entries without a priority be of what the title or the file's name says, which is asked."""
    lost = [one for one in (*entries.actions, *entries.criteria) if is_without_priority(one)]
    if not lost:
        return
    places = {word for one in authorities for word in tokens_of(f"{one.name} {one.short_name}")}
    stem = re.sub(r"\.\w+$", "", source.name).replace("_", " ")
    guess = subject_of(entries.title, places) or subject_of(stem, places)
    entries.questions.append(Question("priorities", "Where are the priorities given?", [guess] if guess else []))
    if guess:
        for one in lost:
            one.priority = guess
        entries.priorities.setdefault(guess, guess)


def _note_groups(entries):
    """Say so where who and when are given only in the first row of each priority's rows."""
    groups = [list(rows) for _, rows in groupby(entries.actions, key=lambda one: one.priority)]
    groups = [rows for rows in groups if len(rows) > 1]
    first = all(rows[0].lead_words or rows[0].due_words for rows in groups)
    if len(groups) > 1 and first and not any(one.lead_words or one.due_words for rows in groups for one in rows[1:]):
        entries.notes.append(
            "Who and when are given only in the first row of each priority. In its other rows they are to be agreed."
        )


def is_without_priority(entry):
    """Whether an action or criterion is of no priority and no hallmark."""
    return not entry.priority and not getattr(entry, "is_of_hallmark", False)


def subject_of(title, places):
    """What a title such as "Westmere Domestic Abuse Action Plan 2026" is about, without what every title says."""
    words = re.findall(r"[^\W\d_][\w’'-]*", title)
    kept = [word for word in words if word.casefold() not in NO_SUBJECT | places]
    if not kept or len(kept) > 6 or not any(len(word) > 3 for word in kept):
        return ""
    first, last = title.find(kept[0]), title.rfind(kept[-1]) + len(kept[-1])
    return title[first:last].strip(" –—-:,")


def ask(entries):
    """Entries with the questions that they leave open."""
    for table in entries.tables:
        names = sorted({str(meaning) for meaning in table.columns.values()})
        if table.is_guess:
            text = f"Which row of “{table.sheet}” holds the headings, and what does each column hold?"
            entries.questions.insert(0, Question("headings", text, names, table.sheet, table))
        elif table.unsure & {at for at, one in table.columns.items() if one != Meaning.PRIVATE}:
            words = [table.headings.get(at, "") for at in sorted(table.unsure)]
            text = f"What do these columns of “{table.sheet}” hold?"
            entries.questions.append(Question("columns", text, words, table.sheet, table))
    if not (entries.actions or entries.criteria) and not entries.questions:
        entries.questions.append(Question("headings", "Which row holds the headings?"))
    return entries
