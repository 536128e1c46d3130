from django import forms
from django.core import signing
from django.core.exceptions import ValidationError

from partners.files.xlsx_guard import Refused
from partners.forms.fields import PlainText
from partners.limits import SHEET_MB
from partners.models import Authority

from ..models import SheetMapping
from .authority_names import Roster, name_key, named
from .columns import COLUMN, HEADINGS, MEANINGS, PRIORITY_SOURCES, SHEETS, guess
from .own_tables import is_template
from .workbook import MAX_CHARACTERS, TextSheet, text_sheets_of, text_sheets_of_text

IMPORT_SALT = "a plan from a spreadsheet"
MAX_PACKED_LENGTH = 1_500_000
# Name of pasted text, in place of that of a file.
PASTED = "Pasted text"


class FileForm(forms.Form):
    """What is brought in: a file, or text that was pasted. One of the two."""

    file = forms.FileField(
        label="The spreadsheet",
        widget=forms.FileInput(attrs={"data-each-mb": SHEET_MB}),
        help_text=f"An Excel workbook (.xlsx) or a CSV file of up to {SHEET_MB} MB, in whatever way you keep it.",
        allow_empty_file=True,
        required=False,
    )
    text = PlainText(
        label="Or paste a table or text here",
        rows=8,
        max_length=MAX_CHARACTERS,
        required=False,
        # An empty first cell is a tab at the beginning.
        strip=False,
        help_text="Copy the table in Word, Excel or a web page, with its headings.",
    )

    def clean(self):
        data = super().clean()
        if self.errors:
            return data
        file, text = data.get("file"), data.get("text", "")
        if file and text.strip():
            self.add_error(
                "text", "Choose a file or paste a text, not both: empty this box, or send it without the file"
            )
        elif not file and not text.strip():
            self.add_error("file", "Choose a file, or paste a table or text")
        else:
            self._read(file, text)
        return data

    def _read(self, file, text):
        try:
            self.cells = packed(file.name, text_sheets_of(file)) if file else packed(PASTED, text_sheets_of_text(text))
        except Refused as error:
            self.add_error("file" if file else "text", str(error))


def packed(name, sheets):
    """Signed, compressed text of a file's sheets, for the page to carry from step to step. Raises Refused."""
    content = [[s.name, s.rows, s.hidden, sorted(s.across)] for s in sheets]
    token = signing.dumps([name, content], salt=IMPORT_SALT, compress=True)
    if len(token) > MAX_PACKED_LENGTH:
        raise Refused("There is too much in this file. Send it in parts, a priority at a time")
    return token


def unpacked(token):
    """(file name, [TextSheet]). Raises Refused if the signature is invalid or a day old."""
    try:
        name, content = signing.loads(token, salt=IMPORT_SALT, max_age=24 * 60 * 60)
    except signing.BadSignature as error:
        raise Refused("The file has to be sent again: a day has gone by since, or the page was changed") from error
    return name, [TextSheet(title, rows, hidden, set(across)) for title, rows, hidden, across in content]


class MappingForm(forms.Form):
    """Column meanings, the source of the priorities, and the authority each name means."""

    def __init__(self, data=None, *, partnership, tables):
        super().__init__(data)
        remembered = SheetMapping.objects.filter(partnership=partnership).first() or SheetMapping()
        self.authorities = list(Authority.objects.filter(partnership=partnership))
        self.headings = list(dict.fromkeys(heading for table in tables for heading in table.headings))
        self.tables = tables
        if is_template(self.headings):
            # What was chosen for tables of their own says nothing of ours.
            remembered = SheetMapping(names=remembered.names)
        usual = {heading: remembered.headings.get(heading) or guess(heading) for heading in self.headings}
        self.fields["priorities_from"] = forms.ChoiceField(
            label="Where is the priority given?",
            choices=PRIORITY_SOURCES.items(),
            initial=remembered.priorities_from or self._usual_source(usual),
            widget=forms.RadioSelect,
        )
        for n, heading in enumerate(self.headings):
            self.fields[f"column-{n}"] = forms.ChoiceField(
                label=heading, choices=MEANINGS.items(), initial=usual[heading]
            )
        acting = [a for a in self.authorities if a.kind != Authority.Kind.OBSERVING]
        self.names = self._names(usual, Roster(acting, remembered.names))
        choices = [("", "To be agreed"), *((str(a.pk), a.name) for a in acting)]
        for n, (name, authority) in enumerate(self.names.values()):
            initial = authority and authority.pk
            self.fields[f"name-{n}"] = forms.ChoiceField(
                label=f"“{name}”", choices=choices, initial=str(initial or ""), required=False
            )

    def _usual_source(self, usual):
        if "priority" in usual.values():
            return COLUMN
        return SHEETS if len(self.tables) > 1 else HEADINGS

    def _names(self, usual, roster):
        """{key: (name as written, Authority or None)} of the lead and supporting columns, 200 at most."""
        meanings = {heading: self.data.get(f"column-{n}") or usual[heading] for n, heading in enumerate(self.headings)}
        headings = {heading for heading, meaning in meanings.items() if meaning in ("lead", "supporting")}
        names = {}
        for table in self.tables:
            for _, cells in table.rows:
                for heading in headings & cells.keys():
                    for name, authority in named(cells[heading], roster):
                        names.setdefault(name_key(name), (name, authority))
        return dict(list(names.items())[:200])

    def clean(self):
        data = super().clean()
        meanings = [value for name, value in data.items() if name.startswith("column-")]
        if "wording" not in meanings:
            raise ValidationError("Say which column has the activities, in words")
        if data.get("priorities_from") == COLUMN and "priority" not in meanings:
            raise ValidationError("Say which column has the priorities, or where else they are given")
        return data

    @property
    def columns(self):
        return [self[f"column-{n}"] for n in range(len(self.headings))]

    @property
    def people(self):
        return [self[f"name-{n}"] for n in range(len(self.names))]

    @property
    def meanings(self):
        return {heading: self.cleaned_data[f"column-{n}"] for n, heading in enumerate(self.headings)}

    @property
    def chosen(self):
        """{name key: authority id or None}"""
        return {key: int(pk) if (pk := self.cleaned_data[f"name-{n}"]) else None for n, key in enumerate(self.names)}

    @property
    def meant(self):
        """{name key: Authority or None}"""
        by_pk = {a.pk: a for a in self.authorities}
        return {key: by_pk.get(pk) for key, pk in self.chosen.items()}
