"""Street-level files, read: what is counted, and in which line what was wrong."""

import io
import tracemalloc
from collections import Counter
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.operations.synthetic_crimes import HERTFORDSHIRE, months, types_in, write
from priorities.crime_data import parser
from priorities.crime_data.parser import HEADER, KNOWN_TYPES, Malformed, district_of, named, parse_file
from tests.priorities.crimes import HERE, JANUARY, THERE, content, name, row
from tests.volume import some

FILE = named(name())


def counted(raw):
    return parse_file(io.BytesIO(raw), FILE)


def complaint(raw):
    with pytest.raises(Malformed) as malformed:
        counted(raw)
    assert malformed.value.file == FILE.name
    return malformed.value.line, malformed.value.wrong


def test_rows_are_counted_by_district_and_type():
    rows = [row(), row(), row(lsoa=THERE), row(crime_type="Robbery"), row(lsoa="North Hertfordshire 009E")]
    result = counted(content(rows))
    assert (result.rows, result.without_district) == (5, 0)
    assert result.counts == {
        ("North Hertfordshire", "Burglary"): 3,
        ("Stevenage", "Burglary"): 1,
        ("North Hertfordshire", "Robbery"): 1,
    }


def test_two_rows_alike_are_two_incidents_since_anti_social_behaviour_has_no_number():
    rows = [row(crime_type="Anti-social behaviour")] * 3
    assert counted(content(rows)).counts == {("North Hertfordshire", "Anti-social behaviour"): 3}


def test_a_row_without_a_district_is_counted_as_that():
    result = counted(content([row(), row(lsoa=""), row(lsoa="  ")]))
    assert (result.rows, result.without_district, sum(result.counts.values())) == (3, 2, 1)


def test_a_crime_type_never_heard_of_counts_and_is_told():
    result = counted(content([row(), row(crime_type="Hovercraft crime")]))
    assert result.counts["North Hertfordshire", "Hovercraft crime"] == 1
    assert result.unknown_types == ["Hovercraft crime"]


@pytest.mark.parametrize(
    "raw",
    [
        b"\xef\xbb\xbf" + content([row()]),
        content([row()]).replace(b"\n", b"\r\n"),
        content([row()]).rstrip(b"\n"),
        content([row()]) + b"\n\r\n",
    ],
    ids=["byte order mark", "Windows line ends", "no last line end", "empty lines"],
)
def test_a_file_is_read_however_a_program_saved_it(raw):
    assert counted(raw).counts == {("North Hertfordshire", "Burglary"): 1}


def test_a_comma_or_a_quotation_mark_in_a_place_moves_nothing():
    rows = [row(Location='On or near "The Nag, and Head"'), row()]
    assert counted(content(rows)).counts == {("North Hertfordshire", "Burglary"): 2}


GOOD = content([row(), row()])


