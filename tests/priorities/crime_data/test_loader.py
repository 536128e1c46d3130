"""Files of police figures, loaded: each whole or not at all, and once, however and however often it is given."""

import io
import os
import random
import signal
import struct
import subprocess
import sys
import tempfile
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from hypothesis import HealthCheck, given
from hypothesis import settings as rules
from hypothesis import strategies as st

from config.operations.synthetic_crimes import file_name, make
from partners import clock
from priorities.crime_data import loader, sources
from priorities.crime_data.loader import KNOWN, LOADED, OLDER, REPLACED
from priorities.crime_data.parser import KNOWN_TYPES, Malformed
from priorities.crime_data.queries import ForceDistrict, crime_table
from priorities.crime_data.sources import MEGABYTE, in_path, in_zip
from priorities.criteria.periods import FinancialYear
from priorities.models import CrimeCount, CrimeFile
from tests.priorities.crimes import FORCE, HERE, JANUARY, THERE, content, give, month_of, name, row, source
from tests.volume import some

pytestmark = pytest.mark.both_databases

FEBRUARY = date(2011, 2, 1)


def counts(partnership):
    """{(month, district, crime type): number} of what counts."""
    rows = CrimeCount.objects.filter(file__partnership=partnership, file__superseded_at=None)
    return {tuple(key): count for *key, count in rows.values_list("file__month", "district", "crime_type", "count")}


def everything():
    return list(CrimeFile.objects.order_by("pk").values()), list(CrimeCount.objects.order_by("pk").values())


def test_a_file_is_counted(here, cast):
    outcome = give(here.partnership, [row(), row(), row(lsoa=THERE), row(lsoa="")], by=cast.coordinator)
    assert outcome.what == LOADED
    file = CrimeFile.objects.get()
    assert (file.name, file.force, file.month, file.by) == (name(), FORCE, JANUARY, cast.coordinator)
    assert (file.rows, file.without_district, file.superseded_at) == (4, 1, None)
    assert counts(here.partnership) == {
        (JANUARY, "North Hertfordshire", "Burglary"): 2,
        (JANUARY, "Stevenage", "Burglary"): 1,
    }


def test_nothing_of_a_single_crime_is_kept(here):
    give(here.partnership, [row(Location="On or near Secret Lane", Longitude="-0.987654", **{"Crime ID": "f00d" * 16})])
    kept = repr(everything())
    assert "North Hertfordshire" in kept
    assert [word for word in ("Secret", "0.987654", "f00d", "E01000001", "001A") if word in kept] == []


def test_a_file_given_twice_counts_once(here):
    give(here.partnership, [row()])
    before = everything()
    assert give(here.partnership, [row()]).what == KNOWN
    assert everything() == before


def test_a_later_release_takes_the_place_of_the_earlier_one_and_both_are_on_record(here):
    earlier = give(here.partnership, [row()]).file
    outcome = give(here.partnership, [row(), row()])
    assert (outcome.what, outcome.before) == (REPLACED, earlier)
    earlier.refresh_from_db()
    assert earlier.superseded_at == outcome.file.loaded_at
    assert counts(here.partnership) == {(JANUARY, "North Hertfordshire", "Burglary"): 2}
    before = everything()
    assert give(here.partnership, [row()]).what == OLDER
    assert give(here.partnership, [row(), row()]).what == KNOWN
    assert everything() == before


def test_another_month_or_another_force_replaces_nothing(here):
    give(here.partnership, [row()])
    give(here.partnership, [row(FEBRUARY)], FEBRUARY)
    give(here.partnership, [row(), row()], force="bedfordshire")
    assert CrimeFile.objects.counting().count() == 3


def test_each_partnership_has_its_own(here, next_door):
    give(here.partnership, [row()])
    assert give(next_door.partnership, [row()]).what == LOADED
    assert counts(here.partnership) == counts(next_door.partnership)
    give(next_door.partnership, [row(), row()])
    assert counts(here.partnership) == {(JANUARY, "North Hertfordshire", "Burglary"): 1}


def test_nothing_of_a_broken_file_is_kept_and_the_others_are_loaded(here):
    broken = content([row(FEBRUARY), row(FEBRUARY)] * 5000 + [row(FEBRUARY)[:5]])
    march = date(2011, 3, 1)
    files = [
        source(content([row()])),
        source(broken, name(FEBRUARY)),
        source(content([row(march)]), name(march)),
    ]
    done = dict(loader.load_all(here.partnership, files, by=None))
    assert (
        str(done[name(FEBRUARY)])
        == "2011-02-hertfordshire-street.csv, line 10,002: there are 5 columns, and must be 12"
    )
    assert [f.month for f in CrimeFile.objects.order_by("month")] == [JANUARY, march]
    assert CrimeCount.objects.count() == 2


