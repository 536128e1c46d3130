"""Times as people write them: the date where one can be known, else the words."""

from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partners.written_hours import NotAnHour, hour_in
from partners.written_times import read_when

THREE_YEARS = date(2026, 4, 1), date(2029, 3, 31)
ONE_YEAR = date(2026, 4, 1), date(2027, 3, 31)


@pytest.mark.parametrize(
    ("words", "on"),
    [
        ("03/04/2026", date(2026, 4, 3)),
        ("3.4.26", date(2026, 4, 3)),
        ("2026-04-03", date(2026, 4, 3)),
        ("03/04/2026 00:00", date(2026, 4, 3)),
        ("3rd April 2026", date(2026, 4, 3)),
        ("Fri 3rd of April, 2026", date(2026, 4, 3)),
        ("September 30, 2026", date(2026, 9, 30)),
        ("30-Sep-2026", date(2026, 9, 30)),
        ("by\u00a031 March 2027", date(2027, 3, 31)),
        ("Sept 2026", date(2026, 9, 30)),
        ("Mawrth 2027", date(2027, 3, 31)),
        ("31 Gorffennaf 2026", date(2026, 7, 31)),
        ("Medi 2026 / September 2026", date(2026, 9, 30)),
        ("Sep '26", date(2026, 9, 30)),
        ("Sep\u201126", date(2026, 9, 30)),
        ("SEPTEMBER, 2026", date(2026, 9, 30)),
        ("2026 September", date(2026, 9, 30)),
        ("03/2027", date(2027, 3, 31)),
        ("By the end of February 2028", date(2028, 2, 29)),
        ("no later than end Sept 2026", date(2026, 9, 30)),
        ("End of 2026", date(2026, 12, 31)),
    ],
)
def test_a_day_or_a_month_is_all_that_its_words_say(words, on):
    when = read_when(words, plan_years=THREE_YEARS)
    assert (when.on, when.words, when.status, when.exact) == (on, "", None, True)


@pytest.mark.parametrize(
    ("words", "on"),
    [
        ("Before April 2026", date(2026, 3, 31)),
        ("Year 1", date(2027, 3, 31)),
        ("during year three", date(2029, 3, 31)),
        ("mid September 2026", date(2026, 9, 15)),
        ("2026", date(2026, 12, 31)),
        ("2026/27", date(2027, 3, 31)),
        ("2026-27", date(2027, 3, 31)),
        ("FY26/27", date(2027, 3, 31)),
        ("Q3 26/27", date(2026, 12, 31)),
        ("Third quarter of 2026/27", date(2026, 12, 31)),
        ("Q3 (Oct–Dec) 2026", date(2026, 12, 31)),
        ("Q1-Q4 2026/27", date(2027, 3, 31)),
        ("April 2026 - March 2027", date(2027, 3, 31)),
        ("Apr 26 to Mar 27", date(2027, 3, 31)),
        ("Oct/Nov 2026", date(2026, 11, 30)),
        ("1-30 June 2026", date(2026, 6, 30)),
        ("w/c 2 March 2026", date(2026, 3, 8)),
        ("31st March 2027 (review annually)", date(2027, 3, 31)),
        ("3 April 2026 at 14:00", date(2026, 4, 3)),
    ],
)
def test_words_that_say_more_than_their_date_are_kept(words, on):
    when = read_when(words, plan_years=THREE_YEARS)
    assert (when.on, when.words) == (on, words)


@pytest.mark.parametrize(
    "words",
    [
        "26-Sep", "31-Mar", "March", "Early 2027", "Quarter 3", "Q1-Q4", "end of FY", "Ongoing", "Ongoing.",
        "Ongoing throughout 2026/27", "Ongoing - review March 2027", "Ongoing from April 2026", "Annually in April",
        "TBC", "TBC by CSP", "ASAP", "Spring 2026", "Autumn term 2026", "Christmas 2026", "Lifetime of plan",
        "31/03/2026; 31/03/2027", "Within six months of commencement", "Within two days", "Fridays", "31/02/2027",
        "Mon 3 April 2026", "Smarch 2026", "11/12", "Q4 2026", "2026 to 2029", "Not complete", "50% complete",
        "x" * 900,
    ],
)  # fmt: skip
def test_what_is_no_date_keeps_its_words(words):
    assert (read_when(words, plan_years=THREE_YEARS).on, read_when(words).words) == (None, words)


