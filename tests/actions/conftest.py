from datetime import UTC, date, datetime

import pytest
from django.db import connection

from actions.models import Action
from partners import clock
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
