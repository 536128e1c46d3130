"""Milestones: steps on an action's way, late by themselves, public where somebody says so."""

from datetime import UTC, date, datetime

import pytest

from actions.models import ActionAim, Milestone
from actions.plan_editor import operations
from partners import clock
from plans.changes.describe import changes
from plans.outline.build import PARTNERSHIP, PUBLIC, outline
from plans.status import Status
from tests import factories

JULY = datetime(2009, 7, 1, 9, tzinfo=UTC)


def first_action(plan, audience=PARTNERSHIP):
    return outline(plan, audience=audience)["priorities"][0]["actions"][0]


def notes(older, plan):
    found = changes(older, outline(plan, audience=older["audience"]))
    return [(n["label"], n["old"], n["new"]) for g in found["groups"] for i in g["items"] for n in i["notes"]]


@pytest.fixture
def trained(here):
    return factories.MilestoneFactory(action=here.action, wording="Two crews trained", due_on=date(2009, 6, 30))


def test_an_officer_of_the_lead_adds_a_milestone_and_history_says_who(here, cast, sign_in):
    client = sign_in(cast.officer)
    page = client.post(
        f"/here/actions/{here.action.pk}/milestones/new/",
        {"base": "new", "wording": "Two crews trained", "due_on": "30 6 2009"},
        follow=True,
    )
    milestone = here.action.milestones.get()
    assert (milestone.wording, milestone.due_on, milestone.done_on, milestone.public) == (
        "Two crews trained", date(2009, 6, 30), None, False,
    )  # fmt: skip
    assert milestone.history.get().history_user == cast.officer
    said = page.content.decode()
    assert 'Two crews trained <span class="quiet">(due 30 June 2009)</span>' in said
    assert "Members only" in said


@pytest.mark.parametrize(
    ("typed", "field", "says"),
    [
        ({"wording": ""}, "wording", "Enter the milestone"),
        ({"due_on": "31 12 2019"}, "due_on", "The due date must be between 1 March 2008 and 28 March 2013"),
        (
            {"done_on": "1 7 2009"},
            "done_on",
            "Enter a date that is today or in the past",
        ),
        ({"due_on": "1 8 2009"}, "why", "Enter the reason for the new due date"),
    ],
)
def test_what_cannot_be_is_said_by_its_field_and_stays_typed(typed, field, says, here, cast, sign_in, trained):
    client, path = sign_in(cast.officer), f"/here/milestones/{trained.pk}/edit/"
    base = client.get(path).context["form"].fingerprint
    sent = {"base": base, "wording": "Two crews trained", "due_on": "30 6 2009", "why": ""} | typed
    form = client.post(path, sent).context["form"]
    assert form.errors == {field: [says]}
    assert {name: form[name].value() for name in typed} == typed
    assert Milestone.objects.get() == trained


def test_it_is_late_by_itself_until_it_is_reached_or_the_action_is_closed(here, cast, report, trained):
    assert not first_action(here.plan)["milestones"][0]["late"]
    with clock.frozen_at(JULY):
        assert first_action(here.plan)["milestones"][0]["late"]
        assert trained.is_late
        report(here.action, cast.officer, status=Status.COMPLETE)
        assert not first_action(here.plan)["milestones"][0]["late"]


def test_a_late_milestone_of_what_is_on_track_shows_in_the_review_and_in_the_pack(here, cast, report, sign_in, trained):
    with clock.frozen_at(JULY):
        report(here.action, cast.officer, status=Status.ON_TRACK)
        meeting = factories.MeetingFactory(group=factories.GroupFactory(partnership=here.partnership), starts_at=JULY)
        client, late = sign_in(cast.chair), "Milestone late: Two crews trained, due 30 June 2009"
        assert late in client.get("/here/review/").content.decode()
        pack = client.get(f"/here/meetings/{meeting.pk}/pack/").content.decode()
        assert 'Two crews trained <span class="quiet">(due 30 June 2009)</span> <b class="status' in pack


