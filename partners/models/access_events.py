from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from partners.export_options import HOUSEKEEPING
from partners.held_data import HeldData
from partners.history import NO_PAGE

from .partnerships import Partnership
from .people import User


class Kind(models.TextChoices):
    """Kinds of access event. Log lines have the values too, for the programs that watch logs."""

    SIGNED_IN = "signed_in", _("Signed in")
    SIGN_IN_FAILED = "sign_in_failed", _("Sign-in failed")
    CONFIRM_FAILED = "confirm_failed", _("Password not confirmed")
    SHUT_OUT = "shut_out", _("Try refused after too many wrong ones")
    ORGANISATION_REFUSED = "organisation_refused", _("Organisation sign-in refused")
    SIGNED_OUT = "signed_out", _("Signed out")
    INVITATION_ACCEPTED = "invitation_accepted", _("Invitation accepted")
    FACTOR_ADDED = "factor_added", _("Second factor set up")
    FACTOR_REMOVED = "factor_removed", _("Second factor removed")
    FACTOR_USED = "factor_used", _("Second factor used")
    FACTOR_FAILED = "factor_failed", _("Second factor failed")
    CODES_MADE = "codes_made", _("Recovery codes made")
    PASSWORD_CHANGED = "password_changed", _("Password changed")
    RESET_ASKED = "reset_asked", _("Password reset requested")
    PASSWORD_RESET = "password_reset", _("Password reset")
    ADDRESS_ASKED = "address_asked", _("New e-mail address requested")
    ADDRESS_CHANGED = "address_changed", _("E-mail address changed")
    REFUSED = "refused", _("Refused")
    DOWNLOADED = "downloaded", _("Downloaded")
    BACKED_UP = "backed_up", _("Backup made")
    RESTORED = "restored", _("Backup restored")
    READ_ONLY_ON = "read_only_on", _("Read-only mode turned on")
    READ_ONLY_OFF = "read_only_off", _("Read-only mode turned off")


FAILED = frozenset({Kind.SIGN_IN_FAILED, Kind.CONFIRM_FAILED, Kind.FACTOR_FAILED})
REFUSED = frozenset({Kind.SHUT_OUT, Kind.ORGANISATION_REFUSED, Kind.REFUSED})


def outcome_of(kind):
    """ "done", "failed" (wrong input) or "refused" (not checked at all, or not allowed)."""
    return "failed" if kind in FAILED else "refused" if kind in REFUSED else "done"


class AccessEvent(models.Model):
    """Entry of the access log: who, what, when, from where. Rows are added and deleted, never changed.

    `user` is None if no account matched: the text typed as an address is not kept, as it may be a password.
    `partnerships` are those concerned at that moment, whose coordinators may see the event. `network` is the client's
    address without its last part (/24, or /48 for IPv6); commands have none.
    """

    at = models.DateTimeField("when", db_index=True)
    kind = models.CharField("what", max_length=30, choices=Kind)
    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="access_events")
    partnerships = models.ManyToManyField(Partnership, related_name="+")
    about = models.CharField("details", max_length=200, blank=True)
    network = models.CharField(max_length=50, blank=True)
    browser = models.CharField(max_length=60, blank=True)

    held = HeldData(
        _("Members, who sign in"),
        _("When they signed in or took a file, the kind of browser, and the network without its last part."),
        lambda: _g("It is deleted after %(days)s days.") % {"days": settings.ACCESS_LOG_DAYS},
    )
    not_exported = (
        "Who signed in, what was refused and downloaded: kept for some months, on a page of its own with a file."
    )
    not_revised = "Only pages of sign-ins show them, and those are made again each time."

    class Meta:
        ordering = ["-pk"]
        verbose_name_plural = _("sign-ins and downloads")
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="access_event_kind_known"),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.user or 'nobody'}"

    @property
    def outcome(self):
        return outcome_of(self.kind)


class Tally(models.Model):
    """Number of occurrences in a time slot, shared by all workers.

    `key` is a keyed hash of the subject, so the table names nobody; `slot` is the slot's number since 1970; `ends` is
    the Unix time after which the row no longer counts.
    """

    key = models.CharField(max_length=64)
    slot = models.BigIntegerField()
    number = models.IntegerField()
    ends = models.BigIntegerField(db_index=True)

    held = HeldData(
        _("Everybody who sends a form or a password"),
        _("How many came from a connection, for a limit: a keyed hash, from which no address can be read."),
        lambda: _g("It is deleted after a day."),
    )
    not_exported = HOUSEKEEPING
    not_revised = NO_PAGE

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "slot"], name="tally_once_in_a_slot")]

    def __str__(self):
        return f"{self.number} in {self.slot}"
