"""A criterion's own page, and all that is written of criteria."""

import threading
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from partners import clock
from plans.outline import kept
from plans.outline.build import PARTNERSHIP, outline
from priorities.models import Measurement, SuccessCriterion
from tests import factories
from tests.page_words import words_of

from .pages import QUARTER, figures_of, give

pytestmark = pytest.mark.both_databases


def test_an_officer_gives_a_figure_of_what_her_authority_reports(criterion, path, cast, sign_in):
    page = give(sign_in(cast.officer), path, value="1,037", provisional="on", note="Late forms")
    assert page.status_code == 302
    assert figures_of(criterion) == [(1037, "Recorded crime", True, "Officer of the Constabulary")]
    text = words_of(sign_in(cast.observer).get(path))
    assert "1,037 burglaries January to March 2009, provisional" in text
    assert ("Late forms" in text, "Add a figure" in text) == (True, False)


def test_a_button_pressed_twice_gives_it_once(criterion, path, cast, sign_in):
    client = sign_in(cast.officer)
    assert [give(client, path).status_code for _ in range(2)] == [302, 302]
    assert len(figures_of(criterion)) == 1


def test_another_figure_for_the_same_period_has_to_say_why_and_the_one_before_stays(criterion, path, cast, sign_in):
    give(sign_in(cast.officer), path)
    client = sign_in(cast.coordinator)
    refused = give(client, path, value="35")
    assert refused.context["form"].errors["why"] == [
        "There is a figure for this period: 37 burglaries, Recorded crime, recorded by Officer of the Constabulary. "
        "Enter the reason for the correction"
    ]
    assert give(client, path, value="35", why="Two were attempts").status_code == 302
    assert [value for value, *_ in figures_of(criterion)] == [37, 35]
    whole = outline(criterion.priority.plan, audience=PARTNERSHIP)["priorities"][0]["criteria"][0]
    assert [m["value"] for m in whole["measurements"]] == [35]
    text = words_of(client.get(path))
    assert text.index("35 burglaries") < text.index("Two were attempts.") < text.index("corrected since")
    row = Measurement.history.filter(value=35).get()
    assert (row.history_user, row.history_change_reason) == (cast.coordinator, "Two were attempts")


def test_a_provisional_figure_is_made_final(criterion, path, cast, sign_in):
    client = sign_in(cast.officer)
    give(client, path, provisional="on")
    page = client.get(f"{path}measure/?period={QUARTER}")
    assert (page.context["form"].initial["value"], page.context["form"].initial["provisional"]) == (37, True)
    give(client, path, why="It is final")
    assert [(value, provisional) for value, _, provisional, _ in figures_of(criterion)] == [(37, True), (37, False)]


def test_another_period_is_given_by_its_days(criterion, path, cast, sign_in):
    client = sign_in(cast.officer)
    days = {"period": "another", "starts_on": "1 4 2008", "ends_on": "31 3 2009"}
    assert give(client, path, **days).status_code == 302
    one = criterion.measurements.get()
    assert (one.starts_on, one.ends_on) == (date(2008, 4, 1), date(2009, 3, 31))


@pytest.mark.parametrize(
    ("differs", "field", "message"),
    [
        ({"period": ""}, "period", "Choose the period"),
        ({"period": "2009-07-01/2009-09-30"}, "period", "not one of the available choices"),
        ({"period": "another", "starts_on": "1 1 2009"}, "ends_on", "Enter the last day"),
        ({"period": "another", "starts_on": "1 4 2009", "ends_on": "30 6 2009"}, "ends_on", "must be over"),
        ({"period": "another", "starts_on": "1 4 2009", "ends_on": "1 3 2009"}, "ends_on", "must not be before"),
        ({"value": ""}, "value", "Enter the figure"),
        ({"value": "many"}, "value", "Enter a number"),
        ({"value": "3.5"}, "value", "whole number"),
        ({"value": "-1"}, "value", "whole number, 0 or more"),
        ({"value": "1e99"}, "value", "too large"),
        ({"source": ""}, "source", "where the figure comes from"),
    ],
)
def test_bad_input_is_told_by_the_field_and_nothing_is_saved(differs, field, message, criterion, path, cast, sign_in):
    page = give(sign_in(cast.officer), path, **differs)
    assert message in " ".join(page.context["form"].errors[field])
    assert figures_of(criterion) == []


