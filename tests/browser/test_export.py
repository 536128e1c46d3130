"""The coordinator takes everything away, and finds in it what the site shows, without the site."""

import csv
import hashlib
import io
import json
import zipfile

from .conftest import overflow
from .test_plan_editor import COORDINATOR


def test_she_takes_everything_and_reads_it_with_a_spreadsheet_s_means(browse, screen):
    page = browse(COORDINATOR)
    page.goto("/north-herts/people/")
    page.get_by_role("navigation", name="People: pages").get_by_role("link", name="Export").click()
    assert overflow(page) <= 0
    with page.expect_download() as download:
        page.get_by_role("button", name="Download the ZIP file").click()
    assert download.value.suggested_filename == "north-herts-everything-2009-06-15.zip"
    with zipfile.ZipFile(download.value.path()) as archive:
        assert archive.testzip() is None
        files = {name: archive.read(name) for name in archive.namelist()}

    def table(name):
        return list(csv.DictReader(io.StringIO(files[f"tables/{name}.csv"].decode("utf-8-sig"), newline="")))

    assert "NORTH HERTS" in files["README.txt"].decode()
    assert COORDINATOR.encode() not in b"".join(files.values())
    (edition,) = [row for row in table("editions") if row["number"] == "4"]
    assert hashlib.sha256(files[edition["file"]]).hexdigest() == edition["sha256"]
    # Of an action that she picks by its words: who leads it, how it goes, and what was said of it last.
    (action,) = [row for row in table("actions") if row["wording"].startswith("Pilot Safer Pubs and Clubs")]
    said = [row for row in table("updates") if row["action_id"] == action["id"]]
    plan = json.loads(files["plans/2008-2011.json"])["outline"]
    (shown,) = [a for p in plan["priorities"] for a in p["actions"] if str(a["id"]) == action["id"]]
    assert (action["lead"], action["status"]) == (shown["lead"]["name"], shown["status"])
    assert said[-1]["happened"] == shown["update"]["happened"]
