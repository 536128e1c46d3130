"""What changed between two outlines: all of it, told in words that people use."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db.models import F
from django.template.loader import render_to_string

from actions.models import Action
from partners import clock
from plans.changes.describe import changes
from plans.models import StrategicObjective
from plans.outline.build import PARTNERSHIP, PUBLIC, outline
from plans.status import Status
from priorities.models import SuccessCriterion
from tests import factories


@pytest.fixture
def since(here):
    """What changed in the test's plan since the test began, or since the older outline that is given."""
    began = {audience: outline(here.plan, audience=audience) for audience in (PUBLIC, PARTNERSHIP)}

    def since(audience=PARTNERSHIP, older=None):
        return changes(older or began[audience], outline(here.plan, audience=audience))

    return since


def items(found):
    """{title: item} of all groups."""
    return {item["title"]: item for group in found["groups"] for item in group["items"]}


def notes(found, title="Fit better locks"):
    """{what: note} of the item with that title."""
    return {note["what"]: note for note in items(found)[title]["notes"]}


def page(found):
    return " ".join(render_to_string("plans/changes/_what_changed.html", {"changes": found}).split())


def test_nothing_changed_in_a_plan_that_nobody_touched(since):
    found = since()
    assert found == {"empty": True, "sentence": "Nothing changed", "counts": {}, "groups": []}
    assert "Nothing changed." in page(found)


def test_outlines_for_different_audiences_are_not_compared(here):
    with pytest.raises(ValueError, match="audiences"):
        changes(outline(here.plan, audience=PUBLIC), outline(here.plan, audience=PARTNERSHIP))


def test_an_added_activity_says_who_leads_it_and_when_it_is_due(here, since):
    factories.ActionFactory(priority=here.priority, wording="Mark bicycles", lead=here.fire)
    assert since()["sentence"] == "1 activity added"
    told = notes(since(), "Mark bicycles")
    assert (told["lead"]["new"], told["date"]["new"]) == ("The Fire Service", "to be agreed")


def test_a_removed_activity_keeps_its_old_words_and_its_place(here, since):
    here.action.delete()
    found = since()
    assert (found["sentence"], found["groups"][0]["name"]) == ("1 activity removed", "Reduce burglary")
    assert list(items(found)) == ["Fit better locks"]


def test_several_kinds_of_change_make_one_sentence(here, cast, report, since):
    for wording in ("One", "Two", "Three"):
        factories.ActionFactory(priority=here.priority, wording=wording)
    report(here.action, cast.officer, status=Status.COMPLETE)
    here.action.due_on = date(2010, 3, 31)
    here.action.revise(by=cast.coordinator)
    assert since(PUBLIC)["sentence"] == "3 activities added, 1 completed, 1 date moved"


def test_moving_an_activity_is_not_a_removal_and_an_addition(here, since):
    here.action.priority = factories.PriorityFactory(plan=here.plan, name="Reduce fires")
    here.action.save()
    found = since()
    item = items(found)["Fit better locks"]
    assert (item["state"], [note["what"] for note in item["notes"]]) == ("changed", ["moved"])
    assert (item["notes"][0]["old"], item["notes"][0]["new"]) == ("Reduce burglary", "Reduce fires")
    assert found["sentence"] == "1 priority added, 1 activity moved elsewhere"
    assert [group["name"] for group in found["groups"]] == ["Reduce fires"]


def test_an_activity_may_become_a_hallmark_action(here, since):
    here.action.priority, here.action.hallmark, here.priority.name = None, here.hallmark, "Renamed"
    here.action.save()
    here.priority.save()
    assert since()["sentence"] == "1 hallmark action moved elsewhere, 1 wording changed"
    assert (notes(since())["moved"]["old"], notes(since())["moved"]["new"]) == ("Reduce burglary", "Skills")


def test_what_is_moved_out_of_a_removed_priority_is_not_lost(here, since):
    other = factories.PriorityFactory(plan=here.plan, name="Reduce fires")
    older = outline(here.plan, audience=PARTNERSHIP)
    here.action.priority = other
    here.action.save()
    here.criterion.delete()
    here.priority.delete()
    assert [(g["name"], [(i["kind"], i["state"]) for i in g["items"]]) for g in since(older=older)["groups"]] == [
        ("Reduce fires", [("activity", "changed")]),
        ("Reduce burglary", [("priority", "removed"), ("success criterion", "removed")]),
    ]


