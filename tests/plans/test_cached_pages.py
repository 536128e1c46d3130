"""A member's page is made once for each revision and set of rights, and nobody is served what is another's."""

import re
from datetime import date, timedelta

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from actions.date_changes import ask
from actions.meetings.closing import close
from actions.meetings.proceedings import begin
from partners import clock
from partners.history import attributed_to
from partners.models import Membership
from plans import cached_pages
from tests import factories
from tests.access import ASKED_AGAIN, GET, ROLES
from tests.addresses import address

pytestmark = pytest.mark.both_databases

REVIEW = "/here/review/"
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')
MOST_QUERIES = 5


def page(client, path, **headers):
    """(status, content without tokens, which are other ones each time)"""
    response = client.get(path, **headers)
    return response.status_code, TOKEN.sub("", response.content.decode())


def again(client, path, **extra):
    """The answer to a browser that has the page as it was answered last."""
    return client.get(path, HTTP_IF_NONE_MATCH=client.get(path).headers["ETag"], **extra)


def paths(here, role="officer"):
    """Addresses of the pages that somebody with this role may open."""
    return [address(name, here) for name in sorted(ASKED_AGAIN) if GET[name][ROLES.index(role)] == 200]


def test_it_is_made_once_for_all_with_the_same_rights(here, cast, sign_in):
    other = factories.MembershipFactory(authority=here.police, role="officer").user
    for path in paths(here):
        if path == "/here/my-actions/":
            continue  # it begins with those that its reader is the lead officer of
        made = page(sign_in(cast.officer), path)
        with CaptureQueriesContext(connection) as queries:
            seen = page(sign_in(other), path)
        # Signing in itself asks; what the page asks is what is left.
        asked = [q["sql"] for q in queries.captured_queries if "priorities_" in q["sql"] or "actions_" in q["sql"]]
        seen_by_both, made_for_both = (each[1].replace(other.name, cast.officer.name) for each in (seen, made))
        assert (seen[0], asked, seen_by_both) == (200, [], made_for_both), path


def test_a_page_that_is_kept_asks_five_times_at_most(here, cast, sign_in):
    client = sign_in(cast.coordinator)
    for path in [*paths(here, "coordinator"), f"{REVIEW}?at=2009-06-15"]:
        client.get(path)
        with CaptureQueriesContext(connection) as queries:
            client.get(path)
        with CaptureQueriesContext(connection) as of_304:
            assert again(client, path).status_code == 304
        assert max(len(queries), len(of_304) - len(queries)) <= MOST_QUERIES, (path, queries.captured_queries)


@pytest.mark.parametrize("order", [ROLES, ROLES[::-1]], ids=["least first", "most first"])
def test_nobody_is_served_another_s_page(order, here, cast, sign_in, report):
    report(here.action, cast.officer)
    ask(here.action, by=cast.officer, authority=here.police, to_on=date(2010, 3, 31), reason="Late locks")
    clients = [sign_in(getattr(cast, role, None)) for role in order]
    for path in paths(here, "coordinator"):
        served = [page(client, path) for client in clients]
        alone = []
        for client in clients:
            cached_pages.pages.clear()
            alone.append(page(client, path))
        assert served == alone, path


def test_who_saves_sees_it_at_once_and_so_do_the_others(here, cast, sign_in, report):
    officer, chair = sign_in(cast.officer), sign_in(cast.chair)
    for client in (officer, chair):
        assert "Locks fitted" not in page(client, REVIEW)[1]
    report(here.action, cast.officer, happened="Locks fitted at last", status="off_track")
    for client in (officer, chair):
        assert "Locks fitted" in page(client, REVIEW)[1]


def test_the_browser_s_copy_holds_until_something_is_written(here, cast, sign_in, report):
    client = sign_in(cast.chair)
    for path in paths(here):
        response = again(client, path)
        header = {name: response.headers[name] for name in ("Cache-Control", "Vary")}
        assert (response.status_code, response.content, header) == (
            304, b"", {"Cache-Control": "private, no-cache", "Vary": "Cookie"},
        ), path  # fmt: skip
    copies = {path: client.get(path).headers["ETag"] for path in paths(here)}
    report(here.action, cast.officer)
    assert {client.get(path, HTTP_IF_NONE_MATCH=etag).status_code for path, etag in copies.items()} == {200}


def test_a_copy_holds_for_its_reader_alone_and_not_after_they_signed_in_anew(here, cast, sign_in):
    other = factories.MembershipFactory(authority=here.police, role="officer").user
    client = sign_in(cast.officer)
    copy = client.get(REVIEW).headers["ETag"]
    assert sign_in(other).get(REVIEW, HTTP_IF_NONE_MATCH=copy).status_code == 200
    assert sign_in(cast.officer).get(REVIEW, HTTP_IF_NONE_MATCH=copy).status_code == 200
    assert client.get(REVIEW, HTTP_IF_NONE_MATCH=copy).status_code == 304
    client.logout()
    assert client.get(REVIEW, HTTP_IF_NONE_MATCH=copy).status_code == 302


