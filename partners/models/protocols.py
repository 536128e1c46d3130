from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .. import clock
from ..export_options import Export
from ..history import History, attributed_to
from .authorities import Authority
from .partnerships import Partnership
from .people import User
from .querysets import PartnershipScoped

# Redundant with the user, date and reason of the history row.
RETRACTION_FIELDS = {"taken_back_by_id", "taken_back_why"}


class TakenBackQuerySet(PartnershipScoped):
    def active(self):
        """Rows that were not taken back."""
        return self.filter(taken_back_at__isnull=True)


class TakenBack(models.Model):
    """Base of records that can be taken back as mistakes: the row stays readable, with the reason."""

    taken_back_at = models.DateTimeField("withdrawn", null=True, blank=True, editable=False)
    taken_back_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, editable=False, related_name="+", verbose_name=_("withdrawn by")
    )
    taken_back_why = models.TextField(_("reason for withdrawal"), blank=True, editable=False)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(taken_back_at__isnull=True, taken_back_by__isnull=True, taken_back_why="")
                | Q(taken_back_at__isnull=False, taken_back_by__isnull=False) & ~Q(taken_back_why=""),
                name="%(class)s_taken_back_says_why",
            )
        ]

    @transaction.atomic
    def take_back(self, *, by, why):
        """Mark the row as taken back, unless it is already."""
        self.refresh_from_db(from_queryset=type(self)._base_manager.select_for_update())
        if self.taken_back_at is None:
            self.taken_back_at, self.taken_back_by, self.taken_back_why = clock.now(), by, why
            with attributed_to(by=by, why=why):
                self.save()


class Protocol(TakenBack):
    """A version of the information sharing protocol, to be signed by each responsible authority. `link` is the
    document.
    """

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="protocols")
    version = models.CharField(max_length=60)
    agreed_on = models.DateField(_("agreed on"))
    link = models.URLField(_("the document"), max_length=2000, blank=True)

    objects = TakenBackQuerySet.as_manager()
    history = History(page="protocol", belongs_to="partnership", named_by="version")
    export = Export("protocols", "Versions of the information sharing protocol.", shown_as="version")

    class Meta(TakenBack.Meta):
        ordering = ["-agreed_on", "-pk"]
        constraints = [
            *TakenBack.Meta.constraints,
            models.UniqueConstraint(
                fields=["partnership", "version"],
                condition=Q(taken_back_at__isnull=True),
                name="protocol_version_once",
            ),
            models.CheckConstraint(condition=~Q(version=""), name="protocol_has_a_version"),
        ]

    def __str__(self):
        return gettext("Information sharing protocol, version %(version)s") % {"version": self.version}


class ProtocolSignature(TakenBack):
    """An authority's signature of a version of the protocol. `signed_by` is the signatory's post, not their name."""

    protocol = models.ForeignKey(Protocol, models.PROTECT, related_name="signatures")
    authority = models.ForeignKey(Authority, models.PROTECT, related_name="signatures")
    signed_on = models.DateField(_("signed on"))
    signed_by = models.CharField(_("post of who signed"), max_length=200, blank=True)
    link = models.URLField(_("the signed copy"), max_length=2000, blank=True)

    objects = TakenBackQuerySet.as_manager()
    history = History(part_of="protocol", called=_("signature"), hides=RETRACTION_FIELDS)
    export = Export("protocol_signatures", "Which authority signed which version.")

    class Meta(TakenBack.Meta):
        ordering = ["authority__position", "pk"]
        constraints = [
            *TakenBack.Meta.constraints,
            models.UniqueConstraint(
                fields=["protocol", "authority"],
                condition=Q(taken_back_at__isnull=True),
                name="protocol_signed_once",
            ),
        ]

    def __str__(self):
        return gettext("Signature of %(authority)s") % {"authority": self.authority}
