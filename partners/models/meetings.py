from django.db import models
from django.db.models import Q

from ..history import History
from .authorities import Authority, Partnership


class GroupQuerySet(models.QuerySet):
    def in_partnership(self, partnership):
        return self.filter(partnership=partnership)


class Group(models.Model):
    """A standing group of the partnership: the Responsible Authority Group, the Joint Action Group, working groups."""

    class Kind(models.TextChoices):
        STRATEGY = "strategy", "Strategy group"
        WORKING = "working", "Working group"

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="groups")
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=Kind)

    objects = GroupQuerySet.as_manager()
    history = History()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["partnership", "name"], name="group_name_once"),
            models.CheckConstraint(condition=Q(kind__in=["strategy", "working"]), name="group_kind_known"),
        ]

    def __str__(self):
        return self.name


class MeetingQuerySet(models.QuerySet):
    def in_partnership(self, partnership):
        return self.filter(group__partnership=partnership)

    def of_strategy_group(self):
        return self.filter(group__kind=Group.Kind.STRATEGY)

    def before(self, moment):
        return self.filter(starts_at__lt=moment)

    def to_come(self, moment):
        return self.filter(starts_at__gte=moment)


class Meeting(models.Model):
    group = models.ForeignKey(Group, models.PROTECT, related_name="meetings")
    starts_at = models.DateTimeField()
    place = models.CharField(max_length=200, blank=True)
    in_public = models.BooleanField(default=False)

    objects = MeetingQuerySet.as_manager()
    history = History()

    class Meta:
        ordering = ["starts_at"]
        constraints = [models.UniqueConstraint(fields=["group", "starts_at"], name="meeting_once")]

    def __str__(self):
        return f"{self.group}, {self.starts_at:%-d %B %Y}"


class Attendance(models.Model):
    """An authority was represented at a meeting; `senior` is regulation 12's "position of seniority"."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="attendances")
    authority = models.ForeignKey(Authority, models.PROTECT, related_name="attendances")
    senior = models.BooleanField(default=False)

    history = History()

    class Meta:
        ordering = ["authority__position"]
        constraints = [models.UniqueConstraint(fields=["meeting", "authority"], name="attendance_once")]

    def __str__(self):
        return f"{self.authority} at {self.meeting}"
