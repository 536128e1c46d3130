"""The coordinator moves, merges, retires and brings back what the plan is made of."""

import pytest

from actions.models import Action
from actions.plan_editor import operations
from actions.plan_editor.kinds import PART_KINDS
from partners import clock
from plans.changes.describe import changes
from plans.history.timetravel import story
from plans.outline.build import PARTNERSHIP, PUBLIC, outline
from priorities.models import SuccessCriterion

from .parts import new, newest, whole, wordings

pytestmark = pytest.mark.both_databases


# Moving, merging


def test_an_activity_goes_to_another_priority_with_its_updates(here, cast, sign_in, report):
    report(here.action, cast.officer)
    to = new(here, "priority")
    new(here, "activity", wording="There already").refresh_from_db()
    operations.move(Action.objects.get(wording="There already"), to, by=None)
    sign_in(cast.coordinator).post(
        f"/here/write/activity/{here.action.pk}/move/", {"to": f"priority-{to.pk}", "why": "It is about fires"}
    )
    by_name = {p["name"]: [a["wording"] for a in p["actions"]] for p in whole(here)["priorities"]}
    assert by_name == {"Reduce burglary": [], "Reduce arson": ["There already", "Fit better locks"]}
    here.action.refresh_from_db()
    assert (here.action.updates.count(), *newest(here.action)) == (1, cast.coordinator, "It is about fires")


def test_an_activity_that_becomes_a_hallmark_action_has_no_sides(here, cast, sign_in):
    here.action.victim = True
    here.action.save()
    client, path = sign_in(cast.coordinator), f"/here/write/activity/{here.action.pk}/move/"
    assert "Hallmark actions have no sides of the crime triangle" in client.get(path).content.decode()
    client.post(path, {"to": f"hallmark-{here.hallmark.pk}"})
    here.action.refresh_from_db()
    assert (here.action.priority, here.action.hallmark, here.action.sides) == (None, here.hallmark, [])
    client.post(f"/here/write/hallmark-action/{here.action.pk}/move/", {"to": f"priority-{here.priority.pk}"})
    assert wordings(here, "activity") == ["Fit better locks"]


def test_a_criterion_goes_to_another_priority_and_nowhere_else(here, cast, sign_in, next_door):
    to, client = new(here, "priority"), sign_in(cast.coordinator)
    path = f"/here/write/criterion/{here.criterion.pk}/move/"
    for nowhere in (f"hallmark-{here.hallmark.pk}", f"priority-{next_door.priority.pk}", "priority-x", ""):
        assert client.post(path, {"to": nowhere}).context["form"].errors.keys() == {"to"}
    client.post(path, {"to": f"priority-{to.pk}"})
    assert SuccessCriterion.objects.get(pk=here.criterion.pk).priority == to


@pytest.mark.slow
def test_two_activities_become_one(here, cast, sign_in, report):
    into = new(here, "activity", wording="Fit locks and alarms", lead=here.council)
    report(here.action, cast.officer)
    client = sign_in(cast.coordinator)
    client.post(f"/here/write/activity/{here.action.pk}/merge/", {"into": into.pk, "why": "The same houses"})
    here.action.refresh_from_db()
    assert wordings(here, "activity") == ["Fit locks and alarms"]
    assert (here.action.merged_into, here.action.updates.count()) == (into, 1)
    assert Action.objects.get(pk=into.pk).supporting == [here.police, here.fire]
    old, kept = (client.get(f"/here/actions/{a.pk}/").content.decode() for a in (here.action, into))
    assert "Removed from the plan on 15 June 2009" in old
    assert "Merged into “Fit locks and alarms”. The same houses" in old
    assert "Merged with <a" in kept


def test_two_priorities_become_one_with_all_that_hung_on_them(here, cast, sign_in):
    into = new(here, "priority")
    client = sign_in(cast.coordinator)
    client.post(f"/here/write/priority/{here.priority.pk}/merge/", {"into": into.pk, "why": "One team"})
    (only,) = whole(here)["priorities"]
    assert only["name"] == "Reduce arson"
    assert [c["wording"] for c in only["criteria"]] == ["Fewer burglaries"]
    assert [a["wording"] for a in only["actions"]] == ["Fit better locks"]


def test_two_sections_become_one_text(here, cast):
    one, two = new(here, "section", heading="One", body="First."), new(here, "section", heading="Two", body="Then.")
    operations.merge(two, one, by=cast.coordinator, why="Shorter")
    one.refresh_from_db()
    assert (wordings(here, "section"), one.body) == (["One"], "First.\n\n**Two**\n\nThen.")


def test_nothing_is_merged_into_next_door_s_nor_into_another_kind(here, cast, sign_in, next_door):
    client, path = sign_in(cast.coordinator), f"/here/write/activity/{here.action.pk}/merge/"
    for wrong in (next_door.action.pk, here.hallmark_action.pk, here.action.pk, 0):
        assert client.post(path, {"into": wrong, "why": "x"}).context["form"].errors.keys() == {"into"}
    assert wordings(here, "activity") == ["Fit better locks"]


