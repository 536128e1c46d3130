"""The cast: two partnerships beside each other, and the people who come to them.

The Constabulary leads the action, the Fire Service supports it, the Council has nothing to do with it. Next door is
another partnership with people, an authority and an action of its own.
"""

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client, SimpleTestCase
from hypothesis import settings as examples

from actions.models import ActionPartner
from config.operations.seed.plan import import_plan, read
from partners import clock, outages
from partners.permissions import Role
from partners.settings import views as settings_pages
from plans import plan_pages
from plans.editions import page_cache
from plans.editions.publishing import publish
from plans.status import Status

from . import factories
from .sites import Databases

MONDAY = datetime(2009, 6, 15, 9, tzinfo=UTC)
# How long an example takes says how busy the machine is.
examples.register_profile("patient", deadline=None)
examples.load_profile("patient")

NORTH_HERTS = settings.BASE_DIR / "fixtures" / "north-herts-2008"


def pytest_collection_modifyitems(config, items):
    """Tests for which any database does, or none, run once, on SQLite: on PostgreSQL they would prove nothing more."""
    if connection.vendor != "sqlite":
        config.hook.pytest_deselected(items=[item for item in items if not _depends_on_database(item)])
        items[:] = filter(_depends_on_database, items)


def _depends_on_database(item):
    if item.get_closest_marker("any_database"):
        return False
    marked = item.get_closest_marker("django_db") or {"db", "transactional_db"} & set(item.fixturenames)
    return bool(marked) or issubclass(item.cls or object, SimpleTestCase)


@pytest.fixture(autouse=True)
def _june_2009():
    """Every test begins on the demo's Monday; the clock ticks from there."""
    with clock.frozen_at(MONDAY):
        yield


def member(authority, role, name):
    user = factories.UserFactory(name=name, email=f"{name.lower().replace(' ', '.')}@example.org")
    factories.MembershipFactory(user=user, authority=authority, role=role)
    return user


@pytest.fixture
def here(db):
    """A partnership with a plan of one priority and one hallmark."""
    partnership = factories.PartnershipFactory(slug="here", area="Here")
    authority = {
        key: factories.AuthorityFactory(partnership=partnership, name=name, short_name=key.title(), position=n)
        for n, (key, name) in enumerate(
            [("police", "The Constabulary"), ("fire", "The Fire Service"), ("council", "The Council")], 1
        )
    }
    plan = factories.PlanFactory(partnership=partnership)
    priority = factories.PriorityFactory(plan=plan, key="burglary", name="Reduce burglary", assessment_order=1)
    criterion = factories.CriterionFactory(priority=priority, wording="Fewer burglaries")
    hallmark = factories.HallmarkFactory(plan=plan, key="skills", name="Skills")
    action = factories.ActionFactory(
        priority=priority, wording="Fit better locks", lead=authority["police"], due_on=date(2009, 12, 31)
    )
    ActionPartner.objects.create(action=action, authority=authority["fire"])
    hallmark_action = factories.ActionFactory(priority=None, hallmark=hallmark, wording="Review our skills")
    return SimpleNamespace(
        partnership=partnership,
        plan=plan,
        priority=priority,
        criterion=criterion,
        hallmark=hallmark,
        action=action,
        hallmark_action=hallmark_action,
        **authority,
    )


@pytest.fixture
def next_door(db):
    """The next district's partnership, with an action that its own officer reports on."""
    partnership = factories.PartnershipFactory(slug="next-door", area="Next Door")
    authority = factories.AuthorityFactory(partnership=partnership, name="The Other Council")
    plan = factories.PlanFactory(partnership=partnership)
    priority = factories.PriorityFactory(plan=plan, key="theirs", name="Reduce theirs")
    action = factories.ActionFactory(priority=priority, wording="Their own secret action", lead=authority)
    officer = member(authority, Role.OFFICER, "Officer Next Door")
    return SimpleNamespace(
        partnership=partnership, council=authority, plan=plan, priority=priority, action=action, officer=officer
    )


@pytest.fixture
def cast(here, next_door):
    return SimpleNamespace(
        officer=member(here.police, Role.OFFICER, "Officer of the Constabulary"),
        fire_officer=member(here.fire, Role.OFFICER, "Officer of the Fire Service"),
        council_officer=member(here.council, Role.OFFICER, "Officer of the Council"),
        chair=member(here.council, Role.CHAIR, "Chair"),
        coordinator=member(here.council, Role.COORDINATOR, "Coordinator"),
        observer=member(here.council, Role.OBSERVER, "Observer"),
        stranger=next_door.officer,
    )


@pytest.fixture
def sign_in():
    """A browser in which somebody is signed in; None is the public."""

    def sign_in(user):
        client = Client()
        if user:
            client.force_login(user)
        return client

    return sign_in


@pytest.fixture
def report():
    """An update, by whoever may write one."""

    def report(action, by, status=Status.ON_TRACK, happened="We did it", authority=None, **words):
        authority = authority or by.memberships.get().authority
        return action.report(by=by, authority=authority, status=status, happened=happened, **words)

    return report


@pytest.fixture
def published(here, cast):
    """Publishes the plan as it stands; the public page shows it at once."""

    def published(note="What is new"):
        edition = publish(here.plan, by=cast.coordinator, note=note)
        page_cache.current.forget()
        return edition

    return published


@pytest.fixture
def _trust_lasts(monkeypatch):
    """Which edition is current is not asked again, however slow the machine is between two requests."""
    monkeypatch.setattr(outages, "TRUST", float("inf"))


@pytest.fixture(autouse=True)
def _empty_shopwindow(django_db_blocker):
    for rumour in (page_cache.current, settings_pages.pictures):
        rumour.forget()
    for shelf in (page_cache.front, page_cache.pages, page_cache.files, plan_pages.past):
        shelf.things.clear()
    yield
    with django_db_blocker.unblock():
        outages.messenger.rest()


@pytest.fixture
def north_herts(db):
    """The real plan, as printed, imported on the day that it was."""
    with clock.frozen_at(datetime(2008, 6, 12, 9, tzinfo=UTC)):
        return import_plan(read(NORTH_HERTS / "plan.toml"))


@pytest.fixture(scope="module")
def databases(django_db_setup, django_db_blocker, tmp_path_factory):
    """Sites beside the one of the tests, for what needs processes of its own."""
    with django_db_blocker.unblock(), Databases(tmp_path_factory.mktemp("sites")) as databases:
        yield databases
