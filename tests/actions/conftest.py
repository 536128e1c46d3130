from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from datetime import UTC, datetime
from threading import Event

import pytest
from django.db import connection, transaction

from partners import clock
from partners.history import attributed_to
from tests import factories
from tests.post import post_office


def at(year, month, day):
    return clock.frozen_at(datetime(year, month, day, 9, tzinfo=UTC))


@pytest.fixture
def spring(long_ago, here):
    """A round of April whose grace ended on 29 April, of actions that are in the plan since the year before."""
    return factories.RoundFactory(plan=here.plan)


@pytest.fixture
def site_url(settings):
    """The address of the site, in links of e-mails."""
    settings.SITE_URL = "https://plan.example.org"


@pytest.fixture
def office():
    """A mail server that takes everything."""
    with post_office() as office:
        yield office


@pytest.fixture
def long_change(here, cast):
    """A change of the partnership by somebody else that is under way until the function that this returns is called."""
    begun, over = Event(), Event()

    def change(commits):
        try:
            with transaction.atomic(), attributed_to(by=cast.coordinator):
                here.priority.name = "Reduce what is new"
                here.priority.save()
                begun.set()
                assert over.wait(60)
                transaction.set_rollback(not commits)
        finally:
            begun.set()
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        changing = []

        def begin(commits=True):
            changing.append(pool.submit(copy_context().run, change, commits))
            assert begun.wait(60)

        def end():
            over.set()
            changing[0].result()

        yield begin, end
        over.set()
