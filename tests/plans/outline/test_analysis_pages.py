"""Gaps in the plan, the crime triangle, busy or working, the Local Area Agreement."""

import csv
import io
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from partners import clock
from plans.outline import gaps as gap_rules
from plans.outline import kept
from plans.outline.build import PARTNERSHIP, outline
from plans.outline.effort_vs_outcome import placed
from plans.outline.laa import LAA_COLUMNS
from plans.status import Status
from priorities.models import SuccessCriterion
from tests import factories
from tests.page_words import words_of

PLAN = {"ends_on": date(2011, 3, 31)}
AGREED = {"status": "on_track", "kind": "activity", "lead": {"id": 1}, "due_on": date(2010, 3, 31), "sides": ["victim"]}
WHOLE = {
    "placeholder": False, "measure": "Offences", "direction": "down", "scale": "count", "baseline": Decimal(40),
    "target": Decimal(30), "target_value": Decimal(30), "source": "Recorded crime", "strength": "direct",
    "reporter": {"id": 1}, "due_on": date(2011, 3, 31), "frequency": "quarter",
}  # fmt: skip


@pytest.mark.parametrize(
    ("differs", "gaps"),
    [
        ({}, []),
        ({"lead": None}, ["lead"]),
        ({"due_on": None}, ["due"]),
        ({"sides": []}, ["sides"]),
        ({"sides": [], "kind": "hallmark action"}, []),
        ({"due_on": date(2011, 4, 1)}, ["late"]),
        ({"lead": None, "due_on": None, "sides": []}, ["lead", "due", "sides"]),
        ({"lead": None, "due_on": None, "status": "complete"}, []),
        ({"lead": None, "status": "withdrawn"}, []),
    ],
)
def test_what_an_action_lacks(differs, gaps):
    assert gap_rules.of_action(AGREED | differs, PLAN) == gaps


@pytest.mark.parametrize(
    ("differs", "gaps"),
    [
        ({}, []),
        ({"measure": ""}, ["measure"]),
        ({"direction": ""}, ["direction"]),
        ({"baseline": None}, ["baseline"]),
        ({"baseline": None, "scale": "yes_no", "direction": "", "target_value": Decimal(1)}, []),
        ({"target": None, "target_value": None}, ["target"]),
        ({"source": ""}, ["source"]),
        ({"strength": ""}, ["evidence"]),
        ({"strength": "none"}, ["evidence"]),
        ({"reporter": None}, ["reporter"]),
        ({"target_value": Decimal(41)}, ["aim"]),
        ({"target_value": Decimal(40)}, []),
        ({"target_value": Decimal(-1)}, ["aim"]),
        ({"direction": "up", "scale": "percent", "target_value": Decimal(101)}, ["aim"]),
        ({"due_on": None}, ["target_due"]),
        ({"frequency": ""}, ["frequency"]),
        ({"placeholder": True, "measure": "", "target": None}, []),
    ],
)
def test_what_a_criterion_lacks(differs, gaps):
    assert gap_rules.of_criterion(WHOLE | differs) == gaps


@pytest.mark.slow
def test_the_real_plan_begins_with_no_lead_for_any_of_its_activities(north_herts):
    gaps = outline(north_herts, audience=PARTNERSHIP)["gaps"]
    activities = [t for _, ts in gap_rules.gap_register(outline(north_herts, audience=PARTNERSHIP), "lead") for t in ts]
    assert sum(t["kind"] == "activity" for t in activities) == 45
    assert (gaps["lead authorities"], gaps["due dates"], gaps["sides of the crime triangle"]) == (54, 54, 45)


def test_the_counts_are_those_of_the_register_and_one_kind_can_be_looked_at(here, cast, sign_in):
    whole = outline(here.plan, audience=PARTNERSHIP)
    found = {}
    for _, things in gap_rules.gap_register(whole):
        for thing in things:
            for key in thing["gaps"]:
                found[gap_rules.GAPS[key].plural] = found.get(gap_rules.GAPS[key].plural, 0) + 1
    assert found == whole["gaps"]
    client = sign_in(cast.coordinator)
    everything, sources = (client.get(f"/here/gaps/{query}").context["register"] for query in ("", "?by=source"))
    assert [t["wording"] for _, things in sources for t in things] == ["Fewer burglaries"]
    assert len(everything) > len(sources)
    assert "No source of figures" in words_of(client.get("/here/gaps/?by=source"))


def test_only_who_writes_the_plan_is_led_to_agreeing(here, cast, sign_in):
    here.action.due_on = None
    here.action.save()
    pages = [sign_in(person).get("/here/gaps/").content.decode() for person in (cast.coordinator, cast.observer)]
    assert [f"/here/actions/{here.action.pk}/edit/" in page for page in pages] == [True, False]


def test_the_coordinator_begins_the_day_with_how_much_is_missing(here, cast, sign_in):
    number = sum(outline(here.plan, audience=PARTNERSHIP)["gaps"].values())
    pages = [words_of(sign_in(person).get("/here/review/")) for person in (cast.coordinator, cast.chair)]
    assert [f"{number} gaps in the plan" in page for page in pages] == [True, False]


def test_a_word_that_is_no_gap_shows_everything(here, cast, sign_in):
    client = sign_in(cast.observer)
    assert client.get("/here/gaps/?by=nonsense").context["register"] == client.get("/here/gaps/").context["register"]


