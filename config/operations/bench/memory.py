"""Memory of gunicorn's processes as requests add up."""

from itertools import cycle

from django.db import connection
from django.urls import reverse

from .members import cookies
from .serving import WORKERS, gunicorn, request, send
from .writers import Writer, actions_in

READERS = 4
AFTER = (100, 5_000, 10_000)
# Requests between two saves, each of which makes every page anew.
BETWEEN_SAVES = 500


def memory(bench):
    """memory of two workers (PSS) as requests add up, with a save now and then: it should level off"""
    with bench.data((bench.actions or [54])[0]) as cast:
        requests = mix(cast)
        writers = cycle([Writer.of(action) for action in actions_in(cast.action.plan)[:10]])
        connection.close()
        rows, sent = [], 0
        with gunicorn() as site:
            for number in AFTER:
                seconds, until = 0, number
                while sent < until:
                    batch = min(BETWEEN_SAVES, until - sent)
                    seconds += send(site.port, requests, batch, READERS)
                    next(writers).save_often(site.port, 1)
                    sent += batch
                rows.append([f"{number:,}", f"{seconds:.0f} s", *map("{:.1f}".format, site.pss())])
    bench.write(f"{WORKERS} workers, {READERS} readers: public page, review, my actions; a save each {BETWEEN_SAVES}")
    bench.table(["requests", "took", "MB", "master", *["worker"] * WORKERS], rows)


def mix(cast):
    """The requests, sent in turn."""
    return [
        request(reverse("summary", args=[cast.slug])),
        request(reverse("review", args=[cast.slug]), Cookie=cookies(cast.chair)),
        request(reverse("my_actions", args=[cast.slug]), Cookie=cookies(cast.officer)),
    ]
