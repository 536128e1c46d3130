"""Officers who save updates at the same time, and a chair of another partnership who publishes meanwhile."""

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

from partners.models import Membership
from partners.roles import Role
from plans.reading import Status

from ..models import Action
from .serving import HOST, ask, request

WRITERS, SAVES_EACH = 16, 40
# Fewer than the workers can take, so that a save is not measured by how long it stands in the queue.
BESIDE, ROUNDS = 1, 150
CSRF = "t" * 32


def signed_in(user):
    client = Client(SERVER_NAME=HOST)
    client.force_login(user)
    return client


def cookies(user):
    """The Cookie header of somebody signed in."""
    return "; ".join(f"{cookie.key}={cookie.value}" for cookie in signed_in(user).cookies.values())


def _headers(user):
    """Of somebody signed in, who may send forms."""
    return {"Cookie": f"{cookies(user)}; {settings.CSRF_COOKIE_NAME}={CSRF}"}


@dataclass
class Writer:
    """An officer with a session, who reports on one action again and again. Each save holds the newest update's id."""

    path: str
    headers: dict
    words: dict
    action: int
    saved: int = 0

    @classmethod
    def of(cls, cast, action):
        return cls(
            path=reverse("action_update", args=[cast.slug, action.pk]),
            headers=_headers(cast.officer),
            words={"csrfmiddlewaretoken": CSRF, "status": Status.AT_RISK, "next": "Ask the county again."},
            action=action.pk,
        )

    def save_often(self, port, times):
        """Returns how long each took, in milliseconds."""
        try:
            return [self.save(port) for _ in range(times)]
        finally:
            connection.close()  # this thread's own

    def save(self, port):
        seen = Action.objects.get(pk=self.action).latest_update.pk
        self.saved += 1
        body = urlencode(self.words | {"seen": seen, "happened": f"Report {self.saved}: two more are fitted out."})
        began = perf_counter()
        ask(port, request(self.path, "POST", body, **self.headers), expect=b"302")
        return (perf_counter() - began) * 1000


def writers_of(cast, number):
    """So many writers, each with an action of their own."""
    return [Writer.of(cast, action) for action in Action.objects.filter(lead=cast.action.lead).order_by("pk")[:number]]


def all_save(site, writers):
    """(saves a second, milliseconds of the workers' CPU for each)"""
    with ThreadPoolExecutor(len(writers)) as pool:
        list(pool.map(lambda writer: writer.save_often(site.port, 1), writers))
        cpu, began = site.cpu(), perf_counter()
        list(pool.map(lambda writer: writer.save_often(site.port, SAVES_EACH), writers))
        seconds, cpu = perf_counter() - began, site.cpu() - cpu
    number = len(writers) * SAVES_EACH
    return number / seconds, cpu / number * 1000


def beside_publishing(cast, site, writers):
    """Yields a row for saves alone and for saves while another partnership publishes one edition after another:
    (what, median, 95th percentile, slowest; in milliseconds, how many editions).
    """
    chair = Membership.objects.filter(role=Role.CHAIR).exclude(authority__partnership__slug=cast.slug)
    chair = chair.select_related("user", "authority__partnership").order_by("pk").first()
    path, headers = reverse("publish", args=[chair.authority.partnership.slug]), _headers(chair.user)
    connection.close()
    over = Event()

    def publish_often():
        number = 0
        while not over.is_set():
            page = ask(site.port, request(path, **headers)).decode()
            seen = re.search(r'name="seen" value="(\w+)"', page)[1]
            body = urlencode({"csrfmiddlewaretoken": CSRF, "note": f"Edition {number}", "seen": seen})
            ask(site.port, request(path, "POST", body, **headers), expect=b"302")
            number += 1
        return number

    with ThreadPoolExecutor(len(writers) + 1) as pool:

        def measured():
            times = pool.map(lambda writer: writer.save_often(site.port, ROUNDS), writers)
            times = [each for some in times for each in some]
            return median(times), quantiles(times, n=20)[-1], max(times)

        measured()  # to warm up
        yield ("saves alone", *measured(), 0)
        publisher = pool.submit(publish_often)
        try:
            found = measured()
        finally:
            over.set()
        yield ("while another partnership publishes", *found, publisher.result())
