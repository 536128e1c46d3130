"""The one timer: what is due goes once, reminders in working hours, and one trouble keeps nothing else."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from actions.delivery import in_working_hours
from actions.models import Reminder
from actions.models.reminders import Occasion
from partners import clock
from partners.models import Session
from plans.editions import page_cache, rendering
from plans.editions.public_pages import pages_of
from plans.editions.publishing import withdraw
from plans.exports.formats import FILES_BY_JOB
from plans.exports.other_forms import can_make
from plans.jobs import worker
from plans.models.jobs import Job
from tests import factories
from tests.worlds import MONDAY

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db, pytest.mark.usefixtures("site_url")]
TODAY = MONDAY.date()


@pytest.fixture
def now(here):
    """A round whose answers are due today; so a reminder is."""
    return factories.RoundFactory(plan=here.plan, opens_on=TODAY - timedelta(days=14), due_on=TODAY)


def tick(**options):
    """What it says, and its complaints."""
    out, err = StringIO(), StringIO()
    try:
        call_command("tick", stdout=out, stderr=err, **options)
    except CommandError as error:
        err.write(str(error))
    return out.getvalue(), err.getvalue()


def test_people_are_written_to_from_monday_to_friday_from_8_to_18_in_london():
    friday = MONDAY - timedelta(days=3)
    hours = [moment for n in range(7 * 24) if in_working_hours(moment := friday + timedelta(hours=n, minutes=55))]
    there = [timezone.localtime(moment) for moment in hours]
    assert {(each.strftime("%a"), each.hour) for each in there} == {
        (day, hour) for day in ("Mon", "Tue", "Wed", "Thu", "Fri") for hour in range(8, 18)
    }


@pytest.mark.slow
def test_a_reminder_waits_for_working_hours_and_what_somebody_sent_by_hand_does_not(now, cast, office):
    letter = type("Letter", (), {"user": cast.officer, "name": "x", "address": cast.officer.email})
    Reminder.objects.note(now, Occasion(TODAY, "t" * 32), letter, by=cast.coordinator, introduction="Please.")
    with clock.frozen_at(MONDAY.replace(hour=2)):
        assert tick()[1] == ""
        assert office.addresses == [cast.officer.email]
    with clock.frozen_at(MONDAY.replace(hour=7)):
        for _ in range(2):
            assert tick()[1] == ""
    assert office.addresses == [cast.officer.email] * 2 + [cast.coordinator.email]


def test_what_nobody_can_be_told_of_is_complained_of_once_a_day(now, cast, office):
    for user in (cast.officer, cast.coordinator):
        user.is_active = False
        user.save()
    assert "Nobody can be e-mailed about: Fit better locks" in tick()[1]
    assert tick()[1] == ""
    with clock.frozen_at(MONDAY + timedelta(days=1)):
        assert "Nobody can be e-mailed about: Fit better locks" in tick()[1]


def test_one_trouble_keeps_nothing_else(now, cast, office, settings, monkeypatch, published, caplog):
    """A job fails, the site does not know its address: the rest is done, and the end is 1 with what it was."""
    published()
    settings.SITE_URL = ""

    def fail(about):
        raise OSError("no room")

    monkeypatch.setitem(worker.JOB_FUNCTIONS, "edition_pdf", fail)
    Session.objects.create(session_key="old", session_data="", expire_date=timezone.now() - timedelta(days=1))
    Job.objects.create(kind="x", state="done", due_at=MONDAY, claimed_at=MONDAY, done_at=MONDAY - timedelta(days=91))
    out, err = tick()
    (edition,) = cast.coordinator.editions.all()
    assert err == f"Waiting: edition_pdf {edition.sha256}: OSError: no room\n1 could not be done"
    kinds = [kind for kind in FILES_BY_JOB if can_make(kind) and kind != "edition_pdf"]
    done = [f"Done: {kind} {edition.sha256}" for kind in (*kinds, "edition_emails")]
    assert out.splitlines() == [*done, "SITE_URL is not set: no e-mails are sent"]
    assert (Session.objects.count(), Job.objects.filter(kind="x").count(), office.accepted) == (0, 0, [])


@pytest.mark.slow
def test_after_a_new_release_the_pages_of_all_editions_are_made_before_anybody_asks(published, cast, monkeypatch):
    editions = [published(note) for note in ("The first", "The second", "The third")]
    withdraw(editions[1], by=cast.chair, reason="A name was in it")
    monkeypatch.setattr(page_cache, "release", lambda: "another")
    made, render = [], rendering.render_public_page

    def rendered(page, shown, age, is_replaced, modified, language, quality=11):
        made.append((shown.edition.number, page, is_replaced, quality))
        return render(page, shown, age, is_replaced, modified, language, quality)

    monkeypatch.setattr(rendering, "render_public_page", rendered)
    assert tick(pages=True) == ("", "")
    pages = list(pages_of(editions[0].outline, prerendered_only=True))
    assert made == [(3, page, False, 11) for page in pages] + [(1, page, True, 11) for page in pages]
    tick()
    assert [rendering.page_of(editions[n].sha256, reads).body for n, reads in ((0, "replaced"), (2, "published"))]
    assert len(made) == 2 * len(pages)


def test_what_the_cache_holds_beyond_its_time_goes(db):
    for key in ("old", "new"):
        page_cache.keep_for_all([key], "x")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE cache SET expires = %s WHERE cache_key LIKE %s", ["2008-01-01 00:00:00", "%-old"])
        assert tick()[1] == ""
        cursor.execute("SELECT cache_key FROM cache WHERE cache_key LIKE %s OR cache_key LIKE %s", ["%-old", "%-new"])
        assert [key.rpartition("-")[2] for (key,) in cursor.fetchall()] == ["new"]
