"""Background jobs. Each is a row that one process claims before running it.

Reasons: docs/decisions/0041-one-table-of-jobs.md. `plans.jobs.worker` runs them.
"""

from datetime import timedelta

from django.db import models, transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from partners import clock
from partners.export_options import HOUSEKEEPING
from partners.history import NO_PAGE

# A claim this old means that its process crashed. A job may take half of this time.
GIVEN_UP_AFTER = timedelta(minutes=10)
# Delays before each retry of a failed job; after the last one it is given up.
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120))
MOST_TRIES = len(PAUSES) + 1


class JobQuerySet(models.QuerySet):
    def note(self, kind, *abouts):
        """Add a job of a kind for each of `abouts`, unless it is pending already."""
        now = clock.now()
        self.bulk_create([Job(kind=kind, about=about, due_at=now) for about in abouts], ignore_conflicts=True)

    def pending(self):
        return self.filter(state__in=Job.PENDING)

    def ready(self, now):
        """Jobs due now, including those whose process crashed, oldest first."""
        crashed = Q(state=Job.State.RUNNING, claimed_at__lt=now - GIVEN_UP_AFTER)
        return self.filter(Q(state=Job.State.WAITING, due_at__lte=now) | crashed).order_by("due_at", "pk")

    def over(self):
        """Failed and refused jobs, which no process retries by itself."""
        return self.filter(state__in=[Job.State.FAILED, Job.State.REFUSED])

    def again(self):
        """Requeue given-up jobs with a fresh count of attempts, unless one is pending. Returns how many."""
        retryable = self.over().exclude(
            models.Exists(Job.objects.pending().filter(kind=models.OuterRef("kind"), about=models.OuterRef("about")))
        )
        newest = retryable.values("kind", "about").annotate(newest=models.Max("pk")).values("newest")
        return self.filter(pk__in=list(newest.values_list("newest", flat=True))).update(
            state=Job.State.WAITING, due_at=clock.now(), claimed_at=None, done_at=None, attempts=0, failure=""
        )


class Job(models.Model):
    """A task to be run once, by any process. `about` is its argument, in the form that its kind expects.

    `failure` is the text of the last failure: for the operator, but for readers if the job was refused.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        RUNNING = "running", _("Being done")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")
        REFUSED = "refused", _("Cannot be done")

    PENDING = (State.WAITING, State.RUNNING)

    kind = models.CharField(max_length=40)
    about = models.CharField(max_length=200, blank=True)
    due_at = models.DateTimeField()
    state = models.CharField(max_length=20, choices=State, default=State.WAITING)
    claimed_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    failure = models.TextField(blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    objects = JobQuerySet.as_manager()
    not_exported = HOUSEKEEPING
    not_revised = NO_PAGE

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "about"], condition=Q(state__in=["waiting", "running"]), name="job_pending_once"
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", claimed_at__isnull=True, done_at__isnull=True)
                | Q(state="running", claimed_at__isnull=False, done_at__isnull=True)
                | Q(state__in=["done", "failed", "refused"], claimed_at__isnull=False, done_at__isnull=False),
                name="job_is_claimed_and_done_at_moments",
            ),
        ]
        indexes = [models.Index(fields=["state", "due_at"], name="job_by_state")]

    def __str__(self):
        return f"{self.kind} {self.about}".strip()

    @transaction.atomic(durable=True)
    def claim(self):
        """Claim the job for this process. Returns whether that worked. Durable: only a committed claim stops others."""
        now = clock.now()
        claimed = Job.objects.ready(now).filter(pk=self.pk).order_by()
        if not claimed.update(state=self.State.RUNNING, claimed_at=now, attempts=F("attempts") + 1):
            return False
        self.refresh_from_db()
        return True

    def end(self, state, failure=""):
        """Record the outcome, unless another process has taken the job over."""
        self._ours().update(state=state, failure=failure, done_at=clock.now())

    def fail(self, failure):
        """Schedule a retry, or give the job up. Returns whether it was given up."""
        if self.attempts >= MOST_TRIES:
            self.end(self.State.FAILED, failure)
            return True
        due_at = clock.now() + PAUSES[self.attempts - 1]
        self._ours().update(state=self.State.WAITING, claimed_at=None, due_at=due_at, failure=failure)
        return False

    def _ours(self):
        return Job.objects.filter(pk=self.pk, state=self.State.RUNNING, claimed_at=self.claimed_at)
