"""Forms of the import: the file or text, and the parts of the plan that a preview shows."""

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from partners.files.read_source import read_source, source_of_text
from partners.files.xlsx_guard import Refused
from partners.forms.choices import AuthorityChoice, AuthorityChoices
from partners.forms.date_fields import DayField
from partners.forms.fields import PlainText
from partners.languages import choices_in_words
from partners.limits import PLAN_MB
from partners.models import Authority
from plans.status import Status

from ..forms import LONGEST_NOTE, LONGEST_WORDING

LONGEST_TEXT = 600_000
# More than any plan has, and few enough to preview in one request.
MOST_ROWS = 5_000
OTHER = "other"


class FileForm(forms.Form):
    """What is brought in: a file, or text that was pasted. One of the two.

    It has a `source` and its `kind` once it is valid.
    """

    file = forms.FileField(
        label=_("The file"),
        widget=forms.FileInput(attrs={"data-each-mb": PLAN_MB}),
        help_text=format_lazy(
            _("Word (.docx), Excel (.xlsx, .xls), OpenDocument (.ods) or CSV, up to {mb} MB."), mb=PLAN_MB
        ),
        allow_empty_file=True,
        required=False,
    )
    text = PlainText(
        label=_("Or paste a table or text here"),
        rows=8,
        max_length=LONGEST_TEXT,
        required=False,
        # An empty first cell is a tab at the beginning.
        strip=False,
        help_text=_("From Word, Excel or a web page. Include the headings of a table."),
    )

    def clean(self):
        data = super().clean()
        if self.errors:
            return data
        file, text = data.get("file"), data.get("text", "")
        if file and text.strip():
            self.add_error("text", gettext("Choose a file or paste text, not both"))
        elif not file and not text.strip():
            self.add_error("file", gettext("Choose a file, or paste a table or text"))
        else:
            self._read(file, text)
        return data

    def _read(self, file, text):
        try:
            self.source = read_source(file) if file else source_of_text(text)
            self.kind = (file.name.rpartition(".")[2].lower()[:20] or "file") if file else "pasted"
            rows = sum(bool(row.words) for sheet in self.source.sheets for row in sheet.rows)
            if rows > MOST_ROWS:
                text = gettext(
                    "There are %(rows)s rows in this text. Import it in parts of at most %(most)s, a priority at a time"
                )
                if file:
                    text = gettext(
                        "There are %(rows)s rows in this file. Import it in parts of at most %(most)s, "
                        "a priority at a time"
                    )
                raise Refused(text % {"rows": f"{rows:,}", "most": f"{MOST_ROWS:,}"})
            if not rows:
                raise Refused(
                    gettext("There is nothing in this file") if file else gettext("There is nothing in this text")
                )
        except Refused as error:
            self.add_error("file" if file else "text", str(error))


class PriorityChoice(forms.Form):
    """Form with the priority of a part: one of the file or the plan, or another by its name."""

    def add_priorities(self, names, now):
        names = list(dict.fromkeys([*filter(None, [now]), *names]))
        choices = [(name, name) for name in names] + [(OTHER, gettext("Another one"))]
        self.fields["priority"] = forms.ChoiceField(
            label=gettext("Priority"), choices=choices if now else [("", gettext("Choose one")), *choices], initial=now,
            error_messages={"required": gettext("Choose the priority")},
        )  # fmt: skip
        self.fields["other_priority"] = PlainText(
            label=gettext("Name of another priority"), rows=1, max_length=300, required=False
        )

    def clean(self):
        data = super().clean()
        if data.get("priority") == OTHER:
            if not data.get("other_priority"):
                self.add_error("other_priority", gettext("Enter the name of the priority, or choose one above"))
            data["priority"] = data.get("other_priority", "")
        return data


