"""The files of an edition: made once, by one process, whatever crashes; until then their addresses say so."""

import hashlib
import os
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import timedelta
from io import StringIO
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from partners import clock
from partners.immutable_tables import lifted
from plans.editions import page_cache
from plans.editions.publishing import fingerprint_of_outline, withdraw
from plans.exports import formats
from plans.exports.formats import FILES, FILES_BY_JOB
from plans.exports.other_forms import FORMS_BY_JOB, can_make
from plans.jobs import worker
from plans.models import Edition, EditionFile
from plans.models.jobs import GIVEN_UP_AFTER, Job
from plans.outline.build import PUBLIC, outline

pytestmark = pytest.mark.both_databases

EDITION = "/here/editions/2008-2011/1/"
OTHER_FORMS = [name for job, names in FORMS_BY_JOB.items() if can_make(job) for name in names]
KEPT = [*(name for name in FILES if name != "plan.json"), formats.PICTURE, *OTHER_FORMS]
BEING_MADE = "being made now"


@pytest.fixture
def outside(monkeypatch):
    """Processes that are started are the site's own, on this test's database and by its clock."""
    name, site = connection.settings_dict["NAME"], urlsplit(os.environ["DATABASE_URL"])
    url = f"sqlite:///{name}" if connection.vendor == "sqlite" else site._replace(path=f"/{name}").geturl()
    offset = (clock.now() - timezone.now()).total_seconds()
    for key, value in {
        "DATABASE_URL": url,
        "CLOCK_OFFSET_SECONDS": f"{offset:.0f}",
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "ALLOWED_HOSTS": "testserver",
    }.items():
        monkeypatch.setenv(key, value)


def wait_for(what, seconds=90):
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, "It took too long"
        time.sleep(0.02)


