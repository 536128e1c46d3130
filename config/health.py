"""Answers to monitors and load balancers: whether this process is alive, and whether it can serve."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, InterfaceError
from django.http import HttpResponse, JsonResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from partners import outages, read_only

from .operations import findings

# Where a request comes from that no proxy passed on: a socket in the file system, or the machine itself.
THIS_MACHINE = {"", "127.0.0.1", "::1"}


@login_not_required
@require_safe
@cache_control(no_store=True)
def healthz(request):
    """200: this process answers. The database is not asked."""
    return HttpResponse("ok\n", content_type="text/plain")


@login_not_required
@require_safe
@cache_control(no_store=True)
def readyz(request):
    """200 if this host can serve, else 503: the database answers and has this code's migrations.

    All else is no reason to take a host out, and is a warning in the body, for those who may see it.
    """
    try:
        missing = outages.messenger.ask("readyz", _missing)
    except (DatabaseError, InterfaceError, TimeoutError):
        return _not_ready("the database does not answer")
    if missing:
        return _not_ready("the database lacks migrations that this release needs: run manage.py migrate")
    if not may_see_details(request):
        return HttpResponse("ready, read-only\n" if read_only.current() else "ready\n", content_type="text/plain")
    try:
        found = outages.messenger.ask("readyz details", findings.of_readiness)
    except (DatabaseError, InterfaceError, TimeoutError):
        return JsonResponse({"ready": True, "findings": "the database did not answer in time"})
    return JsonResponse(
        {"ready": True, "findings": {each.subject: each._asdict() for each in [*found, *findings_beside()]}}
    )


def _missing():
    outages.ping()
    return findings.missing_migrations()


def findings_beside():
    """What asks no database, or asks it through the messenger itself."""
    return findings.read_only_mode(), findings.storage(), findings.disk_space()


def _not_ready(why):
    return HttpResponse(f"{why}\n", content_type="text/plain", status=503, headers={"Retry-After": "5"})


def may_see_details(request):
    """Whether a request is from the machine itself, past the web server in front, or has the monitor's token."""
    if settings.MONITOR_TOKEN and constant_time_compare(
        request.headers.get("Authorization", ""), f"Bearer {settings.MONITOR_TOKEN}"
    ):
        return True
    return "X-Forwarded-For" not in request.headers and request.META.get("REMOTE_ADDR", "") in THIS_MACHINE
