"""Figures and periods as people type them."""

from datetime import date
from decimal import Decimal

import pytest

from plans.dates import period_in_words
from priorities.criteria.forms import figure_in
from priorities.criteria.periods import NoPeriod, period_in


@pytest.mark.parametrize(
    ("text", "scale", "value"),
    [
        ("1,204", "count", 1204), (" 38.5 % ", "percent", Decimal("38.5")), ("yes", "yes_no", 1), ("No", "yes_no", 0),
        ("0", "rate", 0), ("-3.25", "", Decimal("-3.25")),
    ],
)  # fmt: skip
def test_a_figure_is_understood_as_people_write_it(text, scale, value):
    assert figure_in(text, scale) == value


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2008/09", "2008-04-01", "2009-03-31"),
        ("2008/2009", "2008-04-01", "2009-03-31"),
        ("2008-09", "2008-09-01", "2008-09-30"),
        ("April 2009", "2009-04-01", "2009-04-30"),
        ("feb 2008", "2008-02-01", "2008-02-29"),
        ("4/2009", "2009-04-01", "2009-04-30"),
        ("April to June 2009", "2009-04-01", "2009-06-30"),
        ("Apr-Jun 2009", "2009-04-01", "2009-06-30"),
        ("Apr – Jun 2009", "2009-04-01", "2009-06-30"),
        ("October 2008 to March 2009", "2008-10-01", "2009-03-31"),
        ("1/4/2009 to 30/6/2009", "2009-04-01", "2009-06-30"),
        ("2009-04-01 to 2009-06-30", "2009-04-01", "2009-06-30"),
    ],
)
def test_a_period_is_understood_as_people_write_it(text, first, last):
    assert tuple(map(str, period_in(text))) == (first, last)


@pytest.mark.parametrize(
    "text",
    ["", "last year", "2008/10", "2009-13", "June to April 2009", "31/2/2009", "Smarch 2009", "April", "0000-01"],
)
def test_what_is_no_period_is_told_so(text):
    with pytest.raises(NoPeriod):
        period_in(text)


def test_a_period_reads_back_as_it_is_written():
    for days in ((date(2008, 4, 1), date(2009, 3, 31)), (date(2009, 4, 1), date(2009, 6, 30))):
        assert period_in(period_in_words(*days)) == days
