"""Figures for Prometheus, if METRICS_FOLDER is set: how many requests, how long they took, and what /readyz found.

A figure is labelled with the name of a view, never with an address or a person. The workers count in files of that
folder, one for each process, which `prometheus_client` adds up.
"""

import os
import time

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ImproperlyConfigured, MiddlewareNotUsed
from django.db import DatabaseError, InterfaceError
from django.http import Http404, HttpResponse
from django.utils.deprecation import MiddlewareMixin
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from partners import outages
from partners.models import MaintenanceRun

from .health import findings_beside, may_see_details
from .operations import findings

if settings.METRICS_FOLDER:
    # The library reads this when it is imported.
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(settings.METRICS_FOLDER)
    settings.METRICS_FOLDER.mkdir(parents=True, exist_ok=True)
    try:
        import prometheus_client as prometheus
        from prometheus_client.core import GaugeMetricFamily
        from prometheus_client.multiprocess import MultiProcessCollector
    except ImportError as error:
        raise ImproperlyConfigured("METRICS_FOLDER needs the libraries of requirements-extras.txt") from error
    requests_answered = prometheus.Counter(
        "living_plan_requests", "Requests that were answered", ["view", "method", "status"]
    )
    request_seconds = prometheus.Histogram(
        "living_plan_request_seconds",
        "Seconds until the answer began",
        ["view"],
        buckets=(0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
    )

METHODS = {"GET", "HEAD", "POST", "OPTIONS"}
LEVELS = list(findings.Level)


def clear():
    """Delete what an earlier server counted. Only for a server that starts, before it has workers."""
    if settings.METRICS_FOLDER:
        for file in settings.METRICS_FOLDER.glob("*.db"):
            file.unlink(missing_ok=True)


class RequestMetricsMiddleware(MiddlewareMixin):
    """Counts requests by view, method and status, and their seconds by view. First of all, so that it sees each one."""

    def __init__(self, get_response):
        if not settings.METRICS_FOLDER:
            raise MiddlewareNotUsed
        super().__init__(get_response)

    def __call__(self, request):
        began = time.perf_counter()
        response = self.get_response(request)
        match = request.resolver_match
        view = match.view_name if match else ""
        method = request.method if request.method in METHODS else "other"
        requests_answered.labels(view, method, response.status_code).inc()
        request_seconds.labels(view).observe(time.perf_counter() - began)
        return response


class FindingsCollector:
    """Findings of /readyz as gauges, read when they are asked for."""

    def collect(self):
        levels = GaugeMetricFamily("living_plan_finding", "0 ok, 1 warning, 2 wrong", labels=["subject"])
        succeeded = GaugeMetricFamily(
            "living_plan_last_success_timestamp_seconds", "When a command last succeeded", labels=["command"]
        )
        up = 1
        try:
            found, runs = outages.messenger.ask("metrics", _read)
        except (DatabaseError, InterfaceError, TimeoutError):
            found, runs, up = [], [], 0
        for each in (*found, *findings_beside()):
            levels.add_metric([each.subject], LEVELS.index(each.level))
        for kind, moment in runs:
            succeeded.add_metric([kind], moment.timestamp())
        yield GaugeMetricFamily("living_plan_database_up", "Whether the database answers", value=up)
        yield levels
        yield succeeded


def _read():
    runs = MaintenanceRun.objects.exclude(succeeded_at=None).values_list("kind", "succeeded_at")
    return findings.of_readiness(), list(runs)


@login_not_required
@require_safe
@cache_control(no_store=True)
def metrics(request):
    """The figures, for this machine or with the monitor's token; for all others there is nothing here."""
    if not (settings.METRICS_FOLDER and may_see_details(request)):
        raise Http404
    registry = prometheus.CollectorRegistry()
    MultiProcessCollector(registry)
    registry.register(FindingsCollector())
    return HttpResponse(prometheus.generate_latest(registry), content_type=prometheus.CONTENT_TYPE_LATEST)
