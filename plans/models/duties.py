"""Duties of a partnership, and evidence that they were done."""

from urllib.parse import urlsplit

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from partners import clock
from partners.export_options import Export
from partners.history import History
from partners.models import (
    RETRACTION_FIELDS,
    Authority,
    Group,
    Meeting,
    Partnership,
    PartnershipScoped,
    Protocol,
    TakenBack,
    TakenBackQuerySet,
    User,
)

from ..soft_delete import Retirable, retired_with_a_reason
from .editions import Edition

# Values of Duty.Knows, which Meta cannot refer to.
KNOWN_VALUES = ["", "public_meeting", "seniors", "protocol", "summary", "plan", "assessment", "consultation"]


class DutyQuerySet(PartnershipScoped):
    def active(self):
        """Duties that were not retired."""
        return self.filter(retired_at__isnull=True)

    def for_list(self):
        return self.select_related("authority", "group")


class Duty(Retirable):
    """An obligation of the partnership. Duties are data: the law changes, and the coordinator corrects them.

    `hallmark` is a hallmark's key, because hallmarks belong to a plan and duties to the partnership. At most one of
    `authority`, `group` and `by_each` (each responsible authority for itself) is set; none means to be agreed.
    """

    class Source(models.TextChoices):
        REGULATIONS = "regulations", _("Regulations")
        PLAN = "plan", _("The plan")
        GUIDANCE = "guidance", _("Home Office guidance")
        OWN = "own", _("The partnership’s own")

    class Often(models.TextChoices):
        EVERY = "every", _("At regular intervals")
        VERSION = "version", _("For each version of the protocol")
        CHANGE = "change", _("When something changes")
        OPEN = "open", _("To be agreed")

    class Knows(models.TextChoices):
        """The site's own data that shows the duty was done."""

        NOTHING = "", _("None: only recorded evidence counts")
        PUBLIC_MEETING = "public_meeting", _("Meeting of the strategy group in public")
        SENIORS = "seniors", _("Meeting in public with a senior person from every responsible authority")
        PROTOCOL = "protocol", _("Latest version of the protocol, signed by every responsible authority")
        SUMMARY = "summary", _("Latest edition of the plan")
        PLAN = "plan", _("Date of the plan’s last update")
        ASSESSMENT = "assessment", _("Latest strategic assessment, by its date")
        CONSULTATION = "consultation", _("Latest completed consultation")

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="duties")
    obligation = models.CharField("words", max_length=500, db_comment="What is to be done")
    source_kind = models.CharField(_("where it comes from"), max_length=20, choices=Source)
    source = models.CharField("source", max_length=500)
    often = models.CharField(_("how often"), max_length=20, choices=Often)
    months = models.PositiveSmallIntegerField(null=True, blank=True, db_comment="At regular intervals")
    authority = models.ForeignKey(
        Authority, models.PROTECT, null=True, blank=True, related_name="duties", db_comment="The authority that does it"
    )
    group = models.ForeignKey(
        Group, models.PROTECT, null=True, blank=True, related_name="duties", db_comment="The group that does it"
    )
    by_each = models.BooleanField(
        _("each responsible authority"),
        default=False,
        db_comment="Whether each responsible authority does it for itself",
    )
    hallmark = models.SlugField(
        _("hallmark that it serves"), blank=True, db_comment="The key of the hallmark that it serves"
    )
    knows = models.CharField(
        _("what the site knows by itself"),
        max_length=20,
        choices=Knows,
        blank=True,
        db_comment="By what the site knows by itself that it was done",
    )
    position = models.PositiveSmallIntegerField("place")

    objects = DutyQuerySet.as_manager()
    history = History(page="duty", belongs_to="partnership", listed_last=True, named_by="obligation")
    search_fields = ("obligation", "source")
    export = Export(
        "duties",
        "Statutory and other duties, with their sources.",
        shown_as="obligation",
        headings={"obligation": "words"},
    )

    class Meta:
        verbose_name_plural = "duties"
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "obligation"], condition=Q(retired_at__isnull=True), name="duty_obligation_once"
            ),
            models.CheckConstraint(condition=~Q(obligation="") & ~Q(source=""), name="duty_has_obligation_and_source"),
            models.CheckConstraint(
                condition=Q(source_kind__in=["regulations", "plan", "guidance", "own"]), name="duty_source_known"
            ),
            models.CheckConstraint(
                condition=Q(often="every", months__gte=1)
                | Q(often__in=["version", "change", "open"], months__isnull=True),
                name="duty_months_are_for_every_so_many",
            ),
            models.CheckConstraint(
                condition=Q(authority__isnull=True, group__isnull=True)
                | Q(authority__isnull=True, by_each=False)
                | Q(group__isnull=True, by_each=False),
                name="duty_is_done_by_one",
            ),
            models.CheckConstraint(condition=Q(knows__in=KNOWN_VALUES), name="duty_knows_what_there_is"),
            retired_with_a_reason("duty"),
        ]

    def __str__(self):
        return self.obligation

    @property
    def done_by(self):
        """Who does it, as text; "" while to be agreed."""
        if self.by_each:
            return gettext("Each responsible authority")
        return self.authority.name if self.authority else self.group.name if self.group else ""

    @property
    def how_often(self):
        if self.often != self.Often.EVERY:
            return self.get_often_display()
        labels = {1: gettext("Every month"), 3: gettext("Every quarter"), 12: gettext("Every year")}
        return labels.get(self.months, gettext("Every %(months)s months") % {"months": self.months})