@pytest.mark.parametrize(
    ("words", "on"),
    [("March", date(2027, 3, 31)), ("26-Sep", date(2026, 9, 26)), ("Quarter 3", date(2026, 12, 31)),
     ("Q1-Q4", date(2027, 3, 31)), ("end of FY", date(2027, 3, 31))],
)  # fmt: skip
def test_a_plan_of_one_year_gives_the_year(words, on):
    assert read_when(words, plan_years=ONE_YEAR).on == on


@pytest.mark.parametrize("words", ["", "None", "NA", "N/A", "-", "–", "To be agreed"])
def test_what_says_nothing_keeps_nothing(words):
    assert (read_when(words).on, read_when(words).words) == (None, "")


@pytest.mark.parametrize(
    ("text", "on", "words", "status"),
    [
        ("Complete", None, "", "Complete"),
        ("Annually in April\nComplete", None, "Annually in April", "Complete"),
        ("Autumn 2008 / Complete", None, "Autumn 2008", "Complete"),
        ("March 2011 - done", date(2011, 3, 31), "", "done"),
        ("Street meetings set up Complete.", None, "Street meetings set up", "Complete"),
        ("Completed March 2026", None, "Completed March 2026", "Completed"),
        ("to be completed by March 2027", date(2027, 3, 31), "", None),
    ],
)
def test_a_status_beside_a_time_is_told_apart(text, on, words, status):
    when = read_when(text)
    assert (when.on, when.words, when.status) == (on, words, status)


def test_a_cell_that_shows_a_month_means_its_end():
    assert read_when("Mar-27", value=datetime(2027, 3, 1), shows_month=True).on == date(2027, 3, 31)
    assert read_when("01/03/2027", value=datetime(2027, 3, 1, 9)).on == date(2027, 3, 1)


NOTATIONS = (
    "%d/%m/%Y", "%-d.%-m.%Y", "%d-%m-%Y", "%Y-%m-%d", "%Y-%m-%dT00:00:00", "%-d %B %Y", "%d-%b-%Y", "by %-d %b %Y",
    "%A %-d %B %Y", "%B %-d, %Y", "%-dth of %B, %Y", "no later than %d %b. %Y",
)  # fmt: skip


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_every_day_is_read_however_it_is_written(day):
    read = {notation: read_when(day.strftime(notation)) for notation in NOTATIONS}
    assert {notation: (when.on, when.words) for notation, when in read.items()} == dict.fromkeys(NOTATIONS, (day, ""))


WORDS = "by,end,of,q3,2026/27,Mar,31,-,/,(,),2026,complete,before,mid,w/c,to,Sept,99,00:00,h1,the"
pieces = st.sampled_from(WORDS.split(","))


@given(
    st.text(max_size=60) | st.lists(pieces, max_size=7).map(" ".join), st.sampled_from([None, ONE_YEAR, THREE_YEARS])
)
def test_no_word_is_lost_whatever_stands_there(text, plan):
    when = read_when(text, plan_years=plan)
    assert when.on is None or when.first <= when.on
    words = " ".join(text.split())
    if when.on is None and when.status is None and when.words != words:
        assert read_when(words).words == ""
        assert len(words) < 20
    assert when.words in words


@pytest.mark.parametrize(
    ("text", "hour"),
    [("2pm", time(14)), ("2.30pm", time(14, 30)), ("14.00", time(14)), ("1600", time(16)), ("2:00 PM", time(14)),
     ("14:00", time(14)), ("noon", time(12)), ("midday", time(12)), ("half past two", time(14, 30)),
     ("quarter to ten", time(9, 45)), ("12am", time(0)), ("9.30", time(9, 30)), ("02:30", time(2, 30))],
)  # fmt: skip
def test_hours_as_people_write_them(text, hour):
    assert hour_in(text) == hour


@pytest.mark.parametrize("text", ["ten", "24:00", "13pm", "1:60pm", "2:30", "2pm - 4pm", "soon", ""])
def test_what_is_no_hour_or_one_of_two_is_refused(text):
    with pytest.raises(NotAnHour, match="Enter"):
        hour_in(text)
