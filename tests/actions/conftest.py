from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from datetime import UTC, date, datetime
from threading import Event

import pytest
from django.db import connection, transaction

from actions.models import Action
from partners import clock
from partners.history import attributed_to
from plans.editions.immutable_tables import protect, unprotect
from tests import factories
from tests.post import post_office


def at(year, month, day):
    return clock.frozen_at(datetime(year, month, day, 9, tzinfo=UTC))


@pytest.fixture
def spring(here):
    """A round of April whose grace ended on 29 April, of actions that are in the plan since the year before."""
    for model in (type(here.priority), type(here.hallmark), Action):
        model.history.update(history_date=datetime(2008, 6, 12, 9, tzinfo=UTC))
    Action.objects.update(added_on=date(2008, 6, 12))
    return factories.RoundFactory(plan=here.plan)


@pytest.fixture
def forgotten_editions(transactional_db):
    """Editions refuse to be deleted, also by the cleaning after a test; this takes them away for it."""
    yield
    for table in ("plans_withdrawal", "plans_edition"):
        unprotect(connection, table)
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {table}")
        protect(connection, table)


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
