"""A confidential point of the agenda: members read it, but for those who may not; the public never does."""

import re

import pytest

from actions.meetings.closing import close, correct
from actions.meetings.comments import comment
from actions.meetings.pack import freeze_pack
from actions.meetings.proceedings import follow_up
from partners.permissions import MAY, Permission, Role
from tests import factories

pytestmark = pytest.mark.both_databases

SECRETS = ("Zpoint", "Zintro", "Zdecided", "Zpassage", "Zfollowed", "Zcomment", "Zcorrected")


@pytest.fixture
def guests(monkeypatch):
    """Here officers may not read what is confidential."""
    monkeypatch.setitem(MAY, Permission.READ_CONFIDENTIAL, frozenset({Role.OBSERVER, Role.CHAIR, Role.COORDINATOR}))


@pytest.fixture
def secret(running, record, here, cast):
    """A meeting with a confidential point, and all that can hang on it; and the decision that was made there."""
    point = running.agenda.create(position=9, title="Zpoint", introduction="Zintro", confidential=True)
    running.passages.create(place=f"item-{point.pk}", text="Zpassage")
    one = record(
        "decision", "Zdecided", item=point, follow_up=True, made=factories.ActionFactory(priority=here.priority)
    )
    record("decision", "Open to all", follow_up=True)
    comment(running, by=cast.chair, text="Zcomment", place=f"item-{point.pk}")
    follow_up(one, by=cast.chair, text="Zfollowed")
    freeze_pack(running, by=cast.chair, why="begun")
    return one


def pages(meeting, secret, later=None):
    yield from (f"/here/meetings/{meeting.pk}/{page}" for page in ("", "pack/", "minutes/"))
    yield from (f"/here/groups/{meeting.group_id}/matters/", "/here/decisions/", "/here/decisions/decisions.csv")
    yield f"/here/actions/{secret.change.action_id}/"
    yield from (f"/here/search/?words={word}" for word in SECRETS)
    if later:
        yield from (f"/here/meetings/{later.pk}/", f"/here/meetings/{later.pk}/pack/")
    else:
        yield from (f"/here/meetings/{meeting.pk}/run/?at={key}" for key in ("welcome", "closing", secret.place))


def found(client, meeting, secret, later=None):
    """The secret words that somebody reads anywhere."""
    seen = set()
    for page in pages(meeting, secret, later):
        answer = client.get(page)
        assert (page, answer.status_code) == (page, 200)
        shown = answer.content.decode()
        if "/search/" in page:
            # The page also says what was searched for.
            shown = "".join(result.title + result.passage for result in answer.context["page"])
        seen |= {word for word in SECRETS if word in shown}
    return seen


@pytest.mark.parametrize("closed", [False, True], ids=["in progress", "closed"])
def test_those_who_may_not_read_it_find_it_nowhere(closed, guests, running, secret, cast, sign_in, meeting):
    later = None
    if closed:
        correct(close(running, by=cast.chair), by=cast.chair, record=secret, text="Zcorrected")
        later = meeting(-4, state="ready")
        later.agenda.create(position=1, kind="matters", title="Matters arising")
        later.agenda.create(position=2, kind="minutes", title="Minutes of the last meeting")
    guest, observer = sign_in(cast.officer), sign_in(cast.observer)
    assert found(guest, running, secret, later) == set()
    unseen = set() if closed else {"Zcorrected"}
    assert found(observer, running, secret, later) == set(SECRETS) - unseen
    if not closed:
        screens = [
            sign_in(cast.chair).get(f"/here/meetings/{running.pk}/run/?at={key}") for key in ("welcome", "closing")
        ]
        in_the_room = [re.sub("<span class=.govuk-visually-hidden.*?</span>", "", s.content.decode()) for s in screens]
        assert [(word in page, "onfidential point" in page) for page in in_the_room for word in SECRETS] == [
            (False, True)
        ] * 2 * len(SECRETS)
    for path in (f"/here/records/{secret.pk}/", f"/here/records/{secret.pk}/settle/"):
        assert guest.get(path).status_code == 404
    for path in (f"history/record/{secret.pk}/", f"history/meeting/{running.pk}/", "log/", "log/log.csv"):
        assert [who.get(f"/here/{path}").status_code for who in (guest, observer)] == [403, 200]
    if closed:
        path = f"/here/meetings/{running.pk}/minutes.json"
        assert [who.get(path).status_code for who in (guest, observer)] == [403, 200]
