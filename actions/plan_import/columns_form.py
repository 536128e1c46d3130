"""The form of how a file is read: its headings, its columns, its priorities and the names in it."""

from dataclasses import dataclass, field

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from partners.files.source import State
from partners.forms.fields import PlainText
from partners.forms.keys import key_in

from ..models import Hallmark
from .reading.authority_names import suggestions
from .reading.authority_roster import name_key
from .reading.entry_shapes import Answers
from .reading.headings import Meaning
from .reading.structure import Kind

LABELS = {
    Meaning.PRIORITY: _("Priority"),
    Meaning.THEME: _("Theme within a priority"),
    Meaning.ACTION: _("Activity"),
    Meaning.NOTE: _("Note (public)"),
    Meaning.LEAD: _("Lead authority"),
    Meaning.SUPPORTING: _("Supporting authorities"),
    Meaning.DUE: _("Due date"),
    Meaning.MEASURE: _("Success criterion"),
    Meaning.UPDATE: _("Progress (for members)"),
    Meaning.STATUS: _("Status (for members)"),
    Meaning.PRIVATE: _("Note for members only"),
    Meaning.REFERENCE: _("Your own reference"),
    Meaning.BASELINE: _("Criterion: baseline"),
    Meaning.TARGET: _("Criterion: target"),
    Meaning.UNIT: _("Criterion: unit"),
    Meaning.DIRECTION: _("Criterion: higher or lower is better"),
    Meaning.FREQUENCY: _("Criterion: how often reported"),
    Meaning.SOURCE: _("Criterion: source of figures"),
    Meaning.REPORTER: _("Criterion: reporting authority"),
    Meaning.NONE: _("Do not import"),
}
EXAMPLES, EXAMPLE_LENGTH, HEADING_ROWS = 3, 80, 40
AS_FOUND, WORDS, PUBLIC_WORDS, ADD = "", "words", "public", "add"


@dataclass
class SheetColumns:
    """A sheet as the form shows it: where priorities and headings were found, and its columns by number from 0."""

    at: int
    sheet: object
    lines: list = field(default_factory=list)
    headings: dict = field(default_factory=dict)
    columns: dict = field(default_factory=dict)
    examples: dict = field(default_factory=dict)
    unsure: set = field(default_factory=set)

    @property
    def name(self):
        return self.sheet.name

    @property
    def heading_rows(self):
        return [line.row.number for line in self.lines if line.kind == Kind.HEADINGS]

    @property
    def banners(self):
        """[(row number, words)] of the rows that name a priority by themselves."""
        return [(line.row.number, " ".join(line.row.words)) for line in self.lines if line.kind == Kind.BANNER]

    @property
    def priority_headings(self):
        """Headings of the columns that hold the priorities."""
        return [self.headings[at] for at, meaning in self.columns.items() if meaning == Meaning.PRIORITY]


def sheets_of(source, entries):
    """[SheetColumns] of the sheets that are read."""
    found = []
    for at, sheet in enumerate(source.sheets):
        if sheet.name not in entries.lines:
            continue
        one = SheetColumns(at, sheet, entries.lines[sheet.name])
        for table in entries.tables:
            if table.sheet == sheet.name:
                one.unsure |= table.unsure
                one.columns |= {column: meaning for column, meaning in table.columns.items() if not table.row}
        for line in one.lines:
            for column, words in line.headings.items():
                one.headings.setdefault(column, " ".join(words.split()))
            for column, meaning in line.columns.items():
                one.columns.setdefault(column, meaning)
        for column in one.columns:
            one.examples[column] = _examples(one.lines, column)
        found.append(one)
    return found


def _examples(lines, column):
    """The first different values of a column, shortened."""
    words = (
        line.row.cells[column].text
        for line in lines
        if line.kind == Kind.ENTRY and column < len(line.row.cells) and line.row.cells[column].text
    )
    examples = []
    for text in words:
        short = " ".join(text.split())
        short = short if len(short) <= EXAMPLE_LENGTH else f"{short[: EXAMPLE_LENGTH - 1]}…"
        if short not in examples:
            examples.append(short)
        if len(examples) == EXAMPLES:
            break
    return examples


