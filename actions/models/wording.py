"""The coordinator's own wording of the e-mails of reporting rounds."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from partners.export_options import Export
from partners.history import History
from partners.models import Partnership, PartnershipScoped


class RoundWording(models.Model):
    """Subject and text of the e-mails of all rounds on one occasion, with fields such as {plan}.

    Without a row the standard wording is used (see `actions.rounds.wording`).
    """

    class Occasion(models.TextChoices):
        ASKING = "asking", _("The first e-mail to a person in a round")
        REMINDING = "reminding", _("A reminder before updates are due")
        LATE = "late", _("A reminder once updates are late")

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="round_wordings")
    occasion = models.CharField(max_length=20, choices=Occasion, db_comment="Which e-mails it is for")
    subject = models.CharField(max_length=200)
    text = models.TextField(_("text"), db_comment="What the e-mail says, with fields in curly brackets")

    objects = PartnershipScoped.as_manager()
    history = History(page="round-wording", belongs_to="partnership", named_by="subject")
    export = Export("round_wordings", "The partnership’s own wording of the e-mails of its reporting rounds.")

    class Meta:
        verbose_name = _("wording of reporting e-mails")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["partnership", "occasion"], name="round_wording_once"),
            models.CheckConstraint(
                condition=Q(occasion__in=["asking", "reminding", "late"]), name="round_wording_occasion_known"
            ),
            models.CheckConstraint(condition=~Q(subject="") & ~Q(text=""), name="round_wording_has_words"),
        ]

    def __str__(self):
        return self.get_occasion_display()
