"""Due dates that move: with a reason, the first one kept and, if the partnership says so, the coordinator's yes."""

from datetime import date

import pytest

from actions.date_changes import ask, decide, settle_approval, withdraw_request
from actions.models import Action, DateMove
from tests import factories

from .reporting.test_update_form import path, send
from .test_editing import send as edit

DECEMBER, MARCH = date(2009, 12, 31), date(2010, 3, 31)


@pytest.fixture
def asked(here, cast):
    return ask(here.action, by=cast.officer, authority=here.police, to_on=MARCH, reason="The locks are late")


def fresh(action):
    return Action.objects.get(pk=action.pk)


def dates(action):
    action = fresh(action)
    return action.due_on, action.due_first, action.due_moves


def decision(client, move, **words):
    address = f"/here/date-moves/{move.pk}/"
    return client.post(address, {"seen": client.get(address).context["form"].fingerprint, **words}, follow=True)


def test_an_officer_asks_and_the_date_stays_until_the_coordinator_decides(here, cast, sign_in):
    page = send(sign_in(cast.officer), here.action, due_on="31 March 2010", due_why="The locks are late")
    move = DateMove.objects.get()
    assert (move.from_on, move.to_on, move.reason, move.asked_by, move.authority, move.update, move.outcome) == (
        DECEMBER, MARCH, "The locks are late", cast.officer, here.police, here.action.updates.get(), "",
    )  # fmt: skip
    assert dates(here.action)[0] == DECEMBER
    said = page.content.decode()
    assert (
        "asked to change the due date from 31 December 2009 to 31 March 2010" in said,
        "The locks are late" in said,
    ) == (
        True,
        True,
    )


def test_approved_the_date_moves_with_both_reasons_and_the_first_one_is_kept(here, cast, sign_in, asked):
    page = decision(sign_in(cast.coordinator), asked, decision="approve", why="Agreed on the telephone")
    assert "The request is approved." in page.content.decode()
    assert dates(here.action) == (MARCH, DECEMBER, 1)
    move = DateMove.objects.get()
    assert (move.outcome, move.decided_by, move.why) == ("approved", cast.coordinator, "Agreed on the telephone")
    row = here.action.history.latest()
    assert (row.history_user, row.history_change_reason) == (
        cast.coordinator,
        "Police asked for it: The locks are late",
    )
    action = sign_in(cast.observer).get(f"/here/actions/{here.action.pk}/").content.decode()
    assert "first agreed for 31 December 2009, moved once" in action
    assert "Agreed on the telephone" in action


def test_declined_it_stays_and_the_authority_reads_why(here, cast, sign_in, asked):
    client = sign_in(cast.coordinator)
    page = decision(client, asked, decision="decline")
    assert page.context["form"].errors == {"why": ["Enter the reason for declining"]}
    decision(client, asked, decision="decline", why="The group wants them by Christmas")
    assert (dates(here.action), DateMove.objects.get().outcome) == ((DECEMBER, None, 0), "declined")
    for address in (f"/here/actions/{here.action.pk}/", "/here/date-moves/"):
        assert "The group wants them by Christmas" in sign_in(cast.officer).get(address).content.decode()


def test_each_move_is_counted_also_by_taking_the_date_back_first(here, cast):
    for due_on in (MARCH, None, MARCH, DECEMBER, DECEMBER):
        here.action.due_on = due_on
        here.action.revise(by=cast.coordinator, why="So agreed")
    assert dates(here.action) == (DECEMBER, DECEMBER, 3)


def test_where_no_approval_is_wanted_it_moves_at_once(here, cast, sign_in):
    settle_approval(here.partnership, by=cast.coordinator, needed=False)
    send(sign_in(cast.officer), here.action, due_on="31 3 2010", due_why="The locks are late")
    assert dates(here.action) == (MARCH, DECEMBER, 1)
    assert DateMove.objects.get().outcome == "at_once"
    assert here.action.history.latest().history_user == cast.officer


def test_a_first_date_may_be_asked_for_and_is_no_move(here, cast, sign_in):
    here.action.due_on = None
    here.action.save()
    send(sign_in(cast.officer), here.action, due_on="31 3 2010", due_why="Now we know")
    decide(DateMove.objects.get(), by=cast.coordinator, approve=True)
    assert dates(here.action) == (MARCH, MARCH, 0)


@pytest.mark.parametrize(
    ("words", "errors"),
    [
        ({"due_on": "31 3 2010"}, {"due_why": ["Enter a reason for the new date"]}),
        ({"due_why": "Late"}, {"due_on": ["Enter the new due date"]}),
        ({"due_on": "14 6 2009", "due_why": "Late"}, {"due_on": ["Enter a future date"]}),
        ({"due_on": "31 12 2009", "due_why": "x"}, {"due_on": ["It is already due on that date. Enter another"]}),
        (
            {"due_on": "1 1 2090", "due_why": "x"},
            {"due_on": ["The due date must be between 1 March 2008 and 28 March 2013"]},
        ),
        (
            {"due_on": "soon", "due_why": "x"},
            {"due_on": ["Enter the date as a real date, such as 30 9 2009 or 30 September 2009"]},
        ),
        (
            {"due_on": "31 3 2010", "due_why": "x", "status": "complete", "achieved": "All"},
            {"due_on": ["A complete action needs no new due date. Leave it empty"]},
        ),
    ],
)
def test_what_cannot_be_asked_is_said_beside_the_field_and_nothing_is_saved(words, errors, here, cast, sign_in):
    page = send(sign_in(cast.officer), here.action, **words)
    form = page.context["form"]
    assert (form.errors, here.action.updates.count(), DateMove.objects.count()) == (errors, 0, 0)
    assert (form["due_on"].value() or "", form["due_why"].value() or "") == (
        words.get("due_on", ""),
        words.get("due_why", ""),
    )


