"""The update page's form: what is said of an action, with its evidence."""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError

from partners.words import WordsField

from .evidence import ACCEPT, IN_WORDS, MOST_FILES, MOST_LINKS, attach, links, looked_into
from .forms import UpdateForm


class FilesInput(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.Field):
    """Some files, each looked into: a list of evidence.Upload."""

    widget = FilesInput

    def clean(self, files):
        files = [file for file in files or [] if file]
        good, wrong = [], []
        if len(files) > MOST_FILES:
            wrong.append(f"These are {len(files)} files. Choose up to {MOST_FILES}")
        for file in files[:MOST_FILES]:
            try:
                good.append(looked_into(file))
            except ValidationError as error:
                wrong += error.messages
        if wrong:
            raise ValidationError(wrong)
        return good


class ReportForm(UpdateForm):
    links = WordsField(
        label="Links",
        rows=2,
        max_length=8000,
        required=False,
        help_text=f"Up to {MOST_LINKS}, one on each line. After an address you may say what is there.",
        widget=forms.Textarea(attrs={"rows": 2, "spellcheck": "false"}),
    )
    files = FilesField(label="Files", required=False, widget=FilesInput(attrs={"accept": ACCEPT}))

    EVIDENCE = ("links", "files")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["files"].help_text = (
            f"Up to {MOST_FILES}, each {IN_WORDS}, of up to {settings.EVIDENCE_MAX_MB} MB. Only the partnership can "
            "open them."
        )

    @property
    def words(self):
        """The fields that every report has."""
        return [field for field in self if field.name not in self.EVIDENCE]

    @property
    def evidence(self):
        return [self[name] for name in self.EVIDENCE]

    @property
    def gives_evidence(self):
        """Whether anything was given, so that the page keeps it in sight."""
        return self.is_bound and any(field.data for field in self.evidence)

    def full_clean(self):
        super().full_clean()
        sent = self.is_bound and [file.name for file in self["files"].data or []]
        if sent and self.errors:
            again = "Choose your file again" if len(sent) == 1 else f"Choose your {len(sent)} files again"
            self.add_error("files", f"{again}: files do not stay while something else is put right")

    def clean_links(self):
        return links(self.cleaned_data["links"])

    def save(self, *, on_behalf):
        """Append the update with its evidence, unless it has been already. Returns it."""
        if self.overtaken:
            return self.action.latest_update
        update = super().save(on_behalf=on_behalf)
        attach(update, by=self.by, links=self.cleaned_data["links"], uploads=self.cleaned_data["files"])
        return update
