"""On SQLite a worker keeps its connection between requests; no journal is left beside the file when they pause."""

import os
import shutil
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connection  # noqa: F401 (named in the mark below)

from . import serving

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db,
    pytest.mark.skipif("connection.vendor != 'sqlite'", reason="SQLite's own ways"),
]


def workers_of(site):
    return Path(f"/proc/{site.process.pid}/task/{site.process.pid}/children").read_text().split()


def opened(site, path):
    """Handles of the file that the site's workers have open now."""
    handles = []
    for worker in workers_of(site):
        for handle in Path(f"/proc/{worker}/fd").iterdir():
            try:
                if os.readlink(handle) == str(path):
                    handles.append((worker, handle.name))
            except OSError:
                continue  # closed meanwhile
    return handles


@pytest.fixture
def path(tmp_path):
    return tmp_path / "plan.sqlite3"


@pytest.fixture
def site(here, path, tmp_path):
    with serving.Site(serving.copy_of_the_database(path), tmp_path) as site:
        yield site


def home(site):
    status, _, body = site.get("/here/editions/")
    assert status == 200
    return body.decode()


def test_it_is_open_between_requests_and_closed_when_they_pause(site, path):
    journal = Path(f"{path}-wal")
    for _ in range(3):
        home(site)
        assert opened(site, path)
        assert journal.exists()
    site.until(lambda: not opened(site, path) and not journal.exists(), 5)
    home(site)
    assert opened(site, path)


def test_another_file_in_its_place_is_what_the_next_request_reads(site, path, here, tmp_path):
    another = tmp_path / "another.sqlite3"
    shutil.copy(path, another)
    with closing(sqlite3.connect(another)) as database, database:
        database.execute("UPDATE partners_partnership SET area = 'Elsewhere' WHERE slug = 'here'")
    assert "Elsewhere" not in home(site)
    site.until(lambda: not Path(f"{path}-wal").exists(), 5)
    os.replace(another, path)
    time.sleep(1)  # for what is believed without asking
    assert "Elsewhere" in home(site)


def test_a_file_that_goes_while_it_is_open_is_let_go_of_by_the_next_request(site, path, tmp_path):
    site.until(lambda: not opened(site, path), 5)  # what is read at the start
    home(site)
    assert opened(site, path)
    path.rename(tmp_path / "aside")
    assert site.get("/here/editions/")[0] == 503
    assert not opened(site, tmp_path / "aside")
    (tmp_path / "aside").rename(path)
    home(site)
