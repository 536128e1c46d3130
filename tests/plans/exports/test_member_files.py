"""A member's file of the current plan is made once, by one process, and anew after the next revision."""

from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from datetime import timedelta
from threading import Event

import pytest
from django.db import connection
from django.test import override_settings

from partners import clock
from plans.exports import views
from plans.exports.formats import FILES
from plans.jobs.turns import turn
from plans.models import Plan

pytestmark = pytest.mark.both_databases

ACTIONS = "/here/plan/actions.csv"
# A PDF needs Pango and takes seconds; it is kept in the same way.
QUICK = [name for name in FILES if name != "plan.pdf"]


@pytest.fixture
def made(monkeypatch):
    """The names of the files that were made since, in their order."""
    made, real = [], views.file_of_outline

    def file_of_outline(outline, name):
        made.append(name)
        return real(outline, name)

    monkeypatch.setattr(views, "file_of_outline", file_of_outline)
    return made


@pytest.mark.parametrize("name", QUICK)
def test_it_is_made_once_for_all_members_and_is_the_same(name, here, cast, sign_in, made):
    first, second = (sign_in(who).get(f"/here/plan/{name}") for who in (cast.observer, cast.coordinator))
    assert made == [name]
    assert (first.status_code, second.content) == (200, first.content)
    assert dict(second.items()) == dict(first.items())


def test_a_save_makes_it_anew_and_one_next_door_does_not(here, next_door, cast, sign_in, report, made):
    client = sign_in(cast.observer)
    client.get(ACTIONS)
    report(next_door.action, next_door.officer, happened="Twenty locks")
    client.get(ACTIONS)
    assert made == ["actions.csv"]
    report(here.action, cast.officer, happened="Ten locks fitted")
    assert "Ten locks fitted" in client.get(ACTIONS).content.decode()
    assert made == ["actions.csv"] * 2


def test_another_day_makes_it_anew(here, cast, sign_in, made):
    client = sign_in(cast.observer)
    client.get(ACTIONS)
    with clock.frozen_at(clock.now() + timedelta(days=1)):
        assert f"as-at-{clock.today()}" in client.get(ACTIONS)["Content-Disposition"]
    assert len(made) == 2


def test_a_past_one_is_not_kept(here, cast, sign_in, made):
    client, day = sign_in(cast.observer), clock.today()
    with clock.frozen_at(clock.now() + timedelta(days=1)):
        past = [client.get(f"{ACTIONS}?at={day}") for _ in range(2)]
        assert {answer.status_code for answer in past} == {200}
    assert len(made) == 2


def test_each_plan_and_each_file_has_its_own(here, cast, sign_in, made):
    client = sign_in(cast.observer)
    other = Plan.objects.get(pk=here.plan.pk)
    other.pk, other.slug, other.starts_on, other.ends_on = None, "2011-2014", "2011-04-01", "2014-03-31"
    other.save()
    answers = [client.get(f"{path}?plan={slug}") for path in (ACTIONS, "/here/plan/criteria.csv")
               for slug in ("2008-2011", "2011-2014")]  # fmt: skip
    assert len({answer.content for answer in answers}) == len({a["Content-Disposition"] for a in answers}) == 4
    assert len(made) == 4


def test_who_may_not_read_the_plan_does_not_get_what_is_kept(here, cast, sign_in, made):
    assert sign_in(cast.observer).get(ACTIONS).status_code == 200
    assert sign_in(cast.stranger).get(ACTIONS).status_code == 404
    assert sign_in(None).get(ACTIONS).status_code == 302
    cast.observer.memberships.all().delete()
    assert sign_in(cast.observer).get(ACTIONS).status_code == 404
    assert made == ["actions.csv"]


def test_a_kept_one_needs_no_turn_and_another_does(here, cast, sign_in, report):
    client = sign_in(cast.observer)
    client.get(ACTIONS)
    with turn("costly"):
        assert client.get(ACTIONS).status_code == 200
        report(here.action, cast.officer)
        assert client.get(ACTIONS).status_code == 503
    assert client.get(ACTIONS).status_code == 200


@override_settings(DEBUG=True)
def test_while_templates_change_nothing_is_kept(here, cast, sign_in, made):
    client = sign_in(cast.observer)
    for _ in range(2):
        assert client.get(ACTIONS).status_code == 200
    assert len(made) == 2


def test_what_could_not_be_made_is_not_kept(here, cast, sign_in, monkeypatch):
    def no_pango(outline, name):
        raise views.FileUnavailable("Please print the page instead.")

    client = sign_in(cast.observer)
    monkeypatch.setattr(views, "file_of_outline", no_pango)
    assert client.get(ACTIONS).status_code == 503
    monkeypatch.undo()
    assert client.get(ACTIONS).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_makes_it_and_the_other_is_asked_to_come_again(here, cast, sign_in, made, monkeypatch):
    being_made, go_on, real = Event(), Event(), views.member_outline

    def slow(*args, **kwargs):
        being_made.set()
        assert go_on.wait(60)
        return real(*args, **kwargs)

    monkeypatch.setattr(views, "member_outline", slow)
    one, other = sign_in(cast.observer), sign_in(cast.coordinator)

    def ask():
        try:
            return one.get(ACTIONS)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(copy_context().run, ask)
        assert being_made.wait(60)
        busy = other.get(ACTIONS)
        go_on.set()
        assert (busy.status_code, busy["Retry-After"], first.result().status_code) == (503, "5", 200)
    assert other.get(ACTIONS).content == first.result().content
    assert made == ["actions.csv"]


def test_who_had_the_turn_next_looks_once_more(here, cast, sign_in, made, monkeypatch):
    """Between its look and its turn another worker made it."""
    client, real = sign_in(cast.observer), views.page_cache.kept_for_all
    client.get(ACTIONS)
    looks = []

    def missed_once(place):
        looks.append(place)
        return None if len(looks) == 1 else real(place)

    monkeypatch.setattr(views.page_cache, "kept_for_all", missed_once)
    assert client.get(ACTIONS).status_code == 200
    assert (len(looks), made) == (2, ["actions.csv"])