def test_a_broken_release_does_not_take_the_place_of_the_one_before(here):
    give(here.partnership, [row()])
    with pytest.raises(Malformed):
        give(here.partnership, [row(), row(), ["cut"]])
    assert counts(here.partnership) == {(JANUARY, "North Hertfordshire", "Burglary"): 1}


lsoas = st.sampled_from(["", HERE, THERE])
file_of = st.lists(st.tuples(lsoas, st.sampled_from(sorted(KNOWN_TYPES))), min_size=1, max_size=12)
some_months = st.dictionaries(st.sampled_from([date(2011, m, 1) for m in range(1, 7)]), file_of, min_size=1)


@pytest.mark.slow
@rules(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=some(12, 40))
@given(some_months, st.randoms())
def test_the_order_of_files_and_giving_some_again_make_no_difference(here, next_door, files, chance):
    CrimeCount.objects.all().delete()
    CrimeFile.objects.all().delete()
    given = {m: [row(m, lsoa=lsoa, crime_type=kind) for lsoa, kind in cells] for m, cells in files.items()}
    for month in sorted(given):
        give(here.partnership, given[month], month)
    other = list(given) + [month for month in given if chance.random() < 0.5]
    chance.shuffle(other)
    for month in other:
        give(next_door.partnership, given[month], month)
    assert counts(here.partnership) == counts(next_door.partnership)
    naive = {}
    for month, cells in files.items():
        for lsoa, kind in cells:
            if lsoa:
                key = (month, lsoa.rpartition(" ")[0], kind)
                naive[key] = naive.get(key, 0) + 1
    assert counts(here.partnership) == naive


@pytest.mark.django_db(transaction=True)
def test_two_who_load_the_same_files_at_the_same_time_count_them_once(here):
    given = [(date(2011, m, 1), [row(date(2011, m, 1))] * m) for m in range(1, 9)]

    def work(seed):
        mine = given.copy()
        random.Random(seed).shuffle(mine)  # noqa: S311 (no secrets)
        try:
            return [give(here.partnership, rows, month).what for month, rows in mine]
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        done = [what for outcomes in pool.map(work, range(4)) for what in outcomes]
    assert (done.count(LOADED), done.count(KNOWN)) == (8, 24)
    assert counts(here.partnership) == {(month, "North Hertfordshire", "Burglary"): len(rows) for month, rows in given}


# The ZIP as downloaded.


def zipped(files, compression=zipfile.ZIP_DEFLATED):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as archive:
        for called, content_bytes in files.items():
            archive.writestr(called, content_bytes)
    file.seek(0)
    return file


def found_in(file, most=10 * MEGABYTE):
    """What comes of a ZIP: names, or what was wrong."""
    return [str(s) if isinstance(s, Malformed) else s.name for s in in_zip(file, "crimes.zip", most_unpacked=most)]


def test_of_a_zip_the_street_level_files_are_loaded_and_the_rest_is_left_alone(here):
    file = zipped(
        {
            f"2011-02/{name(FEBRUARY)}": content([row(FEBRUARY)]),
            "2011-01/2011-01-hertfordshire-outcomes.csv": b"something else",
            f"2011-01/{name()}": content([row(), row()]),
            "__MACOSX/2011-01/._2011-01-hertfordshire-street.csv": b"\0\1",
        }
    )
    done = list(loader.load_all(here.partnership, in_zip(file, "crimes.zip", most_unpacked=MEGABYTE), by=None))
    assert [(called, outcome.what) for called, outcome in done] == [(name(), LOADED), (name(FEBRUARY), LOADED)]
    assert sum(counts(here.partnership).values()) == 3


def test_a_zip_without_street_level_files_says_so():
    assert found_in(zipped({"readme.txt": b"x"})) == [
        "crimes.zip: there is no street-level file in it, such as 2011-01-hertfordshire-street.csv"
    ]


def test_what_is_no_zip_says_so():
    assert found_in(io.BytesIO(b"PK\x03\x04 and nothing more")) == [
        "crimes.zip: it is damaged, or not a ZIP file (File is not a zip file)"
    ]