def names(edition):
    return sorted(edition.files.values_list("name", flat=True))


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("transactional_db", "outside")
def test_publishing_starts_a_process_that_makes_the_files(here, cast, sign_in, settings):
    """Nothing else runs; the page does not wait, and meanwhile the public is told."""
    settings.START_JOBS = True
    seen = fingerprint_of_outline(outline(here.plan, audience=PUBLIC))
    coordinator, anybody = sign_in(cast.coordinator), sign_in(None)
    assert coordinator.post("/here/publish/", {"note": "New", "seen": seen}).status_code == 302
    page_cache.current.forget()
    edition = Edition.objects.get()
    answer = anybody.get(EDITION + "plan.pdf")
    assert (answer.status_code, answer["Retry-After"], answer["Cache-Control"]) == (503, "5", "no-store")
    assert "This file is being made" in answer.content.decode()
    for page in ("/here/whole-plan/", EDITION + "whole-plan/", "/here/editions/"):
        answer = anybody.get(page)
        assert (BEING_MADE in answer.content.decode(), "max-age=3600" in answer.get("Cache-Control", "")) == (
            True,
            False,
        )
    wait_for(lambda: not Job.objects.pending().exists())
    page_cache.current.forget()
    assert names(edition) == sorted(KEPT)
    for name in (*FILES, *OTHER_FORMS):
        answer = anybody.get(EDITION + name)
        kept = hashlib.sha256(answer.content).hexdigest()
        assert (answer.status_code, kept) == (
            200,
            edition.sha256 if name == "plan.json" else edition.files.get(name=name).sha256,
        )
        assert anybody.get("/here/" + name, headers={"if-none-match": answer["ETag"]}).status_code == 304
        head = anybody.head("/here/" + name)
        assert (head.status_code, head.content, head["ETag"]) == (200, b"", answer["ETag"])
    for page in ("/here/whole-plan/", EDITION + "whole-plan/", "/here/editions/"):
        assert BEING_MADE not in anybody.get(page).content.decode()
    told = anybody.get("/here/editions/").content.decode()
    assert {sha256 in told for sha256 in [edition.sha256, *edition.files.values_list("sha256", flat=True)]} == {True}
    # Our own process has no child left that nobody waits for.
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("transactional_db", "outside")
def test_a_process_that_is_killed_in_the_middle_leaves_no_half_and_the_next_makes_each_file_once(
    published, monkeypatch
):
    edition = published()
    process = subprocess.Popen([sys.executable, "manage.py", "tick", "--jobs"], cwd=settings.BASE_DIR)
    wait_for(lambda: Job.objects.filter(kind="edition_pdf", state="running").exists())
    process.send_signal(signal.SIGKILL)
    process.wait()
    tables = dict(edition.files.values_list("name", "made_at"))
    assert sorted(tables) == sorted(set(KEPT) - {"plan.pdf", *OTHER_FORMS})
    job = Job.objects.get(kind="edition_pdf")
    others = [kind for kind in FORMS_BY_JOB if can_make(kind)]
    made = [each.kind for each in worker.do_all() if each.kind in FILES_BY_JOB]
    assert (job.state, made) == ("running", others)
    with clock.frozen_at(job.claimed_at + GIVEN_UP_AFTER + timedelta(seconds=1)):
        Job.objects.note("edition_tables", edition.sha256)
        assert {(each.kind, each.state) for each in worker.do_all()} == {
            ("edition_tables", "done"),
            ("edition_pdf", "done"),
        }
    assert names(edition) == sorted(KEPT)
    assert dict(edition.files.filter(name__in=tables).values_list("name", "made_at")) == tables


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("transactional_db", "outside")
def test_two_ticks_at_once_make_each_file_once_and_both_end_well(published):
    editions = [published(), published()]
    collect = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity=0"]
    subprocess.run(collect, cwd=settings.BASE_DIR, check=True)  # the pages that a tick makes name static files
    command = [sys.executable, "manage.py", "tick"]
    both = [
        subprocess.Popen(command, cwd=settings.BASE_DIR, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    said = [process.communicate(timeout=120) for process in both]
    assert ([process.returncode for process in both], [err for _, err in said]) == ([0, 0], ["", ""])
    assert [names(edition) for edition in editions] == [sorted(KEPT)] * 2
    assert set(Job.objects.values_list("state", "attempts")) == {("done", 1)}
    done = Counter(re.findall(r"Done: (\w+)", "".join(out for out, _ in said)))
    assert {done[kind] for kind in filter(can_make, formats.FILES_BY_JOB)} == {2}


@pytest.mark.slow
def test_what_was_published_before_there_were_jobs_is_made_by_the_first_tick_the_newest_first(published, cast, client):
    """And not by a worker: a reader who asks gets no file until then."""
    older, wrong, newer = published(), published(), published()
    withdraw(wrong, by=cast.chair, reason="A name was in it")
    Job.objects.all().delete()
    assert client.get("/here/actions.csv").status_code == 503
    formats.note_missing_files()
    tables = Job.objects.filter(kind="edition_tables").order_by("due_at", "pk")
    assert list(tables.values_list("about", flat=True)) == [newer.sha256, older.sha256]
    Job.objects.filter(kind="edition_pdf").delete()
    Job.objects.bulk_create(
        [Job(kind="edition_pdf", about=e.sha256, due_at=clock.now() + timedelta(days=1)) for e in (older, newer)]
    )
    call_command("tick", "--jobs", stdout=StringIO())
    assert (client.get("/here/actions.csv").status_code, wrong.files.exists()) == (200, False)
    assert older.files.exists()


def test_a_file_never_changes_and_one_that_somebody_changed_is_found(published, capsys):
    edition = published()
    formats.make_tables(edition.sha256)
    for attempt in (lambda: edition.files.update(size=1), lambda: edition.files.first().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()
    formats.make_tables(edition.sha256)
    assert edition.files.count() == len(formats.FILES_BY_JOB[formats.TABLES_OF_EDITION])
    call_command("verify")
    with lifted("plans_editionfile"):
        EditionFile.objects.filter(name="actions.csv").update(content=b"other")
    with pytest.raises(CommandError, match=r"actions[.]csv of Edition 1 .*: its bytes are not those that were made"):
        call_command("verify")


def test_where_making_a_file_failed_for_good_its_address_says_so(published, client):
    edition = published()
    Job.objects.filter(about=edition.sha256).update(state="failed", claimed_at=clock.now(), done_at=clock.now())
    answer = client.get(EDITION + "plan.xlsx")
    assert (answer.status_code, "This file could not be made" in answer.content.decode()) == (503, True)
    assert BEING_MADE not in client.get("/here/whole-plan/").content.decode()