@pytest.fixture
def four(here):
    """The outline with the locks first and three more activities after them."""
    for n in range(3):
        factories.ActionFactory(priority=here.priority, wording=f"Number {n}", position=30_000 + n)
    return outline(here.plan, audience=PARTNERSHIP)


def test_inserting_at_the_top_reorders_nothing(here, four, since):
    Action.objects.update(position=F("position") + 1)
    factories.ActionFactory(priority=here.priority, wording="On top", position=0)
    assert (since(older=four)["sentence"], list(items(since(older=four)))) == ("1 activity added", ["On top"])


def test_an_activity_put_after_the_others_is_alone_in_being_reordered(here, four, since):
    Action.objects.filter(pk=here.action.pk).update(position=32_000)
    found = since(older=four)
    assert (list(items(found)), notes(found)["order"]["new"]) == (["Fit better locks"], "now after “Number 2”")


def test_a_new_first_priority_does_not_renumber_the_others(here, since):
    factories.PriorityFactory(plan=here.plan, assessment_order=2)
    older = outline(here.plan, audience=PARTNERSHIP)
    for priority in here.plan.priorities.order_by("-assessment_order"):
        priority.assessment_order += 1
        priority.save()
    factories.PriorityFactory(plan=here.plan, name="First", assessment_order=1)
    assert list(items(since(older=older))) == ["First"]


def test_priorities_that_change_places_are_told_with_their_numbers(here, since):
    factories.PriorityFactory(plan=here.plan, name="Reduce fires", assessment_order=2)
    older = outline(here.plan, audience=PARTNERSHIP)
    here.priority.assessment_order = 3
    here.priority.save()
    [told] = items(since(older=older))["Reduce burglary"]["notes"]
    assert (told["label"], told["old"], told["new"]) == ("Place in the strategic assessment", "1st", "3rd")


@pytest.mark.parametrize(
    ("first", "then", "direction", "sentence"),
    [
        (Status.ON_TRACK, Status.OFF_TRACK, "down", "1 activity now off track"),
        (Status.ON_TRACK, Status.AT_RISK, "down", "1 activity now at risk"),
        (Status.OFF_TRACK, Status.ON_TRACK, "up", "1 activity back on track"),
        (Status.AT_RISK, Status.COMPLETE, "up", "1 activity completed"),
        (Status.ON_TRACK, Status.WITHDRAWN, "", "1 activity withdrawn"),
        (Status.NOT_STARTED, Status.ON_TRACK, "up", "1 status changed"),
    ],
)
def test_a_status_goes_up_or_down(first, then, direction, sentence, here, cast, report, since):
    report(here.action, cast.officer, status=first)
    older = outline(here.plan, audience=PUBLIC)
    report(here.action, cast.officer, status=then)
    found = since(PUBLIC, older)
    told = notes(found)["status"]
    assert (told["old"], told["new"], told["direction"]) == (first.label, then.label, direction)
    assert found["sentence"] == sentence


def test_time_alone_makes_an_activity_overdue_and_another_out_of_date(here, cast, report, since):
    report(here.action, cast.officer)
    older = outline(here.plan, audience=PUBLIC)
    with clock.frozen_at(datetime(2010, 2, 1, tzinfo=UTC)):
        found = since(PUBLIC, older)
    assert found["sentence"] == "1 action now overdue, 1 no longer up to date"
    assert (notes(found)["status"]["new"], notes(found)["status"]["direction"]) == ("Overdue", "down")


def test_a_status_that_lateness_hides_is_told_as_reported(here, cast, report, since):
    with clock.frozen_at(datetime(2010, 2, 1, tzinfo=UTC)):
        report(here.action, cast.officer, status=Status.ON_TRACK)
        older = outline(here.plan, audience=PUBLIC)
        report(here.action, cast.officer, status=Status.AT_RISK)
        told = notes(since(PUBLIC, older))["details"]
    assert (told["label"], told["old"], told["new"]) == ("Reported as", "On track", "At risk")