def test_a_copy_does_not_outlive_a_role(here, cast, sign_in):
    client = sign_in(cast.officer)
    copy = client.get(REVIEW).headers["ETag"]
    Membership.all_objects.filter(user=cast.officer).update(role="observer")
    assert client.get(REVIEW, HTTP_IF_NONE_MATCH=copy).status_code == 200
    Membership.all_objects.filter(user=cast.officer).update(ended_at=clock.now())
    assert client.get(REVIEW, HTTP_IF_NONE_MATCH=copy).status_code == 404


def test_a_message_that_waits_is_never_skipped_and_shown_once(here, cast, sign_in):
    client = sign_in(cast.officer)
    path = f"/here/actions/{here.action.pk}/"
    copy = client.get(path).headers["ETag"]
    form = client.get(f"{path}update/").context["form"]
    saved = client.post(f"{path}update/", {"seen": form.fingerprint, "status": "on_track", "happened": "Fitted"})
    assert saved.headers["Location"] == path
    told = client.get(path, HTTP_IF_NONE_MATCH=copy)
    assert ("Your update is saved." in told.content.decode(), told.headers["Cache-Control"], told.get("ETag")) == (
        True, "private, no-store", None,
    )  # fmt: skip
    assert "Your update is saved." not in page(client, path)[1]
    assert "Your update is saved." not in page(sign_in(cast.chair), path)[1]


def test_the_forms_of_a_kept_page_work_for_whoever_got_it(here, cast):
    """With the token that stands in the page, as a browser sends it."""
    move = ask(here.action, by=cast.officer, authority=here.police, to_on=date(2010, 3, 31), reason="Late locks")
    for _ in range(2):
        client = Client(enforce_csrf_checks=True)
        client.force_login(cast.officer)
        content = client.get(f"/here/actions/{here.action.pk}/").content.decode()
        token = TOKEN.search(content)[1]
        assert client.get(REVIEW).status_code == 200
    sent = client.post(f"/here/date-moves/{move.pk}/withdraw/", {"csrfmiddlewaretoken": token})
    assert sent.status_code == 302
    assert settings.CSRF_COOKIE_NAME in client.cookies


def test_nothing_of_a_hole_is_left_in_a_page(here, cast, sign_in):
    for path in [*paths(here), "/here/actions/999999/", "/here/review/?at=2001-01-01", "/here/review/?plan=none"]:
        content = sign_in(cast.officer).get(path).content.decode()
        assert [hole for hole in cached_pages.HOLES.values() if hole in content] == [], path


def test_taking_back_is_offered_to_who_may_and_while_they_may(here, cast, sign_in, report):
    other = factories.MembershipFactory(authority=here.police, role="officer").user
    update = report(here.action, cast.officer)
    path = f"/here/actions/{here.action.pk}/"
    clients, copies = [sign_in(cast.officer), sign_in(other)], []
    for minutes, offered in ((59, [True, False]), (61, [False, False])):
        with clock.frozen_at(update.recorded_at + timedelta(minutes=minutes)):
            assert ["Undo this update" in page(client, path)[1] for client in clients] == offered
            for client, copy in zip(clients, copies, strict=False):
                assert client.get(path, HTTP_IF_NONE_MATCH=copy).status_code == 200
            copies = [client.get(path).headers["ETag"] for client in clients]


def test_a_meeting_that_was_held_is_the_last_one_whatever_the_clock_says(here, cast, sign_in):
    group = factories.GroupFactory(partnership=here.partnership)
    meeting = factories.MeetingFactory(group=group, starts_at=clock.now() + timedelta(hours=1))
    client, said = sign_in(cast.chair), []
    with clock.frozen_at(meeting.starts_at + timedelta(hours=1)):
        said.append("last met on" in page(client, REVIEW)[1])
        begin(meeting, by=cast.chair)
        close(meeting, by=cast.chair)
        said.append("last met on" in page(client, REVIEW)[1])
    assert said == [False, True]


def test_what_is_kept_has_a_bound(here, cast, sign_in, monkeypatch):
    monkeypatch.setattr(cached_pages.pages, "most", 100_000)
    client = sign_in(cast.chair)
    for day in range(1, 28):
        client.get(f"{REVIEW}?by=authority&n={day}")
    sizes = [kept.size for kept in cached_pages.pages.entries.values()]
    assert (sum(sizes) == cached_pages.pages.size, cached_pages.pages.size <= 100_000, len(sizes) > 1) == (True,) * 3


def test_of_a_page_only_the_newest_state_is_kept(here, cast, sign_in, report):
    client = sign_in(cast.chair)
    for number in range(3):
        report(here.action, cast.officer, happened=f"Locks fitted: {number}", status="off_track")
        assert f"Locks fitted: {number}" in page(client, REVIEW)[1]
    assert len(cached_pages.pages.entries) == 1


def test_a_save_within_a_block_that_is_undone_leaves_no_page(here, cast, sign_in):
    client = sign_in(cast.chair)
    before = page(client, REVIEW)
    with transaction.atomic(), attributed_to(by=cast.officer):
        here.action.wording = "Fit no locks"
        here.action.save()
        transaction.set_rollback(True)
    assert page(client, REVIEW) == before
