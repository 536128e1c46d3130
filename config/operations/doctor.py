"""What `manage.py doctor` looks at beside the findings of `/readyz`: settings, and what asks other servers."""

import time
from email.utils import parsedate_to_datetime
from pathlib import Path

import requests
from django.conf import settings
from django.core import checks
from django.core.mail import get_connection
from django.db import DatabaseError, InterfaceError, connection, connections
from django.urls import reverse

from config.storage import HashedStaticFiles
from partners.files.storage import StorageAwayError
from partners.limits import MEGABYTE
from partners.replica import replayed, written
from partners.site_address import site_address
from plans.exports.other_forms import can_make_braille
from plans.exports.pdf import can_make_pdf

from . import findings
from .departure import unfinished_departures
from .file_removal import left_over
from .findings import Finding, Level

# Seconds by which two clocks may differ: codes of authenticator apps are good for 30.
CLOCKS_DIFFER = 10
# Seconds that the site's own address has to answer.
PATIENCE = 10
PGBOUNCER_PORT = "6432"
# Bytes that a replica may be behind at a busy moment.
MOST_BEHIND = 16 * MEGABYTE


def examine():
    """Yield all findings. Those that need the database are left out where it does not answer."""
    yield from settings_findings()
    yield static_files()
    yield pdf_libraries()
    yield braille()
    yield findings.storage()
    yield findings.disk_space()
    yield mail()
    yield own_address()
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except (DatabaseError, InterfaceError) as error:
        advice = "Start it, and see DATABASE_URL"
        yield Finding("database", Level.WRONG, f"It does not answer: {str(error).strip()}", advice)
        return
    yield Finding("database", Level.OK, f"{connection.display_name} answers")
    migrations = findings.migrations()
    yield migrations
    if connection.vendor == "postgresql":
        yield database_clock()
        yield time_limits()
        if "replica" in connections:
            yield replica()
    if migrations.level == Level.OK:
        yield from (findings.read_only_mode(), *findings.runs(), findings.mail_backlog(), findings.jobs())
        yield removed_files()


def settings_findings():
    """A finding for each message of Django's own checks and ours (partners/checks.py)."""
    databases = ["default"] if _database_answers() else []
    messages = checks.run_checks(include_deployment_checks=True, databases=databases)
    shown = [message for message in messages if not message.is_silenced()]
    for message in shown:
        level = Level.WRONG if message.is_serious() else Level.WARNING
        yield Finding("settings", level, message.msg, message.hint or "")
    if not shown:
        yield Finding("settings", Level.OK, "The checks of manage.py check --deploy find nothing")


def _database_answers():
    try:
        connection.ensure_connection()
    except (DatabaseError, InterfaceError):
        return False
    return True


def static_files():
    if (Path(settings.STATIC_ROOT) / HashedStaticFiles.manifest_name).exists():
        return Finding("static files", Level.OK, "They are collected")
    return Finding("static files", Level.WRONG, "They are not collected", "Run manage.py collectstatic --noinput")


def pdf_libraries():
    if can_make_pdf():
        return Finding("pdf", Level.OK, "Pango and HarfBuzz are there")
    advice = "apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0; then manage.py tick --again"
    return Finding("pdf", Level.WARNING, "Pango or HarfBuzz is missing: there are no PDFs", advice)


def braille():
    if can_make_braille():
        return Finding("braille", Level.OK, "liblouis is there")
    advice = "apt install liblouis-bin, if you want them; the next manage.py tick makes those of current editions"
    return Finding("braille", Level.OK, "liblouis is not installed: there are no braille files", advice)


def mail():
    """Whether the mail server takes a connection and the site's password, without a letter."""
    server = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
    try:
        mail_connection = get_connection()
        mail_connection.open()
        mail_connection.close()
    except OSError as error:  # smtplib's errors too
        return Finding("mail", Level.WRONG, f"{server}: {error}", "See EMAIL_URL, and whether the mail server runs")
    return Finding("mail", Level.OK, f"{server} takes connections")