def test_a_zip_that_would_unpack_to_far_more_is_not_unpacked():
    bomb = zipped({name(): b"0" * (8 * MEGABYTE)})
    assert found_in(bomb) == [
        "crimes.zip: 2011-01-hertfordshire-street.csv unpacks to far more than a street-level file is"
    ]
    many = zipped({name(date(2011, m, 1)): os.urandom(MEGABYTE) for m in range(1, 6)}, zipfile.ZIP_STORED)
    assert found_in(many, 4 * MEGABYTE) == [
        "crimes.zip: its street-level files unpack to 5 MB, and 4 MB is the most at once. Download fewer months or one "
        "force"
    ]


def test_a_zip_with_too_many_files_a_password_or_an_unusual_packing_is_refused(monkeypatch):
    locked = bytearray(zipped({name(): content([row()])}).getvalue())
    locked[locked.index(b"PK\x01\x02") + 8] |= 1
    assert found_in(io.BytesIO(bytes(locked))) == ["crimes.zip: 2011-01-hertfordshire-street.csv has a password"]
    assert found_in(zipped({name(): content([row()])}, zipfile.ZIP_LZMA)) == [
        "crimes.zip: 2011-01-hertfordshire-street.csv is packed in an unusual way"
    ]
    monkeypatch.setattr(sources, "MOST_ENTRIES", 2)
    assert found_in(zipped({f"{n}.txt": b"" for n in range(3)})) == [
        "crimes.zip: there are 3 files in it, and 2 is the most"
    ]


def test_a_member_that_lies_about_its_size_or_is_damaged_is_left_out_whole(here):
    good = zipped({name(): content([row()] * 500)}, zipfile.ZIP_STORED).getvalue()
    spoilt = bytearray(good)
    spoilt[good.index(b"On or near")] ^= 4  # another letter in a place: only the checksum tells
    short = bytearray(good)
    at = good.index(b"PK\x01\x02")
    for offset in (20, 24):
        size = struct.unpack_from("<I", good, at + offset)[0]
        struct.pack_into("<I", short, at + offset, size - 1000)
    for raw in (bytes(spoilt), bytes(short)):
        files = in_zip(io.BytesIO(raw), "crimes.zip", most_unpacked=MEGABYTE)
        [(_, malformed)] = loader.load_all(here.partnership, files, by=None)
        assert str(malformed).startswith("2011-01-hertfordshire-street.csv")
    assert everything() == ([], [])