def test_the_triangle_names_its_blanks_and_what_has_no_side(here, cast, sign_in, report):
    here.action.offender = True
    here.action.victim = here.action.location = False
    here.action.save()
    factories.ActionFactory(priority=here.priority, wording="Of no side", victim=False, location=False, offender=False)
    gone = factories.ActionFactory(priority=here.priority, wording="Withdrawn long ago", victim=True)
    report(gone, cast.officer, status=Status.WITHDRAWN)
    words = words_of(sign_in(cast.officer).get("/here/triangle/"))
    assert "Victim 0 No activity for the victim." in words
    assert "Location 0 No activity for the location." in words
    assert "Offender 1" in words
    assert "Side to be agreed 1" in words
    assert "Withdrawn long ago" not in words


def priority(statuses, words, associated=()):
    criteria = [{"kind": "headline", "rating": {"word": word}} for word in words]
    criteria += [{"kind": "associated", "rating": {"word": word}} for word in associated]
    return {"actions": [{"effective_status": status} for status in statuses], "criteria": criteria}


@pytest.mark.parametrize(
    ("statuses", "words", "place"),
    [
        (["complete", "on_track", "off_track"], ["met"], "high activity, improving"),
        (["complete", "overdue"], ["on_course", "cannot"], "high activity, improving"),
        (["complete", "withdrawn"], ["off_course"], "high activity, not improving"),
        (["on_track", "on_track"], ["met", "short"], "high activity, not improving"),
        (["at_risk", "on_track", "no_report"], ["met", "met", "short"], "little activity, improving"),
        (["not_updated"], ["short"], "little activity, not improving"),
        ([], ["met"], "little activity, improving"),
        (["complete"], ["cannot"], "too early to tell"),
        (["complete"], [], "too early to tell"),
        ([], [], "too early to tell"),
    ],
)
def test_busy_or_working(statuses, words, place):
    assert placed(priority(statuses, words))["place"] == place


def test_what_the_partners_did_does_not_tell_that_it_gets_better():
    assert placed(priority(["complete"], ["off_course"], associated=["met", "met"]))["improving"] is False


def test_the_review_says_of_each_priority_whether_it_is_busy_or_working(here, cast, sign_in):
    words = words_of(sign_in(cast.chair).get("/here/review/"))
    assert "Too early to tell. 0 of 1 action complete or on track; headline criteria not rated yet." in words


@pytest.fixture
def tagged(here):
    SuccessCriterion.objects.update(
        laa=True, unit="burglaries", scale="count", direction="down", baseline=400, baseline_period="2007/08",
        target=10, target_kind="change", due_on=date(2011, 3, 31), reward_grant=40000,
    )  # fmt: skip
    period = {"starts_on": date(2008, 4, 1), "ends_on": date(2009, 3, 31)}
    factories.MeasurementFactory(criterion=here.criterion, value=355, provisional=True, **period)
    factories.CriterionFactory(priority=here.priority, wording="Tagged and no more", laa=True)
    factories.CriterionFactory(priority=here.priority, wording="Not of the agreement", laa=False)
    return here.plan


def test_the_agreements_page_says_what_hangs_on_what(tagged, cast, sign_in):
    words = words_of(sign_in(cast.chair).get("/here/laa/"))
    assert "Known grant: £40,000 (£40,000 met)." in words
    assert "For 1 target the grant is not known." in words
    assert ("Tagged and no more" in words, "Not of the agreement" in words) == (True, False)


def test_the_agreements_table_can_be_added_up(tagged, cast, sign_in):
    answer = sign_in(cast.chair).get("/here/laa.csv")
    assert answer["Content-Disposition"] == 'attachment; filename="here-laa-2009-06-15.csv"'
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))
    assert list(rows[0]) == list(LAA_COLUMNS)
    assert [(r["criterion"], r["target_value"], r["latest_value"], r["rating"], r["reward_grant"]) for r in rows] == [
        ("Fewer burglaries", "360.00", "355.00", "met", "40000.00"),
        ("Tagged and no more", "", "", "cannot", ""),
    ]
    assert (rows[0]["partnership"], rows[0]["latest_provisional"], rows[0]["as_on"]) == (
        "Community Safety Partnership", "yes", "2009-06-15",
    )  # fmt: skip


def test_words_that_a_spreadsheet_would_run_are_made_harmless(tagged, here, cast, sign_in):
    SuccessCriterion.objects.update(wording="=1+1")
    assert b"'=1+1" in sign_in(cast.chair).get("/here/laa.csv").content


@pytest.mark.slow
@pytest.mark.parametrize("page", ["gaps", "triangle", "working", "laa"])
def test_each_can_be_seen_as_at_a_past_day(page, here, cast, sign_in):
    client = sign_in(cast.observer)
    with clock.frozen_at(clock.now() + timedelta(days=40)):
        here.priority.name = "Renamed since"
        here.priority.save()
        SuccessCriterion.objects.update(laa=True)
        past = words_of(client.get(f"/here/{page}/?at=2009-06-16"))
        assert ("as it stood" in past or "16 June 2009" in past, "Renamed since" in past) == (True, False)


@pytest.mark.parametrize("page", ["gaps", "triangle", "working", "laa"])
def test_a_page_costs_the_same_queries_however_long_the_plan(page, here, cast, sign_in):
    def queries():
        client = sign_in(cast.observer)
        kept.forget()
        with CaptureQueriesContext(connection) as captured:
            assert client.get(f"/here/{page}/").status_code == 200
        return len(captured)

    before = queries()
    for number in range(4, 9):
        part = factories.PriorityFactory(plan=here.plan, key=f"p{number}")
        criterion = factories.CriterionFactory(priority=part, laa=True)
        factories.MeasurementFactory(criterion=criterion)
        factories.ActionFactory(priority=part)
    assert queries() == before