def own_address():
    """Whether the site answers at SITE_URL, and whether the web server's clock agrees with this machine's."""
    if not site_address():
        text = "SITE_URL is not set: no e-mails are sent, and posters and leaflets have neither address nor code"
        return Finding("address", Level.WARNING, text, "Set SITE_URL")
    address = f"{site_address()}{reverse('healthz')}"
    try:
        answer = requests.get(address, timeout=PATIENCE)
        answer.raise_for_status()
        seconds = parsedate_to_datetime(answer.headers["Date"]).timestamp() - time.time()
    except (requests.RequestException, KeyError, ValueError) as error:
        advice = "See the web server in front, its certificate, SITE_URL and the service living-plan"
        return Finding("address", Level.WRONG, f"{address}: {error}", advice)
    return _clock_finding("address", f"{address} answers", seconds)


def removed_files():
    """Whether a file that was removed, or left with its partnership, is still in a storage."""
    try:
        left, unfinished = left_over(), unfinished_departures()
    except StorageAwayError as error:
        return Finding("removed files", Level.WARNING, str(error), "See the storage, and run doctor again")
    if left:
        text = "Still in the storage, though their removal is recorded: " + ", ".join(left)
        return Finding("removed files", Level.WRONG, text, "Run manage.py remove_file with each of these names again")
    if unfinished:
        text = f"Some of a partnership that left are still in the storage: {', '.join(unfinished)}"
        return Finding("removed files", Level.WRONG, text, "Run manage.py partnership_leaves with its slug again")
    return Finding("removed files", Level.OK, "None is left in the storage")


def database_clock():
    with connection.cursor() as cursor:
        cursor.execute("SELECT extract(epoch FROM clock_timestamp())")
        seconds = float(cursor.fetchone()[0]) - time.time()
    return _clock_finding("clock", "This machine and the database have one time", seconds)


def _clock_finding(subject, text, seconds):
    if abs(seconds) <= CLOCKS_DIFFER:
        return Finding(subject, Level.OK, text)
    advice = "Have both take their time from a time server: apt install chrony, then chronyc tracking"
    return Finding(subject, Level.WRONG, f"Its clock differs from this machine's by {seconds:.0f} seconds", advice)


def time_limits():
    """Behind PgBouncer, limits that the site sets would reach whoever comes next: PgBouncer sets them."""
    if "pooler" in connections:
        return _limits_of_pooler()
    if str(connection.settings_dict.get("PORT")) != PGBOUNCER_PORT:
        return Finding("time limits", Level.OK, "The site sets its own time limits on its connections")
    advice = "DATABASE_URL is for PostgreSQL itself, DATABASE_POOLER_URL for PgBouncer: docs/several-hosts.md"
    return Finding("time limits", Level.WARNING, "DATABASE_URL seems to lead to PgBouncer", advice)


def _limits_of_pooler():
    try:
        with connections["pooler"].cursor() as cursor:
            cursor.execute("SHOW lock_timeout")
            [limit] = cursor.fetchone()
    except (DatabaseError, InterfaceError) as error:
        text = f"PgBouncer does not answer: {str(error).strip()}"
        return Finding("time limits", Level.WRONG, text, "Start it, and see DATABASE_POOLER_URL")
    if limit != "0":
        return Finding("time limits", Level.OK, f"PgBouncer answers, with a lock timeout of {limit}")
    advice = "Set connect_query in pgbouncer.ini: docs/several-hosts.md"
    return Finding("time limits", Level.WARNING, "PgBouncer sets no time limits", advice)


def replica():
    """Whether the replica follows. Pages do without one that does not."""
    try:
        behind = written() - (reached := replayed())
    except (DatabaseError, InterfaceError) as error:
        text = f"It does not answer: {str(error).strip()}"
        return Finding("replica", Level.WARNING, text, "Start it, and see DATABASE_REPLICA_URL")
    if not reached:
        advice = "Have DATABASE_REPLICA_URL lead to the replica: docs/several-hosts.md"
        return Finding("replica", Level.WARNING, "DATABASE_REPLICA_URL leads to no replica", advice)
    if behind > MOST_BEHIND:
        advice = "On the replica: SELECT * FROM pg_stat_wal_receiver; and see its log"
        return Finding("replica", Level.WARNING, f"It is {behind // MEGABYTE} MB behind, and not used", advice)
    return Finding("replica", Level.OK, "It follows the database")
