"""The newest update is the one about the latest date: it gives the status, whatever was recorded afterwards."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from actions.models import Action, Undoing, attach_latest
from actions.rounds.rounds import Ledger, is_owed, owed
from actions.search.sources import _with_status as with_status
from partners import clock
from plans.outline.build import PARTNERSHIP, PUBLIC, action_outline, outline
from plans.status import Status
from tests import factories
from tests.actions.conftest import at
from tests.volume import some

from .test_undo import take_back
from .test_update_form import filled, kept, path, send

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]

OPEN = [Status.NOT_STARTED, Status.ON_TRACK, Status.AT_RISK, Status.OFF_TRACK]
said = st.lists(st.tuples(st.sampled_from(OPEN), st.integers(0, 3), st.booleans()), min_size=1, max_size=6)


def statuses_everywhere(here, action, browser):
    """The status of an action in each place that works it out: a set of one if they agree."""
    now = clock.now()
    listed = attach_latest(Action.objects.filter(pk=action.pk).with_latest_update().for_list())[0]
    of_list = [
        status
        for status in Status.values
        if f"/actions/{action.pk}/" in browser.get(f"/here/actions/?status={status}").content.decode()
    ]
    of_search = [s for s in Status.values if Action.objects.filter(with_status(s), pk=action.pk).exists()]
    trees = [
        outline(here.plan, audience=PARTNERSHIP),
        outline(here.plan, audience=PUBLIC),
        outline(here.plan, audience=PARTNERSHIP, as_at=now),
        browser.get("/here/review/").context["outline"],
    ]
    in_trees = [a["status"] for tree in trees for a in tree["priorities"][0]["actions"] if a["id"] == action.pk]
    of_one = [action_outline(here.plan, action.pk, as_at=moment)["status"] for moment in (None, now)]
    shown = browser.get(f"/here/actions/{action.pk}/").context["action"]["status"]
    return {Action.objects.get(pk=action.pk).status, listed.status, *of_list, *of_search, *in_trees, *of_one, shown}


@settings(max_examples=some(8, 60), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(said=said)
def test_in_whatever_order_they_are_recorded_the_latest_date_gives_the_status(said, here, cast, sign_in, report):
    action, standing = factories.ActionFactory(priority=here.priority, lead=here.police), []
    for number, (status, days_ago, undone) in enumerate(said):
        day = date(2009, 6, 15) - timedelta(days=days_ago)
        update = report(action, cast.officer, status=status, speaks_of=day)
        if undone:
            Undoing.objects.create(update=update, by=cast.officer)
        else:
            standing.append((day, number, status))
    newest = max(standing, default=(None, None, None))[2]
    assert statuses_everywhere(here, action, sign_in(cast.observer)) == {newest}


def test_an_older_fact_entered_after_a_newer_leaves_status_and_sentence_as_they_are(here, cast, sign_in, report):
    report(here.action, cast.officer, status=Status.AT_RISK, next="Hire two", public="Locks are late.")
    page = send(sign_in(cast.officer), here.action, speaks_of="20 January 2009", public="All is well.")
    assert "It is about 20 January 2009, before the latest update, which is about 15 June 2009" in page.content.decode()
    assert "The status stays “at risk”." in page.content.decode()
    public = outline(here.plan, audience=PUBLIC)["priorities"][0]["actions"][0]
    assert (public["status"], public["sentence"]["public_text"]) == ("at_risk", "Locks are late.")
    assert [row[:2] for row in kept(here.action)] == [("at_risk", "We did it"), ("on_track", "Ten locks fitted")]


def test_the_form_says_beforehand_what_becomes_of_an_earlier_date(here, cast, sign_in, report):
    with at(2009, 6, 4):
        report(here.action, cast.officer, status=Status.OFF_TRACK, next="Hire two")
    page = sign_in(cast.officer).get(path(here.action)).content.decode()
    assert "One before 4 June 2009 makes it an earlier report: the status stays “off track”." in page


def test_an_update_about_a_day_before_the_round_opened_does_not_answer_it(here, cast, sign_in, report):
    now = factories.RoundFactory(plan=here.plan, opens_on=date(2009, 6, 10), due_on=date(2009, 6, 24))
    page = send(sign_in(cast.officer), here.action, speaks_of="9 June 2009")
    still_due = "before the round opened on 10 June 2009, so an update for this round is still due."
    assert still_due in page.content.decode()
    silent = [each.action for each in Ledger(here.plan).asked(now) if not each.answer]
    assert silent == [here.action.pk, here.hallmark_action.pk] == [action.pk for action in owed(now)]
    with at(2009, 7, 9):
        assert Action.objects.get(pk=here.action.pk).effective_status == "not_updated"
    page = send(sign_in(cast.officer), here.action, speaks_of="10 June 2009")
    assert (still_due in page.content.decode(), [a.pk for a in owed(now)]) == (False, [here.hallmark_action.pk])
    with at(2009, 7, 9):
        assert Action.objects.get(pk=here.action.pk).effective_status == "on_track"


def test_what_was_complete_before_the_round_is_answered_by_saying_so(here, cast, report):
    now = factories.RoundFactory(plan=here.plan, opens_on=date(2009, 6, 10), due_on=date(2009, 6, 24))
    report(here.action, cast.officer, status=Status.COMPLETE, achieved="All", speaks_of=date(2009, 6, 1))
    [asked] = [each for each in Ledger(here.plan).asked(now) if each.action == here.action.pk]
    assert (bool(asked.answer), is_owed(here.action, now)) == (True, False)


def test_an_earlier_report_is_saved_once_however_often_its_button_is_pressed(here, cast, sign_in, report):
    report(here.action, cast.fire_officer)
    client = sign_in(cast.officer)
    sent = filled(client.get(path(here.action)), speaks_of="20 January 2009")
    assert [client.post(path(here.action), sent).status_code for _ in range(2)] == [302, 302]
    assert here.action.updates.count() == 2


def test_an_earlier_report_recorded_meanwhile_has_to_be_read_first(here, cast, sign_in, report):
    report(here.action, cast.fire_officer)
    client = sign_in(cast.officer)
    sent = filled(client.get(path(here.action)))
    report(here.action, cast.fire_officer, happened="In January all was well", speaks_of=date(2009, 1, 20))
    page = client.post(path(here.action), sent)
    assert "In January all was well" in page.content.decode()
    assert here.action.updates.count() == 2


def test_an_earlier_report_is_taken_back_by_its_writer_and_the_status_stays(here, cast, sign_in, report):
    newest = report(here.action, cast.fire_officer)
    report(here.action, cast.officer, status=Status.OFF_TRACK, happened="By mistake", speaks_of=date(2009, 1, 20))
    client = sign_in(cast.officer)
    page = client.get(f"/here/actions/{here.action.pk}/").content.decode()
    assert "Undo the earlier report of 20 January 2009" in page
    assert "The status stays on track" in client.get(f"/here/actions/{here.action.pk}/undo/").content.decode()
    take_back(client, here.action)
    assert list(here.action.updates.active()) == [newest]
