"""Each accepted write of a partnership is one revision: numbered without gaps, in one order, with who, when and why."""

import threading
from contextlib import ExitStack, suppress
from contextvars import copy_context
from datetime import timedelta
from itertools import pairwise

import pytest
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from partners import clock
from partners.history import attributed_to
from partners.models import Membership, Partnership
from plans.history.registry import tracked_models
from tests.factories import UserFactory
from tests.worlds import MONDAY


def revisions_since(partnership, number):
    return list(partnership.revisions.filter(number__gt=number).order_by("number"))


def newest(partnership):
    return partnership.revisions.order_by("-number").values_list("number", flat=True).first()


def reword(priority, name):
    priority.name = name
    priority.save()


@pytest.mark.both_databases
def test_what_one_person_does_at_once_is_one_revision_with_who_when_and_why(here, cast):
    before = newest(here.partnership)
    with clock.frozen_at(MONDAY), attributed_to(by=cast.coordinator, why="Agreed in June"):
        reword(here.priority, "Reduce it")
        here.action.revise(by=cast.coordinator, why="Agreed in June", supporting=[])
    [revision] = revisions_since(here.partnership, before)
    assert (revision.number, revision.by, revision.why) == (before + 1, cast.coordinator, "Agreed in June")
    assert (clock.date_of(revision.moment), revision.what) == (MONDAY.date(), "changed priority")
    rows = [row for model in tracked_models() for row in model.history.filter(revision=revision)]
    assert sorted((row.instance_type.__name__, row.history_type) for row in rows) == [
        ("Action", "~"),
        ("ActionPartner", "-"),
        ("Priority", "~"),
    ]
    assert sorted(revision.holds.split()) == [
        "-actions.ActionPartner",
        f"plan:{here.plan.pk}",
        "plan:every",
        "~actions.Action",
        "~priorities.Priority",
    ]


def test_a_save_that_writes_to_one_table_asks_nothing_to_say_so(here, cast):
    def saving(*priorities):
        with CaptureQueriesContext(connection) as queries, attributed_to(by=cast.coordinator):
            for number, priority in enumerate(priorities):
                reword(priority, f"{number}")
        return [query["sql"] for query in queries if "partners_revision" in query["sql"]]

    one, three = saving(here.priority), saving(here.priority, here.priority, here.priority)
    assert [sql.split()[0] for sql in one] == [sql.split()[0] for sql in three] == ["WITH"]


@pytest.mark.both_databases
def test_every_row_has_a_revision_of_its_partnership_and_the_same_moment(here, next_door, cast, report):
    report(here.action, cast.officer, happened="Ten locks")
    reword(next_door.priority, "Reduce it")
    rows = [row for model in tracked_models() for row in model.history.all()]
    assert len(rows) > 30
    for row in rows:
        if row.revision:
            assert row.history_date == row.revision.moment
        else:
            assert row.instance_type.__name__ == "User"


def test_a_reason_of_another_is_a_revision_of_its_own_and_what_follows_it_is_newer(here, cast):
    before = newest(here.partnership)
    with attributed_to(by=cast.coordinator, why="outer"):
        reword(here.priority, "One")
        with attributed_to(by=cast.officer, why="inner"):
            reword(here.priority, "Two")
        reword(here.priority, "Three")
    revisions = revisions_since(here.partnership, before)
    assert [(r.number - before, r.by, r.why) for r in revisions] == [
        (1, cast.coordinator, "outer"),
        (2, cast.officer, "inner"),
        (3, cast.coordinator, "outer"),
    ]
    names = here.priority.history.filter(revision__in=revisions).order_by("history_date").values_list("name", flat=True)
    assert list(names) == ["One", "Two", "Three"]


@pytest.mark.both_databases
def test_what_was_refused_leaves_no_number(here, cast):
    before = newest(here.partnership)
    with attributed_to(by=cast.coordinator):
        for name in ("Refused", "Accepted", "Refused", "Accepted too"):
            try:
                with transaction.atomic():
                    reword(here.priority, name)
                    assert name.startswith("Accepted")
            except AssertionError:
                here.priority.refresh_from_db()
    [revision] = revisions_since(here.partnership, before)
    names = here.priority.history.filter(revision=revision).order_by("history_id").values_list("name", flat=True)
    assert (revision.number, list(names)) == (before + 1, ["Accepted", "Accepted too"])


