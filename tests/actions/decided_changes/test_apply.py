"""What a meeting decided comes into the plan by one press, and the history of every changed word names the decision."""

import re
from datetime import date

import pytest

from actions.date_changes import ask
from actions.decided_changes.apply import Refused, apply, apply_all, drop
from actions.decided_changes.comparison import comparison_of
from actions.meetings.matters_arising import open_matters
from actions.models import Action, AppendOnlyError, DecidedChange
from actions.plan_editor import operations
from partners import clock
from plans.history.timetravel import story
from plans.soft_delete import retire
from tests import factories

pytestmark = pytest.mark.both_databases

MARCH, JUNE = date(2010, 3, 31), date(2010, 6, 30)
WHY = "Decided by the Responsible Authority Group on 10 June 2009: Move it to March"


def fresh(action):
    return Action.all_objects.get(pk=action.pk)


def press(client, change, **answers):
    path = f"/here/decided/{change.pk}/"
    return client.post(path, {"seen": client.get(path).context["seen"], **answers}, follow=True)


def test_one_press_moves_the_date_and_the_history_names_the_decision(here, cast, coordinator, sign_in, decide):
    change = decide(kind="change", due_on=MARCH, lead=here.fire)
    before, asked = here.action.due_on, "due date becomes 31 March 2010; lead becomes The Fire Service"
    for path in ("plan/", f"actions/{here.action.pk}/"):
        page = sign_in(cast.observer).get(f"/here/{path}").content.decode()
        assert asked in page
    page = press(coordinator, change)
    assert "The decision is in the plan" in page.content.decode()
    action = fresh(here.action)
    assert (action.due_on, action.lead, action.due_first, action.due_moves) == (MARCH, here.fire, before, 1)
    assert action.supporting == []  # it leads now
    moved = next(row for row in story(action) if row.differences and not row.what)
    assert (moved.by, moved.why, moved.decided) == (cast.coordinator, WHY, change.pk)
    assert f'/here/decided/{change.pk}/">{WHY}' in page.content.decode()
    assert asked not in page.content.decode()


def test_an_action_is_added_at_the_end_and_one_is_removed_with_the_decision_as_reason(here, cast, group, decide):
    new = decide("More alarms", kind="add", priority=here.priority, wording="Fit alarms", lead=here.fire, due_on=MARCH)
    gone = decide("Move it to March", kind="remove")
    assert [m["waits_for"] for m in open_matters(group)] == ["to be put into the plan"] * 2
    added = apply(new, by=cast.coordinator)
    apply(gone, by=cast.coordinator)
    assert list(here.priority.actions.order_by("position"))[-1] == added
    assert (added.wording, added.lead, added.due_on, added.due_first) == ("Fit alarms", here.fire, MARCH, MARCH)
    assert story(added)[-1].why == "Decided by the Responsible Authority Group on 10 June 2009: More alarms"
    assert fresh(here.action).retired_why == WHY
    assert [(m["words"], m["waits_for"]) for m in open_matters(group)] == [("More alarms", "its action to be complete")]


def test_only_the_coordinator_puts_it_into_the_plan_or_drops_it(here, cast, sign_in, decide):
    change = decide(kind="change", due_on=MARCH)
    for person in (cast.chair, cast.officer, cast.observer):
        client = sign_in(person)
        assert client.get(f"/here/decided/{change.pk}/").status_code == 200
        paths = (f"{change.pk}/", f"{change.pk}/drop/", "apply/")
        assert [client.post(f"/here/decided/{path}", {"why": "x"}).status_code for path in paths] == [403] * 3
    assert DecidedChange.objects.pending().get() == change


def test_a_press_on_what_was_changed_meanwhile_shows_both_and_asks(here, cast, coordinator, decide):
    change = decide(kind="change", due_on=MARCH, wording="Fit the best locks")
    path = f"/here/decided/{change.pk}/"
    seen = coordinator.get(path).context["seen"]
    all_seen = coordinator.get("/here/decided/").context["seen"]
    here.action.due_on = JUNE
    here.action.revise(by=cast.coordinator, why="The locks are late")
    everything = coordinator.post("/here/decided/apply/", {"seen": all_seen})
    page = coordinator.post(path, {"seen": seen})
    assert (page.status_code, everything.status_code, fresh(here.action).due_on) == (409, 409, JUNE)
    text = page.content.decode()
    assert "Decided: 31 March 2010" in text
    assert "Keep what the plan says: 30 June 2010" in text
    assert "due_on" in press(coordinator, change).context["form"].errors
    press(coordinator, change, due_on="plan")
    assert (fresh(here.action).due_on, fresh(here.action).wording) == (JUNE, "Fit the best locks")


