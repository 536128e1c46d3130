"""A meeting agrees an edition: a decision names it, and the minutes print its number, date and fingerprint."""

import json
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actions.meetings.closing import close
from actions.models import Record
from plans.editions.publishing import withdraw

pytestmark = pytest.mark.django_db


def text_of(response):
    return unescape(response.content.decode())


def recorded(client, meeting, **fields):
    typed = {"at": "welcome", "kind": "decision", "text": "The plan is agreed as published"}
    return client.post(f"/here/meetings/{meeting.pk}/record/", typed | fields)


@pytest.fixture
def in_public(running):
    running.in_public = True
    running.save()
    return running


def test_the_minutes_print_the_edition_that_was_agreed_and_the_public_is_told(
    in_public, cast, published, sign_in, client
):
    published()
    edition = published()
    chair = sign_in(cast.chair)
    screen = text_of(chair.get(f"/here/meetings/{in_public.pk}/run/"))
    assert "Edition 2, published on 15 June 2009" in screen
    assert "Edition 2" not in text_of(chair.get(f"/here/meetings/{in_public.pk}/run/?at=priority-burglary"))
    assert recorded(chair, in_public, edition=edition.pk, public="on").status_code == 302
    assert edition.fingerprint in text_of(chair.get(f"/here/meetings/{in_public.pk}/run/"))
    assert "selected>Edition 2" in text_of(chair.get(f"/here/records/{Record.objects.get().pk}/edit/"))
    check = "/here/editions/2008-2011/2/check/"
    assert "Agreed at" not in text_of(chair.get(check))
    minutes = close(in_public, by=cast.chair)
    for name in ("minutes/", "minutes.json"):
        assert edition.sha256 in text_of(chair.get(f"/here/meetings/{in_public.pk}/{name}"))
    frozen = [r for point in json.loads(minutes.payload)["points"] for r in point["records"]]
    assert [(r["edition"]["plan"], r["edition"]["number"], r["edition"]["sha256"]) for r in frozen] == [
        ("2008-2011", 2, edition.sha256)
    ]
    for reader, link in ((chair, "minutes/"), (client, "")):
        for address in (check, "/here/editions/"):
            page = text_of(reader.get(address))
            assert ("Agreed at the meeting of the" in page, f"meetings/{in_public.pk}/{link}" in page) == (True, True)


def test_what_a_meeting_agreed_that_is_not_in_public_is_told_to_members_alone(
    running, cast, published, sign_in, client
):
    edition = published()
    recorded(sign_in(cast.chair), running, edition=edition.pk)
    close(running, by=cast.chair)
    check = "/here/editions/2008-2011/1/check/"
    pages = [text_of(reader.get(check)) for reader in (sign_in(cast.observer), client)]
    assert ["Agreed at" in page for page in pages] == [True, False]


def test_only_a_decision_names_an_edition_and_none_that_is_withdrawn_or_another_plan_s(
    running, cast, published, sign_in, next_door
):
    chair = sign_in(cast.chair)
    assert "Edition of the plan agreed" not in text_of(chair.get(f"/here/meetings/{running.pk}/run/"))
    first, second = published(), published()
    withdraw(second, by=cast.chair, reason="A name was in it")
    page = recorded(chair, running, edition=second.pk)
    assert (page.status_code, page.context["form"].errors.keys()) == (200, {"edition"})
    assert "The plan is agreed as published" in text_of(page)
    recorded(chair, running, kind="note", edition=first.pk)
    assert [(r.kind, r.edition) for r in Record.objects.all()] == [("note", None)]


def test_the_page_on_checking_asks_as_much_whatever_was_agreed(running, cast, published, sign_in, client):
    def queries():
        with CaptureQueriesContext(connection) as asked:
            assert client.get("/here/editions/").status_code == 200
        return len(asked)

    edition = published()
    few = queries()
    for _ in range(3):
        published()
    recorded(sign_in(cast.chair), running, edition=edition.pk)
    close(running, by=cast.chair)
    assert queries() == few
