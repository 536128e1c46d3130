"""Reporting rounds: what is asked of whom, who answered, and how the next one comes."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actions.reporting.undo import undo
from actions.rounds.rounds import Ledger, account, keep_rounds_coming, next_round, owed, running_round
from partners import clock
from partners.permissions import Role
from plans.models import Round
from plans.status import Status
from tests import factories
from tests.actions.conftest import at
from tests.worlds import member

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]


@pytest.fixture
def now(here):
    today = clock.today()
    return factories.RoundFactory(plan=here.plan, opens_on=today - timedelta(days=5), due_on=today + timedelta(days=9))


def asked(parts):
    """{authority: [(wording, answered, late)]}"""
    return {
        part["authority"] and str(part["authority"]): [(a.wording, bool(a.answer), a.late) for a in part["asked"]]
        for part in parts
    }


def test_an_open_action_is_owed_until_it_is_answered(now, here, cast, report):
    assert owed(now) == [here.action, here.hallmark_action]
    report(here.action, cast.officer)
    assert owed(now) == [here.hallmark_action]


def test_what_is_owed_is_what_the_ledger_finds_unanswered(now, here, cast, report):
    done = factories.ActionFactory(priority=here.priority, lead=here.police)
    with at(2009, 6, 1):
        report(done, cast.officer, status=Status.COMPLETE)
    report(here.action, cast.officer)
    silent = [each.action for each in Ledger(here.plan).asked(now) if not each.answer]
    assert silent == [action.pk for action in owed(now)] == [here.hallmark_action.pk]


def test_an_answer_counts_from_the_opening_to_the_last_day_of_grace(long_ago, here, report):
    with at(2008, 6, 13):
        officer = member(here.police, Role.OFFICER, "Officer")
        others = [factories.ActionFactory(priority=here.priority, lead=here.police, wording=w) for w in "abcd"]
    spring = factories.RoundFactory(plan=here.plan)
    moments = [datetime(2009, 3, 31, 22, 59, tzinfo=UTC), datetime(2009, 3, 31, 23, 0, 1, tzinfo=UTC)]
    moments += [datetime(2009, 4, 29, 22, 59, tzinfo=UTC), datetime(2009, 4, 29, 23, 0, 1, tzinfo=UTC)]
    for action, moment in zip(others, moments, strict=True):
        with clock.frozen_at(moment):
            report(action, officer)
    assert asked(account(spring)) == {
        "Police": [
            ("Fit better locks", False, False),
            ("a", False, False),
            ("b", True, False),
            ("c", True, True),
            ("d", False, False),
        ],
        None: [("Review our skills", False, False)],
    }


def test_a_past_round_keeps_who_was_asked_and_by_whom_it_was_led_then(spring, here, cast, report):
    with at(2009, 3, 1):
        report(here.hallmark_action, cast.coordinator, status=Status.WITHDRAWN, authority=here.council)
    with at(2009, 4, 6):
        report(here.action, cast.officer, status=Status.COMPLETE)
    factories.ActionFactory(priority=here.priority, wording="Added in June", lead=here.police)
    here.action.lead, here.action.wording = here.council, "Fit the best locks"
    here.action.revise(by=cast.coordinator)
    assert asked(account(spring)) == {"Police": [("Fit better locks", True, False)]}


@pytest.mark.slow
def test_the_pages_of_a_round_are_made_with_as_many_queries_for_many_actions_and_rounds(
    spring, here, cast, sign_in, report
):
    client = sign_in(cast.coordinator)

    def count(path):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(path).status_code == 200
        return len(queries)

    paths = ["/here/rounds/", f"/here/rounds/{spring.pk}/"]
    report(here.action, cast.officer)
    before = [count(path) for path in paths]
    for n in range(3):
        opens_on = date(2008, 3 + n * 3, 1)
        factories.RoundFactory(plan=here.plan, opens_on=opens_on, due_on=opens_on + timedelta(days=9))
    for lead in (here.police, here.fire, here.council, None):
        for _ in range(4):
            report(factories.ActionFactory(priority=here.priority, lead=lead), cast.fire_officer)
    assert [count(path) for path in paths] == before


def test_what_was_taken_back_is_no_answer(now, here, cast, report):
    undo(report(here.action, cast.officer), by=cast.officer)
    assert [bool(each.answer) for each in Ledger(here.plan).asked(now)] == [False, False]


def test_the_page_says_who_may_answer_and_who_has_answered(now, here, cast, sign_in, report):
    path = f"/here/rounds/{now.pk}/"
    page = sign_in(cast.coordinator).get(path).content.decode()
    assert "0 of 1 updated. Can update: Officer of the Constabulary." in page
    assert f'href="/here/my-updates/?authority={here.police.pk}"' in page
    report(here.action, cast.fire_officer)
    page = sign_in(cast.observer).get(path).content.decode()
    assert "1 of 1 updated." in page
    assert "On track, Officer of the Fire Service, 15 June 2009" in page
    assert "Answer on its behalf" not in page


def test_the_list_tells_of_rounds_that_run_come_and_are_over(spring, now, here, cast, sign_in):
    factories.RoundFactory(plan=here.plan, opens_on=date(2009, 9, 1), due_on=date(2009, 9, 15))
    page = sign_in(cast.chair).get("/here/rounds/").context
    assert (page["running"], [str(r) for r in page["to_come"]], [r for r, _ in page["over"]]) == (
        now,
        ["Round of 15 September 2009"],
        [spring],
    )
    assert page["over"][0][1] == {"asked": 2, "answered": 0, "late": 0, "silent": 2}


def test_a_partnership_without_rounds_is_told_what_they_are(here, cast, sign_in):
    assert "The coordinator adds the first one." in sign_in(cast.chair).get("/here/rounds/").content.decode()
    assert "Add the first one" in sign_in(cast.coordinator).get("/here/rounds/").content.decode()


def test_the_first_round_is_the_coordinators_and_then_they_keep_coming(here):
    assert keep_rounds_coming(here.plan) is None
    factories.RoundFactory(plan=here.plan, opens_on=date(2009, 6, 1), due_on=date(2009, 6, 15), remind_on=[-3])
    coming = keep_rounds_coming(here.plan)
    made = coming.opens_on, coming.due_on, coming.grace_days, coming.remind_on
    assert made == (date(2009, 9, 1), date(2009, 9, 15), 14, [-3])
    assert keep_rounds_coming(here.plan) is None
    row = coming.history.get()
    assert (row.history_user, row.history_change_reason[:30]) == (None, "Added automatically, three mon")


def test_after_a_long_silence_the_next_round_is_one_that_can_still_be_answered(spring, here):
    with at(2010, 5, 1):
        assert keep_rounds_coming(here.plan).opens_on == date(2010, 7, 1)


def test_a_round_of_the_end_of_a_month_stays_within_it(here):
    factories.RoundFactory(plan=here.plan, opens_on=date(2009, 1, 31), due_on=date(2009, 2, 7), grace_days=0)
    with at(2009, 3, 1):
        assert next_round(here.plan).opens_on == date(2009, 4, 30)


@pytest.mark.parametrize(("day", "comes"), [(date(2011, 3, 31), date(2011, 4, 1)), (date(2011, 4, 1), None)])
def test_the_last_round_asks_about_the_plans_last_quarter(day, comes, here):
    factories.RoundFactory(plan=here.plan, opens_on=date(2011, 1, 1), due_on=date(2011, 1, 15))
    with at(day.year, day.month, day.day):
        coming = keep_rounds_coming(here.plan)
        assert (coming and coming.opens_on) == comes


def test_no_round_opens_long_after_the_plan_has_ended(here):
    factories.RoundFactory(plan=here.plan, opens_on=date(2011, 1, 1), due_on=date(2011, 1, 15), grace_days=60)
    factories.RoundFactory(plan=here.plan, opens_on=date(2011, 3, 31), due_on=date(2011, 4, 15))
    with at(2011, 3, 31):
        assert keep_rounds_coming(here.plan).opens_on == date(2011, 6, 30)
    with at(2011, 3, 31):
        assert keep_rounds_coming(here.plan) is None


@pytest.mark.django_db(transaction=True)
def test_two_who_keep_rounds_coming_at_once_make_one(here):
    factories.RoundFactory(plan=here.plan, opens_on=date(2009, 6, 1), due_on=date(2009, 6, 15))

    def keep(_):
        try:
            with at(2009, 6, 15):
                return keep_rounds_coming(here.plan)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        made = [each for each in pool.map(keep, range(4)) if each]
    assert (len(made), Round.objects.count()) == (1, 2)


def test_what_was_said_on_the_day_on_which_a_round_opens_is_an_answer_to_it(spring, here, cast, report):
    for day, is_asked in ((date(2009, 3, 31), True), (spring.opens_on, False)):
        with at(day.year, day.month, day.day):
            report(here.action, cast.officer)
        assert (here.action in owed(spring)) is is_asked


def test_a_round_runs_from_the_day_on_which_it_opens(spring, here):
    for day, runs in ((date(2009, 3, 31), None), (spring.opens_on, spring)):
        with at(day.year, day.month, day.day):
            assert running_round(here.partnership) == runs


def test_a_round_may_open_on_the_last_day_on_which_one_may_and_not_after(here):
    """92 days after the end of the plan, which is 31 March 2011. The one before has a grace until May."""
    for opened, opens_on in ((date(2011, 1, 1), date(2011, 7, 1)), (date(2011, 1, 2), None)):
        Round.objects.all().delete()
        factories.RoundFactory(plan=here.plan, opens_on=opened, due_on=date(2011, 3, 20), grace_days=60)
        with at(2011, 3, 31):
            coming = keep_rounds_coming(here.plan)
        assert (coming and coming.opens_on) == opens_on


def test_the_running_round_is_of_the_current_plan(spring, here):
    assert running_round(here.partnership) == spring
    factories.PlanFactory(partnership=here.partnership, slug="2009", starts_on=date(2009, 5, 1))
    assert running_round(here.partnership) is None
