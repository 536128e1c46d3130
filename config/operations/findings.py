"""What the site finds out about its own running: for `/readyz`, and with more beside it for `manage.py doctor`."""

import functools
import os
import shutil
from datetime import timedelta
from enum import StrEnum
from typing import NamedTuple

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.template.defaultfilters import pluralize
from django.utils import timezone

from actions.models import NotificationLetter, PaperLetter, Reminder
from actions.models.outbox import Posted
from partners import clock, read_only
from partners.files.storage import StorageAwayError
from partners.models import MaintenanceRun
from plans.models.jobs import Job

Kind = MaintenanceRun.Kind

# How old the latest success of each command may be, and the words for putting that right.
LONGEST = {
    Kind.TICK: (timedelta(minutes=20), "systemctl status living-plan-tick.timer; journalctl -u living-plan-tick"),
    Kind.BACKUP: (timedelta(hours=26), "journalctl -u living-plan-backup; see docs/backups.md"),
    Kind.VERIFY: (timedelta(days=35), "Run manage.py verify, and see docs/backups.md"),
    Kind.DRILL: (timedelta(days=100), "Run manage.py restore_drill with the newest archive; see docs/backups.md"),
}
# Letters wait for working hours; one that waits longer than a long weekend has been forgotten.
LETTERS_WAIT = timedelta(days=5)
# Share of a disk, and bytes, below which there is too little room.
LEAST_SHARE, LEAST_BYTES = 0.1, 1024**3


class Level(StrEnum):
    OK = "ok"
    WARNING = "warning"
    WRONG = "wrong"


class Finding(NamedTuple):
    """One line of a report: its subject, level, what was found, and what to do about it."""

    subject: str
    level: Level
    text: str
    advice: str = ""


@functools.cache
def _wanted_migrations():
    return frozenset(MigrationLoader(None).disk_migrations)


def missing_migrations():
    """Migrations that this code wants and the database has not applied: ["app.name"]. Raises DatabaseError."""
    applied = MigrationRecorder(connection).applied_migrations()
    return sorted(f"{app}.{name}" for app, name in _wanted_migrations() - applied.keys())


def migrations():
    if missing := missing_migrations():
        return Finding("migrations", Level.WRONG, f"Not applied: {', '.join(missing[:5])}", "Run manage.py migrate")
    return Finding("migrations", Level.OK, "All are applied")


def read_only_mode():
    """Whether changes are refused: somebody may have forgotten to turn it off."""
    if state := read_only.current():
        since = f"{timezone.localtime(state.began_at):%Y-%m-%d %H:%M}"
        text = f"On since {since}, turned on by {state.by}: {state.notice}"
        return Finding("read-only mode", Level.WARNING, text, "manage.py read_only off")
    return Finding("read-only mode", Level.OK, "Off")


def runs():
    """A finding for each kind of command: when it last succeeded."""
    rows = {row.kind: row for row in MaintenanceRun.objects.all()}
    return [_run(kind, rows.get(kind)) for kind in Kind]


def _run(kind, row):
    longest, advice = LONGEST[kind]
    if row is None or (row.succeeded_at is None and not row.failure):
        return Finding(kind, Level.WARNING, f"No {kind.label} has succeeded yet", advice)
    if row.failure:
        return Finding(kind, Level.WARNING, f"The latest {kind.label} failed, {ago(row.ended_at)}", advice)
    level = Level.OK if clock.now() - row.succeeded_at <= longest else Level.WARNING
    text = f"The latest {kind.label} succeeded {ago(row.succeeded_at)}"
    return Finding(kind, level, text, "" if level == Level.OK else advice)


def ago(moment):
    minutes = int((clock.now() - moment).total_seconds()) // 60
    for size, name in ((24 * 60, "day"), (60, "hour")):
        if minutes >= 2 * size:
            return f"{minutes // size} {name}{pluralize(minutes // size)} ago"
    return f"{minutes} minute{pluralize(minutes)} ago"


def mail_backlog():
    late = clock.now() - LETTERS_WAIT
    failed = waiting = 0
    for letters in (Reminder, NotificationLetter, PaperLetter):
        failed += letters.objects.filter(state=Posted.State.FAILED).count()
        waiting += letters.objects.filter(state=Posted.State.WAITING, noted_at__lt=late).count()
    if failed or waiting:
        text = f"{failed} e-mails were not taken by the mail server, {waiting} have waited more than five days"
        return Finding("mail backlog", Level.WARNING, text, "See EMAIL_URL and the mail server; tick tries again")
    return Finding("mail backlog", Level.OK, "No e-mails are held up")


def jobs():
    if given_up := Job.objects.filter(state=Job.State.FAILED).count():
        advice = "manage.py tick --list says why; then manage.py tick --again"
        return Finding("jobs", Level.WARNING, f"{given_up} were given up", advice)
    return Finding("jobs", Level.OK, "None were given up")


def storage():
    """Whether the bucket answers, or the folder of evidence can be written to by this process."""
    if settings.FILES_STORAGE == "s3":
        return _bucket()
    folder = settings.EVIDENCE_ROOT
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        advice = "Make the folder, and give it to the site's user (docs/running.md); check that its disk is mounted"
        return Finding("storage", Level.WRONG, "The folder of evidence cannot be written to", advice)
    return Finding("storage", Level.OK, "The folder of evidence can be written to")


def _bucket():
    try:
        default_storage.exists("doctor")
    except StorageAwayError as error:
        advice = "Check S3_BUCKET, S3_ENDPOINT and the key, which must be allowed to list, read, write and delete"
        return Finding("storage", Level.WRONG, f"The bucket does not answer as it should: {error}", advice)
    return Finding("storage", Level.OK, "The bucket answers")


def disk_space():
    """Whether the disk of the folder of evidence has room; with a bucket there is none to watch."""
    if settings.FILES_STORAGE == "s3":
        return Finding("disk", Level.OK, "Files are in a bucket")
    try:
        usage = shutil.disk_usage(settings.EVIDENCE_ROOT)
    except OSError as error:
        return Finding("disk", Level.WRONG, f"The folder of evidence: {error.strerror}", "Check that it is there")
    text = f"{usage.free / 1024**3:.1f} GB of {usage.total / 1024**3:.1f} GB are free where the evidence lies"
    if usage.free < max(LEAST_BYTES, LEAST_SHARE * usage.total):
        return Finding("disk", Level.WARNING, text, "Delete old backups, or give it a larger disk")
    return Finding("disk", Level.OK, text)


def of_readiness():
    """What /readyz says to a monitor that may know."""
    return [migrations(), *runs(), mail_backlog(), jobs()]
