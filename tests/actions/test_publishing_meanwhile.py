"""Editions are published while everybody writes, and nobody waits for it, here or in another partnership."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import copy_context
from threading import Event
from types import SimpleNamespace

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from actions.models import Action, DateMove
from partners.access import access_of
from partners.history import attributed_to
from partners.models import Partnership
from plans.editions.chain import broken_links
from plans.editions.moved_on import moved_on
from plans.editions.publishing import publish
from plans.models import Edition, Section
from tests import factories

from .at_once import Browser, seen


@pytest.fixture
def three(here, next_door, cast):
    """Three partnerships that move dates at once, each with a section of prose, an action and who reports on it."""
    far = SimpleNamespace(partnership=factories.PartnershipFactory(slug="far"))
    far.plan = factories.PlanFactory(partnership=far.partnership)
    far.authority = factories.AuthorityFactory(partnership=far.partnership)
    far.action = factories.ActionFactory(priority=factories.PriorityFactory(plan=far.plan), lead=far.authority)
    far.officer = factories.MembershipFactory(authority=far.authority).user
    here.officer = cast.officer
    Partnership.objects.update(moves_need_approval=False)
    for each in (here, next_door, far):
        # Nobody but `reword` writes to these two: the only locks that anybody could wait for are those of publishing.
        each.reworded = factories.ActionFactory(priority=each.action.priority, wording="Reworded", position=9_000)
        each.section = factories.SectionFactory(plan=each.plan, key="prose")
        each.chair = factories.MembershipFactory(authority=each.action.lead, role="chair").user
    return here, next_door, far


@contextmanager
def never_waiting():
    """A connection of this thread's own, on which waiting a second for somebody else's lock is an error."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '1s'")
    try:
        yield
    finally:
        connection.close()


def report(browser, each, n):
    """Says how an action goes and moves its due date; the answer."""
    path = f"/{each.partnership.slug}/actions/{each.action.pk}/update/"
    form = {"status": "on_track", "happened": f"Report {n}", "next": "More locks"}
    form |= {"due_on": f"{n + 1} March 2010", "due_why": "So agreed"}
    return browser.post(path, form | {"seen": seen(browser.get(path))})


def reword(each, words):
    """The same words for a section and for an action, in one transaction."""
    with transaction.atomic(), attributed_to(by=each.chair):
        section = Section.objects.get(pk=each.section.pk)
        section.body = words
        section.save()
        action = Action.objects.select_for_update().get(pk=each.reworded.pk)
        action.note = words
        action.save()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_three_partnerships_publish_while_all_move_dates_and_no_edition_is_torn(three, transactional_db):
    browsers = [Browser(each.officer) for each in three]

    def save(place):
        with never_waiting():
            return [report(browsers[place], three[place], n).status_code for n in range(10)]

    def write(place):
        with never_waiting():
            for n in range(25):
                reword(three[place], f"Words {n}")

    def publish_often(place):
        with never_waiting():
            return [publish(three[place].plan, by=three[place].chair, note=str(n)).number for n in range(8)]

    with ThreadPoolExecutor(9) as pool:
        saved, written, published = (
            [pool.submit(copy_context().run, do, n) for n in range(3)] for do in (save, write, publish_often)
        )
        assert [each.result() for each in saved] == [[302] * 10] * 3
        assert [each.result() for each in written] == [None] * 3
        assert [each.result() for each in published] == [list(range(1, 9))] * 3
    assert DateMove.objects.filter(outcome="at_once").count() == 30
    for edition in Edition.objects.all():
        told = edition.outline
        assert told["sections"]["prose"]["body"] == told["priorities"][0]["actions"][-1]["note"]
    assert [broken_links(each.plan) for each in three] == [[]] * 3


@pytest.mark.django_db(transaction=True)
def test_a_long_change_somewhere_holds_up_neither_publishing_nor_saving_elsewhere(three, transactional_db):
    """On SQLite there is one writer at a time, by its nature."""
    if connection.vendor == "sqlite":
        pytest.skip("only PostgreSQL has several writers")
    here, next_door, far = three
    begun, published = Event(), Event()

    def change_for_long():
        try:
            with transaction.atomic(), attributed_to(by=here.chair):
                here.action.due_on = None
                here.action.revise(by=here.chair, why="Not agreed any more")
                factories.PriorityFactory(plan=here.plan, name="Reduce what is new")
                begun.set()
                assert published.wait(60)
        finally:
            begun.set()
            connection.close()

    with ThreadPoolExecutor(1) as pool, never_waiting():
        change = pool.submit(copy_context().run, change_for_long)
        assert begun.wait(60)
        try:
            edition = publish(here.plan, by=here.chair, note="What is agreed")
            chair, path = Browser(next_door.chair), "/next-door/publish/"
            form = {"note": "Next door", "seen": seen(chair.get(path))}
            with CaptureQueriesContext(connection) as queries:
                answers = [chair.post(path, form).status_code, report(Browser(far.officer), far, 1).status_code]
            # Who names another partnership's action in a form does not wait for it either, nor hold it.
            made_up = {f"a{here.action.pk}-seen": "none", f"a{here.action.pk}-happened": "x"}
            answers += [Browser(far.officer).post("/far/my-updates/", made_up).status_code]
        finally:
            published.set()
        change.result()
    assert answers == [302, 302, 200]
    assert "Reduce what is new" not in edition.payload
    assert moved_on(access_of(here.chair, "here"), here.plan, edition) == "1 priority added, 1 date removed"
    [begins] = [n for n, query in enumerate(queries) if "REPEATABLE READ" in query["sql"]]
    assert begins > 0
