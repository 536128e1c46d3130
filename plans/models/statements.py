"""The partnership's own words in its accessibility statement and on its page about privacy and cookies."""

from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from partners import clock
from partners.export_options import Export
from partners.history import History
from partners.models import Partnership, PartnershipScoped

# The Regulations ask for a statement "under regular review": once a year, as the guidance says.
REVIEWED_EVERY = timedelta(days=365)


class Reviewed(models.Model):
    """Base of the partnership's words on a page that has to be complete and looked at once a year."""

    reviewed_on = models.DateField(
        _("last reviewed on"), null=True, blank=True, db_comment="The day on which the words were last reviewed"
    )

    class Meta:
        abstract = True

    # Fields without which the page is not complete.
    needed: tuple[str, ...] = ()

    @property
    def missing(self):
        """The labels of what is not filled in."""
        names = [name for name in self.needed if getattr(self, name) in (None, "")]
        return [str(self._meta.get_field(name).verbose_name) for name in names]

    @property
    def review_due_on(self):
        return self.reviewed_on and self.reviewed_on + REVIEWED_EVERY

    @property
    def is_review_due(self):
        return self.review_due_on is not None and self.review_due_on < clock.today()


class AccessibilityStatement(Reviewed):
    """What the Regulations of 2018 ask of the partnership itself; what the program knows is beside it in the page."""

    class Compliance(models.TextChoices):
        UNKNOWN = "", _("Not assessed yet")
        FULL = "full", _("Fully compliant")
        PARTIAL = "partial", _("Partially compliant")
        NONE = "none", _("Not compliant")

    partnership = models.OneToOneField(Partnership, models.PROTECT, related_name="accessibility_statement")
    compliance = models.CharField(
        _("compliance with WCAG 2.2 AA"), max_length=20, choices=Compliance, blank=True,
        db_comment="How far the site complies with WCAG 2.2 AA, as the partnership assessed it",
    )  # fmt: skip
    problems = models.TextField(
        _("content that is not accessible"), blank=True, db_comment="What is known not to be accessible, and why"
    )
    burden = models.TextField(
        _("disproportionate burden"), blank=True, db_comment="What is not made accessible as a disproportionate burden"
    )
    out_of_scope = models.TextField(
        _("content outside the Regulations"), blank=True, db_comment="What the Regulations do not cover"
    )
    evaluated_by = models.CharField(
        _("who tested the site"), max_length=300, blank=True, db_comment="Who tested the site, and how"
    )
    evaluated_on = models.DateField(_("tested on"), null=True, blank=True, db_comment="When they tested it")
    prepared_on = models.DateField(
        _("statement prepared on"), null=True, blank=True, db_comment="When the statement was first prepared"
    )

    objects = PartnershipScoped.as_manager()
    history = History(page="accessibility_statement", belongs_to="partnership", listed_last=True)
    export = Export("accessibility_statement", "The partnership’s words in its accessibility statement.")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(compliance__in=["", "full"]) | ~Q(problems="") | ~Q(burden="") | ~Q(out_of_scope=""),
                name="accessibility_statement_says_what_is_not_accessible",
            )
        ]

    needed = ("compliance", "evaluated_by", "evaluated_on", "prepared_on", "reviewed_on")

    def __str__(self):
        return _g("Accessibility statement")


class PrivacyNotice(Reviewed):
    """The partnership's words about personal details: who is responsible, and why it may hold them."""

    partnership = models.OneToOneField(Partnership, models.PROTECT, related_name="privacy_notice")
    controller = models.TextField(
        _("data controller"), blank=True, db_comment="Who is the data controller, with their address"
    )
    officer = models.TextField(
        _("data protection officer"), blank=True, db_comment="How to reach the data protection officer"
    )
    lawful_basis = models.TextField(
        _("lawful basis"), blank=True, db_comment="Why the partnership may hold the details"
    )
    shared_with = models.TextField(_("who else gets them"), blank=True, db_comment="Who else gets the details")
    registration = models.CharField(
        _("registration number with the Information Commissioner"), max_length=40, blank=True,
        db_comment="The data controller’s number in the Information Commissioner’s register",
    )  # fmt: skip

    objects = PartnershipScoped.as_manager()
    history = History(page="privacy_notice", belongs_to="partnership", listed_last=True)
    export = Export("privacy_notice", "The partnership’s words on its page about privacy and cookies.")

    needed = ("controller", "officer", "lawful_basis", "reviewed_on")

    def __str__(self):
        return _g("Privacy and cookies")
