"""The screens of a meeting in progress: what they show, and from where to where they lead."""

import uuid
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actions.meetings import proceedings
from actions.reporting.undo import undo
from partners import clock
from tests import factories

pytestmark = pytest.mark.both_databases


def test_the_screen_shows_the_plan_as_it_was_when_the_meeting_began(begun, path, here, cast, report, sign_in):
    report(here.action, cast.officer, happened="Said during the meeting")
    shown = sign_in(cast.chair).get(f"{path}/run/?at=action-{here.action.pk}").context["place"].subject
    assert (shown["wording"], shown["effective_status"], shown["update"]) == ("Fit better locks", "no_report", None)


@pytest.mark.slow
def test_every_place_can_be_walked_to_and_names_its_neighbours(begun, path, cast, sign_in):
    client, seen, key = sign_in(cast.observer), [], "welcome"
    while key:
        context = client.get(f"{path}/run/?at={key}").context
        assert (context["place"].key, context["before"] and context["before"].key) == (key, seen[-1] if seen else None)
        seen.append(key)
        key = context["after"] and context["after"].key
    points = [f"point-{item.pk}" for item in begun.agenda.all()]
    assert seen == ["welcome", *points[:2], "priority-burglary", "hallmark-skills", points[2], "closing"]


@pytest.mark.parametrize("key", ["", "nowhere", "action-0", "action-99999999999999999999999999", "priority-x"])
def test_a_place_that_is_not_there_is_the_beginning(key, path, cast, sign_in, begun):
    assert sign_in(cast.chair).get(f"{path}/run/?at={key}").context["place"].key == "welcome"


@pytest.mark.slow
def test_the_screen_asks_no_more_of_the_database_when_more_is_recorded(begun, path, here, cast, sign_in):
    def queries():
        client = sign_in(cast.chair)
        client.get(f"{path}/run/?at=priority-burglary")
        with CaptureQueriesContext(connection) as captured:
            client.get(f"{path}/run/?at=priority-burglary")
        return len(captured)

    def decide():
        fields = {"kind": "decision", "text": "Buy locks", "follow_up": True, "target": {"priority": here.priority}}
        proceedings.record(begun, by=cast.chair, token=uuid.uuid4(), **fields)

    decide()
    before = queries()
    assert before <= 13
    for _ in range(12):
        decide()
    assert queries() == before


def test_what_is_reported_while_the_meeting_goes_on_is_told_and_does_not_change_what_it_looks_at(
    begun, path, here, cast, report, sign_in
):
    client = sign_in(cast.observer)
    at_the_action = f"{path}/run/?at=action-{here.action.pk}"
    before = client.get(at_the_action).context["place"].subject
    with clock.frozen_at(clock.now() + timedelta(minutes=20)):
        report(here.action, cast.officer, happened="Locks came")
        report(here.hallmark_action, cast.coordinator, happened="Not of locks", authority=here.council)
        undo(report(here.action, cast.officer, happened="By mistake"), by=cast.officer)
        page = client.get(at_the_action)
        point = begun.agenda.get(kind="review").pk
        glance = client.get(f"{path}/run/?at=point-{point}").content.decode()
    assert page.context["place"].subject == before
    assert [update.happened for update in page.context["moved_on"]] == ["Locks came"]
    assert "2 more updates came since, and are in" in glance


def test_a_priority_is_shown_with_the_charts_of_its_criteria(planned, cast, here, sign_in):
    for month, value in ((4, 76), (7, 81)):
        days = {"starts_on": date(2008, month, 1), "ends_on": date(2008, month + 2, 30)}
        factories.MeasurementFactory(criterion=here.criterion, value=value, **days)
    proceedings.begin(planned, by=cast.chair)
    page = sign_in(cast.observer).get(f"/here/meetings/{planned.pk}/run/?at=priority-burglary").content.decode()
    chart = page[page.index('<figure class="measured__one') : page.index("</figure>")]
    assert "Fewer burglaries" in chart
    assert "2 figures, from 76 (April to June 2008) to 81" in chart
    assert page.count("chart__svg") == 1
