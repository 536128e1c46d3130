"""Residents who follow the plan by e-mail: their addresses, what each follows, and what is sent to them.

Nobody sees the addresses, and none is kept longer than its owner wants: they are in no history and no export, and an
e-mail's row has none. docs/decisions/0092-followed-by-a-confirmed-address.md
"""

import re
import secrets
from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from partners import clock
from partners.held_data import HeldData
from partners.models import Meeting, Partnership
from plans.changes.subjects import Subject, What
from plans.models import Edition

from .outbox import Claimed, ClaimedQuerySet, sent_at_a_moment

# How long a link to confirm is good for; what was not confirmed is deleted then.
DAYS_TO_CONFIRM = 7
TO_CONFIRM = timedelta(days=DAYS_TO_CONFIRM)
NOT_EXPORTED = "Who follows the plan by e-mail: residents’ addresses, which are shown to nobody."
NOT_REVISED = "No page of members shows a row of it; the page that counts them is made for each request."
# Long enough for a search of 100 characters of four bytes each.
MAX_WHICH = 1300
WITHOUT_WHICH = ("plan", "meetings")


def new_token():
    """An unguessable part of an address, 32 characters."""
    return secrets.token_urlsafe(24)


class OfSubject(models.Model):
    """What is followed, as a Subject."""

    what = models.CharField(max_length=20, choices=What)
    which = models.CharField(max_length=MAX_WHICH, blank=True)

    class Meta:
        abstract = True

    @property
    def subject(self):
        return Subject(self.what, self.which)


def subject_is_whole(name):
    """Constraint: a kind of subject that is known, with a `which` unless there is but one of it."""
    others = [what for what in What.values if what not in WITHOUT_WHICH]
    return models.CheckConstraint(
        condition=Q(what__in=WITHOUT_WHICH, which="") | Q(what__in=others) & ~Q(which=""), name=name
    )


class Follower(models.Model):
    """A confirmed e-mail address that follows something of a partnership; deleted with the last of it.

    `token` is in the links of its e-mails, by which it stops. `edition` is the last that it was written to about, or
    that was current when it began.
    """

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="followers")
    address = models.EmailField()
    language = models.CharField(max_length=10, default="en-gb")
    token = models.CharField(max_length=40, unique=True, default=new_token)
    since = models.DateTimeField(default=clock.now)
    edition = models.ForeignKey(Edition, models.PROTECT, null=True, blank=True, related_name="+")

    held = HeldData(
        _("Those who follow the plan by e-mail"),
        _("E-mail address, language, and what they follow. No member can see it."),
        lambda: (
            _g("It is deleted when they stop, and after %(days)s days if they do not confirm the address.")
            % {"days": DAYS_TO_CONFIRM}
        ),
    )
    not_exported, not_revised = NOT_EXPORTED, NOT_REVISED

    class Meta:
        constraints = [models.UniqueConstraint("partnership", Lower("address"), name="follower_once")]

    def __str__(self):
        return f"Follower {self.pk}"

    @property
    def return_token(self):
        """What the mail server's report about an undelivered e-mail is recognised by. Whoever hands the e-mail on may
        read it, so it is not the token that stops.
        """
        return f"{self.pk}-{salted_hmac('actions.followers', self.token, algorithm='sha256').hexdigest()[:24]}"

    @classmethod
    def of_return_token(cls, token):
        """The Follower of a return token, or None."""
        number = token.partition("-")[0]
        found = cls.objects.filter(pk=int(number)).first() if number.isdecimal() and len(number) < 19 else None
        return found if found and constant_time_compare(found.return_token, token) else None


class Following(OfSubject):
    """A subject that somebody follows.

    `instead_of` is the name of the authority that was followed before another took over, until an e-mail has said so.
    """

    follower = models.ForeignKey(Follower, models.CASCADE, related_name="followings")
    since = models.DateTimeField(default=clock.now)
    instead_of = models.CharField(max_length=200, blank=True)

    not_exported, not_revised = NOT_EXPORTED, NOT_REVISED

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["follower", "what", "which"], name="following_once"),
            subject_is_whole("following_subject_is_whole"),
        ]

    def __str__(self):
        return f"{self.follower}: {self.what} {self.which}".strip()


