"""Log of e-mails, which also makes sure that each goes at most once: its row is claimed before it is sent, and an
e-mail whose sender died is not resent automatically.
"""

from datetime import timedelta

from django.db import models, transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from partners import clock
from partners.models import PartnershipScoped, User
from partners.processes import has_died, this_process

# A claim without an outcome for this long means that its process crashed, on whichever machine.
GIVEN_UP_AFTER = timedelta(minutes=30)
LETTERS_NOT_REVISED = "Sending takes minutes; the pages that show the outcome are never kept."


class ClaimedQuerySet(PartnershipScoped):
    def give_up(self):
        """Mark e-mails whose sender died as in doubt. Returns their rows."""
        dead = [row for row in self.filter(state=Claimed.State.SENDING) if row.in_doubt]
        return [row for row in dead if row.doubt()]


class PostedQuerySet(ClaimedQuerySet):
    pass


class Claimed(models.Model):
    """An e-mail that one process claims before it sends it, and the outcome. What was sent is not kept."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Not sent yet")
        SENDING = "sending", _("Being sent")
        SENT = "sent", _("Sent")
        UNKNOWN = "unknown", _("Not known whether it was sent")
        FAILED = "failed", _("Not sent")
        REFUSED = "refused", _("Refused by the mail server")
        ANSWERED = "answered", _("Not sent: answered before it went")
        OVERTAKEN = "overtaken", _("Not sent: no longer needed")
        NOTHING = "nothing", _("Not sent: nothing had changed")

    # Certainly not sent, and still wanted: the next run sends it.
    TO_SEND = (State.WAITING, State.FAILED)
    UNFINISHED = (*TO_SEND, State.SENDING)
    # Sent, or not wanted any more.
    ENDED_WELL = (State.SENT, State.ANSWERED, State.OVERTAKEN, State.NOTHING)

    state = models.CharField(max_length=20, choices=State, default=State.WAITING)
    noted_at = models.DateTimeField(default=clock.now)
    claimed_at = models.DateTimeField(null=True, blank=True)
    process = models.CharField(_("the process that claimed it"), max_length=100, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    failure = models.TextField(blank=True)

    class Meta:
        abstract = True

    @property
    def in_doubt(self):
        """Whether it may or may not have been sent, and no process is sending it any more."""
        if self.state == self.State.SENDING:
            return self.claimed_at < clock.now() - GIVEN_UP_AFTER or has_died(self.process)
        return self.state == self.State.UNKNOWN

    @property
    def outcome(self):
        """Outcome, as text."""
        return str((self.State.UNKNOWN if self.in_doubt else self.State(self.state)).label)

    @transaction.atomic(durable=True)
    def claim(self):
        """Claim the row for sending. Returns whether it is ours: unclaimed, certainly unsent and still wanted.

        Durable, because only a committed claim keeps others from sending it too.
        """
        claim = {"state": self.State.SENDING, "claimed_at": clock.now(), "process": this_process()}
        if not type(self).objects.filter(pk=self.pk, state__in=self.TO_SEND).update(**claim):
            return False
        self.state, self.claimed_at, self.process = claim.values()
        return True

    def holds(self, message):
        """Whether our claim of the row still stands, so that the message may be sent."""
        return self._claimed().exists()

    def end(self, state, failure=""):
        """Record the outcome of our claim, unless another process has the row by now."""
        self.state, self.failure = state, failure
        self.sent_at = clock.now() if state == self.State.SENT else None
        ours = type(self).objects.filter(pk=self.pk, claimed_at=self.claimed_at)
        ours.update(state=state, failure=failure, sent_at=self.sent_at)

    def doubt(self):
        """Mark as in doubt because its sender died. Returns False if the claim has changed meanwhile."""
        self.state, self.failure = self.State.UNKNOWN, "Sending was interrupted."
        return bool(self._claimed().update(state=self.state, failure=self.failure))

    def _claimed(self):
        return type(self).objects.filter(pk=self.pk, state=self.State.SENDING, claimed_at=self.claimed_at)


class Posted(Claimed):
    """An e-mail to one person of which is kept what was sent."""

    name = models.CharField(max_length=300, db_comment="Who it went to")
    address = models.EmailField()
    subject = models.CharField(max_length=400, blank=True)
    text = models.TextField(blank=True)
    # The last resend, and the attempt before it, whose outcome nobody knows.
    again_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("who had it sent again")
    )
    again_at = models.DateTimeField(_("when that was"), null=True, blank=True)
    doubted_at = models.DateTimeField(_("the attempt before, which may have arrived"), null=True, blank=True)

    class Meta:
        abstract = True

    def __str__(self):
        return f"{self.subject or self._meta.verbose_name.capitalize()} to {self.name}"

    def holds(self, message):
        """Record the message about to be sent. Returns False if our claim was given up, so that it must not be sent."""
        self.address, self.subject, self.text = message.to_address, message.subject, message.body
        return bool(self._claimed().update(address=self.address, subject=self.subject, text=self.text))

    @transaction.atomic(durable=True)
    def send_again(self, *, by):
        """Queue an e-mail in doubt for resending. Returns False if it is not in doubt, or somebody else was first: two
        clicks resend it once.
        """
        if not self.in_doubt:
            return False
        again = {"state": self.State.WAITING, "failure": "", "again_by": by, "again_at": clock.now()}
        same = type(self).objects.filter(pk=self.pk, state=self.state, claimed_at=self.claimed_at)
        return bool(same.update(**again, doubted_at=F("claimed_at")))


def sent_at_a_moment(name, *states):
    """Constraint: an e-mail that was sent has a time; others have none, and may also be in one of `states`."""
    unsent = ["waiting", "sending", "unknown", "failed", "refused", *states]
    condition = Q(state="sent", sent_at__isnull=False) | Q(state__in=unsent, sent_at__isnull=True)
    return models.CheckConstraint(condition=condition, name=name)


def sent_again_by_somebody(name):
    """Constraint: who resent it, when, and the attempt before are all set or all empty."""
    fields = "again_by", "again_at", "doubted_at"
    all_set = Q(**{f"{field}__isnull": False for field in fields})
    return models.CheckConstraint(condition=all_set | Q(**{f"{field}__isnull": True for field in fields}), name=name)
