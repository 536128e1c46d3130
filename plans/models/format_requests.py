"""Requests for the plan in another format, and how to reach those who asked."""

from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from partners import clock
from partners.export_options import Export
from partners.held_data import HeldData
from partners.history import History
from partners.models import Partnership, PartnershipScoped, User

from ..format_requests.languages import LANGUAGES

# Contact details are deleted so many days after the answer, and after so many days whether there was one or not.
KEPT_AFTER_ANSWER, KEPT_AT_MOST = timedelta(days=30), timedelta(days=365)


class FormatRequestQuerySet(PartnershipScoped):
    def open(self):
        """Requests that are not answered, the first to be due first."""
        return self.filter(outcome="").order_by("due_on", "pk")

    def answered(self):
        """Newest first."""
        return self.exclude(outcome="").order_by("-answered_on", "-pk")

    def for_list(self):
        return self.select_related("handled_by")


class FormatRequest(models.Model):
    """A request for the plan in another format. Who asked is in the FormatRequestContact, until that is deleted.

    `language` and `part` say which language and which part of the plan; "" is the whole plan.
    """

    class Format(models.TextChoices):
        LARGE_PRINT = "large_print", _("Large print")
        BRAILLE = "braille", _("Braille")
        AUDIO = "audio", _("Audio")
        EASY_READ = "easy_read", _("Easy read")
        BSL = "bsl", _("British Sign Language")
        LANGUAGE = "language", _("Another language")
        PAPER = "paper", _("On paper")
        OTHER = "other", _("Another format")
        ACCESS = "access", _("Something on this site does not work for me")

    class AskedBy(models.TextChoices):
        WEBSITE = "website", _("On this site")
        TELEPHONE = "telephone", _("By telephone")
        EMAIL = "email", _("By e-mail")
        POST = "post", _("By post")
        IN_PERSON = "in_person", _("In person")

    class Outcome(models.TextChoices):
        OPEN = "", _("Not answered yet")
        SENT = "sent", _("Provided")
        REFUSED = "refused", _("Not provided")

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="format_requests")
    format = models.CharField(_("format"), max_length=20, choices=Format, db_comment="The format asked for")
    language = models.CharField(
        _("language"), max_length=10, choices=LANGUAGES, blank=True, db_comment="The language asked for"
    )
    part = models.CharField(
        _("part"), max_length=200, blank=True, db_comment="The part of the plan asked for; empty for all of it"
    )
    asked_by = models.CharField(_("how it was asked"), max_length=20, choices=AskedBy, db_comment="How it was asked")
    asked_on = models.DateField(_("asked on"), db_comment="The day on which it was asked")
    due_on = models.DateField(_("due on"), db_comment="When an answer is due")
    handled_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="format_requests", verbose_name=_("who does it"),
        db_comment="The member who sees to it",
    )  # fmt: skip
    outcome = models.CharField(
        _("outcome"), max_length=20, choices=Outcome, blank=True, db_comment="Whether it was sent; empty until then"
    )
    answered_on = models.DateField(_("answered on"), null=True, blank=True, db_comment="The day on which it was sent")
    answer = models.TextField(_("answer"), blank=True, db_comment="How it was sent, or why it was not")
    contact_deleted_on = models.DateField(
        _("contact details deleted on"), null=True, blank=True, db_comment="When the contact details were deleted"
    )

    key = models.UUIDField(
        null=True, unique=True, editable=False, db_comment="Of the public form, so that it counts once"
    )

    objects = FormatRequestQuerySet.as_manager()
    history = History(
        page="format_request", belongs_to="partnership", listed_last=True, named_by="what", excluded_fields=["key"]
    )
    export = Export(
        "format_requests", "Requests for the plan in another format, and what became of them.", left_out=("key",)
    )

    class Meta:
        verbose_name = _("request for another format")
        verbose_name_plural = _("requests for another format")
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="", answered_on=None, answer="")
                | Q(outcome__in=["sent", "refused"], answered_on__isnull=False) & ~Q(answer=""),
                name="format_request_answered_says_how",
            ),
            models.CheckConstraint(
                condition=Q(language="") | Q(format="language"), name="format_request_language_is_asked_for"
            ),
        ]

    def __str__(self):
        return f"{self.what}, {self.asked_on:%-d %B %Y}"

    @property
    def what(self):
        """The format, or the language, as text."""
        return str(self.get_language_display() if self.language else self.get_format_display())

    @property
    def is_open(self):
        return self.outcome == self.Outcome.OPEN

    @property
    def is_late(self):
        """Whether it was answered after it was due, or is overdue."""
        return (self.answered_on or clock.today()) > self.due_on

    @property
    def contact_until(self):
        """The last day on which the contact details are kept."""
        last = self.asked_on + KEPT_AT_MOST
        return min(last, self.answered_on + KEPT_AFTER_ANSWER) if self.answered_on else last


class FormatRequestContact(models.Model):
    """How to reach whoever asked for another format, and what else they wrote; without a history, to be deletable."""

    request = models.OneToOneField(FormatRequest, models.PROTECT, related_name="contact")
    name = models.CharField(_("name"), max_length=200, blank=True, db_comment="Their name, if they gave it")
    email = models.EmailField(_("e-mail address"), blank=True)
    telephone = models.CharField(_("telephone"), max_length=40, blank=True, db_comment="Their telephone number")
    address = models.TextField(_("postal address"), blank=True, db_comment="Their postal address")
    words = models.TextField(_("anything else"), blank=True, db_comment="What else they wrote")

    objects = PartnershipScoped.as_manager()
    held = HeldData(
        _("Those who ask for another format or report a problem"),
        _("What they asked for, and their name, addresses and words, as far as they gave them."),
        lambda: (
            _g(
                "All but the request is deleted %(days)s days after the answer, and %(at_most)s days after asking "
                "at the latest."
            )
            % {"days": KEPT_AFTER_ANSWER.days, "at_most": KEPT_AT_MOST.days}
        ),
    )
    not_revised = "Only the page of its request shows it, and that is made again each time."
    export = Export(
        "format_request_contacts",
        "How to reach those who asked for another format, until that is deleted.",
        addresses=("name", "email", "telephone", "address", "words"),
        belongs_to=("request",),
    )

    class Meta:
        verbose_name = _("contact of a request for another format")
        verbose_name_plural = _("contacts of requests for another format")
        constraints = [
            models.CheckConstraint(
                condition=~Q(email="") | ~Q(telephone="") | ~Q(address=""), name="format_request_contact_can_be_reached"
            )
        ]

    def __str__(self):
        return f"Contact of request {self.request_id}"
