"""Form of the update page: the update of an action, its evidence, and a request for another due date."""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from partners import clock
from partners.files.uploads import ACCEPT, IN_WORDS, validate_upload
from partners.forms.date_fields import DayField
from partners.forms.fields import PlainText
from partners.forms.file_fields import FilesField, FilesInput
from partners.forms.reasons import ReasonField
from partners.limits import EVIDENCE_FILES
from plans.status import CLOSED

from ..date_changes import ask
from ..forms import UpdateForm, check_due_date
from ..milestones.reached import ReachesMilestones
from .evidence import MAX_LINKS, attach, links


class EvidenceFilesField(FilesField):
    """Several files, each validated by its content: a list of uploads.Upload."""

    def clean(self, files):
        files = super().clean(files)
        uploads, faults = [], []
        if len(files) > EVIDENCE_FILES:
            too_many = gettext("These are %(n)s files. Choose up to %(most)s")
            faults.append(too_many % {"n": len(files), "most": EVIDENCE_FILES})
        for file in files[:EVIDENCE_FILES]:
            try:
                uploads.append(validate_upload(file))
            except ValidationError as error:
                faults += error.messages
        if faults:
            raise ValidationError(faults)
        return uploads


class ReportForm(ReachesMilestones, UpdateForm):
    links = PlainText(
        label=_("Links"),
        rows=2,
        max_length=8000,
        required=False,
        help_text=format_lazy(
            _("Up to {most}, one on each line. You may add a description after an address."), most=MAX_LINKS
        ),
        widget=forms.Textarea(attrs={"rows": 2, "spellcheck": "false"}),
    )
    files = EvidenceFilesField(label=_("Files"), required=False, widget=FilesInput(attrs={"accept": ACCEPT}))

    due_on = DayField(
        period="last",
        bounded=False,
        label=_("New due date"),
        required=False,
        help_text=_("For example 30 9 2009 or 30 September 2009."),
    )
    due_why = ReasonField(label=_("Reason for the new date"))

    EVIDENCE, MOVE = ("links", "files"), ("due_on", "due_why")

    def __init__(self, *args, asks_for=None, **kwargs):
        """`asks_for` is the authority that may ask for another due date while no request is pending, or None."""
        super().__init__(*args, **kwargs)
        # Nobody needs to know of a pending request where none is made, which is most often.
        asks = not self.is_bound or self.asks
        self.asks_for = None if asks and self.action.waiting_move else asks_for
        for name in self.MOVE if not self.asks_for else ():
            del self.fields[name]
        self.fields["files"].widget.attrs["data-each-mb"] = settings.EVIDENCE_MAX_MB
        self.fields["files"].help_text = gettext(
            "Up to %(most)s, each %(kinds)s, of up to %(size)s MB. Only members can open them."
        ) % {"most": EVIDENCE_FILES, "kinds": IN_WORDS, "size": settings.EVIDENCE_MAX_MB}

    @property
    def answer_fields(self):
        """The fields that every update form has, below its authority and status."""
        others = ("authority", "status", *self.EVIDENCE, *self.MOVE, self.REACHED)
        return [field for field in self if field.name not in others]

    @property
    def evidence(self):
        return [self[name] for name in self.EVIDENCE]

    @property
    def move(self):
        return [self[name] for name in self.MOVE if name in self.fields and not self.action.waiting_move]

    @property
    def gives_evidence(self):
        """Whether any evidence was given; the page then keeps that section open."""
        return self.is_bound and any(field.data for field in self.evidence)

    @property
    def asks(self):
        return self.is_bound and any(self.data.get(self.add_prefix(name)) for name in self.MOVE)

    def full_clean(self):
        super().full_clean()
        names = self.is_bound and [file.name for file in self["files"].data or []]
        if names and self.errors:
            again = ngettext(
                "Choose your file again: files are not kept when something else has to be corrected",
                "Choose your %(n)s files again: files are not kept when something else has to be corrected",
                len(names),
            )
            self.add_error("files", again % {"n": len(names)})

    def clean_links(self):
        return links(self.cleaned_data["links"])

    def clean_due_on(self):
        due_on = self.cleaned_data["due_on"]
        check_due_date(due_on, self.action.plan)
        if due_on and due_on < clock.today():
            raise ValidationError(gettext("Enter a future date"))
        if due_on and due_on == self.action.due_on:
            raise ValidationError(gettext("It is already due on that date. Enter another"))
        return due_on

    def clean(self):
        if self.asks_for and not {"due_on", "due_why"} & self.errors.keys():
            due_on, why = self.cleaned_data["due_on"], self.cleaned_data["due_why"]
            if due_on and not why:
                self.add_error("due_why", gettext("Enter a reason for the new date"))
            if why and not due_on:
                self.add_error("due_on", gettext("Enter the new due date"))
            if due_on and self.cleaned_data.get("status") in CLOSED:
                self.add_error("due_on", gettext("A complete action needs no new due date. Leave it empty"))
        return super().clean()

    def save(self, *, own):
        """Append the update with its evidence and date-change request, unless it is saved already. Returns it."""
        if self.is_outdated:
            return self.action.last_recorded
        update = super().save(own=own)
        attach(update, by=self.by, links=self.cleaned_data["links"], uploads=self.cleaned_data["files"])
        if self.cleaned_data.get("due_on"):
            fields = {"to_on": self.cleaned_data["due_on"], "reason": self.cleaned_data["due_why"]}
            ask(self.action, by=self.by, authority=self.asks_for, update=update, **fields)
        return update
