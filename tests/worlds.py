"""What tests begin with, built once: it stands in a transaction, and each test gets a copy of it.

Floors stand on each other, each in a savepoint: the partnership here, the one next door, the cast, and what a file's
marker adds, `pytest.mark.world(builder)`. The test's own transaction lies above them and is rolled back to them.
"""

import copy
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import NamedTuple

from django.conf import settings
from django.db import connection, transaction

from actions.models import ActionPartner
from config.operations.seed.plan import import_plan, read
from partners import clock
from partners.permissions import Role
from plans.status import Status

from . import factories

MONDAY = datetime(2009, 6, 15, 9, tzinfo=UTC)
NORTH_HERTS = settings.BASE_DIR / "fixtures" / "north-herts-2008"


class Floor(NamedTuple):
    builder: object
    atomic: transaction.Atomic
    things: SimpleNamespace  # all that stands by now, under the names of its fixtures
    moment: datetime  # at which it was ready


class World:
    """The floors that stand on this process's connection. A builder gets the things so far and adds its own."""

    def __init__(self):
        self.floors = []

    @property
    def moment(self):
        """When a test begins: the clock ticks on from there."""
        return self.floors[-1].moment if self.floors else MONDAY

    def stand(self, *builders):
        """From now on there is what these have built, from the ground up, and nothing else."""
        kept = 0
        while kept < min(len(builders), len(self.floors)) and self.floors[kept].builder is builders[kept]:
            kept += 1
        while len(self.floors) > kept:
            self._take_down(self.floors.pop().atomic)
        for builder in builders[kept:]:
            self._build(builder)

    def _build(self, builder):
        atomic = transaction.atomic()
        atomic.__enter__()
        things = self.things()
        try:
            with clock.frozen_at(self.moment):
                builder(things)
                self.floors.append(Floor(builder, atomic, things, clock.now()))
        except BaseException:
            self._take_down(atomic)
            raise
        connection.run_on_commit.clear()

    def _take_down(self, atomic):
        transaction.set_rollback(True)
        atomic.__exit__(None, None, None)

    def things(self):
        """A copy of all that stands, for one test to do with as it likes."""
        return copy.deepcopy(self.floors[-1].things) if self.floors else SimpleNamespace()


def member(authority, role, name):
    user = factories.UserFactory(name=name, email=f"{name.lower().replace(' ', '.')}@example.org")
    factories.MembershipFactory(user=user, authority=authority, role=role)
    return user


def report(action, by, status=Status.ON_TRACK, happened="We did it", authority=None, **words):
    """An update, by whoever may write one."""
    authority = authority or by.memberships.get().authority
    return action.report(by=by, authority=authority, status=status, happened=happened, **words)


def long_ago(world):
    """The partnership here and its plan, since the year before."""
    with clock.frozen_at(datetime(2008, 6, 12, 9, tzinfo=UTC)):
        here(world)
    world.long_ago = world.here


def here(world):
    """A partnership with a plan of one priority and one hallmark."""
    if hasattr(world, "here"):
        return
    partnership = factories.PartnershipFactory(slug="here", area="Here")
    authority = {
        key: factories.AuthorityFactory(partnership=partnership, name=name, short_name=key.title(), position=n)
        for n, (key, name) in enumerate(
            [("police", "The Constabulary"), ("fire", "The Fire Service"), ("council", "The Council")], 1
        )
    }
    plan = factories.PlanFactory(partnership=partnership)
    priority = factories.PriorityFactory(plan=plan, key="burglary", name="Reduce burglary", assessment_order=1)
    criterion = factories.CriterionFactory(priority=priority, wording="Fewer burglaries")
    hallmark = factories.HallmarkFactory(plan=plan, key="skills", name="Skills")
    action = factories.ActionFactory(
        priority=priority, wording="Fit better locks", lead=authority["police"], due_on=date(2009, 12, 31)
    )
    ActionPartner.objects.create(action=action, authority=authority["fire"])
    hallmark_action = factories.ActionFactory(priority=None, hallmark=hallmark, wording="Review our skills")
    world.here = SimpleNamespace(
        partnership=partnership,
        plan=plan,
        priority=priority,
        criterion=criterion,
        hallmark=hallmark,
        action=action,
        hallmark_action=hallmark_action,
        **authority,
    )


def next_door(world):
    """The next district's partnership, with an action that its own officer reports on."""
    partnership = factories.PartnershipFactory(slug="next-door", area="Next Door")
    authority = factories.AuthorityFactory(partnership=partnership, name="The Other Council")
    plan = factories.PlanFactory(partnership=partnership)
    priority = factories.PriorityFactory(plan=plan, key="theirs", name="Reduce theirs")
    action = factories.ActionFactory(priority=priority, wording="Their own secret action", lead=authority)
    officer = member(authority, Role.OFFICER, "Officer Next Door")
    world.next_door = SimpleNamespace(
        partnership=partnership, council=authority, plan=plan, priority=priority, action=action, officer=officer
    )


def cast(world):
    """The people who come to the partnership here, and one from next door."""
    here = world.here
    world.cast = SimpleNamespace(
        officer=member(here.police, Role.OFFICER, "Officer of the Constabulary"),
        fire_officer=member(here.fire, Role.OFFICER, "Officer of the Fire Service"),
        council_officer=member(here.council, Role.OFFICER, "Officer of the Council"),
        chair=member(here.council, Role.CHAIR, "Chair"),
        coordinator=member(here.council, Role.COORDINATOR, "Coordinator"),
        observer=member(here.council, Role.OBSERVER, "Observer"),
        stranger=world.next_door.officer,
    )


def north_herts(world):
    """The real plan, as printed, imported on the day that it was."""
    with clock.frozen_at(datetime(2008, 6, 12, 9, tzinfo=UTC)):
        world.north_herts = import_plan(read(NORTH_HERTS / "plan.toml"))


# By the names of the fixtures, in the order in which they stand.
BUILDERS = {"north_herts": north_herts, "long_ago": long_ago, "here": here, "next_door": next_door, "cast": cast}


world = World()