class DutyDoneQuerySet(TakenBackQuerySet):
    def counting(self):
        """Evidence that is still valid: neither it nor its edition or protocol version was taken back."""
        return self.active().filter(edition__withdrawal=None, protocol__taken_back_at=None)

    def for_list(self):
        """Newest first, with related rows; an edition's payload, which is long, is deferred."""
        related = ("by", "taken_back_by", "meeting__group", "edition__plan", "edition__withdrawal", "protocol")
        return self.select_related(*related).defer("edition__payload").order_by("-done_on", "-pk")


class DutyDone(TakenBack):
    """Evidence that a duty was done on a day: a meeting, edition, protocol version or document."""

    duty = models.ForeignKey(Duty, models.PROTECT, related_name="done")
    done_on = models.DateField(_("done on"), db_comment="The day on which it was done")
    description = models.TextField(_("what was done"))
    meeting = models.ForeignKey(
        Meeting, models.PROTECT, null=True, blank=True, related_name="shows", db_comment="The meeting that shows it"
    )
    edition = models.ForeignKey(
        Edition, models.PROTECT, null=True, blank=True, related_name="shows", db_comment="The edition that shows it"
    )
    protocol = models.ForeignKey(
        Protocol,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="shows",
        verbose_name=_("version of the protocol"),
        db_comment="The version of the protocol that shows it",
    )
    url = models.URLField("document", max_length=2000, blank=True, db_comment="The address of a document that shows it")
    by = models.ForeignKey(User, models.PROTECT, related_name="duties_recorded")
    recorded_at = models.DateTimeField(default=clock.now, editable=False)

    objects = DutyDoneQuerySet.as_manager()
    history = History(part_of="duty", called=_("piece of evidence"), named_by="description", hides=RETRACTION_FIELDS)
    export = Export("duties_done", "What shows that a duty was done.", headings={"description": "words"})

    class Meta(TakenBack.Meta):
        verbose_name = "evidence"
        verbose_name_plural = "evidence"
        ordering = ["-done_on", "-pk"]
        constraints = [
            *TakenBack.Meta.constraints,
            models.CheckConstraint(condition=~Q(description=""), name="duty_done_has_a_description"),
            models.CheckConstraint(
                condition=Q(meeting__isnull=False) | Q(edition__isnull=False) | Q(protocol__isnull=False) | ~Q(url=""),
                name="duty_done_shows_something",
                violation_error_message=_("Choose what shows that it was done, or enter the address of a document"),
            ),
        ]

    @property
    def host(self):
        """Host name of the document, for display: example.org."""
        return urlsplit(self.url).hostname or self.url

    def __str__(self):
        return f"Done on {self.done_on:%-d %B %Y}: {self.description}"