@pytest.mark.parametrize(
    ("raw", "line", "wrong"),
    [
        (b"", 0, "it is empty"),
        (content([]), 0, "it has a heading and no crime below it"),
        (b"PK\x03\x04 whatever", 1, "there are 1 column’s name; a street-level file has 12"),
        (
            content([row()], ("Month", *HEADER[1:])),
            1,
            "column 1 is called “Month” and must be “Crime ID”",
        ),
        (content([row()], HEADER[1:]), 1, "there are 11 columns’ names; a street-level file has 12"),
        (content([row(), row()[:7]]), 3, "there are 7 columns, and must be 12"),
        (content([row(), [*row(), "x"]]), 3, "there are 13 columns, and must be 12"),
        (content([row(), row(), ["cut off"]]), 4, "there is 1 column, and must be 12"),
        (
            content([row(), row(date(2011, 2, 1))]),
            3,
            "the month is “2011-02”, and the file is of 2011-01 by its name",
        ),
        (content([row(Month="Jan-11")]), 2, "the month is “Jan-11”, and the file is of 2011-01 by its name"),
        (content([row(), row(crime_type=" ")]), 3, "there is no crime type"),
        (content([row(), row(crime_type="Bur\0glary")]), 3, "“Bur\0glary” is not a crime type"),
        (
            content([row(), row(lsoa="E01000001")]),
            3,
            "the LSOA name is “E01000001”; it must be a district and a code, such as North Hertfordshire 001A",
        ),
        (GOOD + b'a,"b', 4, "a quotation mark stands where none can, or is never closed"),
        (GOOD + b'"' + GOOD, 4, "a quotation mark stands where none can, or is never closed"),
        (
            content([row(), row(Location="On or\nnear"), row()]),
            3,
            "a quotation mark is opened and not closed in the same line",
        ),
        (GOOD + "Café".encode("latin-1"), 4, "it is not text in UTF-8, as the police’s files are"),
        (GOOD.decode().encode("utf-16"), 1, "it is not text in UTF-8, as the police’s files are"),
        (GOOD.replace(b"\n", b"\r"), 1, "the columns’ names cannot be read. It is not a CSV file"),
        (GOOD + b"x" * (3 * parser.BLOCK_SIZE), 4, "this line has no end. It is not a CSV file"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_line(raw, line, wrong):
    assert complaint(raw) == (line, wrong)


@pytest.mark.parametrize("before", [0, 1, 4095, 4096, 4097, 9000])
def test_the_line_is_right_wherever_in_the_file_it_stands(before):
    assert complaint(content([row()] * before + [row(crime_type=""), row()]))[0] == before + 2
    assert complaint(content([row()] * before + [row()[:3], row()]))[0] == before + 2
    assert complaint(content([row()] * before) + b'"open,' + content([row()] * 2000))[0] == before + 2


def test_the_first_of_several_faults_is_told():
    raw = content([row(), row(crime_type=""), row()[:3], row(date(2012, 1, 1))])
    assert complaint(raw) == (3, "there is no crime type")


MISNAMED = "its name must be as data.police.uk gives it, such as 2011-01-hertfordshire-street.csv"


@pytest.mark.parametrize(
    ("called", "wrong"),
    [
        ("burglary.csv", MISNAMED),
        ("2011-01-hertfordshire-outcomes.csv", MISNAMED),
        ("2011-13-hertfordshire-street.csv", "“2011-13” in its name is not a month"),
        ("2011-01-Robert'); DROP-street.csv", MISNAMED),
    ],
)  # fmt: skip
def test_a_file_that_is_not_called_as_they_are_is_not_taken(called, wrong):
    with pytest.raises(Malformed) as malformed:
        named(called)
    assert (malformed.value.file, malformed.value.wrong) == (called, wrong)


def test_a_file_may_have_the_number_that_a_browser_gives_to_doubles():
    result = named("2011-01-avon-and-somerset-street (2).csv")
    assert (result.force, result.month) == ("avon-and-somerset", JANUARY)


@pytest.mark.parametrize(
    ("lsoa", "district"),
    [
        ("Bath and North East Somerset 001A", "Bath and North East Somerset"),
        ("North Hertfordshire 015F", "North Hertfordshire"),
        ("St. Helens 001A", "St. Helens"),
        ("King's Lynn and West Norfolk 010C", "King's Lynn and West Norfolk"),
        ("Rhondda Cynon Taf 031B", "Rhondda Cynon Taf"),
        (" Kingston upon Hull, City of 002D ", "Kingston upon Hull, City of"),
        ("001A", None),
        ("North Hertfordshire", None),
        ("North Hertfordshire 1A", None),
        ("North Hertfordshire 001a", None),
    ],
)
def test_a_district_is_the_name_less_its_code(lsoa, district):
    assert district_of(lsoa) == district


names = st.text("ABCabcé '.,-", min_size=1, max_size=20).map(str.strip).filter(bool)


@given(names, st.integers(0, 999), st.sampled_from("ABCXYZ"))
def test_a_district_is_found_in_whatever_name_it_has(district, number, letter):
    assert district_of(f"{district} {number:03}{letter}") == district


lsoas = st.sampled_from(["", HERE, THERE, "North Hertfordshire 002A", "Bath and North East Somerset 001A"])
some_rows = st.lists(st.tuples(lsoas, st.sampled_from(sorted(KNOWN_TYPES))), min_size=1, max_size=60)


@pytest.mark.slow
@given(some_rows, st.randoms())
def test_the_counts_are_those_of_counting_one_by_one_in_any_order(cells, chance):
    rows = [row(lsoa=lsoa, crime_type=crime_type) for lsoa, crime_type in cells]
    naive = Counter((lsoa.rpartition(" ")[0], crime_type) for lsoa, crime_type in cells if lsoa)
    result = counted(content(rows))
    assert (result.counts, result.rows) == (dict(naive), len(cells))
    assert result.without_district == sum(not lsoa for lsoa, _ in cells)
    chance.shuffle(rows)
    assert counted(content(rows)).counts == result.counts


@pytest.mark.slow
@given(some_rows, st.integers(1, 40), st.integers(1, 7))
def test_the_counts_do_not_depend_on_how_the_file_comes_in(cells, piece, at_once):
    raw = content([row(lsoa=lsoa, crime_type=crime_type) for lsoa, crime_type in cells])
    whole = counted(raw)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parser, "ROWS_AT_ONCE", at_once)

        class Dribble(io.BytesIO):
            def read(self, size=-1):
                return super().read(piece)

        assert parse_file(Dribble(raw), FILE) == whole


@given(st.binary(max_size=400))
def test_no_bytes_are_anything_but_counted_or_malformed(junk):
    for raw in (junk, GOOD + junk, GOOD[:-20] + junk + GOOD):
        with suppress(Malformed):
            counted(raw)


def test_a_made_file_is_like_theirs_and_the_same_each_time():
    first, again, other = (io.StringIO() for _ in range(3))
    for stream, seed in ((first, 1), (again, 1), (other, 2)):
        write(stream, month=JANUARY, rows=2000, seed=seed)
    assert first.getvalue() == again.getvalue() != other.getvalue()
    result = counted(first.getvalue().encode())
    assert result.rows == 2000
    assert 0 < result.without_district < 100
    assert {district for district, _ in result.counts} == HERTFORDSHIRE.keys()
    assert {crime_type for _, crime_type in result.counts} == types_in(JANUARY).keys()
    numbered = [line for line in first.getvalue().splitlines() if "Anti-social behaviour" in line]
    assert all(line.startswith(",2011-01,") and line.endswith("Anti-social behaviour,,") for line in numbered)


def test_the_months_are_those_asked_for_over_the_years():
    assert [f"{month:%Y-%m}" for month in months(date(2010, 11, 1), 4)] == ["2010-11", "2010-12", "2011-01", "2011-02"]


class Endless(io.RawIOBase):
    """Two hundred megabytes of good rows that nobody holds."""

    def __init__(self, line, times):
        self.left, self.line = times, line
        self.head = content([])

    def read(self, size=-1):
        if self.head:
            head, self.head = self.head, b""
            return head
        if not self.left:
            return b""
        self.left -= 1
        return self.line


@pytest.mark.slow
def test_memory_does_not_grow_with_the_file():
    lines = content([row(), row(lsoa=THERE), row(lsoa="")] * 1000).partition(b"\n")[2]

    def peak(times):
        tracemalloc.start()
        result = parse_file(Endless(lines, times), FILE)
        used = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return result.rows, used

    times = some((10, 25), (10, 60))
    (few, little), (many, much) = map(peak, times)
    assert (few, many) == (times[0] * 3000, times[1] * 3000)
    assert much < little * 1.2


@pytest.mark.slow
def test_a_file_with_more_areas_than_the_country_has_is_not_held_in_memory(monkeypatch):
    monkeypatch.setattr(parser, "MOST_AREAS_AND_TYPES", 5000)
    rows = [row(lsoa=f"District {n} 001A") for n in range(10_000)]
    assert complaint(content(rows)) == (0, "it has more areas and types of crime than a force has")
    monkeypatch.setattr(parser, "MOST_AREAS_AND_TYPES", 50_000)
    monkeypatch.setattr(parser, "MOST_COUNTS", 5000)
    assert complaint(content(rows)) == (0, "it has more districts than a force has")