class ActionEntryForm(PriorityChoice):
    """All that an import will save of an action."""

    wording = PlainText(label=_("Activity"), max_length=LONGEST_WORDING, ask=_("Enter what is to be done"))
    note = PlainText(max_length=LONGEST_NOTE, rows=2, required=False, help_text=_("Shown below the wording."))
    lead = AuthorityChoice(
        Authority.objects.none(), label=_("Lead authority"), required=False, empty_label=_("To be agreed")
    )
    lead_kept = PlainText(label=_("Lead, in the plan’s words"), rows=2, max_length=2000, required=False)
    lead_words_public = forms.BooleanField(label=_("Show this text to the public"), required=False)
    supporting = AuthorityChoices(
        Authority.objects.none(),
        label=_("Supporting authorities"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    due_on = DayField(period="last", label=_("Due date"), required=False, called=_("the due date"))
    due_kept = PlainText(
        label=_("When, in the plan’s words"), rows=2, max_length=2000, required=False,
        help_text=_("Shown to the public with the due date."),
    )  # fmt: skip
    reference = PlainText(label=_("Your own reference"), rows=1, max_length=100, required=False)
    private_note = PlainText(label=_("Note for members only"), rows=3, max_length=20_000, required=False)
    is_private = forms.BooleanField(
        label=_("Whole activity for members only"), required=False,
        help_text=_("Not shown to the public."),
    )  # fmt: skip
    status = forms.ChoiceField(
        label=_("Status"), required=False,
        choices=lambda: choices_in_words(
            [("", "None"), *((s.label.lower(), s.label) for s in Status if s != Status.WITHDRAWN)]
        ),
    )  # fmt: skip
    brings_updates = forms.BooleanField(label=_("Import progress as updates, for members only"), required=False)

    def __init__(self, data=None, *, entry, authorities, priorities, hallmarks, place=""):
        names = [name for name in self.base_fields if name in entry.__dataclass_fields__]
        super().__init__(data, initial={name: getattr(entry, name) for name in names})
        self.entry = entry
        for name in ("lead", "supporting"):
            self.fields[name].queryset = authorities
        if not entry.updates and not entry.status:
            del self.fields["brings_updates"], self.fields["status"]
        if entry.is_of_hallmark:
            self.fields["hallmark"] = forms.ChoiceField(
                label=gettext("Hallmark"),
                choices=[(name, name) for name in hallmarks],
                initial=entry.hallmark or place,
            )
            self.order_fields(["wording", "hallmark"])
        else:
            self.add_priorities(priorities, entry.priority)
            self.order_fields(["wording", "priority", "other_priority"])

    def values(self):
        """{name of the entry: its new value, as JSON can hold it}, of those that differ."""
        data, values = self.cleaned_data, {}
        for name in self.entry.__dataclass_fields__:
            if name in data and data[name] != getattr(self.entry, name):
                values[name] = data[name]
        if "lead" in values:
            values["lead"] = data["lead"].pk if data["lead"] else None
        if "due_on" in values:
            values["due_on"] = data["due_on"].isoformat() if data["due_on"] else ""
        if set(data["supporting"]) != set(self.entry.supporting):
            values["supporting"] = [authority.pk for authority in data["supporting"]]
        else:
            values.pop("supporting", None)
        return values


class CriterionEntryForm(PriorityChoice):
    """The words of a success criterion, and its priority."""

    wording = PlainText(label=_("Success criterion"), max_length=1000, ask=_("Enter the success criterion"))
    is_associated = forms.BooleanField(label=_("Associated success criterion"), required=False)

    def __init__(self, data=None, *, entry, priorities):
        super().__init__(data, initial={"wording": entry.wording, "is_associated": entry.is_associated})
        self.entry = entry
        self.add_priorities(priorities, entry.priority)

    def values(self):
        """{name of the entry: its new value} of those that differ."""
        names = ("wording", "is_associated", "priority")
        return {name: self.cleaned_data[name] for name in names if self.cleaned_data[name] != getattr(self.entry, name)}


class PriorityEntryForm(forms.Form):
    """The name of a priority, such as one that the name of a sheet cuts short."""

    name = PlainText(label=_("Name of the priority"), rows=1, max_length=300, ask=_("Enter the name of the priority"))


class SectionEntryForm(forms.Form):
    """The heading and text of a section."""

    heading = PlainText(label=_("Heading"), rows=1, max_length=200, required=False)
    text = PlainText(label=_("Text"), rows=12, max_length=100_000, required=False)