def test_a_moved_date_keeps_its_original_and_says_how_often_it_moved(here, cast, since):
    for day in (date(2010, 1, 31), date(2010, 3, 31)):
        here.action.due_on = day
        here.action.revise(by=cast.coordinator)
    found = since()
    told = notes(found)["date"]
    assert (told["old"], told["original"], told["times"]) == ("31 December 2009", "31 December 2009", 2)
    assert "31 March 2010; first agreed for 31 December 2009, moved 2 times" in page(found)


def test_a_date_is_agreed_and_taken_back(here, cast, since):
    here.action.due_on, here.hallmark_action.due_on = None, date(2010, 1, 31)
    for action in (here.action, here.hallmark_action):
        action.revise(by=cast.coordinator)
    told = notes(since())["date"], notes(since(), "Review our skills")["date"]
    assert [note["new"] for note in told] == ["to be agreed", "31 January 2010"]
    assert since()["sentence"] == "1 date agreed, 1 date removed"


def test_another_lead_other_supporters_and_other_sides_are_told(here, cast, since):
    here.action.lead, here.action.victim = None, True
    here.action.revise(by=cast.coordinator, supporting=[here.council, here.fire])
    told = notes(since())
    assert [(what, note["old"], note["new"]) for what, note in told.items()] == [
        ("lead", "The Constabulary", "to be agreed"),
        ("supporting", "The Fire Service", "The Fire Service, The Council"),
        ("sides", "to be agreed", "victim"),
    ]


def test_a_renamed_authority_has_not_taken_over_what_it_led_or_reported_again(here, cast, report, since):
    report(here.action, cast.officer)
    older = outline(here.plan, audience=PARTNERSHIP)
    here.police.name = here.police.short_name = "The Police"
    here.police.save()
    assert [group["name"] for group in since(older=older)["groups"]] == ["Authorities"]


def test_wording_is_told_word_by_word(here, cast, since):
    here.action.wording = "Fit stronger locks"
    here.action.revise(by=cast.coordinator)
    found = since()
    assert notes(found, "Fit stronger locks")["wording"]["pieces"][1:3] == [("del", "better"), ("ins", "stronger")]
    said = page(found)
    assert '<del><span class="govuk-visually-hidden"> [deleted: </span>better<' in said
    assert '<ins><span class="govuk-visually-hidden"> [inserted: </span>stronger<' in said


def test_the_plans_own_words_come_after_its_priorities_and_hallmarks(here, since):
    here.plan.sections.create(key="key-priorities", body="These.", position=1)
    StrategicObjective.objects.create(plan=here.plan, name="Safer", position=1)
    for thing, field in ((here.plan, "vision"), (here.hallmark, "body"), (here.priority, "heading")):
        setattr(thing, field, "Otherwise")
        thing.save()
    found = since()
    assert [(g["name"], [i["title"] for i in g["items"]]) for g in found["groups"]] == [
        ("Reduce burglary", ["Reduce burglary"]),
        ("Skills", ["Skills"]),
        ("Full text of the plan", ["Community Safety Plan", "Key priorities"]),
        ("Strategic objectives", ["Safer"]),
    ]


def test_figures_of_a_criterion_are_told_with_their_unit(here, since):
    here.criterion.unit, here.criterion.target, here.criterion.due_on = "incidents", 1200, date(2011, 3, 31)
    here.criterion.save()
    told = items(since())["Fewer burglaries"]["notes"]
    assert {note["old"] for note in told} == {"to be agreed"}
    assert [note["new"] for note in told] == ["31 March 2011", "incidents", "1,200 incidents"]
    assert since()["counts"] == {"date agreed": 1, "criterion changed": 1}


def test_measurements_are_told_with_value_unit_and_period_also_when_corrected_or_taken_back(here, since):
    SuccessCriterion.objects.update(unit="%")
    one, two, three = (
        factories.MeasurementFactory(value=value, starts_on=date(2009, month, 1), criterion=here.criterion)
        for month, value in ((1, 37), (2, 4), (3, 9))
    )
    older = outline(here.plan, audience=PARTNERSHIP)
    one.value, three.note = 38, "Counted again"
    one.save()
    two.delete()
    three.save()
    factories.MeasurementFactory(value=5, source="Survey", starts_on=date(2009, 3, 31), criterion=here.criterion)
    told = items(since(older=older))["Fewer burglaries"]["notes"]
    until = "2009 to 31 March 2009, Recorded crime"
    assert [(note["old"], note["new"], note["when"]) for note in told] == [
        ("", "Counted again", ""),
        (f"37%, 1 January {until}", f"38%, 1 January {until}", ""),
        (None, "5%", "31 March 2009 to 31 March 2009, Survey"),
        (f"4%, 1 February {until}", None, ""),
    ]


