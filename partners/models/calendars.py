from django.core.signing import BadSignature, Signer
from django.db import models
from django.db.models import Q

from .. import clock
from .meetings import Group, Meeting
from .partnerships import Partnership
from .people import User

SIGNER = Signer(salt="partners.calendar")


class CalendarQuerySet(models.QuerySet):
    def of_address(self, pk, signature):
        """The calendar with this address, if the address is in use. Raises DoesNotExist."""
        calendar = self.select_related("user", "partnership").get(pk=pk, ended_at__isnull=True, user__is_active=True)
        try:
            SIGNER.unsign(f"{calendar._signed}:{signature}")
        except BadSignature as error:
            raise self.model.DoesNotExist from error
        return calendar


class Calendar(models.Model):
    """A person's own feed of a partnership's meetings, at a secret address.

    The address is not stored: it is a signature, by the site's key, of the row's id and of the `number` of addresses
    made so far. A new number makes a new address. No history: this is personal convenience, not the partnership's work.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="calendars")
    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="calendars")
    number = models.PositiveIntegerField(default=0)
    all_groups = models.BooleanField(default=False)
    made_at = models.DateTimeField("made", default=clock.now)
    ended_at = models.DateTimeField("ended", null=True, blank=True)

    objects = CalendarQuerySet.as_manager()
    not_exported = "The secret addresses of people’s own calendars."
    not_revised = "Only the person’s own page of their calendar shows it, and that is made again each time."

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "partnership"], name="calendar_once"),
            models.CheckConstraint(
                condition=Q(number__gte=1) | Q(ended_at__isnull=False), name="calendar_address_has_a_number"
            ),
        ]

    def __str__(self):
        return f"Calendar of {self.user}, {self.partnership}"

    @property
    def _signed(self):
        return f"{self.pk}:{self.number}"

    @property
    def signature(self):
        """Secret part of the address, 43 characters."""
        return SIGNER.signature(self._signed)

    def meetings(self):
        """Meetings of all groups, or of the groups on which the person sits now."""
        meetings = Meeting.objects.in_partnership(self.partnership)
        if self.all_groups:
            return meetings
        return meetings.filter(group__in=Group.objects.filter(members__user=self.user))
