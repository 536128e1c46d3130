"""Jobs: work that nobody waits for at a page. Each is a row, claimed by one process before it is done.

docs/decisions/0041-one-table-of-jobs.md has the reasons. Who does them is `plans.worker`.
"""

from datetime import timedelta

from django.db import models, transaction
from django.db.models import F, Q

from partners import clock

# Whoever claimed a job and was not heard of for so long has crashed. A job itself may take half of that.
GIVEN_UP_AFTER = timedelta(minutes=10)
# How long a job that failed rests before it is tried again; after the last one it is given up.
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120))
MOST_TRIES = len(PAUSES) + 1


class JobQuerySet(models.QuerySet):
    def note(self, kind, *abouts):
        """Note a job of a kind about each of these; one that is pending already is noted once."""
        now = clock.now()
        self.bulk_create([Job(kind=kind, about=about, due_at=now) for about in abouts], ignore_conflicts=True)

    def pending(self):
        return self.filter(state__in=Job.PENDING)

    def ready(self, now):
        """Those to be done now, also those whose process crashed. What was noted first comes first."""
        crashed = Q(state=Job.State.RUNNING, claimed_at__lt=now - GIVEN_UP_AFTER)
        return self.filter(Q(state=Job.State.WAITING, due_at__lte=now) | crashed).order_by("due_at", "pk")

    def over(self):
        """Those that no process will do by itself."""
        return self.filter(state__in=[Job.State.FAILED, Job.State.REFUSED])

    def again(self):
        """Let those that were given up be tried again, from the beginning. Returns how many."""
        found = self.over().exclude(
            models.Exists(Job.objects.pending().filter(kind=models.OuterRef("kind"), about=models.OuterRef("about")))
        )
        newest = found.values("kind", "about").annotate(newest=models.Max("pk")).values("newest")
        return self.filter(pk__in=list(newest.values_list("newest", flat=True))).update(
            state=Job.State.WAITING, due_at=clock.now(), claimed_at=None, done_at=None, attempts=0, failure=""
        )


class Job(models.Model):
    """Something to be done once, by any process. `about` says what about, as the job's kind reads it.

    `failure` is the last one: its words are for the operator, but those of a job that is refused are for readers.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        RUNNING = "running", "Being done"
        DONE = "done", "Done"
        FAILED = "failed", "Failed"
        REFUSED = "refused", "Cannot be done"

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
        """Whether it is ours to do now. Durable, because only what is committed keeps others from doing it too."""
        now = clock.now()
        claimed = Job.objects.ready(now).filter(pk=self.pk).order_by()
        if not claimed.update(state=self.State.RUNNING, claimed_at=now, attempts=F("attempts") + 1):
            return False
        self.refresh_from_db()
        return True

    def end(self, state, failure=""):
        """Write down what came of it, unless it was taken from us meanwhile."""
        self._ours().update(state=state, failure=failure, done_at=clock.now())

    def fail(self, failure):
        """Have it tried again after a rest, or give it up. Returns whether it was given up."""
        if self.attempts >= MOST_TRIES:
            self.end(self.State.FAILED, failure)
            return True
        due_at = clock.now() + PAUSES[self.attempts - 1]
        self._ours().update(state=self.State.WAITING, claimed_at=None, due_at=due_at, failure=failure)
        return False

    def _ours(self):
        return Job.objects.filter(pk=self.pk, state=self.State.RUNNING, claimed_at=self.claimed_at)
