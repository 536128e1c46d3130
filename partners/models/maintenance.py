from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .. import clock
from ..export_options import HOUSEKEEPING
from ..history import NO_PAGE


class MaintenanceRun(models.Model):
    """The latest run of one of the operator's commands, so that `/readyz` and `doctor` can say how long ago it was.

    A run without `ended_at` is going on, or was killed. `succeeded_at` is the end of the latest that succeeded.
    """

    class Kind(models.TextChoices):
        TICK = "tick", "timer"
        BACKUP = "backup", "backup"
        VERIFY = "verify", "verification"
        DRILL = "drill", _("restore drill")

    kind = models.CharField(max_length=20, choices=Kind, primary_key=True)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    succeeded_at = models.DateTimeField(null=True, blank=True)
    failure = models.TextField(blank=True)

    not_exported = HOUSEKEEPING
    not_revised = NO_PAGE

    def __str__(self):
        return f"{self.get_kind_display()}, {timezone.localtime(self.began_at):%Y-%m-%d %H:%M}"

    @classmethod
    def begin(cls, kind):
        cls.objects.update_or_create(kind=kind, defaults={"began_at": clock.now(), "ended_at": None, "failure": ""})

    @classmethod
    def end(cls, kind, failure=""):
        now = clock.now()
        succeeded = {} if failure else {"succeeded_at": now}
        cls.objects.filter(kind=kind).update(ended_at=now, failure=failure, **succeeded)


class ReadOnlyMode(models.Model):
    """The site's read-only mode while it is on, and its notice; no row while it is off. See partners/read_only.py."""

    ONLY = 1

    id = models.PositiveSmallIntegerField(primary_key=True, default=ONLY, editable=False)
    notice = models.CharField(max_length=300)
    began_at = models.DateTimeField()
    by = models.CharField(max_length=100, help_text=_("The name in the shell in which it was turned on."))

    not_exported = HOUSEKEEPING
    not_revised = "Each page gets its notice as it is sent."

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="read_only_mode_once"),
            models.CheckConstraint(condition=~Q(notice=""), name="read_only_mode_has_a_notice"),
        ]

    def __str__(self):
        return self.notice