def test_the_later_of_two_decisions_about_one_field_counts(here, cast, coordinator, decide):
    earlier = decide("To March", kind="change", due_on=MARCH, wording="Fit the best locks")
    later = decide("No, to June", days_ago=2, kind="change", due_on=JUNE)
    first = decide("To May", days_ago=30, kind="change", due_on=date(2010, 5, 31))
    text = coordinator.get(f"/here/decided/{first.pk}/").content.decode()
    assert "A later decision, of 13 June 2009, takes its place." in text
    with pytest.raises(Refused):
        apply(first, by=cast.coordinator)
    apply(earlier, by=cast.coordinator)
    assert (fresh(here.action).wording, fresh(here.action).due_moves) == ("Fit the best locks", 0)
    assert apply_all(here.partnership, by=cast.coordinator) == 1
    assert (fresh(here.action).due_on, fresh(here.action).due_moves) == (JUNE, 1)
    first.refresh_from_db()
    later.refresh_from_db()
    assert (first.outcome, later.outcome) == ("dropped", "applied")
    assert first.why == "A later decision, of 13 June 2009, takes its place."


def test_a_decided_date_answers_the_request_for_another(here, cast, decide):
    asked, decided = date(2010, 2, 1), []
    for due_on, outcome in ((MARCH, "declined"), (JUNE, "approved")):
        to_on = due_on if outcome == "approved" else asked
        move = ask(fresh(here.action), by=cast.officer, authority=here.police, to_on=to_on, reason="Late")
        apply(decide(kind="change", action=fresh(here.action), due_on=due_on), by=cast.coordinator)
        move.refresh_from_db()
        decided.append((move.outcome, move.why, move.decided_by))
        assert (move.outcome, fresh(here.action).due_on) == (outcome, due_on)
    assert decided == [("declined", WHY, cast.coordinator), ("approved", WHY, cast.coordinator)]
    assert fresh(here.action).due_moves == 2


def test_what_left_the_plan_is_said_and_can_only_be_dropped(here, cast, coordinator, group, decide):
    gone, merged = decide(kind="change", due_on=MARCH), decide("Two", kind="change", action=here.spare, due_on=MARCH)
    retire([here.action], by=cast.coordinator, why="Done elsewhere")
    into = factories.ActionFactory(priority=here.spare.priority, hallmark=here.spare.hallmark, wording="Both")
    operations.merge(here.spare, into, by=cast.coordinator, why="x")
    for change, why in ((gone, "was removed from the plan on 15 June 2009."), (merged, "it became part of “Both”.")):
        assert why in coordinator.get(f"/here/decided/{change.pk}/").content.decode()
        with pytest.raises(Refused, match=re.escape(why)):
            apply(change, by=cast.coordinator)
        coordinator.post(f"/here/decided/{change.pk}/drop/", {"why": "It is gone"})
        change.refresh_from_db()
        assert (change.outcome, change.why, change.settled_by) == ("dropped", "It is gone", cast.coordinator)
    assert open_matters(group) == []


def test_an_authority_that_has_ended_is_not_made_the_lead(here, cast, decide):
    change = decide(kind="change", lead=here.fire)
    here.fire.ends_on = date(2009, 6, 14)
    here.fire.save()
    with pytest.raises(Refused, match="The Fire Service, which was to lead it, ended on 14 June 2009"):
        apply(DecidedChange.objects.for_list().get(pk=change.pk), by=cast.coordinator)


def test_a_decision_follows_its_action_into_the_next_plan_once_that_has_begun(
    here, cast, coordinator, decide, rolled_over
):
    followed, left = decide(kind="change", due_on=JUNE), decide("Two", kind="change", action=here.spare, due_on=JUNE)
    assert (
        "2 decisions of meetings not yet in the plan" in coordinator.get("/here/plan/carry-forward/").content.decode()
    )
    plan, continuing = rolled_over()
    page = coordinator.get(f"/here/decided/{followed.pk}/").content.decode()
    assert "This does not change the plan of April 2011 to March 2014." in page
    assert f"/here/actions/{continuing.pk}/" in page
    assert comparison_of(DecidedChange.objects.for_list().get(pk=followed.pk)).target == here.action
    with clock.frozen_at(clock.now().replace(year=plan.starts_on.year, month=plan.starts_on.month, day=20)):
        apply(DecidedChange.objects.for_list().get(pk=followed.pk), by=cast.coordinator)
        assert (fresh(continuing).due_on, fresh(here.action).due_on) == (JUNE, here.action.due_on)
        refused = comparison_of(DecidedChange.objects.for_list().get(pk=left.pk)).refused
    assert "was not carried forward" in refused


def test_a_settled_change_is_settled_once_and_never_changes(here, cast, coordinator, decide):
    change = decide(kind="change", due_on=MARCH)
    press(coordinator, change)
    for again in (lambda: apply(change, by=cast.coordinator), lambda: drop(change, by=cast.coordinator, why="x")):
        with pytest.raises(Refused):
            again()
    change.refresh_from_db()
    change.due_on = JUNE
    with pytest.raises(AppendOnlyError):
        change.save()
    assert "Put into the plan already" in press_again(coordinator, change)


def press_again(client, change):
    return client.post(f"/here/decided/{change.pk}/", {"seen": "x"}, follow=True).content.decode()
