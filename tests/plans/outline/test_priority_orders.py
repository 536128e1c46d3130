"""Both orders beside each other and beside the effort: from the newest of each, or as the plan prints them."""

from datetime import date

import pytest

from plans.changes.describe import changes
from plans.outline.build import PARTNERSHIP, PUBLIC, outline
from plans.outline.priority_orders import compared
from priorities.assessments.operations import save
from priorities.models import Priority
from tests import factories


def whole_of(plan, audience=PARTNERSHIP):
    return outline(plan, audience=audience)


def entered(factory, plan, by, places, **fields):
    thing = factory.build(plan=plan, **fields)
    save(thing, places, by=by)
    return thing


@pytest.fixture
def others(here):
    """Two more priorities: speeding, which has two actions, and fires, which has none."""
    Priority.objects.filter(pk=here.priority.pk).update(assessment_order=None)
    speeding = factories.PriorityFactory(plan=here.plan, key="speeding", name="Slow the traffic", position=1)
    fires = factories.PriorityFactory(plan=here.plan, key="fires", name="Fewer fires", position=2)
    for _ in range(2):
        factories.ActionFactory(priority=speeding, lead=here.police)
    return speeding, fires


@pytest.fixture
def both(here, cast, others):
    speeding, fires = others
    entered(
        factories.AssessmentFactory, here.plan, cast.coordinator,
        {here.priority.pk: {"place": 1}, speeding.pk: {"place": 2}, fires.pk: {"place": 3}}, title="In 2009",
    )  # fmt: skip
    entered(
        factories.ConsultationFactory, here.plan, cast.coordinator,
        {fires.pk: {"place": 1, "wording": "Fires"}, speeding.pk: {"place": 2, "wording": ""}}, title="The panel",
    )  # fmt: skip


def test_without_any_order_there_is_nothing_to_compare(here, others):
    assert compared(whole_of(here.plan)) is None


def test_the_orders_stand_beside_the_actions_and_their_leads(here, both):
    rows = compared(whole_of(here.plan))["rows"]
    told = [(r["key"], r["assessed"], r["consulted"], r["actions"], r["share"], r["leads"]) for r in rows]

    def at(place):
        return {"place": place, "joint": False, "asked_as": ""}

    assert told == [
        ("burglary", at(1), None, 1, 33, 1),
        ("speeding", at(2), at(2), 2, 67, 1),
        ("fires", at(3), at(1) | {"asked_as": "Fires"}, 0, 0, 0),
    ]


def test_what_is_telling_is_said_in_words(here, both):
    assert compared(whole_of(here.plan))["sentences"] == [
        "People put “Fires” 1st; the strategic assessment puts it 3rd, and the plan gives it 0 of 3 actions.",
        "Most actions, 2 of 3, serve “Slow the traffic”, which the strategic assessment puts 2nd and people put 2nd.",
        "Evidence and public opinion differ most on “Fewer fires”: 3rd in the strategic assessment, 1st for the people "
        "who were asked.",
    ]


def test_those_who_share_a_place_are_called_joint(here, cast, others):
    places = {pk: {"place": 1, "wording": ""} for pk in (here.priority.pk, others[0].pk)}
    entered(factories.ConsultationFactory, here.plan, cast.coordinator, places)
    assert compared(whole_of(here.plan))["sentences"] == [
        "People put “Reduce burglary” joint 1st; the plan gives it 1 of 3 actions.",
        "People put “Slow the traffic” joint 1st; the plan gives it 2 of 3 actions.",
    ]


def test_a_withdrawn_action_is_no_effort(here, cast, both, report):
    report(here.action, cast.officer, status="withdrawn")
    (row,) = (r for r in compared(whole_of(here.plan))["rows"] if r["key"] == "burglary")
    assert (row["actions"], row["leads"]) == (0, 0)


@pytest.mark.slow
def test_where_nobody_entered_one_the_order_is_the_plan_s_own(north_herts):
    for thing in (*north_herts.assessments.all(), *north_herts.consultations.all()):
        thing.places.all().delete()
    found = compared(whole_of(north_herts))
    assert (found["assessment"], found["consultation"], found["assessed"], found["consulted"]) == (
        None, None, True, True,
    )  # fmt: skip
    assert [(r["assessed"]["place"], r["consulted"]["place"]) for r in found["rows"]] == [
        (1, 5), (2, 1), (3, 2), (4, 4), (5, 6), (6, 3),
    ]  # fmt: skip


