"""A compiled query returns what its queryset would, asked anew each time, in one query."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, connections
from django.db.models import Count, Exists, OuterRef
from django.test.utils import CaptureQueriesContext

from actions.models import Action, Update
from partners import clock
from partners.compiled_queries import compiled
from partners.models import Membership

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]


def everything(objects, *related):
    """All that the objects and their related objects hold."""
    held = []
    for each in objects:
        path = [each]
        for name in related:
            path.append(getattr(each, name))
        held.append([one and {k: v for k, v in vars(one).items() if k != "_state"} for one in path])
    return held


def actions(pk):
    mine = Update.objects.filter(action=OuterRef("pk"))
    return Action.all_objects.filter(pk=pk).select_related("lead", "priority", "hallmark").annotate(told=Exists(mine))


def updates_until(action, moment, status):
    return Update.objects.filter(action=action, recorded_at__lte=moment, status=status).select_related("by")


def test_it_returns_what_the_queryset_does(here, cast, report):
    query = compiled(actions)
    report(here.action, cast.officer)
    for action in (here.action, here.hallmark_action):
        expected = everything(actions(action.pk), "lead", "priority", "hallmark")
        assert everything(query(pk=action.pk), "lead", "priority", "hallmark") == expected != []
    assert [query(pk=number) for number in (0, -1, 2**63 - 1, 2**63, 10**30)] == [[]] * 5


def test_it_asks_anew_in_one_query(here, cast, report):
    query, begun = compiled(updates_until), clock.now()

    def ask(**changes):
        return query(**{"action": here.action.pk, "moment": clock.now(), "status": "on_track"} | changes)

    assert ask() == []
    first, second = report(here.action, cast.officer), report(here.action, cast.fire_officer)
    with CaptureQueriesContext(connection) as queries:
        assert ask() == [second, first]
        assert [update.by for update in ask()] == [cast.fire_officer, cast.officer]
    assert len(queries) == 2
    assert ask(moment=first.recorded_at) == [first]
    assert ask(moment=begun - timedelta(days=1)) == []
    assert ask(status="off_track") == []
    assert ask(status="' OR 1 = 1 --") == []


def test_one_column_is_enough_and_the_rest_is_asked_for_when_it_is_wanted(here, cast):
    [membership] = compiled(lambda user: Membership.objects.filter(user=user).only("pk"))(user=cast.officer.pk)
    assert membership.get_deferred_fields() == {"user_id", "authority_id", "role", "ended_at", "details_removed_at"}
    assert membership == cast.officer.memberships.get()
    assert membership.role == "officer"


def test_numbers_and_dates_come_as_the_queryset_gives_them(here, cast, report):
    report(here.action, cast.officer)
    query = compiled(lambda pk: Action.objects.filter(pk=pk).annotate(number=Count("updates")))
    [action] = query(pk=here.action.pk)
    assert (action.number, action.due_on, action.added_on) == (1, here.action.due_on, here.action.added_on)


def test_a_value_that_is_missing_is_an_error(here):
    with pytest.raises(KeyError, match="pk"):
        compiled(actions)()


@pytest.mark.django_db(transaction=True)
def test_threads_share_it(here, cast):
    query = compiled(actions)

    def ask(pk):
        try:
            return query(pk=pk)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(ask, [here.action.pk] * 4)) == [[here.action]] * 4
