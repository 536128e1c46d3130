from datetime import timedelta

import pytest

from actions.meetings.proceedings import begin
from actions.models import Pack
from partners import clock
from partners.models import Meeting
from plans.editions import page_cache
from plans.outline.build import PARTNERSHIP, outline
from plans.serialization import freeze, sha256_of
from tests import factories
from tests.worlds import MONDAY


@pytest.fixture
def group(here):
    return factories.GroupFactory(partnership=here.partnership, quorum=2)


@pytest.fixture
def meeting(group):
    """A meeting of the group so many weeks before the demo's Monday, which was held."""

    def meeting(weeks_ago, of=group, **state):
        return factories.MeetingFactory(
            group=of, starts_at=MONDAY - timedelta(weeks=weeks_ago), **state or {"held": True}
        )

    return meeting


@pytest.fixture
def packed(here, cast):
    """The meeting has the plan before it as it stands now."""

    def packed(meeting):
        payload = freeze({"outline": outline(here.plan, audience=PARTNERSHIP)})
        return Pack.objects.create(
            meeting=meeting,
            number=1,
            why="begun",
            made_at=clock.now(),
            by=cast.chair,
            schema=1,
            payload=payload,
            sha256=sha256_of(payload),
        )

    return packed


@pytest.fixture
def running(meeting, here, packed):
    """The meeting of this Monday, in progress: with an agenda, attendance and the plan as it was when it began."""
    running = meeting(0, state="in_progress", state_before="ready", started_at=clock.now(), place="Council Offices")
    for position, (kind, title) in enumerate(
        [
            ("words", "Apologies"),
            ("matters", "Matters arising"),
            ("review", "The plan"),
            ("words", "Any other business"),
        ]
    ):
        running.agenda.create(position=position, kind=kind, title=title)
    factories.came(running, here.police, "Chief Inspector", senior=True)
    factories.came(running, here.fire, "Station Manager")
    running.attendances.create(authority=here.council, state="apologies")
    packed(running)
    return running


@pytest.fixture
def record(running, cast):
    """Something recorded at this Monday's meeting."""

    def record(kind="note", text="It was noted", **fields):
        return factories.RecordFactory(meeting=running, kind=kind, text=text, by=cast.chair, **fields)

    return record


@pytest.fixture
def coming(meeting, group, here, cast):
    """The group's next meeting, in two weeks, after one that was held just now. On the group sit the chair, an
    officer, somebody who has no sign-in, somebody without an address and somebody whose role has ended.
    """
    factories.MeetingFactory(group=group, starts_at=clock.now(), held=True)
    coming = meeting(-2, state=Meeting.State.DRAFT, place="Council Offices")
    coming.agenda.create(position=1, kind="matters", title="Matters arising")
    coming.agenda.create(position=2, kind="review", title="The plan")
    group.members.create(authority=here.council, user=cast.chair)
    group.members.create(authority=here.police, user=cast.officer)
    group.members.create(authority=here.fire, name="Dr Grey", email="grey@trust.example.org")
    group.members.create(authority=here.fire, name="Mr Post")
    group.members.create(authority=here.fire, user=cast.stranger)
    return coming


@pytest.fixture
def coordinator(cast, sign_in):
    return sign_in(cast.coordinator)


@pytest.fixture
def planned(group):
    """A meeting of the strategy group on the Monday, with an agenda."""
    planned = factories.MeetingFactory(group=group, starts_at=clock.now())
    for position, (kind, title) in enumerate(
        [("matters", "Matters arising"), ("review", "The plan"), ("words", "AOB")]
    ):
        planned.agenda.create(position=position, kind=kind, title=title)
    return planned


@pytest.fixture
def begun(planned, cast):
    begin(planned, by=cast.chair)
    planned.refresh_from_db()
    return planned


@pytest.fixture
def path(begun):
    return f"/here/meetings/{begun.pk}"


@pytest.fixture
def read(sign_in):
    """What the public reads at an address, without anything remembered."""

    def read(path="/here/"):
        page_cache.current.forget()
        return sign_in(None).get(path).content.decode()

    return read


@pytest.fixture
def set_up(group):
    """A meeting of the group, in so many days; in public and ready unless it is said otherwise."""

    def set_up(days, **fields):
        usual = {"group": group, "in_public": True, "state": "ready"}
        return factories.MeetingFactory(starts_at=clock.now() + timedelta(days=days), **usual | fields)

    return set_up
