"""The outline: everything of the plan for the partnership, no more than is meant for them for the public."""

import json
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actions.models import Action, ActionPartner, Update
from partners import clock
from plans.outline.build import PARTNERSHIP, PUBLIC, action_outline, exceptions, outline
from plans.soft_delete import retire
from plans.status import EffectiveStatus, Status
from tests import factories
from tests.volume import some

pytestmark = pytest.mark.both_databases

SECRET = "the informer lives at number nine"


def all_actions(whole):
    return [a for part in (*whole["priorities"], *whole["hallmarks"]) for a in part["actions"]]


def the_action(whole):
    return whole["priorities"][0]["actions"][0]


@pytest.mark.slow
def test_the_real_plan_is_all_there(north_herts):
    whole = outline(north_herts, audience=PARTNERSHIP)
    criteria = [c for p in whole["priorities"] for c in p["criteria"]]
    assert {
        "authorities": len(whole["authorities"]),
        "objectives": len(whole["objectives"]),
        "priorities": len(whole["priorities"]),
        "headline": sum(c["kind"] == "headline" for c in criteria),
        "associated": sum(c["kind"] == "associated" for c in criteria),
        "activities": sum(len(p["actions"]) for p in whole["priorities"]),
        "hallmarks": len(whole["hallmarks"]),
        "hallmark actions": sum(len(h["actions"]) for h in whole["hallmarks"]),
        "total": whole["total"],
    } == {
        "authorities": 6,
        "objectives": 6,
        "priorities": 6,
        "headline": 10,
        "associated": 14,
        "activities": 45,
        "hallmarks": 6,
        "hallmark actions": 9,
        "total": 54,
    }


@pytest.mark.slow
def test_the_two_orders_of_the_priorities_differ(north_herts):
    whole = outline(north_herts, audience=PUBLIC)
    keys = {p["id"]: p["key"] for p in whole["priorities"]}
    assert [p["key"] for p in whole["priorities"]] == [
        "reassurance", "asb", "alcohol", "burglary", "vehicle", "domestic-violence",
    ]  # fmt: skip
    assert [keys[p["id"]] for p in whole["in_consultation_order"]] == [
        "asb", "alcohol", "domestic-violence", "burglary", "reassurance", "vehicle",
    ]  # fmt: skip


@pytest.mark.slow
def test_what_the_printed_plan_leaves_open_is_counted_as_to_be_agreed(north_herts):
    # 24 criteria, one of which only keeps a place.
    assert outline(north_herts, audience=PARTNERSHIP)["gaps"] == {
        "lead authorities": 54,
        "due dates": 54,
        "sides of the crime triangle": 45,
        "definitions": 23,
        "“Higher or lower is better”": 23,
        "baselines": 23,
        "targets": 23,
        "sources of figures": 23,
        "strength of evidence": 23,
        "reporting authorities": 23,
        "target dates": 23,
        "reporting frequency": 23,
    }


def test_an_action_has_its_newest_update(here, cast, report):
    report(here.action, cast.officer, status=Status.ON_TRACK, happened="Ten locks")
    report(here.action, cast.fire_officer, status=Status.AT_RISK, happened="No more locks", next="Find some")
    action = the_action(outline(here.plan, audience=PARTNERSHIP))
    assert (action["effective_status"], action["update"]["happened"], action["update"]["authority"]) == (
        "at_risk", "No more locks", "Fire",
    )  # fmt: skip


def test_two_updates_of_one_moment_give_the_later_one(here, cast):
    moment = clock.now()
    for status in (Status.ON_TRACK, Status.OFF_TRACK):
        Update.objects.create(
            action=here.action, status=status, happened="x", by=cast.officer, authority=here.police, recorded_at=moment
        )
    assert the_action(outline(here.plan, audience=PUBLIC))["status"] == "off_track"
    assert here.action.status == "off_track"


def test_the_public_keeps_the_last_sentence_meant_for_it(here, cast, report):
    report(here.action, cast.officer, public="Forty homes have new locks.", speaks_of=date(2009, 6, 1))
    report(here.action, cast.officer, status=Status.OFF_TRACK)
    action = the_action(outline(here.plan, audience=PUBLIC))
    assert (action["sentence"], action["status"]) == (
        {"public_text": "Forty homes have new locks.", "speaks_of": date(2009, 6, 1)},
        "off_track",
    )


def test_what_is_not_for_the_public_is_not_in_its_outline_at_all(here, cast, report, sign_in, published):
    cast.officer.name = SECRET
    cast.officer.save()
    factories.MeasurementFactory(criterion=here.criterion, note=SECRET, by=cast.officer)
    report(here.action, cast.officer, happened=SECRET, next=SECRET, public="Forty homes have new locks.")
    published()
    page = sign_in(None).get("/here/whole-plan/").content.decode()
    assert "Forty homes have new locks." in page
    assert (SECRET in json.dumps(outline(here.plan, audience=PARTNERSHIP), default=str)) is True
    assert (SECRET in json.dumps(outline(here.plan, audience=PUBLIC), default=str), SECRET in page) == (False, False)
    assert cast.officer.email not in page


