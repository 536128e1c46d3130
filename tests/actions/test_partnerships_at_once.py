"""What one partnership does at length, another does meanwhile without waiting. Only PostgreSQL has several writers."""

from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from datetime import timedelta
from threading import Event

import pytest
from django.core import mail
from django.db import connection, transaction
from django.test import Client

from actions.models import Action
from actions.rounds.reminders import remind
from partners import clock
from plans.editions.publishing import publish
from plans.history.restore import restore_wording
from tests import factories

from .plan_import.pages import ImportPages

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

PLAN = b"Priority,Activity,Lead\r\nReduce what is new,Light the alleys,\r\nReduce what is new,Mark bicycles,\r\n"


@pytest.fixture
def places(here, next_door, transactional_db):
    if connection.vendor == "sqlite":
        pytest.skip("only PostgreSQL has several writers")
    for place in (here, next_door):
        place.coordinator = factories.MembershipFactory(authority=place.council, role="coordinator").user
        today = clock.today()
        place.round = factories.RoundFactory(
            plan=place.plan, opens_on=today - timedelta(days=7), due_on=today, remind_on=[0]
        )
    return here, next_door


def publishes(place):
    assert publish(place.plan, by=place.coordinator, note="What is new").number == 1


def imports(place):
    """As a coordinator does: a file, a look at what becomes of it, and saving."""
    client = Client()
    client.force_login(place.coordinator)
    ImportPages(client, place.partnership.slug).upload(PLAN, "plan.csv").send()
    assert Action.objects.in_partnership(place.partnership).filter(wording="Mark bicycles").count() == 1


def restores(place):
    assert restore_wording(place.action, fields={"wording": "An earlier wording"}, by=place.coordinator, why="Clearer")


def reminds(place):
    sent = [reminder.state for reminder in remind(place.round, site="https://plan.example.org")]
    assert sent
    assert set(sent) == {"sent"}


@pytest.mark.parametrize("work", [publishes, imports, restores])
def test_the_other_partnership_waits_for_nothing(work, places):
    here, next_door = places
    under_way, over = Event(), Event()

    def work_for_long():
        try:
            with transaction.atomic():
                work(here)
                under_way.set()
                assert over.wait(120)
        finally:
            under_way.set()
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        working = pool.submit(copy_context().run, work_for_long)
        assert under_way.wait(120)
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = '1s'")
            for other in (publishes, imports, restores, reminds):
                other(next_door)
        finally:
            over.set()
            connection.close()
        working.result()
    assert any(next_door.officer.email in message.to[0] for message in mail.outbox)
    for place in places:
        numbers = list(place.partnership.revisions.order_by("moment").values_list("number", flat=True))
        assert numbers == list(range(1, len(numbers) + 1))
