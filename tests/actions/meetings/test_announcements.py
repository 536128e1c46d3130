"""A meeting in public is announced on the public page from when it is ready until it is over."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actions.meetings import proceedings as table
from actions.meetings.closing import close
from partners import clock
from partners.meetings.scheduling import change_state, set_meeting
from partners.models import Meeting
from plans.editions import page_cache
from tests import factories
from tests.worlds import MONDAY

from .test_public_record import LIST, PUBLIC_FIELDS


def test_it_is_announced_from_when_it_is_ready_until_its_day_is_over(group, published, cast, read):
    published()
    starts_at = MONDAY + timedelta(days=30, hours=9)
    meeting = Meeting(
        group=group, starts_at=starts_at, ends_at=starts_at + timedelta(hours=2), in_public=True, **PUBLIC_FIELDS
    )
    set_meeting(meeting, by=cast.chair)
    bare = read()
    assert "Zplace" not in bare
    change_state(meeting, "ready", by=cast.chair)
    text, announced = (
        read(),
        (PUBLIC_FIELDS["place"], PUBLIC_FIELDS["link"], "Wednesday 15 July 2009, 19:00 to 21:00", str(group)),
    )
    assert [each for each in announced if each not in text] == []
    with clock.frozen_at(starts_at + timedelta(hours=3)):
        assert "Zplace" in read()
    with clock.frozen_at(starts_at + timedelta(hours=6)):
        assert read() == bare
    change_state(meeting, "draft", by=cast.chair)
    assert read() == bare


def test_its_own_page_leads_to_what_everybody_sees_once_that_is_there(set_up, cast, sign_in):
    draft, ready = set_up(10, state="draft"), set_up(20)
    client = sign_in(cast.chair)
    assert "announced once the meeting is ready" in client.get(f"/here/meetings/{draft.pk}/").content.decode()
    assert f"{LIST}{ready.pk}/" in client.get(f"/here/meetings/{ready.pk}/").content.decode()


def test_it_is_announced_while_it_is_in_progress_and_not_once_it_is_closed(group, published, cast, read):
    published()
    meeting = factories.MeetingFactory(
        group=group, starts_at=clock.now(), in_public=True, state="ready", **PUBLIC_FIELDS
    )
    table.begin(meeting, by=cast.chair)
    assert "In progress" in read()
    close(meeting, by=cast.chair)
    assert "Zplace" not in read()


def test_the_next_three_are_announced_the_soonest_first(set_up, published, read):
    published()
    for days in (40, 10, 30, 20):
        set_up(days, place=f"Place {days}")
    text = read()
    assert [n for n in (10, 20, 30, 40) if f"Place {n}" in text] == [10, 20, 30]
    assert text.index("Place 10") < text.index("Place 20") < text.index("Place 30")


def test_the_edition_at_its_own_address_stays_as_it_is(set_up, published, sign_in, read):
    published()
    edition = "/here/editions/2008-2011/1/"
    before = sign_in(None).get(edition)
    set_up(10, **PUBLIC_FIELDS)
    assert "Zplace" in read()
    after = sign_in(None).get(edition)
    assert (after.content, after.headers["ETag"]) == (before.content, before.headers["ETag"])


def test_what_a_reader_has_is_good_until_something_is_announced(set_up, published, cast, sign_in):
    published()
    client = sign_in(None)

    def ask(etag=""):
        page_cache.current.forget()
        return client.get("/here/", headers={"If-None-Match": etag} if etag else {})

    bare = ask()
    assert ask(bare.headers["ETag"]).status_code == 304
    meeting = set_up(10, **PUBLIC_FIELDS)
    with_meeting = ask(bare.headers["ETag"])
    assert (with_meeting.status_code, ask(with_meeting.headers["ETag"]).status_code) == (200, 304)
    # Who asks by the hour gets it anew: an announcement goes again without anything being written down.
    assert ("Last-Modified" in bare.headers, "Last-Modified" in with_meeting.headers) == (True, False)
    change_state(meeting, "draft", by=cast.chair)
    assert ask(with_meeting.headers["ETag"]).headers["ETag"] == bare.headers["ETag"]


@pytest.mark.usefixtures("_trust_lasts")
def test_the_public_page_asks_the_database_nothing_between(set_up, published, sign_in):
    published()
    set_up(10, **PUBLIC_FIELDS)
    client = sign_in(None)
    client.get("/here/")
    with CaptureQueriesContext(connection) as captured:
        assert "Zplace" in client.get("/here/").content.decode()
    assert len(captured) == 0


def test_before_there_is_an_edition_it_is_announced_too(here, set_up, read):
    assert "Next public meeting" not in read()
    set_up(10, **PUBLIC_FIELDS)
    assert "Zplace" in read()


def test_words_are_words_and_no_markup(set_up, published, read):
    published()
    set_up(10, place="Zhall & <i><!-- announced -->")
    text = read()
    assert "Zhall &amp; &lt;i&gt;&lt;!-- announced --&gt;" in text