def test_an_action_by_itself_is_as_in_the_whole_outline_on_every_day(here, cast, report):
    report(here.action, cast.officer, happened="Ordered", public="Locks are ordered")
    first = clock.now()
    with clock.frozen_at(first + timedelta(days=200)):
        report(here.hallmark_action, cast.coordinator, authority=here.council, status=Status.AT_RISK)
        moments = (None, first)
        whole = [a for moment in moments for a in all_actions(outline(here.plan, audience=PARTNERSHIP, as_at=moment))]
        alone = [action_outline(here.plan, a["id"], as_at=moment) for moment in moments for a in whole[:2]]
    assert [one.pop("serves")["name"] for one in alone] == [here.priority.name, here.hallmark.name] * 2
    for action in whole:
        del action["sentence"]
        if action["update"]:
            names = {a.short_name: a.name for a in here.partnership.authorities.all()}
            action["update"]["authority"] = names[action["update"]["authority"]]
    assert alone == whole


def test_an_action_that_left_the_plan_is_there_only_for_who_asks_for_it(here, cast, next_door):
    retire([here.action], by=cast.coordinator, why="Done elsewhere")
    assert action_outline(here.plan, here.action.pk) is None
    assert action_outline(here.plan, here.action.pk, retired=True)["wording"] == here.action.wording
    assert action_outline(here.plan, next_door.action.pk) is None


def test_the_page_of_an_action_needs_few_queries(here, cast, report, sign_in, django_assert_max_num_queries):
    report(here.action, cast.officer)
    officer = sign_in(cast.officer)
    with django_assert_max_num_queries(32):
        assert officer.get(f"/here/actions/{here.action.pk}/").status_code == 200


def test_there_is_no_third_audience(here):
    with pytest.raises(ValueError, match="journalist"):
        outline(here.plan, audience="journalist")


def test_nothing_of_another_plan_is_in_it(here, next_door):
    assert [a["wording"] for a in all_actions(outline(here.plan, audience=PARTNERSHIP))] == [
        "Fit better locks", "Review our skills",
    ]  # fmt: skip


def test_exceptions_come_worst_first_and_then_longest_due(here, cast, report):
    def action(name, **fields):
        return factories.ActionFactory(priority=here.priority, wording=name, **fields)

    report(action("off track"), cast.officer, status=Status.OFF_TRACK)
    report(action("late", due_on=date(2009, 5, 1)), cast.officer)
    report(action("later", due_on=date(2009, 4, 1)), cast.officer)
    report(action("fine"), cast.officer)
    action("silent", added_on=date(2008, 6, 12))
    whole = outline(here.plan, audience=PARTNERSHIP)
    assert [a["wording"] for a in exceptions(all_actions(whole))] == ["off track", "later", "late", "silent"]


def grown(plan, number, by):
    """The plan with that many actions in all, each with two updates and a supporting authority."""
    priority = plan.priorities.first()
    have = Action.objects.in_plan(plan).count()
    lead, support = plan.partnership.authorities.all()[:2]
    actions = Action.objects.bulk_create(
        Action(priority=priority, wording=f"Action {n}", position=n, lead=lead) for n in range(number - have)
    )
    ActionPartner.objects.bulk_create(ActionPartner(action=a, authority=support) for a in actions)
    silent = list(Action.objects.in_plan(plan).filter(updates=None))
    for status in (Status.ON_TRACK, Status.AT_RISK):
        Update.objects.bulk_create(
            Update(action=a, status=status, happened="x", public="y", by=by, authority=lead) for a in silent
        )


@pytest.mark.slow
@pytest.mark.parametrize("audience", [PUBLIC, PARTNERSHIP])
def test_the_number_of_queries_is_the_same_for_54_actions_and_for_many(audience, north_herts):
    by = factories.UserFactory()
    counts = []
    for number in (54, 60, some(540, 5400)):
        grown(north_herts, number, by)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            whole = outline(north_herts, audience=audience)
        counts.append(len(queries))
        assert whole["total"] == number
    assert counts == [counts[0]] * 3


@pytest.mark.slow
@pytest.mark.parametrize(
    "path", ["plan/", "publish/preview/", "review/", "review/?by=authority", "my-actions/", "delivered/"]
)
def test_a_pages_queries_do_not_grow_with_the_plan(path, north_herts, sign_in):
    by = factories.MembershipFactory(authority=north_herts.partnership.authorities.first(), role="coordinator").user
    client = sign_in(by)
    counts = []
    for number in (60, 400):
        grown(north_herts, number, by)
        client.get(f"/north-herts/{path}")
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/north-herts/{path}").status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.slow
@pytest.mark.parametrize("audience", [PUBLIC, PARTNERSHIP])
def test_the_number_of_queries_does_not_grow_with_criteria_figures_and_judgements(audience, here):
    counts = []
    for number in (1, 3, 60):
        for n in range(number):
            criterion = factories.CriterionFactory(
                priority=here.priority, reporter=here.police, unit="calls", scale="count", hide_below=5,
                override="short", override_reason="x", override_by=factories.UserFactory(),
                override_on=date(2009, 6, 1),
            )  # fmt: skip
            for month in range(1, 6):
                period = {"starts_on": date(2009, month, 1), "ends_on": date(2009, month, 28)}
                factories.MeasurementFactory(criterion=criterion, value=n, **period)
        with CaptureQueriesContext(connection) as queries:
            outline(here.plan, audience=audience)
        counts.append(len(queries))
    assert counts == [counts[0]] * 3


def test_every_effective_status_has_a_shape_and_a_colour_of_its_own(settings):
    shapes = (settings.BASE_DIR / "templates/components/_shapes.html").read_text()
    css = (settings.BASE_DIR / "static/css/shared.css").read_text()
    for status in EffectiveStatus:
        assert shapes.count(f'id="s-{status}"') == 1
        assert (css.count(f".status--{status}"), css.count(f".bar__{status}")) == (1, 1)
