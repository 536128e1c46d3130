"""From police figures to measurements: what would be recorded, by whom, and that no person's is written over."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from config.operations.synthetic_crimes import months
from partners import clock
from priorities.crime_data.measurements import (
    EXAMPLE,
    SOURCE,
    Changed,
    State,
    figures,
    fingerprint_of_figures,
    record_figures,
    set_links,
)
from priorities.crime_data.queries import ForceDistrict
from priorities.crime_data.strength import suggested
from priorities.criteria.measurements import correct_measurement, record_measurement
from priorities.criteria.periods import FinancialYear, period_of
from priorities.models import CrimeLink, Measurement
from tests.priorities.crimes import FORCE, THERE, give, month_of, row

pytestmark = pytest.mark.both_databases

HITCHIN = ForceDistrict(FORCE, "North Hertfordshire")
IN_2012 = timezone.make_aware(timezone.datetime(2012, 6, 15, 10))


@pytest.fixture(autouse=True)
def _in_2012():
    with clock.frozen_at(IN_2012):
        yield


@pytest.fixture
def criterion(here, cast):
    """Burglaries here, counted by quarter."""
    here.criterion.scale, here.criterion.frequency, here.criterion.unit = "count", "quarter", "burglaries"
    here.criterion.save()
    set_links(here.criterion, by=cast.coordinator, places=[HITCHIN], crime_types=["Burglary"])
    return here.criterion


@pytest.fixture
def loaded(here):
    """A number of burglaries in each of some months, from January 2011 on."""

    def loaded(*numbers, first=date(2011, 1, 1), **others):
        for month, number in zip(months(first, len(numbers)), numbers, strict=True):
            give(here.partnership, month_of(month, Burglary=number, Other_crime=1, **others), month)

    return loaded


@pytest.fixture
def record(criterion, cast):
    def record(provisional=True):
        return record_figures(
            criterion, by=cast.coordinator, provisional=provisional, seen=fingerprint_of_figures(figures(criterion))
        )

    return record


def offers(criterion):
    return [(str(figure.period), figure.state.value, figure.value) for figure in figures(criterion)]


def measured(criterion):
    """What counts, of each period."""
    newest = {(m.starts_on, m.ends_on): m for m in criterion.measurements.all()}
    return [(str(m.starts_on), str(m.ends_on), m.value, m.provisional) for m in newest.values()]


def test_only_whole_periods_are_recorded(criterion, loaded):
    loaded(1, 2, 3, 4, 5)
    offered = figures(criterion)
    assert offers(criterion) == [("April to June 2011", "not_yet", None), ("January to March 2011", "new", 6)]
    assert offered[0].why == "Not loaded of Hertfordshire: June 2011."


@pytest.mark.parametrize(
    ("frequency", "wanted"),
    [
        ("month", [("March 2011", "new", 3), ("February 2011", "new", 2), ("January 2011", "new", 1)]),
        ("quarter", [("January to March 2011", "new", 6)]),
        ("year", [("2010/11", "not_yet", None)]),
    ],
)
def test_the_criterion_says_how_often(frequency, wanted, criterion, loaded):
    criterion.frequency = frequency
    loaded(1, 2, 3)
    assert offers(criterion) == wanted


def test_a_period_that_is_not_over_is_not_recorded(criterion, loaded):
    loaded(1, 2, 3)
    with clock.frozen_at(timezone.make_aware(timezone.datetime(2011, 3, 31, 12))):
        [figure] = figures(criterion)
        assert (figure.state, figure.why) == (State.NOT_YET, "The period is not over yet.")


def test_recording_says_who_and_why_and_doing_it_again_changes_nothing(criterion, cast, loaded, record):
    loaded(1, 2, 3)
    assert record() == 1
    [measurement] = criterion.measurements.all()
    assert measured(criterion) == [("2011-01-01", "2011-03-31", 6, True)]
    assert (measurement.source, measurement.by, measurement.note) == (
        SOURCE,
        cast.coordinator,
        "Burglary, North Hertfordshire",
    )
    [row_of_history] = measurement.history.all()
    assert (row_of_history.history_user, row_of_history.history_change_reason) == (
        cast.coordinator,
        "Counted from the police’s files",
    )
    assert offers(criterion) == [("January to March 2011", "same", 6)]
    assert record() == 0
    assert (Measurement.objects.count(), measurement.history.count()) == (1, 1)


def test_what_was_provisional_becomes_final_once(criterion, loaded, record):
    loaded(1, 2, 3)
    record()
    assert (record(provisional=False), record(provisional=False), record()) == (1, 0, 0)
    assert measured(criterion) == [("2011-01-01", "2011-03-31", 6, False)]


def test_a_month_that_was_released_again_makes_a_correction_with_its_reason(criterion, here, cast, loaded, record):
    loaded(1, 2, 3)
    record(provisional=False)
    february = date(2011, 2, 1)
    give(here.partnership, month_of(february, Burglary=7, Other_crime=1), february)
    [figure] = figures(criterion)
    why = "The police released another file of February 2011"
    assert (figure.state, figure.value, figure.measurement.value, figure.why) == (State.CORRECTION, 11, 6, why)
    assert record() == 1
    assert measured(criterion) == [("2011-01-01", "2011-03-31", 11, True)]
    newest = criterion.measurements.last().history.get()
    assert (newest.history_change_reason, newest.history_user) == (why, cast.coordinator)
    assert [m.value for m in criterion.measurements.all()] == [6, 11]
    assert record() == 0
    # A second release is told of by itself, not with the first.
    march = date(2011, 3, 1)
    give(here.partnership, month_of(march, Burglary=4, Other_crime=1), march)
    assert figures(criterion)[0].why == "The police released another file of March 2011"


def test_to_count_something_else_makes_a_correction_with_its_reason(criterion, cast, loaded, record):
    loaded(1, 2, 3)
    record()
    set_links(criterion, by=cast.coordinator, places=[HITCHIN], crime_types=["Burglary", "Other crime"], why="Wider")
    [figure] = figures(criterion)
    assert (figure.state, figure.value, figure.why) == (State.CORRECTION, 9, "The crimes counted were changed")
    record()
    assert criterion.measurements.last().note == "Burglary, North Hertfordshire; Other crime, North Hertfordshire"


def test_what_a_person_measured_is_never_written_over(criterion, cast, loaded, record):
    period = {"starts_on": date(2011, 1, 1), "ends_on": date(2011, 3, 31)}
    record_measurement(criterion, by=cast.officer, value=Decimal(40), source="The Constabulary’s own count", **period)
    loaded(1, 2, 3, 4, 5, 6)
    assert offers(criterion) == [("April to June 2011", "new", 15), ("January to March 2011", "conflict", 6)]
    assert figures(criterion)[1].measurement.by == cast.officer
    assert record() == 1
    assert [m.value for m in criterion.measurements.order_by("starts_on")] == [40, 15]


def test_a_figure_that_a_person_corrected_is_theirs_from_then_on(criterion, cast, here, loaded, record):
    loaded(1, 2, 3)
    record()
    correct_measurement(criterion.measurements.get(), by=cast.officer, why="Two were attempts", value=Decimal(4))
    give(here.partnership, month_of(date(2011, 2, 1), Burglary=9), date(2011, 2, 1))
    assert offers(criterion) == [("January to March 2011", "conflict", 13)]
    assert record() == 0
    assert [m.value for m in criterion.measurements.all()] == [6, 4]


def test_a_figure_that_was_recorded_stays_when_a_month_can_no_longer_be_told(criterion, cast, loaded, record):
    loaded(1, 2, 3)
    record()
    set_links(criterion, by=cast.coordinator, places=[ForceDistrict("kent", "Ashford")], crime_types=["Burglary"])
    assert figures(criterion) == []
    set_links(
        criterion, by=cast.coordinator, places=[HITCHIN, ForceDistrict("kent", "Ashford")], crime_types=["Burglary"]
    )
    [figure] = figures(criterion)
    assert (figure.state, figure.measurement.value) == (State.NOT_YET, 6)
    assert figure.why == "Not loaded of Kent: January 2011, February 2011, March 2011."
    assert record() == 0


def test_a_type_that_the_police_did_not_use_yet_is_no_zero(criterion, cast, here, loaded):
    set_links(criterion, by=cast.coordinator, places=[HITCHIN], crime_types=["Shoplifting"])
    loaded(1, 2, 3)
    loaded(1, 2, 3, first=date(2011, 4, 1), Shoplifting=2)
    offered = figures(criterion)
    assert [(f.state.value, f.value) for f in offered] == [("new", 6), ("not_yet", None)]
    assert offered[1].why == (
        "The file of January 2011 does not know the crime type “Shoplifting”, so there is no figure."
    )


def test_a_type_that_was_in_use_before_and_after_is_zero_in_between(criterion, loaded):
    loaded(1, 0, 3)
    assert offers(criterion) == [("January to March 2011", "new", 4)]


def test_a_district_that_the_files_do_not_know_is_no_zero(criterion, cast, loaded):
    set_links(criterion, by=cast.coordinator, places=[ForceDistrict(FORCE, "Stevenage")], crime_types=["Burglary"])
    loaded(1, 2, 3)
    assert figures(criterion)[0].why == (
        "The file of January 2011 does not know the district Stevenage, so there is no figure."
    )


def test_several_districts_and_types_are_added_up_and_nothing_else_is(criterion, cast, here):
    places = [HITCHIN, ForceDistrict(FORCE, "Stevenage")]
    set_links(criterion, by=cast.coordinator, places=places, crime_types=["Burglary", "Robbery"])
    for month in months(date(2011, 1, 1), 3):
        rows = [row(month, lsoa=lsoa, crime_type=kind) for lsoa in (THERE, "North Hertfordshire 003A")
                for kind in ("Burglary", "Robbery", "Drugs")]  # fmt: skip
        give(here.partnership, [*rows, row(month, lsoa="Dacorum 001A"), row(month, lsoa="")], month)
        give(here.partnership, [row(month, lsoa=THERE)] * 5, month, force="british-transport")
    assert offers(criterion) == [("January to March 2011", "new", 12)]


def test_figures_of_months_that_the_police_never_published_are_marked_as_made_up(criterion, loaded, record):
    loaded(1, 2, 3, first=date(2010, 10, 1))
    record()
    assert criterion.measurements.get().source == EXAMPLE


def test_what_changed_since_the_page_was_shown_is_not_recorded(criterion, here, cast, loaded):
    loaded(1, 2, 3)
    seen = fingerprint_of_figures(figures(criterion))
    give(here.partnership, month_of(date(2011, 3, 1), Burglary=9), date(2011, 3, 1))
    with pytest.raises(Changed):
        record_figures(criterion, by=cast.coordinator, provisional=True, seen=seen)
    assert not criterion.measurements.exists()


def test_a_button_pressed_twice_records_once(criterion, cast, loaded):
    loaded(1, 2, 3)
    seen = fingerprint_of_figures(figures(criterion))
    done = [record_figures(criterion, by=cast.coordinator, provisional=True, seen=seen) for _ in range(2)]
    assert (done, criterion.measurements.count()) == ([1, 0], 1)


@pytest.mark.parametrize("field", ["scale", "frequency"])
def test_a_criterion_of_which_it_is_not_agreed_how_it_is_measured_is_not_fed(field, criterion, loaded, record):
    setattr(criterion, field, "")
    criterion.save()
    loaded(1, 2, 3)
    assert figures(criterion) == []
    assert record() == 0


def test_links_are_kept_with_who_and_why(criterion, cast):
    set_links(criterion, by=cast.coordinator, places=[HITCHIN], crime_types=["Robbery"], why="It was the wrong type")
    rows = CrimeLink.history.order_by("history_id")
    assert [(r.history_type, r.crime_type, r.history_user, r.history_change_reason) for r in rows] == [
        ("+", "Burglary", cast.coordinator, ""),
        ("-", "Burglary", cast.coordinator, "It was the wrong type"),
        ("+", "Robbery", cast.coordinator, "It was the wrong type"),
    ]
    assert not set_links(criterion, by=cast.coordinator, places=[HITCHIN], crime_types=["Robbery"])


def test_the_number_of_queries_does_not_grow(criterion, cast, here, loaded, django_assert_num_queries):
    loaded(1, 2, 3)
    with django_assert_num_queries(6):
        figures(criterion)
    set_links(
        criterion,
        by=cast.coordinator,
        places=[HITCHIN, ForceDistrict(FORCE, "Stevenage")],
        crime_types=["Burglary", "Drugs"],
    )
    loaded(*range(1, 13), first=date(2011, 4, 1), Drugs=3)
    with django_assert_num_queries(6):
        figures(criterion)


@pytest.mark.parametrize(
    ("types", "strength"),
    [
        (["Vehicle crime"], "direct"),
        (["Burglary"], "proxy"),
        (["Vehicle crime", "Burglary"], "proxy"),
        (["Violence and sexual offences", "Burglary"], "none"),
        (["Bicycle theft", "Vehicle crime"], ""),
        ([], ""),
    ],
)
def test_figures_are_worth_what_the_weakest_of_their_types_is(types, strength):
    assert suggested(types) == strength


days = st.dates(date(2010, 12, 1), date(2030, 12, 31)).map(lambda day: day.replace(day=1))


@given(days, st.sampled_from(["month", "quarter", "year"]))
def test_a_month_lies_in_one_period_of_whole_months(month, frequency):
    period = period_of(month, frequency)
    assert month in period.months
    assert {period_of(each, frequency) for each in period.months} == {period}
    assert period.months[0].month in {"month": {month.month}, "quarter": {1, 4, 7, 10}, "year": {4}}[frequency]
    assert period.starts_on.day == 1
    assert (period.ends_on - period.months[-1]).days in (27, 28, 29, 30)
    assert period.ends_on.month == period.months[-1].month
    assert set(period.months) <= set(FinancialYear.of(month).months)