def test_what_nobody_can_measure_says_why(here, cast, sign_in):
    here.criterion.reporter = here.police
    here.criterion.save()
    page = sign_in(cast.officer).get(f"/here/criteria/{here.criterion.pk}/measure/")
    assert (page.status_code, "Agree the unit first" in words_of(page)) == (409, True)


def edit(client, path, **differs):
    page = client.get(f"{path}edit/")
    data = {
        "wording": "Fewer burglaries", "kind": "headline", "measure": "Burglaries of homes", "scale": "count",
        "unit": "burglaries", "direction": "down", "baseline": "400", "baseline_period": "2007/08", "target": "15",
        "target_kind": "change", "due_on": "31 3 2011", "source": "Recorded crime", "frequency": "quarter",
        "strength": "direct", "hide_below": "5", "reward_grant": "40000", "why": "Agreed in January",
        "base": page.context["form"].fingerprint,
    }  # fmt: skip
    return client.post(f"{path}edit/", data | differs)


def test_the_coordinator_says_what_a_criterion_is(criterion, path, cast, sign_in, here):
    client = sign_in(cast.coordinator)
    assert edit(client, path, reporter=here.fire.pk).status_code == 302
    criterion.refresh_from_db()
    assert (criterion.baseline, criterion.target, criterion.hide_below, criterion.reporter) == (400, 15, 5, here.fire)
    row = criterion.history.first()
    assert (row.history_user, row.history_change_reason) == (cast.coordinator, "Agreed in January")
    text = words_of(client.get(path))
    assert "15% lower than the baseline, 340 burglaries by 31 March 2011" in text
    assert "The public reads figures below 5 as “fewer than 5”" in text


def test_everything_but_the_words_may_be_left_to_be_agreed(criterion, path, cast, sign_in):
    figures = ["unit", "direction", "baseline", "baseline_period", "target", "due_on", "frequency", "hide_below"]
    nothing = dict.fromkeys(["measure", "scale", "source", "strength", "reward_grant", "why", *figures], "")
    client = sign_in(cast.coordinator)
    assert edit(client, path, **nothing).status_code == 302
    text = words_of(client.get(path))
    assert text.count("To be agreed") == 7


@pytest.mark.parametrize(
    ("differs", "field", "message"),
    [
        ({"wording": ""}, "wording", "how we would know"),
        ({"unit": ""}, "unit", "Enter the unit"),
        ({"baseline_period": ""}, "baseline_period", "the period of the baseline"),
        ({"due_on": "31 3 2001"}, "due_on", "must be due after"),
        ({"due_on": "soon"}, "due_on", "as a real date"),
        ({"baseline": "some"}, "baseline", "Enter a number"),
        ({"scale": "yes_no", "baseline": ""}, "target_kind", "Yes or no cannot change"),
        ({"hide_below": "1"}, "hide_below", "greater than or equal to 2"),
    ],
)
def test_what_cannot_be_is_told_by_the_field_and_nothing_changes(
    differs, field, message, criterion, path, cast, sign_in
):
    page = edit(sign_in(cast.coordinator), path, **differs)
    assert message in " ".join(page.context["form"].errors[field])
    criterion.refresh_from_db()
    assert (criterion.baseline, criterion.history.count()) == (None, 2)


def test_somebody_elses_edit_in_the_meantime_is_shown_and_not_overwritten(criterion, path, cast, sign_in):
    client = sign_in(cast.coordinator)
    base = client.get(f"{path}edit/").context["form"].fingerprint
    SuccessCriterion.objects.update(source="Hospital")
    page = edit(client, path, base=base)
    assert (page.status_code, page.context["form"].has_conflict) == (200, True)
    assert "Hospital" in words_of(page)
    criterion.refresh_from_db()
    assert criterion.baseline is None


def test_a_form_that_changes_nothing_writes_nothing(criterion, path, cast, sign_in):
    client = sign_in(cast.coordinator)
    edit(client, path)
    before = criterion.history.count()
    edit(client, path, why="Once more")
    assert criterion.history.count() == before


