"""Officers who save updates concurrently, while the chair of another partnership publishes."""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from statistics import median, quantiles
from threading import Event
from time import perf_counter
from urllib.parse import urlencode

from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse

from actions.models import Action
from partners.models import Membership
from partners.permissions import Role
from plans.status import Status

from .serving import HOST, ask, request

WRITERS, SAVES_EACH = 16, 40
# Few enough that a save does not wait in the workers' queue.
PUBLISHING_WRITERS, PUBLISHING_SAVES = 1, 150
CSRF = "t" * 32


def signed_in(user):
    """A test client signed in as the user."""
    client = Client(SERVER_NAME=HOST)
    client.force_login(user)
    return client


def cookies(user):
    """The Cookie header of a signed-in user."""
    return "; ".join(f"{cookie.key}={cookie.value}" for cookie in signed_in(user).cookies.values())


def form_headers(user):
    """Headers of a signed-in user with a CSRF token."""
    return {"Cookie": f"{cookies(user)}; {settings.CSRF_COOKIE_NAME}={CSRF}"}


@dataclass
class Writer:
    """A signed-in officer who reports on one action repeatedly. Each save posts the newest update's id."""

    path: str
    headers: dict
    form_data: dict
    action: int
    saved: int = 0

    @classmethod
    def of(cls, cast, action):
        return cls(
            path=reverse("action_update", args=[cast.slug, action.pk]),
            headers=form_headers(cast.officer),
            form_data={"csrfmiddlewaretoken": CSRF, "status": Status.AT_RISK, "next": "Ask the county again."},
            action=action.pk,
        )

    def save_often(self, port, times):
        """Save `times` times. Returns the milliseconds of each."""
        try:
            return [self.save(port) for _ in range(times)]
        finally:
            connection.close()  # this thread's own

    def save(self, port):
        seen = Action.objects.get(pk=self.action).latest_update.pk
        self.saved += 1
        body = urlencode(self.form_data | {"seen": seen, "happened": f"Report {self.saved}: two more are fitted out."})
        started = perf_counter()
        ask(port, request(self.path, "POST", body, **self.headers), expect=b"302")
        return (perf_counter() - started) * 1000


def writers_of(cast, number):
    """`number` writers, each with a different action."""
    return [Writer.of(cast, action) for action in Action.objects.filter(lead=cast.action.lead).order_by("pk")[:number]]


def all_save(site, writers):
    """(saves a second, milliseconds of workers' CPU per save)"""
    with ThreadPoolExecutor(len(writers)) as pool:
        list(pool.map(lambda writer: writer.save_often(site.port, 1), writers))
        cpu, started = site.cpu(), perf_counter()
        list(pool.map(lambda writer: writer.save_often(site.port, SAVES_EACH), writers))
        seconds, cpu = perf_counter() - started, site.cpu() - cpu
    saves = len(writers) * SAVES_EACH
    return saves / seconds, cpu / saves * 1000


def beside_publishing(cast, site, writers):
    """Yield a table row for saves alone, and one for saves while another partnership publishes repeatedly:
    (label, median, 95th percentile, slowest, number of editions), times in milliseconds.
    """
    chair = Membership.objects.filter(role=Role.CHAIR).exclude(authority__partnership__slug=cast.slug)
    chair = chair.select_related("user", "authority__partnership").order_by("pk").first()
    path, headers = reverse("publish", args=[chair.authority.partnership.slug]), form_headers(chair.user)
    connection.close()
    stop = Event()

    def publish_often():
        editions = 0
        while not stop.is_set():
            page = ask(site.port, request(path, **headers)).decode()
            seen = re.search(r'name="seen" value="(\w+)"', page)[1]
            body = urlencode({"csrfmiddlewaretoken": CSRF, "note": f"Edition {editions}", "seen": seen})
            ask(site.port, request(path, "POST", body, **headers), expect=b"302")
            editions += 1
        return editions

    with ThreadPoolExecutor(len(writers) + 1) as pool:

        def measure():
            times = pool.map(lambda writer: writer.save_often(site.port, PUBLISHING_SAVES), writers)
            times = [each for writer_times in times for each in writer_times]
            return median(times), quantiles(times, n=20)[-1], max(times)

        measure()  # to warm up
        yield ("saves alone", *measure(), 0)
        publisher = pool.submit(publish_often)
        try:
            timings = measure()
        finally:
            stop.set()
        yield ("while another partnership publishes", *timings, publisher.result())