@pytest.mark.both_databases
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(["priority", "plan", "police"]), st.integers(0, 2), st.booleans())))
def test_a_revision_says_which_rows_it_holds_whatever_was_refused(here, cast, writes):
    """Each write is within so many savepoints, and accepted or refused with all of them."""
    before, accepted = newest(here.partnership), set()
    with attributed_to(by=cast.coordinator):
        for name, depth, is_accepted in writes:
            with suppress(ZeroDivisionError), ExitStack() as savepoints:
                for _ in range(depth + 1):
                    savepoints.enter_context(transaction.atomic())
                getattr(here, name).save()
                1 / is_accepted
            accepted |= {name} if is_accepted else set()
    held = {
        "priority": {"~priorities.Priority", f"plan:{here.plan.pk}"},
        "plan": {"~plans.Plan", f"plan:{here.plan.pk}"},
        "police": {"~partners.Authority", "plan:every"},
    }
    revisions = revisions_since(here.partnership, before)
    assert [set(revision.holds.split()) for revision in revisions] == (
        [set().union(*(held[name] for name in accepted))] if accepted else []
    )


def test_a_clock_set_back_changes_no_order(here, cast):
    for hours in (0, -5, -5, 3):
        with clock.frozen_at(MONDAY + timedelta(hours=hours)), attributed_to(by=cast.coordinator):
            reword(here.priority, f"At {hours}")
    *_, first, second, third, last = here.partnership.revisions.order_by("number")
    assert first.moment < second.moment < third.moment < last.moment
    assert third.moment - first.moment < timedelta(seconds=1)


@pytest.mark.both_databases
def test_a_person_in_two_partnerships_makes_a_revision_in_each(here, next_door, cast):
    Membership.objects.create(user=cast.officer, authority=next_door.council, role="observer")
    before = {p: newest(p) for p in (here.partnership, next_door.partnership)}
    with attributed_to(by=cast.officer, why="A new name"):
        cast.officer.name = "Sergeant"
        cast.officer.save()
    [ours], [theirs] = (revisions_since(partnership, number) for partnership, number in before.items())
    assert {ours.why, theirs.why} == {"A new name"}
    first, second = sorted([ours, theirs], key=lambda revision: revision.partnership_id)
    assert (first.same_as, second.same_as) == (None, first)
    assert cast.officer.history.latest().revision == first


@pytest.mark.both_databases
def test_a_revision_that_had_begun_names_the_one_with_the_person_s_rows_too(here, next_door, cast):
    before = {p: newest(p) for p in (here.partnership, next_door.partnership)}
    with attributed_to(by=cast.officer):
        Membership.objects.create(user=cast.officer, authority=next_door.council, role="observer")
        cast.officer.save()
        cast.officer.save()
    [ours], [theirs] = (revisions_since(partnership, number) for partnership, number in before.items())
    first, second = sorted([ours, theirs], key=lambda revision: revision.partnership_id)
    assert (first.same_as, second.same_as, cast.officer.history.latest().revision) == (None, first, first)


def test_somebody_without_a_role_belongs_to_no_partnership(db):
    assert UserFactory().history.get().revision is None


@pytest.mark.both_databases
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(["here", "next_door"]), st.integers(-3, 3), st.booleans()), max_size=12))
def test_numbers_have_no_gaps_and_moments_rise_whatever_is_written(here, next_door, cast, writes):
    for place, hours, by_officer in writes:
        who = cast.officer if by_officer else cast.coordinator
        with clock.frozen_at(MONDAY + timedelta(hours=hours)), attributed_to(by=who):
            reword({"here": here, "next_door": next_door}[place].priority, f"{hours}")
    for partnership in Partnership.objects.all():
        revisions = list(partnership.revisions.order_by("moment"))
        assert [revision.number for revision in revisions] == list(range(1, len(revisions) + 1))


@pytest.mark.django_db(transaction=True)
@pytest.mark.both_databases
def test_of_many_who_write_at_once_nobody_s_number_is_missing_or_doubled(here, next_door, cast):
    before = {place.partnership: newest(place.partnership) for place in (here, next_door)}
    wrote = []

    def write(place):
        try:
            for number in range(5):
                with attributed_to(by=cast.coordinator, why=f"{threading.get_ident()} {number}"):
                    reword(place.priority, f"{number}")
                wrote.append(place.partnership)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=copy_context().run, args=[write, place]) for place in (here, next_door) * 4]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(wrote) == 40
    for partnership, number in before.items():
        revisions = revisions_since(partnership, number)
        assert [revision.number for revision in revisions] == list(range(number + 1, number + 21))
        assert all(earlier.moment < later.moment for earlier, later in pairwise(revisions))