def test_a_person_judges_otherwise_with_a_reason_and_lets_the_rule_judge_again(criterion, path, cast, sign_in):
    client = sign_in(cast.coordinator)
    refused = client.post(f"{path}judge/", {"word": "short", "reason": ""})
    assert refused.context["form"].errors["reason"] == ["Enter why you override the rule"]
    client.post(f"{path}judge/", {"word": "short", "reason": "One bad month"})
    text = words_of(sign_in(cast.observer).get(path))
    assert "Behind target" in text
    assert "Rated by Coordinator on 15 June 2009: One bad month. Rating by the rule: " in text
    row = criterion.history.first()
    assert (row.history_user, row.history_change_reason) == (cast.coordinator, "One bad month")
    client.post(f"{path}judge/", {"word": "", "reason": ""})
    assert "Rated by" not in words_of(client.get(path))


def test_my_actions_leads_to_the_figures_that_are_owed(criterion, path, cast, sign_in):
    client = sign_in(cast.officer)
    assert "1 figure due Fewer burglaries April to June 2008, and 3 more" in words_of(client.get("/here/my-actions/"))
    assert "figure due" not in words_of(sign_in(cast.fire_officer).get("/here/my-actions/"))
    give(client, path)
    assert "figure due" not in words_of(client.get("/here/my-actions/"))


@pytest.mark.slow
def test_the_list_can_be_narrowed_by_a_link(criterion, here, cast, sign_in):
    done = factories.CriterionFactory(
        priority=here.priority, wording="Fewer fires", reporter=here.fire, unit="fires", frequency="quarter"
    )
    factories.MeasurementFactory(criterion=done)
    client = sign_in(cast.officer)

    def wordings(by):
        parts = client.get(f"/here/criteria/?by={by}").context["parts"]
        return [c["wording"] for _, rows in parts for c, _ in rows]

    both = ["Fewer burglaries", "Fewer fires"]
    assert (wordings(""), wordings("mine"), wordings("due"), wordings("open")) == (both, both[:1], both[:1], both)


@pytest.mark.slow
def test_the_page_can_be_seen_as_at_a_past_day(criterion, path, cast, sign_in):
    client = sign_in(cast.officer)
    with clock.frozen_at(clock.now() + timedelta(days=20)):
        give(client, path)
        now, then = (words_of(client.get(f"{path}{query}")) for query in ("", "?at=2009-06-16"))
        assert ("37 burglaries" in now, "37 burglaries" in then, "Add a figure" in then) == (True, False, False)


@pytest.mark.parametrize("page", ["criteria/", "criteria/table/", "my-actions/", ""])
def test_the_number_of_queries_does_not_grow(page, criterion, path, here, cast, sign_in):
    address = f"/here/{page}" if page else path

    def queries():
        client = sign_in(cast.officer)
        kept.forget()
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    factories.MeasurementFactory(criterion=criterion)
    before = queries()
    for number in range(5):
        other = factories.CriterionFactory(
            priority=here.priority, wording=f"Criterion {number}", reporter=here.police, unit="fires", frequency="month"
        )
        for month in (1, 2, 3):
            days = {"starts_on": date(2009, month, 1), "ends_on": date(2009, month, 28)}
            factories.MeasurementFactory(criterion=other, **days)
            factories.MeasurementFactory(criterion=criterion, **days)
    assert queries() == before


def test_nothing_is_owed_of_what_is_not_agreed(here, cast, sign_in, criterion):
    SuccessCriterion.objects.update(frequency="")
    assert "figure due" not in words_of(sign_in(cast.officer).get("/here/my-actions/"))


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_who_give_the_same_figure_at_the_same_time_record_one(here, criterion, path, cast, sign_in):
    clients = [sign_in(person) for person in (cast.officer, cast.coordinator)]
    gate, codes = threading.Barrier(2), []

    def press(client):
        try:
            gate.wait()
            codes.append(give(client, path).status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=[client]) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (sorted(codes), criterion.measurements.count()) == ([302, 302], 1)
