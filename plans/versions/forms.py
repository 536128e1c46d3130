from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from partners.files.uploads import MEDIA, validate_upload
from partners.forms.conflicts import EditForm
from partners.forms.evidence_fields import DocumentAddress
from partners.forms.fields import PlainText

from ..format_requests.languages import LANGUAGES
from ..models import Version
from .operations import keep_file

ACCEPTED = (*MEDIA, "pdf", "docx", "odt", "txt")


class EditionChoice(forms.ModelChoiceField):
    def label_from_instance(self, edition):
        return _("Edition %(number)s, %(date)s") % {
            "number": edition.number,
            "date": f"{edition.published_at:%-d %B %Y}",
        }


class VersionForm(EditForm):
    """A draft of a version. A file once uploaded stays until another is chosen."""

    format = forms.ChoiceField(
        label=_("Format"),
        choices=Version.Format,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the format")},
    )
    language = forms.ChoiceField(label=_("Language"), choices=[("", _("English")), *LANGUAGES.items()], required=False)
    title = PlainText(
        rows=1,
        max_length=200,
        label=_("Title"),
        help_text=_("For example: The summary, read aloud."),
        ask=_("Enter the title"),
    )
    file = forms.FileField(label=_("File"), required=False, widget=forms.FileInput)
    link = DocumentAddress(
        label=_("Or a link to it on another site"), help_text=_("It opens there: nothing of it is loaded on our pages.")
    )
    transcript = PlainText(
        rows=12,
        max_length=200_000,
        label=_("Transcript"),
        required=False,
        help_text=_("All that is said or signed, for those who do not hear or see it. Needed for audio and films."),
    )
    made_by = PlainText(
        rows=1, max_length=200, label=_("Made by"), required=False, help_text=_("Everybody can read it.")
    )

    class Meta:
        model = Version
        fields = ["format", "language", "title", "edition", "link", "transcript", "made_by"]

    field_order = ["format", "language", "title", "edition", "file", "link", "transcript", "made_by"]

    def __init__(self, *args, editions, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["edition"] = EditionChoice(
            editions, label=_("Made from"), error_messages={"required": _("Choose the edition it was made from")}
        )
        self.order_fields(self.field_order)
        megabytes = settings.VERSION_MAX_MB
        self.fields["file"].widget.attrs["data-each-mb"] = megabytes
        self.fields["file"].help_text = _(
            "An mp3, m4a, ogg, mp4, webm, PDF, Word or OpenDocument file of up to %(megabytes)s MB."
        ) % {"megabytes": megabytes}

    def clean_file(self):
        file = self.cleaned_data["file"]
        return file and validate_upload(file, only=ACCEPTED, megabytes=settings.VERSION_MAX_MB)

    def clean(self):
        data = super().clean()
        has_file = data.get("file") or self.instance.file_stored or "file" in self.errors
        if not has_file and not data.get("link") and "link" not in self.errors:
            self.add_error("file", _("Choose a file, or enter a link"))
        if data.get("format") in (Version.Format.AUDIO, Version.Format.BSL) and not data.get("transcript"):
            self.add_error("transcript", _("Enter the transcript"))
        if data.get("format") == Version.Format.LANGUAGE and not data.get("language"):
            self.add_error("language", _("Choose the language"))
        return data

    def current_values(self):
        """Those of the row; a file has no text to compare."""
        return [self.current_value(name) for name in self.fields if name != "file"]

    def save(self, commit=True):
        if self.cleaned_data.get("file"):
            keep_file(self.instance, self.cleaned_data["file"])
        return super().save(commit)
