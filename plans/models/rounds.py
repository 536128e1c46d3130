"""Reporting rounds."""

from datetime import timedelta

from django.db import models
from django.db.models import F, Q
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from partners.export_options import Export
from partners.history import History
from partners.models import PartnershipScoped

from ..status import answer_wanted_since
from .plans import Plan


class RoundQuerySet(PartnershipScoped):
    def answers_wanted_since(self, plans, today):
        """{plan id: date since which its open actions need an update}. See plans.status."""
        rounds = {plan: [] for plan in plans}
        for each in self.filter(plan__in=plans):
            rounds[each.plan_id].append((each.opens_on, each.grace_ends_on))
        return {plan: answer_wanted_since(dates, today) for plan, dates in rounds.items()}


def usual_reminders():
    return [-7, 0, 7]


class Round(models.Model):
    """A reporting round, in which every authority reports on its actions.

    Actions without an update by the end of the period of grace become "not updated". `remind_on` lists the reminder
    days as offsets from the due date.
    """

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="rounds")
    opens_on = models.DateField(_("opens on"), db_comment="The day on which it opens")
    due_on = models.DateField(_("answers due on"), db_comment="The day on which answers are due")
    grace_days = models.PositiveSmallIntegerField(
        _("days of grace"), default=14, db_comment="How many days after that an answer still counts"
    )
    remind_on = models.JSONField(
        "reminders",
        default=usual_reminders,
        blank=True,
        db_comment="When people are reminded: days from the day on which answers are due",
    )

    objects = RoundQuerySet.as_manager()
    history = History(page="round", belongs_to="plan", in_outline=True)
    export = Export("rounds", "Reporting rounds: from when to when updates were asked for.")

    class Meta:
        ordering = ["opens_on"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "opens_on"], name="round_opens_once"),
            models.CheckConstraint(condition=Q(due_on__gt=F("opens_on")), name="round_is_due_after_it_opens"),
            models.CheckConstraint(condition=Q(grace_days__lte=60), name="round_has_two_months_of_grace_at_most"),
        ]

    def __str__(self):
        return gettext("Round of %(day)s") % {"day": date_format(self.due_on)}

    @property
    def grace_ends_on(self):
        """The last day of grace."""
        return self.due_on + timedelta(days=self.grace_days)
