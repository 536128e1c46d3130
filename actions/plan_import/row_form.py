"""The form of what one row of a file is, for a row that was read as something else."""

from django import forms
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from .drafts import answers_as_json
from .reading.structure import Kind

AS_READ = ""
CHOICES = [
    (AS_READ, _("As read")),
    (Kind.ENTRY, _("An activity, or part of the one above")),
    (Kind.BANNER, _("Name of the priority for the rows below")),
    (Kind.HEADINGS, _("Column headings")),
    (Kind.NOTE, _("Do not import")),
]


class RowForm(forms.Form):
    """What a row is; `words` are what stands in it."""

    kind = forms.ChoiceField(label=_("This row is"), choices=CHOICES, required=False, widget=forms.RadioSelect)

    def __init__(self, data=None, *, reading, sheet, number):
        """Of the sheet by its place from 0, and the row by its number. Raises Http404."""
        self.reading = reading
        try:
            self.sheet = reading.source.sheets[sheet]
            self.row = next(row for row in self.sheet.rows if row.number == number and row.words)
        except (IndexError, StopIteration) as error:
            raise Http404 from error
        said = reading.answers.kinds.get((self.sheet.name, number), AS_READ)
        super().__init__(data, initial={"kind": said})

    def save(self):
        """Keep what the row is in the draft."""
        answers, place = self.reading.answers, (self.sheet.name, self.row.number)
        answers.kinds.pop(place, None)
        if self.cleaned_data["kind"]:
            answers.kinds[place] = Kind(self.cleaned_data["kind"])
        draft = self.reading.draft
        draft.answers |= answers_as_json(answers)
        draft.save(update_fields=["answers"])