class FollowRequest(Claimed, OfSubject):
    """Somebody's wish to follow a subject, and the e-mail with the link that confirms it.

    `key` is that of the form, so that a double press asks once. `by_question` says that they asked a question about
    the subject.
    """

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="follow_requests")
    address = models.EmailField()
    language = models.CharField(max_length=10, default="en-gb")
    by_question = models.BooleanField(default=False)
    token = models.CharField(max_length=40, unique=True, default=new_token)
    key = models.UUIDField(unique=True)

    objects = ClaimedQuerySet.as_manager()
    not_exported, not_revised = NOT_EXPORTED, NOT_REVISED

    class Meta:
        constraints = [
            subject_is_whole("follow_request_subject_is_whole"),
            sent_at_a_moment("follow_request_is_sent_at_a_moment"),
        ]

    def __str__(self):
        return f"Request {self.pk}"

    @property
    def stamp(self):
        """For the Message-ID."""
        return f"{self.pk}.{self.key.hex}"


class Mailing(models.Model):
    """News that go to followers, each once: an edition; or that a public meeting is announced, moved or cancelled, with
    when and where it was to be then.
    """

    class News(models.TextChoices):
        EDITION = "edition", "Edition"
        ANNOUNCED = "announced", "Meeting announced"
        MOVED = "moved", "Meeting moved"
        CANCELLED = "cancelled", "Meeting cancelled"

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="mailings")
    news = models.CharField(max_length=20, choices=News)
    edition = models.OneToOneField(Edition, models.PROTECT, null=True, blank=True, related_name="mailing")
    meeting = models.ForeignKey(Meeting, models.PROTECT, null=True, blank=True, related_name="mailings")
    starts_at = models.DateTimeField(null=True, blank=True)
    place = models.CharField(max_length=200, blank=True)
    noted_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    not_exported = "How often e-mails went to followers; what they were about is in the editions and meetings."
    not_revised = NOT_REVISED

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    news="edition", edition__isnull=False, meeting__isnull=True, starts_at__isnull=True, place=""
                )
                | Q(
                    news__in=["announced", "moved", "cancelled"],
                    edition__isnull=True,
                    meeting__isnull=False,
                    starts_at__isnull=False,
                ),
                name="mailing_is_of_an_edition_or_a_meeting",
            )
        ]

    def __str__(self):
        return f"{self.get_news_display()} {self.edition_id or self.meeting_id}"


class FollowerLetter(Claimed):
    """The e-mail of a mailing to one follower. Once they have stopped, nothing says whose it was."""

    mailing = models.ForeignKey(Mailing, models.CASCADE, related_name="letters")
    follower = models.ForeignKey(Follower, models.SET_NULL, null=True, blank=True, related_name="letters")

    objects = ClaimedQuerySet.as_manager()
    not_exported, not_revised = NOT_EXPORTED, NOT_REVISED

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mailing", "follower"], name="follower_letter_once"),
            sent_at_a_moment("follower_letter_is_sent_at_a_moment", "overtaken"),
        ]

    def __str__(self):
        return f"E-mail {self.pk}"

    @property
    def stamp(self):
        """For the Message-ID."""
        return f"{self.mailing_id}.{self.pk}"

    def end(self, state, failure=""):
        """Record the outcome. A mail server's words may quote the address, so of them only the code is kept."""
        code = re.match(r"[45]\d\d( [45]\.\d{1,3}\.\d{1,3})?", failure)
        super().end(state, code[0] if code else failure and "No answer")

    @property
    def is_about_us(self):
        """Whether a refusal was for who sends, such as a rule against our site, and says nothing about the address."""
        return " 5.7." in self.failure