class ColumnsForm(forms.Form):
    """Which row of each sheet holds the headings, what its columns hold, and who the names are."""

    def __init__(self, data=None, *, reading, may_add):
        super().__init__(data)
        self.reading, self.answers = reading, reading.answers
        self.sheets = [] if reading.own else sheets_of(reading.source, reading.entries)
        for one in self.sheets:
            self._add_sheet(one)
        self._add_hidden()
        self._add_names(may_add)
        self._add_hallmarks()

    def _add_sheet(self, one):
        rows = [row for row in one.sheet.rows if row.words][:HEADING_ROWS]
        choices = [
            (str(row.number), gettext("Row %(number)s: %(short)s") % {"number": row.number, "short": _short(row)})
            for row in rows
        ]
        choices.append(("0", gettext("None: the table has no headings")))
        found = ", ".join(map(str, one.heading_rows))
        first = gettext("As found: row %(found)s") % {"found": found} if found else gettext("None found")
        if len(rows) > 1:
            self.fields[f"headings-{one.at}"] = forms.ChoiceField(
                label=gettext("Row with the headings"),
                choices=[(AS_FOUND, first), *choices],
                required=False,
                initial=str(self.answers.headings.get(one.name, AS_FOUND)),
            )
        self.fields[f"priority-{one.at}"] = PlainText(
            label=gettext("All rows of this sheet serve the priority"),
            help_text=gettext("Leave blank if the priority is given in the sheet."),
            rows=1,
            max_length=300,
            required=False,
            initial=self.answers.priorities.get(one.name) or self._guessed_priority(one),
        )
        for column, meaning in sorted(one.columns.items()):
            self.fields[f"column-{one.at}-{column}"] = forms.ChoiceField(
                label=one.headings.get(column) or (gettext("Column %(number)s") % {"number": column + 1}),
                help_text=(f"{gettext('Please check.')} " if column in one.unsure else "")
                + " · ".join(one.examples[column]),
                choices=[(each.value, label) for each, label in LABELS.items()],
                initial=meaning.value,
            )

    def _guessed_priority(self, one):
        """The priority that is asked about, if all that is known of it is a guess."""
        for question in self.reading.entries.questions:
            if question.about == "priorities" and question.words and question.sheet in ("", one.name):
                return question.words[0]
        return ""

    def _add_hidden(self):
        source = self.reading.source
        hidden = [sheet.name for sheet in source.sheets if sheet.state != State.VISIBLE]
        if hidden and not self.reading.own:
            self.fields["hidden_sheets"] = forms.MultipleChoiceField(
                label=gettext("Hidden sheets to import"),
                choices=[(name, name) for name in hidden],
                required=False,
                initial=sorted(self.answers.hidden_sheets),
                widget=forms.CheckboxSelectMultiple,
            )
        rows = [row for sheet in source.sheets for row in sheet.rows]
        if any(row.hidden and row.words for row in rows):
            self._add_tick("reads_hidden_rows", gettext("Import hidden rows"))
        if self.answers.reads_struck or any(cell.struck for row in rows for cell in row.cells):
            self._add_tick("reads_struck", gettext("Import struck-out text"))
        if any(cell.comment for row in rows for cell in row.cells):
            self._add_tick("keeps_comments", gettext("Import comments as notes for members"))

    def _add_tick(self, name, label):
        initial = getattr(self.answers, name)
        self.fields[name] = forms.BooleanField(label=label, required=False, initial=initial)

    def _add_names(self, may_add):
        known = {name: pk for name, pk in self.answers.names.items() if name_key(name)}
        self.names = list(dict.fromkeys([*self.reading.unknown_names, *(n for n in known if self._is_in_file(n))]))
        authorities = self.reading.authorities
        for n, name in enumerate(self.names):
            choices = [(WORDS, gettext("Keep as text, for members")), (PUBLIC_WORDS, gettext("Keep as text, public"))]
            choices += [(str(authority.pk), authority.name) for authority in authorities]
            if may_add:
                choices.append((ADD, gettext("Add “%(name)s” to the authorities") % {"name": name[:60]}))
            like = ", ".join(authority.name for authority in suggestions(name, authorities)[:2])
            self.fields[f"name-{n}"] = forms.ChoiceField(
                label=name, help_text=gettext("Perhaps %(like)s?") % {"like": like} if like else "", choices=choices,
                initial=self._answer_for(name),
            )  # fmt: skip

    def _add_hallmarks(self):
        items = [] if self.reading.own else self.reading.comparison.items
        names = [item.place for item in items if item.kind == "hallmark"]
        names += Hallmark.objects.filter(plan=self.reading.plan).values_list("name", flat=True)
        self.served = {}
        for n, item in enumerate(item for item in items if item.kind == "hallmark-action"):
            self.served[f"hallmark-{n}"] = item.key
            self.fields[f"hallmark-{n}"] = forms.ChoiceField(
                label=item.entry.wording,
                choices=[(name, name) for name in dict.fromkeys(names)],
                initial=item.place,
            )

    def _is_in_file(self, name):
        key = name_key(name)
        entries = self.reading.entries
        return any(key in name_key(f"{each.lead_words} {each.supporting_words}") for each in entries.actions)

    def _answer_for(self, name):
        if self.answers.names.get(name) is not None:
            return str(self.answers.names[name])
        return PUBLIC_WORDS if name in self.answers.public_names else WORDS

    def fields_of_sheets(self):
        """[(SheetColumns, its field for the headings or None, its field for the priority, its columns' fields)]."""
        for one in self.sheets:
            prefix = f"column-{one.at}-"
            columns = [self[name] for name in self.fields if name.startswith(prefix)]
            headings = f"headings-{one.at}"
            yield one, self[headings] if headings in self.fields else None, self[f"priority-{one.at}"], columns

    def fields_of_names(self):
        return [self[f"name-{n}"] for n in range(len(self.names))]

    def fields_of_hallmarks(self):
        return [self[name] for name in self.served]

    def hallmarks(self):
        """{key of a hallmark action: the name of the hallmark that it serves} of the valid form."""
        return {key: self.cleaned_data[name] for name, key in self.served.items()}

    def fields_of_hidden(self):
        names = ("hidden_sheets", "reads_hidden_rows", "reads_struck", "keeps_comments")
        return [self[name] for name in names if name in self.fields]

    def new_answers(self, add):
        """(Answers, {heading: meaning} of the columns that were corrected) of the valid form.

        `add` makes an authority of a name and returns its pk.
        """
        answers, corrected = Answers(kinds=self.answers.kinds), {}
        answers.columns = dict(self.answers.columns)
        for one in self.sheets:
            self._read_sheet(one, answers, corrected)
        data = self.cleaned_data
        answers.hidden_sheets = set(data.get("hidden_sheets", ()))
        answers.reads_hidden_rows = data.get("reads_hidden_rows", False)
        answers.reads_struck = data.get("reads_struck", False)
        answers.keeps_comments = data.get("keeps_comments", False)
        answers.names = dict(self.answers.names)
        for n, name in enumerate(self.names):
            answer = data[f"name-{n}"]
            if answer == PUBLIC_WORDS:
                answers.public_names.add(name)
            answers.names[name] = add(name) if answer == ADD else key_in(answer)
        return answers, corrected

    def _read_sheet(self, one, answers, corrected):
        data = self.cleaned_data
        row = data.get(f"headings-{one.at}")
        if row:
            answers.headings[one.name] = int(row)
        if row != str(self.answers.headings.get(one.name, AS_FOUND)) and f"headings-{one.at}" in self.fields:
            # Other headings have other columns: what was said of these no longer holds.
            answers.columns = {place: m for place, m in answers.columns.items() if place[0] != one.name}
            return
        if data[f"priority-{one.at}"]:
            answers.priorities[one.name] = data[f"priority-{one.at}"]
        for column, before in one.columns.items():
            meaning = Meaning(data[f"column-{one.at}-{column}"])
            if meaning != before:
                answers.columns[one.name, column] = meaning
                corrected[one.headings.get(column, "")] = meaning.value


def _short(row):
    words = " | ".join(" ".join(word.split()) for word in row.words)
    return words if len(words) <= EXAMPLE_LENGTH else f"{words[: EXAMPLE_LENGTH - 1]}…"
