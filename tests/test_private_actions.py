"""An action that only members may know of is in nothing that the public can get; what was published before stays."""

import pytest

from actions.meetings.closing import close
from actions.models import Action
from partners import clock
from plans.exports.formats import FILES
from plans.jobs import worker

from . import factories
from .access_worlds import everybody_s_business
from .actions.test_editing import send
from .addresses import address
from .test_privacy import public_addresses, text_of

BEFORE, SINCE = "Zqbefore", "Zqsince"
WORDS = ("wording", "note", "lead_words", "due_words", "own_reference")

pytestmark = [pytest.mark.slow, pytest.mark.any_database, pytest.mark.world.with_args(everybody_s_business)]


@pytest.fixture
def read(here, cast, sign_in, published, report):
    """What the public reads after three editions, {address: text}; before the second the action's words change, and
    maybe it becomes private."""

    def read(*, private):
        client = sign_in(cast.coordinator)
        words = dict.fromkeys(WORDS, BEFORE) | {"lead_words_public": "on", "why": "x"}
        send(client, here.action, **words)
        report(here.action, cast.officer, public=BEFORE)
        published("The first")
        words = dict.fromkeys(WORDS, SINCE) | {"lead_words_public": "on", "why": "x"}
        send(client, here.action, **words, **({"private": "on"} if private else {}))
        report(here.action, cast.officer, public=SINCE)
        here.in_public = in_public(here, cast)
        published("The second")
        published("The third")
        assert {job.state for job in worker.do_all()} == {"done"}
        public = sign_in(None)
        paths = [*public_addresses(here), address("calendar_feed", here)]
        return {path: text_of(public.get(path)) for path in paths}

    return read


def in_public(here, cast):
    """A meeting in public with a public decision about the action, and one from which the action was made."""
    group = here.meeting.group
    meeting = factories.MeetingFactory(group=group, starts_at=clock.now(), in_public=True, begun=True)
    about = {"meeting": meeting, "by": cast.chair, "kind": "decision", "public": True}
    factories.RecordFactory(action=here.action, text="Light the park", **about)
    factories.RecordFactory(made=here.action, text="Clear the path", **about)
    close(meeting, by=cast.chair)
    return meeting


def holding(read, words):
    return {path for path, text in read.items() if words in text}


FIRST = "/here/editions/2008-2011/1/"
OF_THE_FIRST = {
    "/here/editions/2008-2011/2/changes/",
    "/here/editions/2008-2011/2/changes.docx",
    "/here/priorities/burglary/feed.atom",
}


def test_what_became_private_is_in_nothing_published_since(read, here):
    texts = read(private=True)
    assert Action.objects.get(pk=here.action.pk).private
    assert holding(texts, SINCE) == set()
    # The first edition stays as it was published until it is withdrawn, and what is said against the second.
    assert {path for path in holding(texts, BEFORE) if not path.startswith(FIRST)} == OF_THE_FIRST
    assert any(path == f"{FIRST}whole-plan/" for path in holding(texts, BEFORE))
    assert holding(texts, "Light the park") == set()


def test_the_same_words_are_everywhere_if_it_is_not(read, here):
    texts = read(private=False)
    assert holding(texts, "Light the park") == {f"/here/public-meetings/{here.in_public.pk}/"}
    assert {"/here/whole-plan/", "/here/editions/2008-2011/3/whole-plan/", *OF_THE_FIRST} <= holding(texts, SINCE)
    assert {f"/here/{name}" for name in FILES if name.startswith(("plan", "actions"))} <= holding(texts, SINCE)