@rules(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=some(15, 60))
@given(st.data())
def test_a_zip_spoilt_anywhere_is_loaded_rightly_or_not_at_all(here, data):
    CrimeCount.objects.all().delete()
    CrimeFile.objects.all().delete()
    raw = bytearray(zipped({name(): content([row(), row(lsoa=THERE)])}).getvalue())
    for _ in range(data.draw(st.integers(1, 4))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    files = in_zip(io.BytesIO(bytes(raw)), "crimes.zip", most_unpacked=MEGABYTE)
    for _ in loader.load_all(here.partnership, files, by=None):
        pass
    right = {(JANUARY, "North Hertfordshire", "Burglary"): 1, (JANUARY, "Stevenage", "Burglary"): 1}
    assert set(counts(here.partnership).values()) <= {1}
    assert not CrimeFile.objects.exists() or {key[1:] for key in counts(here.partnership)} == {k[1:] for k in right}


# The command.


def run(*arguments):
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("import_crimes", *map(str, arguments), stdout=out, stderr=err)
        failed = ""
    except CommandError as error:
        failed = str(error)
    return out.getvalue(), err.getvalue(), failed


def test_the_command_takes_files_folders_and_zips_and_says_what_became_of_each(here, tmp_path):
    make(tmp_path / "made", first=JANUARY, number=2, rows=50)
    (tmp_path / "made" / "2011-01" / "2011-01-hertfordshire-outcomes.csv").write_text("x")
    (tmp_path / "march.zip").write_bytes(
        zipped({file_name(date(2011, 3, 1)): content(month_of(date(2011, 3, 1), Hovercraft_crime=3))}).getvalue()
    )
    (tmp_path / name(date(2011, 4, 1))).write_bytes(content([row()]))
    out, err, failed = run("here", tmp_path / "made", tmp_path / "march.zip", tmp_path / name(date(2011, 4, 1)))
    lines = out.splitlines()
    assert lines[0].startswith("2011-01-hertfordshire-street.csv: 50 rows, ")
    assert lines[2] == (
        "2011-03-hertfordshire-street.csv: 3 rows, 0 of them without a district; crime types not known before: "
        "Hovercraft crime"
    )
    assert lines[3].startswith("4 files in ")
    assert err == (
        "Left out whole: 2011-04-hertfordshire-street.csv, line 2: the month is “2011-01”, and the file is of 2011-04 "
        "by its name\n"
    )
    assert failed == "1 could not be loaded. The others are loaded."
    before = everything()
    out, _, _ = run("here", tmp_path / "made", tmp_path / "march.zip")
    assert out.count("loaded already; nothing changed") == 3
    assert everything() == before


def test_the_command_refuses_what_is_not_there(here, tmp_path):
    assert run("nowhere", tmp_path)[2] == "There is no partnership “nowhere”."
    assert run("here", tmp_path)[2] == "There is no street-level file in what was given."
    assert run("here", tmp_path / "no.csv")[1:] == (
        f"Left out whole: {tmp_path / 'no.csv'}: there is no such file or folder\n",
        "1 could not be loaded. The others are loaded.",
    )


def address_of_the_database():
    """The tests' own database, as a command in a process of its own is told of it."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_an_import_that_is_killed_is_run_again_and_counts_as_if_it_never_was(here, next_door, tmp_path):
    paths = make(tmp_path, first=JANUARY, number=6, rows=30_000)
    for path in paths:
        outcome = loader.load(next_door.partnership, next(in_path(path, most_unpacked=0)), by=None)
        assert outcome.what == LOADED
    undisturbed, ours = counts(next_door.partnership), CrimeFile.objects.in_partnership(here.partnership)
    command = [sys.executable, "manage.py", "import_crimes", "here", str(tmp_path)]
    environment = {
        **os.environ,
        "DATABASE_URL": address_of_the_database(),
        "SECRET_KEY": "only-for-tests",
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    with tempfile.TemporaryFile("w+") as output:
        run_it = {"cwd": settings.BASE_DIR, "env": environment, "stdout": output, "stderr": output}
        for enough in (1, 3):
            process = subprocess.Popen(command, **run_it)
            until = time.monotonic() + 60
            while ours.all().count() < enough and process.poll() is None and time.monotonic() < until:
                time.sleep(0.002)
            process.send_signal(signal.SIGKILL)
            ended = process.wait()
            output.seek(0)
            # With 0 it was done before this process, kept waiting for long, could kill it.
            assert ended in (-signal.SIGKILL, 0), output.read()
            # What is there is there whole.
            assert {c.file_id for c in CrimeCount.objects.filter(file__in=ours.all())} == {f.pk for f in ours.all()}
        done = subprocess.run(command, **run_it, timeout=120)
        output.seek(0)
        assert done.returncode == 0, output.read()
    assert counts(here.partnership) == undisturbed
    assert ours.all().count() == 6


# The table.


def test_the_table_tells_none_from_not_told(here):
    give(here.partnership, month_of(JANUARY, Burglary=2, Other_crime=1))
    march, april = date(2011, 3, 1), date(2011, 4, 1)
    give(here.partnership, [*month_of(FEBRUARY, Other_crime=4), row(FEBRUARY, lsoa=THERE)], FEBRUARY)
    give(here.partnership, month_of(march, Burglary=3, Shoplifting=1), march)
    give(here.partnership, month_of(april, Burglary=5), april)
    table = crime_table(here.partnership, ForceDistrict(FORCE, "North Hertfordshire"), FinancialYear(2010))
    rows = {row.crime_type: (row.counts[-4:], row.total) for row in table.rows}
    assert rows == {
        "Burglary": ([None, 2, 0, 3], 5),
        "Other crime": ([None, 1, 4, None], 5),
        "Shoplifting": ([None, None, None, 1], 1),
    }
    assert (table.totals[-4:], table.total) == ([None, 3, 4, 4], 11)


def test_the_clock_says_when_a_file_was_loaded(here):
    moment = clock.now()
    assert give(here.partnership, [row()]).file.loaded_at > moment


def test_the_demo_files_are_where_the_police_put_theirs(tmp_path):
    [path] = make(tmp_path, first=JANUARY, number=1, rows=1)
    assert path == Path(tmp_path / "2011-01" / "2011-01-hertfordshire-street.csv")