def test_an_update_reaches_the_milestones_that_are_ticked_on_the_date_it_is_about(here, cast, sign_in, trained):
    client, path = sign_in(cast.officer), f"/here/actions/{here.action.pk}/update/"
    factories.MilestoneFactory(action=here.action, wording="Not yet")
    page = client.get(path)
    choices = page.context["form"].fields["milestones"].choices
    assert [label for _, label in choices] == ["Two crews trained, due 30 June 2009", "Not yet, date to be agreed"]
    sent = {"seen": "none", "status": "on_track", "happened": "Trained", "speaks_of": "9 6 2009"}
    # A second click changes nothing.
    answers = [client.post(path, sent | {"milestones": [trained.pk]}) for _ in range(2)]
    assert ([answer.status_code for answer in answers], here.action.updates.count()) == ([302, 302], 1)
    assert dict(Milestone.objects.values_list("wording", "done_on")) == {
        "Two crews trained": date(2009, 6, 9), "Not yet": None,
    }  # fmt: skip
    revisions = {here.action.updates.get().history.get().revision_id, trained.history.first().revision_id}
    assert len(revisions) == 1


def test_who_takes_an_update_back_takes_back_what_it_reached(here, cast, sign_in, trained):
    client, path = sign_in(cast.officer), f"/here/actions/{here.action.pk}/"
    before = factories.MilestoneFactory(action=here.action, wording="Before", done_on=date(2009, 6, 15))
    sent = {"seen": "none", "status": "on_track", "happened": "Trained", "milestones": [trained.pk]}
    client.post(f"{path}update/", sent)
    page = client.get(f"{path}undo/")
    assert list(page.context["reached"]) == [trained]
    assert "The milestone “Two crews trained” will no longer be reached." in page.content.decode()
    client.post(f"{path}undo/", {"update": here.action.updates.get().pk})
    assert set(here.action.milestones.to_reach()) == {trained}
    assert before.history.count() == 1


def test_my_updates_has_them_too_and_reaches_one_beside_no_change(here, cast, sign_in, report, trained):
    report(here.action, cast.officer, speaks_of=date(2009, 6, 1))
    factories.RoundFactory(plan=here.plan, opens_on=date(2009, 6, 10), due_on=date(2009, 6, 24))
    client, name = sign_in(cast.officer), f"a{here.action.pk}"
    page = client.get("/here/my-updates/")
    [entry] = page.context["sheet"].entries
    assert "Two crews trained, due 30 June 2009" in page.content.decode()
    sent = {f"{name}-seen": entry.seen, f"{name}-status": "on_track", f"{name}-milestones": [trained.pk]}
    [entry] = client.post("/here/my-updates/", sent).context["sheet"].wrong
    assert entry.form.errors == {"happened": ["Enter what happened since the last update"]}
    assert entry.form["milestones"].value() == [str(trained.pk)]
    assert client.post("/here/my-updates/", sent | {f"{name}-status": "no_change"}).status_code == 302
    trained.refresh_from_db()
    assert (trained.done_on, here.action.updates.latest("pk").happened) == (date(2009, 6, 15), "No change.")


def test_somebody_may_not_tick_a_milestone_of_another_action(here, cast, sign_in):
    other = factories.MilestoneFactory(action=here.hallmark_action)
    sent = {"seen": "none", "status": "on_track", "happened": "Trained", "milestones": [other.pk]}
    page = sign_in(cast.officer).post(f"/here/actions/{here.action.pk}/update/", sent)
    assert list(page.context["form"].errors) == ["milestones"]
    assert not here.action.updates.exists()


def test_the_public_reads_of_public_milestones_alone(here, sign_in, published, trained):
    public = factories.MilestoneFactory(action=here.action, wording="Locks on 40 doors", public=True)
    [told] = first_action(here.plan, PUBLIC)["milestones"]
    assert (told["id"], told["wording"], "public" in told) == (public.pk, "Locks on 40 doors", False)
    published()
    said = sign_in(None).get("/here/whole-plan/").content.decode()
    assert "Locks on 40 doors" in said
    assert "Two crews trained" not in said