def test_a_second_request_waits_for_the_first(here, cast, sign_in, asked):
    client = sign_in(cast.officer)
    page = client.get(path(here.action))
    assert ("due_on" in page.context["form"].fields, "Not decided yet" in page.content.decode()) == (False, True)
    send(client, here.action, due_on="30 6 2010", due_why="Later still")
    assert [move.to_on for move in DateMove.objects.all()] == [MARCH]


@pytest.mark.parametrize("role", ["fire_officer", "coordinator"])
def test_only_the_lead_asks(role, here, cast, sign_in):
    send(sign_in(getattr(cast, role)), here.action, due_on="31 3 2010", due_why="x", authority=here.fire.pk)
    assert (here.action.updates.count(), DateMove.objects.count()) == (1, 0)


def test_a_coordinator_does_not_ask_for_a_date_not_even_of_the_authority_that_leads(here, sign_in):
    coordinator = factories.MembershipFactory(authority=here.police, role="coordinator").user
    send(sign_in(coordinator), here.action, due_on="31 3 2010", due_why="x", authority=here.police.pk)
    assert (here.action.updates.count(), DateMove.objects.count()) == (1, 0)


@pytest.mark.slow
def test_the_authority_takes_its_request_back(here, cast, sign_in, asked):
    address = f"/here/date-moves/{asked.pk}/withdraw/"
    assert f'action="{address}"' in sign_in(cast.officer).get(f"/here/actions/{here.action.pk}/").content.decode()
    sign_in(cast.officer).post(address)
    assert (DateMove.objects.get().outcome, dates(here.action)[0]) == ("withdrawn", DECEMBER)
    send(sign_in(cast.officer), here.action, due_on="30 6 2010", due_why="Better")
    assert DateMove.objects.waiting().get().to_on == date(2010, 6, 30)


def test_of_two_who_decide_the_second_is_told_what_the_first_decided(here, cast, sign_in, asked):
    client = sign_in(cast.coordinator)
    seen = client.get(f"/here/date-moves/{asked.pk}/").context["form"].fingerprint
    decide(asked, by=cast.coordinator, approve=False, why="Not now")
    page = client.post(f"/here/date-moves/{asked.pk}/", {"seen": seen, "decision": "approve"})
    assert (page.status_code, "Declined" in page.content.decode(), dates(here.action)[0]) == (200, True, DECEMBER)


def test_a_date_that_was_changed_since_it_was_asked_is_pointed_out_before_anything_is_decided(
    here, cast, sign_in, asked
):
    client = sign_in(cast.coordinator)
    seen = client.get(f"/here/date-moves/{asked.pk}/").context["form"].fingerprint
    action = fresh(here.action)
    action.due_on = date(2010, 1, 31)
    action.revise(by=cast.coordinator, why="Agreed in June")
    page = client.post(f"/here/date-moves/{asked.pk}/", {"seen": seen, "decision": "approve"})
    assert [e.code for e in page.context["form"].non_field_errors().as_data()] == ["conflict"]
    assert "Somebody else changed this while you were editing" in page.content.decode()
    assert page.context["form"].conflicts == [("Due date", "31 January 2010", "")]
    assert f"Changed by {cast.coordinator.name}" in page.content.decode()
    assert "Changed since the request." in page.content.decode()
    decision(client, asked, decision="approve")
    assert dates(here.action) == (MARCH, DECEMBER, 2)


def test_the_coordinator_says_whether_approval_is_wanted(here, cast, sign_in):
    client = sign_in(cast.coordinator)
    assert list(client.post("/here/date-moves/", {}).context["form"].errors) == ["needed"]
    for needed, said in (("no", False), ("yes", True)):
        client.post("/here/date-moves/", {"needed": needed})
        here.partnership.refresh_from_db()
        assert here.partnership.moves_need_approval is said
    assert here.partnership.history.latest().history_user == cast.coordinator
    assert sign_in(cast.chair).post("/here/date-moves/", {"needed": "no"}).status_code == 403


def test_the_review_tells_the_coordinator_that_somebody_waits(here, cast, sign_in, asked):
    found = {
        role: 'href="/here/date-moves/"' in sign_in(getattr(cast, role)).get("/here/review/").content.decode()
        for role in ("coordinator", "chair", "officer")
    }
    assert found == {"coordinator": True, "chair": False, "officer": False}
    withdraw_request(asked, by=cast.officer)
    assert 'href="/here/date-moves/"' not in sign_in(cast.coordinator).get("/here/review/").content.decode()


@pytest.mark.slow
def test_the_coordinators_own_move_needs_a_reason_too(here, cast, sign_in):
    client = sign_in(cast.coordinator)
    for due_on in ("31 3 2010", ""):
        page = edit(client, here.action, due_on=due_on)
        assert page.context["form"].errors == {"why": ["Enter the reason for the new due date"]}
    assert dates(here.action) == (DECEMBER, None, 0)
    edit(client, here.action, due_on="31 3 2010", why="Agreed in June")
    assert dates(here.action) == (MARCH, DECEMBER, 1)


def test_the_request_and_the_decision_are_in_the_actions_history(here, cast, sign_in, asked):
    decide(asked, by=cast.coordinator, approve=False, why="Not now")
    said = sign_in(cast.observer).get(f"/here/actions/{here.action.pk}/").content.decode()
    assert ("added a request for another due date" in said, "changed a request" in said, "Not now" in said) == (
        True,
        True,
        True,
    )
