from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from partners.export_options import Export, FileColumn
from partners.history import History
from partners.models import PartnershipScoped

from ..soft_delete import ActiveManager, Retirable, retired_with_a_reason
from .plans import Plan


class Assessed(Retirable):
    """Common fields of strategic assessments and consultations; empty means unknown.

    Their orders of the priorities are in priorities/ (`AssessmentPlace`, `ConsultationPlace`).
    """

    title = models.CharField(max_length=200)
    starts_on = models.DateField("from", null=True, blank=True)
    ends_on = models.DateField("to", null=True, blank=True)
    summary = models.TextField(blank=True, help_text=_("Markdown, for the public as well."))

    objects = ActiveManager.from_queryset(PartnershipScoped)()
    all_objects = PartnershipScoped.as_manager()

    class Meta:
        abstract = True

    def __str__(self):
        return self.title


def _assessed_constraints(name):
    """Constraints of a model that inherits Assessed; `name` is the prefix of theirs."""
    return [
        models.CheckConstraint(condition=~Q(title=""), name=f"{name}_has_a_title"),
        models.CheckConstraint(
            condition=Q(starts_on__isnull=True) | Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
            name=f"{name}_ends_after_it_starts",
        ),
        retired_with_a_reason(name),
    ]


class Assessment(Assessed):
    """A strategic assessment of the period from `starts_on` to `ends_on`, which recommends an order of the priorities.

    The document is internal; `link` is the address of a public copy. `document_stored` is the file's name in
    `partners.files.uploads`, `document_name` its original name, `document_size` in bytes.
    """

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="assessments")
    prepared_on = models.DateField(_("prepared on"), null=True, blank=True, db_comment="When it was prepared")
    value_for_money = models.TextField(
        _("value for money, for the partnership"),
        blank=True,
        help_text=_("Markdown, not for the public."),
        db_comment="What it found of value for money, for the partnership, in Markdown",
    )
    value_for_money_public = models.TextField(
        _("value for money, for the public"), blank=True, db_comment="Public text on value for money"
    )
    link = models.URLField(
        _("where anybody can read it"), max_length=2000, blank=True, db_comment="The address where anybody can read it"
    )
    document_name = models.CharField("document", max_length=120, blank=True, db_comment="The name of its document")
    document_stored = models.CharField(max_length=40, blank=True)
    document_size = models.PositiveIntegerField(
        _("document’s size in bytes"), null=True, blank=True, db_comment="The document’s size in bytes"
    )

    history = History(
        page="assessment", belongs_to="plan", in_outline=True, hides={"document_stored"}, personal={"document_name"}
    )
    search_fields = ("title", "summary", "value_for_money", "value_for_money_public")
    export = Export(
        "assessments",
        "Annual strategic assessments.",
        file=FileColumn(
            "document_stored", "assessments/{}-{}", ("pk", "document_name"), ~Q(document_stored=""), on_disk=True
        ),
        describes={
            "title": "What it is called",
            "starts_on": "The first day of the time that it covers",
            "ends_on": "The last day of the time that it covers",
            "summary": "What it found, in Markdown",
        },
    )

    class Meta:
        verbose_name = _("strategic assessment")
        ordering = [F("prepared_on").desc(nulls_last=True), "-pk"]
        constraints = [
            *_assessed_constraints("assessment"),
            models.CheckConstraint(
                condition=Q(document_name="", document_stored="", document_size__isnull=True)
                | Q(document_size__isnull=False) & ~Q(document_name="") & ~Q(document_stored=""),
                name="assessment_document_is_a_file",
            ),
        ]


class Consultation(Assessed):
    """A consultation from `starts_on` to `ends_on`, and its outcome: `changed` is what was done about it."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="consultations")
    asked_whom = models.CharField(_("who was asked"), max_length=500, blank=True, db_comment="Who was asked")
    asked = models.PositiveIntegerField(
        _("how many were asked"), null=True, blank=True, db_comment="How many were asked"
    )
    answered = models.PositiveIntegerField(
        _("how many answered"), null=True, blank=True, db_comment="How many answered"
    )
    changed = models.TextField(
        _("what changed because of it"),
        blank=True,
        help_text=_("Markdown, for the public as well."),
        db_comment="What changed because of it, in Markdown",
    )

    history = History(page="consultation", belongs_to="plan", in_outline=True)
    search_fields = ("title", "asked_whom", "summary", "changed")
    export = Export(
        "consultations",
        "What people were asked, and what came of it.",
        describes={
            "title": "What it was called",
            "starts_on": "The first day on which people were asked",
            "ends_on": "The last day on which people were asked",
            "summary": "What people said, in Markdown",
        },
    )

    class Meta:
        ordering = [Coalesce("ends_on", "starts_on").desc(nulls_last=True), "-pk"]
        constraints = [
            *_assessed_constraints("consultation"),
            models.CheckConstraint(
                condition=Q(asked__isnull=True) | Q(answered__isnull=True) | Q(answered__lte=F("asked")),
                name="consultation_answered_are_among_asked",
            ),
        ]