@pytest.mark.slow
def test_the_printed_plan_brings_what_its_seed_says_and_no_more(north_herts):
    whole = whole_of(north_herts, PUBLIC)
    (assessment,), (consultation,) = whole["assessments"], whole["consultations"]
    assert {name: assessment[name] for name in ("title", "prepared_on", "starts_on", "ends_on", "summary")} == {
        "title": "Annual Strategic Assessment of Crime and Disorder",
        "prepared_on": None, "starts_on": None, "ends_on": None, "summary": "",
    }  # fmt: skip
    assert (consultation["asked_whom"], consultation["asked"], consultation["answered"], consultation["starts_on"]) == (
        "the public and key stakeholders", None, None, None,
    )  # fmt: skip
    assert [p["place"] for p in consultation["places"]] == [1, 2, 3, 4, 5, 6]
    assert consultation["places"][0]["asked_as"] == "Reduce anti-social behaviour and criminal damage"


def test_the_newest_is_by_its_day_and_one_of_no_day_is_the_oldest(here, cast):
    for title, day in (("Last year", date(2008, 5, 1)), ("This year", date(2009, 5, 1)), ("Some day", None)):
        place = {here.priority.pk: {"place": 1}}
        entered(factories.AssessmentFactory, here.plan, cast.coordinator, place, title=title, prepared_on=day)
    whole = whole_of(here.plan)
    assert [each["title"] for each in whole["assessments"]] == ["This year", "Last year", "Some day"]
    assert compared(whole)["assessment"]["title"] == "This year"


def test_the_public_is_not_told_what_was_found_of_value_for_money(here, cast):
    private = {"value_for_money": "Too dear", "document_name": "a.pdf", "document_stored": "x", "document_size": 1}
    entered(
        factories.AssessmentFactory, here.plan, cast.coordinator, {}, value_for_money_public="Well spent.", **private
    )
    (public,), (internal,) = (whole_of(here.plan, audience)["assessments"] for audience in (PUBLIC, PARTNERSHIP))
    assert internal.keys() - public.keys() == {"value_for_money", "document_name"}
    assert public["value_for_money_public"] == "Well spent."


def test_what_changed_tells_of_them_with_their_orders(here, cast, others):
    before = whole_of(here.plan)
    places = {others[1].pk: {"place": 1, "wording": "Fires"}, here.priority.pk: {"place": 2, "wording": ""}}
    panel = entered(factories.ConsultationFactory, here.plan, cast.coordinator, places, title="The panel")
    found = changes(before, whole_of(here.plan))
    (group,) = found["groups"]
    (item,) = group["items"]
    assert (found["sentence"], group["name"], item["title"], item["state"]) == (
        "1 consultation added", "Strategic assessment and consultation", "The panel", "added",
    )  # fmt: skip
    assert [note["new"] for note in item["notes"]] == ["1st Fires; 2nd Reduce burglary"]
    between = whole_of(here.plan)
    save(panel, {here.priority.pk: {"place": 1, "wording": ""}}, by=cast.coordinator)
    ((note,),) = ([n for i in g["items"] for n in i["notes"]] for g in changes(between, whole_of(here.plan))["groups"])
    assert (note["label"], note["old"], note["new"]) == (
        "Order of the priorities", "1st Fires; 2nd Reduce burglary", "1st Reduce burglary",
    )  # fmt: skip


def test_an_edition_from_before_there_were_any_is_not_said_to_lack_them(here, cast, both):
    now = whole_of(here.plan)
    before = {name: value for name, value in now.items() if name not in ("assessments", "consultations")}
    assert (changes(before, now)["empty"], changes(now, before)["empty"]) == (True, True)
    assert compared(before) is None


def test_those_of_the_plan_before_are_no_change_of_the_one_that_continues_it(here, cast, both):
    before = whole_of(here.plan)
    dates = {"starts_on": date(2011, 4, 1), "ends_on": date(2014, 3, 31)}
    newer = factories.PlanFactory(partnership=here.partnership, slug="2011-2014", continues=here.plan, **dates)
    groups = {group["name"] for group in changes(before, whole_of(newer))["groups"]}
    assert "Strategic assessment and consultation" not in groups
