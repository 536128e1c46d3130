from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ..export_options import Export
from ..history import History
from .partnerships import Partnership
from .querysets import PartnershipScoped


class AuthorityQuerySet(PartnershipScoped):
    def responsible(self):
        return self.filter(kind=Authority.Kind.RESPONSIBLE)

    def existing(self, day):
        """Authorities that exist on the day: already founded, not yet wound up."""
        founded = Q(starts_on__isnull=True) | Q(starts_on__lte=day)
        return self.filter(founded, Q(ends_on__isnull=True) | Q(ends_on__gte=day))

    def offered(self, day, now=()):
        """Choices of a form: the existing authorities and the object's present ones, even if they have ended."""
        return self.existing(day) | self.filter(pk__in=[authority.pk for authority in now if authority])

    def acting(self):
        """Authorities that can lead or support an action: all but observing bodies."""
        return self.exclude(kind=Authority.Kind.OBSERVING)


class Authority(models.Model):
    """A public body in a partnership, with the dates of its existence. A body that becomes another gets a successor and
    is not renamed.
    """

    class Kind(models.TextChoices):
        RESPONSIBLE = "responsible", _("Responsible authority")
        COOPERATING = "co-operating", _("Co-operating body")
        OBSERVING = "observing", _("Observing body")

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="authorities")
    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=60, db_comment="What it is called for short")
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.RESPONSIBLE)
    position = models.PositiveSmallIntegerField(default=0)
    starts_on = models.DateField(
        null=True, blank=True, db_comment="The first day on which it existed; empty if that is long ago"
    )
    ends_on = models.DateField(
        null=True, blank=True, db_comment="The last day on which it existed; empty while it does"
    )
    succeeds = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="successor",
        help_text=_("The authority that this one took over from."),
    )
    contact_name = models.CharField(
        "contact",
        max_length=200,
        blank=True,
        db_comment="Who gets reminders while no officer of the authority can",
    )
    contact_email = models.EmailField(
        _("contact’s e-mail address"),
        blank=True,
        help_text=_("Gets reminders while no officer of the authority can."),
        db_comment="Their e-mail address",
    )

    objects = AuthorityQuerySet.as_manager()
    history = History(page="authority", belongs_to="partnership", in_outline=True, personal={"contact_name"})
    export = Export(
        "authorities",
        "The public bodies of the partnership, with their dates.",
        addresses=("contact_email",),
        shown_as="name",
    )

    class Meta:
        verbose_name_plural = "authorities"
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["partnership", "name"], name="authority_name_once"),
            models.CheckConstraint(
                condition=Q(kind__in=["responsible", "co-operating", "observing"]), name="authority_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True) | Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="authority_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(succeeds__isnull=True) | ~Q(succeeds=F("pk")), name="authority_does_not_succeed_itself"
            ),
        ]

    def __str__(self):
        return self.short_name

    def existed_on(self, day):
        """Whether it exists on the day, like the `existing` filter."""
        return (self.starts_on is None or self.starts_on <= day) and (self.ends_on is None or day <= self.ends_on)