def test_it_is_removed_with_a_reason_and_brought_back(here, cast, sign_in, trained):
    client = sign_in(cast.officer)
    page = client.post(f"/here/milestones/{trained.pk}/remove/", {"why": ""})
    assert page.context["form"].errors == {"why": ["Enter the reason for removing it"]}
    page = client.post(f"/here/milestones/{trained.pk}/remove/", {"why": "Done by others"}, follow=True)
    assert "Done by others" in page.content.decode()
    assert first_action(here.plan)["milestones"] == []
    client.post(f"/here/milestones/{trained.pk}/return/")
    assert [each["id"] for each in first_action(here.plan)["milestones"]] == [trained.pk]


def test_what_changed_says_what_became_of_milestones(here, cast, trained):
    older = outline(here.plan, audience=PARTNERSHIP)
    trained.done_on, trained.due_on, trained.wording = date(2009, 6, 9), date(2009, 7, 31), "Both crews trained"
    trained.save()
    factories.MilestoneFactory(action=here.action, wording="Locks on 40 doors")
    here.action.revise(by=cast.coordinator, aims=[here.criterion.pk])
    assert notes(older, here.plan) == [
        ("Milestone due: Both crews trained", "30 June 2009", "31 July 2009"),
        ("Milestone reached: Both crews trained", "not reached", "9 June 2009"),
        ("Milestone added", None, "Locks on 40 doors, date to be agreed"),
        ("Milestone", "Two crews trained", "Both crews trained"),
        ("Measures it is meant to move", "none", "Fewer burglaries"),
    ]


def test_an_edition_from_before_milestones_does_not_make_them_new(here, published):
    older = outline(here.plan, audience=PUBLIC)
    for part in (*older["priorities"], *older["hallmarks"]):
        for action in part["actions"]:
            del action["milestones"], action["aims"]
    factories.MilestoneFactory(action=here.action, public=True)
    assert notes(older, here.plan) == []


def test_merging_an_action_takes_its_milestones_and_measures_along(here, cast, trained):
    other = factories.ActionFactory(priority=here.priority)
    here.action.revise(by=cast.coordinator, aims=[here.criterion.pk])
    operations.merge(here.action, other, by=cast.coordinator, why="One of the two")
    assert list(other.milestones.all()) == [trained]
    assert list(other.aims.values_list("criterion", flat=True)) == [here.criterion.pk]


def test_merging_a_criterion_leads_what_was_meant_to_move_it_to_the_other(here, cast):
    other = factories.CriterionFactory(priority=here.priority)
    for action, aims in ((here.action, [here.criterion.pk]), (here.hallmark_action, [here.criterion.pk, other.pk])):
        action.revise(by=cast.coordinator, aims=aims)
    operations.merge(here.criterion, other, by=cast.coordinator, why="The same")
    assert sorted(ActionAim.objects.values_list("action", "criterion")) == sorted(
        (action.pk, other.pk) for action in (here.action, here.hallmark_action)
    )


def test_the_coordinator_says_which_measures_an_action_is_meant_to_move(here, cast, sign_in):
    client, path = sign_in(cast.coordinator), f"/here/actions/{here.action.pk}/edit/"
    form = client.get(path).context["form"]
    assert form.fields["aims"].choices == [("Reduce burglary", [(here.criterion.pk, "Fewer burglaries")])]
    sent = {
        "base": form.fingerprint,
        "wording": "Fit better locks",
        "lead": here.police.pk,
        "supporting": [here.fire.pk],
    }
    page = client.post(path, sent | {"due_on": "31 12 2009", "aims": [here.criterion.pk]}, follow=True)
    assert f'href="/here/criteria/{here.criterion.pk}/">Fewer burglaries</a>' in page.content.decode()
    criterion = client.get(f"/here/criteria/{here.criterion.pk}/").content.decode()
    assert "Actions for this measure" in criterion
    assert f'href="/here/actions/{here.action.pk}/">Fit better locks</a>' in criterion
    assert here.action.aims.get().history.get().history_user == cast.coordinator


def test_a_criterion_that_leaves_the_plan_is_not_aimed_at_until_it_is_back(here, cast):
    here.action.revise(by=cast.coordinator, aims=[here.criterion.pk])
    operations.retire_part(here.criterion, by=cast.coordinator, why="Not measured")
    assert first_action(here.plan)["aims"] == []
    operations.bring_back_part(here.criterion, by=cast.coordinator)
    assert first_action(here.plan)["aims"] == [here.criterion.pk]
