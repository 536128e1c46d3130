"""The next plan begins from this one, linked thing by thing, and nothing of this one changes."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from actions.models import Action
from actions.plan_editor.operations import retire_part
from actions.plan_rollover.rollover import CarriedAlreadyError, Terms, carry, carry_forward
from actions.plan_rollover.selection import Tree
from partners import clock
from plans.changes.describe import changes
from plans.models import Plan, Section
from plans.outline.build import PARTNERSHIP, PUBLIC, outline
from plans.status import Status
from priorities.criteria.measurements import figures_due, record_measurement
from priorities.models import CrimeLink, Priority, SuccessCriterion
from tests import factories

from .conftest import TERMS


def test_it_takes_the_plan_along_with_its_words_leads_and_those_who_support(here, cast, carried):
    factories.SectionFactory(plan=here.plan, key="how", heading="How we work", body="Together")
    here.plan.objectives.create(name="Safer towns", served=True, position=1)
    new = carried()
    new.refresh_from_db()
    assert (new.slug, new.title, new.period) == ("2011-2014", "The next plan", "April 2011 to March 2014")
    assert (new.vision, new.continues) == ("A good place to live", here.plan)
    assert [(o.name, o.served) for o in new.objectives.all()] == [("Safer towns", True)]
    section, priority = Section.objects.get(plan=new), Priority.objects.get(plan=new)
    assert (section.heading, section.body, section.continues.plan) == ("How we work", "Together", here.plan)
    assert (priority.name, priority.key, priority.continues, priority.assessment_order) == (
        "Reduce burglary", "burglary", here.priority, None,
    )  # fmt: skip
    action = Action.objects.get(continues=here.action)
    assert (action.wording, action.lead, action.supporting, action.priority) == (
        "Fit better locks", here.police, [here.fire], priority,
    )  # fmt: skip
    assert (action.due_on, action.due_first, action.due_moves, action.added_on) == (None, None, 0, date(2011, 4, 1))
    assert SuccessCriterion.objects.get(priority=priority).continues == here.criterion
    assert Action.objects.get(continues=here.hallmark_action).hallmark.continues == here.hallmark


def test_milestones_still_to_be_reached_and_the_measures_to_move_go_along(here, cast, carried):
    for wording, days in {
        "Done": {"done_on": date(2009, 6, 1)},
        "Next": {"due_on": date(2011, 6, 30)},
        "Now": {"due_on": date(2010, 6, 30)},
    }.items():
        factories.MilestoneFactory(action=here.action, wording=wording, **days)
    here.action.revise(by=cast.coordinator, aims=[here.criterion.pk])
    action = outline(carried(), audience=PARTNERSHIP)["priorities"][0]["actions"][0]
    milestones = [(each["wording"], each["due_on"]) for each in action["milestones"]]
    assert milestones == [("Next", date(2011, 6, 30)), ("Now", None)]
    assert action["aims"] == [here.criterion.continued_as.pk]


def test_history_says_who_carried_it_and_from_where(here, cast, carried):
    new = carried()
    reasons = [
        (row.history_user, row.history_change_reason)
        for part in (new, *Priority.objects.filter(plan=new), *Action.objects.in_plan(new))
        for row in part.history.all()
    ]
    assert reasons == [(cast.coordinator, "Carried forward from the plan of March 2008 to March 2011")] * 4


def test_what_is_over_stays_behind_unless_it_is_ticked(here, cast, carried, report):
    report(here.action, cast.officer, status=Status.COMPLETE)
    tree = Tree(here.plan)
    assert f"activity-{here.action.pk}" not in tree.usual
    new = carried()
    assert list(Action.objects.in_plan(new)) == [Action.objects.get(continues=here.hallmark_action)]


def test_what_hangs_on_a_priority_that_stays_stays_too(here, carried):
    text = Tree(here.plan).usual - {f"priority-{here.priority.pk}"}
    new = carried(text)
    assert (Priority.objects.filter(plan=new).count(), SuccessCriterion.objects.filter(priority__plan=new).count()) == (
        0, 0,
    )  # fmt: skip
    assert [a.continues for a in Action.objects.in_plan(new)] == [here.hallmark_action]


@pytest.mark.parametrize(
    ("due_on", "keep", "becomes"),
    [
        (date(2011, 4, 1), True, date(2011, 4, 1)),
        (date(2011, 3, 31), True, None),
        (date(2012, 1, 1), False, None),
        (None, True, None),
    ],
)
def test_a_due_date_goes_along_only_if_it_is_of_the_new_plans_time_and_is_to_be_kept(
    here, cast, carried, due_on, keep, becomes
):
    Action.objects.filter(pk=here.action.pk).update(due_on=due_on, due_first=date(2009, 1, 1), due_moves=2)
    carried(terms=Terms(TERMS.starts_on, TERMS.ends_on, keep))
    action = Action.objects.get(continues=here.action)
    assert (action.due_on, action.due_first, action.due_moves) == (becomes, becomes, 0)


@pytest.mark.parametrize(
    ("due_on", "due_words", "keep", "becomes"),
    [
        (date(2011, 6, 30), "Q1 2011/12", True, "Q1 2011/12"),
        (date(2010, 3, 31), "Q4 2009/10", True, ""),
        (None, "Ongoing, review yearly", True, "Ongoing, review yearly"),
        (None, "mid March 2011", True, ""),
        (None, "Ongoing", False, ""),
    ],
)
def test_words_on_when_it_is_due_go_along_as_its_date_would(here, carried, due_on, due_words, keep, becomes):
    Action.objects.filter(pk=here.action.pk).update(due_on=due_on, due_words=due_words)
    carried(terms=Terms(TERMS.starts_on, TERMS.ends_on, keep))
    assert Action.objects.get(continues=here.action).due_words == becomes


@pytest.mark.parametrize(("public", "ends", "becomes"), [(True, None, "Wardens"), (False, date(2011, 3, 31), "")])
def test_words_on_who_leads_it_go_along_with_the_lead(here, carried, public, ends, becomes):
    type(here.police).objects.filter(pk=here.police.pk).update(ends_on=ends)
    words = {"lead_words": "Wardens", "lead_words_public": public, "private": True}
    Action.objects.filter(pk=here.action.pk).update(**words)
    carried()
    action = Action.objects.get(continues=here.action)
    assert (action.lead_words, action.lead_words_public, action.private) == (becomes, public, True)


def test_an_authority_that_will_have_ended_leads_supports_and_reports_nothing_there(here, carried):
    SuccessCriterion.objects.filter(pk=here.criterion.pk).update(reporter=here.police)
    type(here.police).objects.filter(pk__in=[here.police.pk, here.fire.pk]).update(ends_on=date(2011, 3, 31))
    carried()
    action = Action.objects.get(continues=here.action)
    assert (action.lead, action.supporting) == (None, [])
    assert SuccessCriterion.objects.get(continues=here.criterion).reporter is None


def test_a_target_that_was_due_before_is_to_be_agreed_anew_and_one_that_is_not_goes_along(here, carried):
    figures = {
        "scale": "count",
        "unit": "burglaries",
        "direction": "down",
        "baseline": 100,
        "baseline_period": "2007/08",
    }
    later = factories.CriterionFactory(
        priority=here.priority, target=80, due_on=date(2012, 3, 31), **figures, override="met",
        override_reason="We say so", override_on=date(2009, 1, 1), override_by=factories.UserFactory(),
    )  # fmt: skip
    SuccessCriterion.objects.filter(pk=here.criterion.pk).update(target=90, due_on=date(2011, 3, 31), **figures)
    CrimeLink.objects.create(criterion=here.criterion, force="hertfordshire", district="Here", crime_type="Burglary")
    carried()
    first, second = (SuccessCriterion.objects.get(continues=one) for one in (here.criterion, later))
    assert (first.unit, first.direction, first.baseline, first.target, first.due_on) == (
        "burglaries", "down", None, None, None,
    )  # fmt: skip
    assert (second.baseline, second.target, second.due_on, second.override) == (100, 80, date(2012, 3, 31), "")
    assert [link.district for link in first.crime_links.all()] == ["Here"]


@pytest.mark.slow
def test_all_of_it_makes_the_same_plan_but_for_ids_dates_and_what_was_said(north_herts, cast):
    tree = Tree(north_herts)
    with clock.frozen_at(datetime(2011, 4, 2, 9, tzinfo=UTC)):
        new = carry_forward(
            north_herts, by=cast.coordinator, title=north_herts.title, terms=TERMS, branches=tree.going(tree.usual)
        )
        older, newer = (plainly(outline(plan, audience=PUBLIC)) for plan in (north_herts, new))
    assert older == newer


def plainly(whole):
    """What an outline says of the plan itself: without ids, days, orders, and what follows from the reports."""
    own = {
        "id", "continues", "due_on", "due_first", "due_moves", "heard_on", "overdue", "stale", "effective_status",
        "label", "starts_on", "ends_on", "slug", "period", "last_updated_on", "assessment_order", "consultation_order",
        "consultation_name", "tally", "rating", "made_at", "in_consultation_order", "last_heard_on", "baseline",
        "baseline_period", "target", "target_value", "assessments", "consultations",
    }  # fmt: skip
    if isinstance(whole, dict):
        return {name: plainly(value) for name, value in whole.items() if name not in own}
    return [plainly(one) for one in whole] if isinstance(whole, list) else whole


def test_this_plan_does_not_change_by_it(here, cast, carried, report):
    report(here.action, cast.officer)
    before = outline(here.plan, audience=PARTNERSHIP)
    carried()
    after = outline(here.plan, audience=PARTNERSHIP)
    assert after | {"made_at": None} == before | {"made_at": None}


def test_a_plan_has_one_successor(here, cast, carried):
    new = carried()
    with pytest.raises(CarriedAlreadyError) as refused:
        carried()
    assert (refused.value.plan, Plan.objects.filter(partnership=here.partnership).count()) == (new, 2)


def test_more_goes_on_later_to_the_ends_of_the_lists(here, cast, carried):
    other = factories.ActionFactory(priority=here.priority, wording="Watch the alleys")
    text = Tree(here.plan).usual - {f"activity-{here.action.pk}"}
    new = carried(text)
    tree = Tree(here.plan)
    assert [one.key for one in tree.going(tree.usual)] == [f"activity-{here.action.pk}"]
    carry(here.plan, new, by=cast.coordinator, terms=TERMS, branches=tree.going(tree.usual))
    assert [a.continues for a in Action.objects.filter(priority__plan=new)] == [other, here.action]


def test_nothing_goes_on_to_a_priority_that_was_retired_there(here, cast, carried):
    new = carried(Tree(here.plan).usual - {f"activity-{here.action.pk}"})
    retire_part(Priority.objects.get(plan=new), by=cast.coordinator, why="Not ours any more")
    tree = Tree(here.plan)
    assert tree.going(tree.usual) == []


def figures_of(criterion):
    whole = outline(criterion.plan, audience=PARTNERSHIP)
    result = next(c for p in whole["priorities"] for c in p["criteria"] if c["id"] == criterion.pk)
    return result, [(m["ends_on"].isoformat(), m["value"]) for m in result["measurements"]]


def measured(criterion, year, value, by):
    days = {"starts_on": date(year, 4, 1), "ends_on": date(year + 1, 3, 31)}
    return record_measurement(criterion, by=by, value=Decimal(value), source="Recorded crime", **days)


@pytest.fixture
def counted(here):
    SuccessCriterion.objects.filter(pk=here.criterion.pk).update(scale="count", unit="burglaries", frequency="year")
    here.criterion.refresh_from_db()
    return here.criterion


def test_the_figures_of_a_criterion_run_on_as_one_series(here, cast, counted, carried, begun):
    measured(counted, 2008, 90, cast.officer)
    carried()
    new = SuccessCriterion.objects.get(continues=counted)
    measured(new, 2009, 80, cast.officer)
    assert figures_of(new)[1] == [("2009-03-31", 90), ("2010-03-31", 80)]
    assert figures_of(counted)[1] == [("2009-03-31", 90)]


def test_a_figure_of_the_plan_before_is_corrected_with_what_continues_it(here, cast, counted, carried, begun):
    measured(counted, 2008, 90, cast.officer)
    carried()
    new = SuccessCriterion.objects.get(continues=counted)
    measured(new, 2008, 91, cast.officer)
    assert (figures_of(new)[1], figures_of(counted)[1]) == ([("2009-03-31", 91)], [("2009-03-31", 90)])


def test_a_series_ends_where_the_next_plan_measures_otherwise(here, cast, counted, carried, begun):
    measured(counted, 2008, 90, cast.officer)
    carried()
    SuccessCriterion.objects.filter(continues=counted).update(unit="%", scale="percent")
    assert figures_of(SuccessCriterion.objects.get(continues=counted))[1] == []


def test_what_was_too_small_to_be_told_in_the_plan_before_is_so_in_this_one(here, cast, counted, carried, begun):
    SuccessCriterion.objects.filter(pk=counted.pk).update(hide_below=5)
    measured(counted, 2008, 3, cast.officer)
    carried()
    SuccessCriterion.objects.filter(continues=counted).update(hide_below=None)
    new = SuccessCriterion.objects.get(continues=counted)
    public = outline(new.plan, audience=PUBLIC)
    assert [m["value"] for m in public["priorities"][0]["criteria"][0]["measurements"]] == [None]


def test_what_the_plan_before_left_unmeasured_is_wanted_of_what_continues_it(here, cast, counted, carried, begun):
    SuccessCriterion.objects.filter(pk=counted.pk).update(reporter=here.police)
    measured(counted, 2008, 90, cast.officer)
    new = carried()
    assert [(c.continues, [str(p) for p in due]) for c, due in figures_due(new, [here.police])] == [
        (counted, ["2009/10", "2010/11"])
    ]


def test_what_changed_between_the_plans_is_told_of_what_is_the_same_thing(here, cast, carried, report, begun):
    report(here.action, cast.officer)
    new = carried(Tree(here.plan).usual - {f"hallmark-action-{here.hallmark_action.pk}"})
    Action.objects.filter(continues=here.action).update(wording="Fit far better locks")
    factories.ActionFactory(priority=Priority.objects.get(plan=new), wording="Light the alleys")
    result = changes(*(outline(plan, audience=PARTNERSHIP) for plan in (here.plan, new)))
    copied = {
        (item["kind"], item["title"], item["state"], tuple(note["label"] for note in item["notes"]))
        for group in result["groups"]
        for item in group["items"]
        if item["kind"] not in ("plan", "priority")
    }
    assert copied == {
        ("activity", "Fit far better locks", "changed", ("Date removed", "Wording")),
        ("activity", "Light the alleys", "added", ("Due", "Lead")),
        ("hallmark action", "Review our skills", "removed", ()),
    }


def test_the_tree_says_when_anything_in_it_changed(here, cast, report):
    before = Tree(here.plan).fingerprint
    report(here.action, cast.officer)
    assert Tree(here.plan).fingerprint == before
    report(here.action, cast.officer, status=Status.COMPLETE)
    assert Tree(here.plan).fingerprint != before
