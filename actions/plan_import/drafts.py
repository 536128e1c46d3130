"""Drafts of imports: a file as it was read, what somebody said of it, and what it would do to the plan."""

from dataclasses import fields
from datetime import timedelta

from django.utils.functional import cached_property

from partners import clock
from partners.files.packed_source import pack, unpack
from partners.history import attributed_to
from partners.models import Authority
from partners.permissions import Permission

from ..models import ImportDraft, SheetMapping
from .comparing.comparison import compare
from .edits import with_edits
from .reading.entries import read_entries
from .reading.entry_shapes import Answers
from .reading.headings import Meaning
from .reading.own_tables import own_entries
from .reading.structure import Kind, read_lines

# Name of pasted text, in place of that of a file.
PASTED = "Pasted text"
SETS = ("hidden_sheets", "public_names")


def begin_draft(plan, source, *, by, kind):
    """A new ImportDraft of a Source, with what was said of the partnership's earlier files."""
    mapping = SheetMapping.objects.filter(partnership=plan.partnership).first() or SheetMapping()
    answers = Answers(names=dict(mapping.names), columns=_remembered_columns(source, mapping.headings))
    return ImportDraft.objects.create(
        plan=plan,
        by=by,
        name=source.name[:255] or PASTED,
        kind=kind,
        source=pack(source),
        answers=answers_as_json(answers),
    )


def _unstrike(source):
    """Take struck-out words for the words that they were."""
    for sheet in source.sheets:
        for row in sheet.rows:
            for cell in row.cells:
                if cell.struck:
                    cell.text, cell.struck = f"{cell.text} {cell.struck}".strip(), ""


def forget_old_drafts():
    """Delete drafts that nobody went on with for days."""
    ImportDraft.objects.filter(begun_at__lt=clock.now() - timedelta(days=ImportDraft.KEPT_DAYS)).delete()


def heading_key(words):
    """What two ways to write a heading have in common."""
    return " ".join(words.split()).casefold()


def _remembered_columns(source, remembered):
    known = {meaning.value for meaning in Meaning}
    return {
        (sheet.name, at): Meaning(remembered[heading_key(words)])
        for sheet in source.sheets
        for line in read_lines(sheet, Answers())
        if line.kind == Kind.HEADINGS
        for at, words in line.headings.items()
        if remembered.get(heading_key(words)) in known
    }


def answers_as_json(answers):
    """Answers as a dict of what JSON can hold."""
    return {
        "headings": answers.headings,
        "columns": [[*place, meaning.value] for place, meaning in answers.columns.items()],
        "kinds": [[*place, kind.value] for place, kind in answers.kinds.items()],
        "priorities": answers.priorities,
        "names": answers.names,
        "hidden_sheets": sorted(answers.hidden_sheets),
        "reads_hidden_rows": answers.reads_hidden_rows,
        "reads_struck": answers.reads_struck,
        "keeps_comments": answers.keeps_comments,
        "public_names": sorted(answers.public_names),
    }


def answers_of(draft):
    """Answers of a draft."""
    said = {each.name: draft.answers[each.name] for each in fields(Answers) if each.name in draft.answers}
    said["columns"] = {(sheet, at): Meaning(meaning) for sheet, at, meaning in said.get("columns", [])}
    said["kinds"] = {(sheet, number): Kind(kind) for sheet, number, kind in said.get("kinds", [])}
    for name in SETS:
        said[name] = set(said.get(name, []))
    return Answers(**said)


class Reading:
    """A draft's file, read with what was said of it."""

    def __init__(self, draft):
        """Unpack the file; what it holds is read when it is asked for."""
        self.draft, self.plan = draft, draft.plan
        self.source, self.answers = unpack(bytes(draft.source)), answers_of(draft)
        if self.answers.reads_struck:
            _unstrike(self.source)
        self.authorities = list(Authority.objects.in_partnership(draft.plan.partnership).acting())

    @property
    def plan_years(self):
        return self.plan.starts_on, self.plan.ends_on

    @cached_property
    def own(self):
        """Entries of one of our own tables; None of any other file."""
        return own_entries(self.source, self.authorities, self.plan_years)

    @cached_property
    def entries(self):
        """Entries with the edits of the preview, in the file's order."""
        entries = self.own or read_entries(
            self.source,
            authorities=self.authorities,
            plan_years=self.plan_years,
            answers=self.answers,
        )
        return with_edits(entries, self.source, self.draft.edits, self.authorities, self.answers)

    @cached_property
    def comparison(self):
        """What saving would do to the plan."""
        decisions = {key: edit["decided"] for key, edit in self.draft.edits.items() if "decided" in edit}
        own, names = bool(self.own), self.answers.names
        return compare(self.plan, self.entries, is_ours=own, decisions=decisions, names=names)

    @cached_property
    def unknown_names(self):
        """Names in the columns of leads that mean no authority yet, as they are written."""
        return next((question.words for question in self.entries.questions if question.about == "names"), [])

    @property
    def must_ask(self):
        """Whether the file does not say what it holds, its headings or its priorities, and nobody did yet."""
        if self.draft.answers.get("is_answered"):
            return False
        questions = self.entries.questions
        return any(q.about == "headings" or (q.about == "priorities" and not q.words) for q in questions)

    def may_add_authorities(self, access):
        return access.may(Permission.SET_UP)


def remember(partnership, *, by, headings, names):
    """Keep the columns that were corrected, {heading: meaning}, and the names that were answered, for the next file."""
    headings = {heading_key(words): meaning for words, meaning in headings.items()}
    mapping = SheetMapping.objects.select_for_update().filter(partnership=partnership).first()
    mapping = mapping or SheetMapping(partnership=partnership)
    values = {**mapping.headings, **headings}, {**mapping.names, **names}
    if values != (mapping.headings, mapping.names):
        mapping.headings, mapping.names = values
        with attributed_to(by=by, why="How a file was read"):
            mapping.save()
    return mapping