# Retiring, and coming back


@pytest.mark.slow
@pytest.mark.parametrize("kind", PART_KINDS)
def test_what_is_retired_is_gone_from_the_plan_and_in_its_past_and_comes_back(kind, here, cast, sign_in):
    part = new(here, kind)
    before, then = wordings(here, kind), clock.now()
    client = sign_in(cast.coordinator)
    path = f"/here/write/{kind}/{part.pk}/"
    client.post(f"{path}retire/", {"why": "Nobody needs it"})
    assert wordings(here, kind) == before[:-1]
    assert outline(here.plan, audience=PARTNERSHIP, as_at=then) | {"made_at": 0} != whole(here) | {"made_at": 0}
    part.refresh_from_db()
    assert (part.retired_why, *newest(part)) == ("Nobody needs it", cast.coordinator, "Nobody needs it")
    page = client.get("/here/write/").content.decode()
    assert ("Nobody needs it" in page, "Restore" in page) == (True, True)
    client.post(f"{path}return/")
    assert wordings(here, kind) == before
    assert newest(part) == (cast.coordinator, "Restored")
    assert {d.label for d in story(part)[0].differences} >= {"retired", "reason for removal"}


def test_it_is_not_retired_without_a_reason(here, cast, sign_in):
    page = sign_in(cast.coordinator).post(f"/here/write/activity/{here.action.pk}/retire/", {"why": " "})
    assert (page.status_code, wordings(here, "activity")) == (200, ["Fit better locks"])
    assert "Enter a reason" in page.content.decode()


@pytest.mark.slow
def test_a_priority_takes_along_what_hangs_on_it_and_brings_that_back_and_no_more(here, cast):
    other = new(here, "activity")
    operations.retire_part(other, by=cast.coordinator, why="Before")
    operations.retire_part(here.priority, by=cast.coordinator, why="Merged with the county's")
    assert [wordings(here, kind) for kind in ("priority", "criterion", "activity")] == [[], [], []]
    with pytest.raises(operations.Refused, match="Restore it first"):
        operations.bring_back_part(Action.all_objects.get(pk=here.action.pk), by=cast.coordinator)
    operations.bring_back_part(here.priority, by=cast.coordinator)
    assert wordings(here, "criterion") == ["Fewer burglaries"]
    assert wordings(here, "activity") == ["Fit better locks"]


def test_the_edition_after_says_that_it_was_removed(here, cast):
    before = outline(here.plan, audience=PUBLIC)
    operations.retire_part(here.action, by=cast.coordinator, why="Secret")
    after = outline(here.plan, audience=PUBLIC)
    removed = changes(before, after)
    assert "Fit better locks" in repr(removed)
    assert "Secret" not in repr(removed)


@pytest.mark.slow
def test_nobody_reports_on_what_is_retired_and_no_list_has_it(here, cast, sign_in, report):
    report(here.action, cast.officer)
    officer = sign_in(cast.officer)
    assert "Fit better locks" in officer.get("/here/my-actions/").content.decode()
    operations.retire_part(here.action, by=cast.coordinator, why="x")
    assert "Fit better locks" not in officer.get("/here/my-actions/").content.decode()
    text = {"status": "on_track", "happened": "We went on", "speaks_of": "15 6 2009"}
    assert officer.post(f"/here/actions/{here.action.pk}/update/", text).status_code == 409
    page = officer.get(f"/here/actions/{here.action.pk}/").content.decode()
    assert ("Fit better locks" in page, "Update this action" in page) == (True, False)
    assert here.action.updates.count() == 1


def test_what_the_officer_was_typing_when_it_was_retired_is_shown_to_them(here, cast, sign_in):
    operations.retire_part(here.action, by=cast.coordinator, why="The grant ended")
    text = {"status": "on_track", "happened": "We went on", "speaks_of": "15 6 2009"}
    page = sign_in(cast.officer).post(f"/here/actions/{here.action.pk}/update/", text).content.decode()
    assert ("The grant ended" in page, "We went on" in page) == (True, True)


@pytest.mark.slow
def test_who_has_a_retired_thing_open_is_told_and_changes_nothing(here, cast, sign_in):
    client = sign_in(cast.coordinator)
    operations.retire_part(here.priority, by=cast.coordinator, why="x")
    rows = here.priority.history.count()
    for deed, data in [("", {"name": "y"}), ("merge/", {"why": "y"}), ("retire/", {"why": "y"})]:
        page = client.post(f"/here/write/priority/{here.priority.pk}/{deed}", data, follow=True)
        assert "has been removed. Restore it first" in page.content.decode()
    assert here.priority.history.count() == rows
