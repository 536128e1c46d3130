"""What happens here that members are told of, and the ticks that tell them."""

from datetime import timedelta
from uuid import uuid4

import pytest

from actions.decided_changes.apply import apply
from actions.meetings import proceedings
from actions.notifications.sending import notify
from partners import clock
from tests import factories
from tests.worlds import MONDAY

SITE = "https://plan.example.org"
QUARTER = timedelta(minutes=16)


@pytest.fixture
def meeting(here):
    return factories.MeetingFactory(
        group=factories.GroupFactory(partnership=here.partnership),
        starts_at=MONDAY,
        begun=True,
    )


@pytest.fixture
def challenge(here, cast, meeting):
    def challenge(text="Why so few locks?", to=None, by=None):
        fields = {"kind": "challenge", "text": text, "challenged": to or here.police}
        target = {"action": here.action}
        return proceedings.record(meeting, by=by or cast.chair, token=uuid4(), target=target, **fields)

    return challenge


@pytest.fixture
def make_action(here, cast, meeting):
    def make_action(wording="Count the locks", lead=None, **change):
        change = {"kind": "add", "wording": wording, "priority": here.priority} | change | {"lead": lead or here.fire}
        words = {"kind": "decision", "text": "Confidential reasons", "target": {}}
        record = proceedings.record(meeting, by=cast.chair, token=uuid4(), change=change, **words)
        return lambda: apply(record.change, by=cast.coordinator)

    return make_action


@pytest.fixture
def tell(here, cast, office):
    """A tick so long after the demo's Monday morning; returns [(address, subject)] of what came in it.

    The chair does not want the week's mail; see `weekly`.
    """
    cast.chair.email_opt_outs.create(kind="week")

    def tell(after=QUARTER, **options):
        before = len(office.accepted)
        with clock.frozen_at(MONDAY + after):
            tell.tried = [*notify(here.partnership, site=SITE, **options)]
        return [(address, message["Subject"]) for address, message in office.accepted[before:]]

    return tell
