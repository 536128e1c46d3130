"""Days and times of day that people type in forms. Each form's field says what a month or a quarter means to it."""

from datetime import date, time

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.utils import translation

from partners.forms.date_fields import DayField, HourField

from .test_refused_forms import our_forms

# What each date field of a form takes of a period's days. One that is not named here fails the test below.
PERIODS = {
    "first": {"starts_on", "opens_on"},
    "last": {"ends_on", "due_on", "new_due_on", "add_due_on", "fill_due_on", "answer_by"},
    None: {
        "day",
        "speaks_of",
        "return_on",
        "pack_on",
        "last_updated_on",
        "agreed_on",
        "signed_on",
        "done_on",
        "prepared_on",
        "override_on",
        "answered_on",
        "asked_on",
        "evaluated_on",
        "reviewed_on",
    },
}


def fields_of(kind):
    return [
        (form.__name__, name, field)
        for form in our_forms()
        for name, field in form.base_fields.items()
        if isinstance(field, kind)
    ]


def test_each_date_field_means_the_day_that_its_name_says():
    wrong = [
        (form, name, field.period)
        for form, name, field in fields_of(DayField)
        # A round's form sets its periods when it is made.
        if form != "RoundForm" and name not in PERIODS[field.period]
    ]
    assert wrong == []


def test_every_time_of_day_is_typed_as_people_write_it():
    assert [(form, name) for form, name, field in fields_of(forms.TimeField) if not isinstance(field, HourField)] == []
    assert {name for _, name, _ in fields_of(HourField)} == {"begins", "ends"}


@pytest.mark.parametrize("kind", [DayField, HourField])
def test_what_is_typed_stays_text(kind):
    assert {field.widget.input_type for _, _, field in fields_of(kind)} == {"text"}


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [
        ("30 9 2009", date(2009, 9, 30), date(2009, 9, 30)),
        ("30/09/2009", date(2009, 9, 30), date(2009, 9, 30)),
        ("30th Sept 2009", date(2009, 9, 30), date(2009, 9, 30)),
        ("September 2009", date(2009, 9, 1), date(2009, 9, 30)),
        ("Q2 2009/10", date(2009, 7, 1), date(2009, 9, 30)),
    ],
)
def test_a_period_is_its_first_or_its_last_day_and_never_a_day_where_only_a_day_will_do(typed, first, last):
    assert (DayField(period="first").clean(typed), DayField(period="last").clean(typed)) == (first, last)
    if first == last:
        assert DayField().clean(typed) == first
        return
    with pytest.raises(ValidationError, match="more than one day"):
        DayField().clean(typed)


@pytest.mark.parametrize(
    "typed", ["soon", "mid March 2010", "31 June 2009", "before 2 March 2010", "30 9 2009 done", "\0", "9" * 5000]
)
@pytest.mark.parametrize("period", ["first", "last", None])
def test_what_leaves_a_day_open_is_refused(typed, period):
    with pytest.raises(ValidationError, match="as a real date"):
        DayField(period=period).clean(typed)


@pytest.mark.parametrize("typed", ["March 1850", "30th September 2300"])
def test_a_year_that_cannot_be_meant_is_told_in_other_notations_too(typed):
    with pytest.raises(ValidationError, match="cannot be right"):
        DayField(period="last").clean(typed)


@pytest.mark.parametrize(
    ("typed", "hour"),
    [
        ("2pm", time(14)),
        ("2.30pm", time(14, 30)),
        ("14.00", time(14)),
        ("1600", time(16)),
        ("2:00 PM", time(14)),
        ("14:00", time(14)),
        ("noon", time(12)),
    ],
)
def test_a_time_of_day(typed, hour):
    assert HourField().clean(typed) == hour
    assert not HourField().has_changed(hour, typed)


@pytest.mark.parametrize("typed", ["ten", "2:30", "25:00", "14:60", "\0", "9" * 5000])
def test_what_is_no_time_of_day_or_may_be_two_is_refused(typed):
    with pytest.raises(ValidationError, match="Enter"):
        HourField().clean(typed)


@pytest.mark.parametrize("typed", ["12 Mawrth 2027", "12 mawrth 2027", "12 Fawrth 2027", "12 March 2027"])
def test_a_day_is_read_in_either_language_and_shown_in_that_of_the_page(typed):
    with translation.override("cy"):
        form = OneDay({"day": typed})
        assert (form.is_valid(), form.cleaned_data) == (True, {"day": date(2027, 3, 12)})
        assert 'value="12 Mawrth 2027"' in str(OneDay(initial={"day": date(2027, 3, 12)})["day"])
        [error] = OneDay({"day": "soon"}).errors["day"]
        assert "30 Medi 2009" in error
    assert 'value="12 March 2027"' in str(OneDay(initial={"day": date(2027, 3, 12)})["day"])


class OneDay(forms.Form):
    day = DayField()