def test_a_newer_record_of_the_same_period_is_told_as_a_correction_or_as_final(here, since):
    SuccessCriterion.objects.update(unit="%")
    first, second = {"ends_on": date(2009, 3, 30)}, {"ends_on": date(2009, 3, 31)}
    factories.MeasurementFactory(value=37, criterion=here.criterion, **first)
    factories.MeasurementFactory(value=40, criterion=here.criterion, provisional=True, **second)
    older = outline(here.plan, audience=PUBLIC)
    factories.MeasurementFactory(value=36, criterion=here.criterion, **first)
    factories.MeasurementFactory(value=40, criterion=here.criterion, **second)
    found = since(PUBLIC, older)
    told = [(note["label"], note["old"], note["new"]) for note in items(found)["Fewer burglaries"]["notes"]]
    one, two, crime = "1 January 2009 to 30 March 2009", "1 January 2009 to 31 March 2009", "Recorded crime"
    assert told == [
        ("Measurement corrected", f"37%, {one}, {crime}", f"36%, {one}, {crime}"),
        ("Provisional figure made final", f"40%, {two}, provisional, {crime}", f"40%, {two}, {crime}"),
    ]
    assert found["sentence"] == "2 measurements corrected"


@pytest.mark.slow
def test_a_rating_that_changed_is_told_and_so_is_why_a_person_judges_otherwise(here, cast, since):
    agreed = {"baseline": 130, "baseline_period": "2007/08", "target": 100, "due_on": date(2011, 3, 31)}
    SuccessCriterion.objects.update(unit="incidents", direction="down", **agreed)
    factories.MeasurementFactory(value=120, criterion=here.criterion)
    older = outline(here.plan, audience=PUBLIC)
    factories.MeasurementFactory(value=99, criterion=here.criterion)
    met = since(PUBLIC, older)
    assert [n["old"] + " > " + n["new"] for n in items(met)["Fewer burglaries"]["notes"] if n["what"] == "rating"] == [
        "Behind target > Met"
    ]
    assert met["sentence"] == "1 measure met, 1 measurement corrected"
    older = outline(here.plan, audience=PUBLIC)
    judged = {"override": "short", "override_reason": "One good month", "override_by": cast.coordinator}
    SuccessCriterion.objects.update(**judged, override_on=date(2009, 6, 15))
    told = items(since(PUBLIC, older))["Fewer burglaries"]["notes"]
    assert [(n["label"], n["old"], n["new"]) for n in told] == [
        ("Rating", "Met", "Behind target"),
        ("Rating overridden, because", "none", "One good month"),
    ]


def test_the_public_reads_the_sentence_and_the_partnership_the_report_too(here, cast, report, since):
    report(here.action, cast.officer, happened="Ten done", public="Ten homes are safer.", next="Ten done soon")
    public, partnership = since(PUBLIC), since()
    assert notes(public)["said"]["new"] == "Ten homes are safer."
    assert (notes(partnership)["reported"]["new"], notes(partnership)["next"]["new"]) == ("Ten done", "Ten done soon")
    assert "Ten done" not in str(public)


def test_a_status_confirmed_without_a_word_for_the_public_is_told_as_confirmed(here, cast, report, since):
    report(here.action, cast.officer)
    older = outline(here.plan, audience=PUBLIC)
    with clock.frozen_at(clock.now() + timedelta(days=30)):
        report(here.action, cast.officer)
        found = since(PUBLIC, older)
    assert (found["sentence"], notes(found)["confirmed"]["when"]) == ("1 activity confirmed", "15 July 2009")


def test_what_people_wrote_is_escaped(here, cast, report, since):
    bad = "<script>alert(1)</script>"
    here.action.wording = bad
    here.action.revise(by=cast.coordinator)
    here.priority.name = bad
    here.priority.save()
    report(here.action, cast.officer, happened=bad, public=bad, next=bad)
    factories.ActionFactory(priority=here.priority, wording=bad + "2")
    said = page(since())
    assert ("<script" in said, "&lt;script&gt;" in said) == (False, True)
