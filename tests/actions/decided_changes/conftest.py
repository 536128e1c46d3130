from datetime import date, timedelta

import pytest

from actions.models import Action
from actions.plan_rollover.rollover import Terms, carry_forward
from actions.plan_rollover.selection import Tree
from partners import clock
from tests import factories
from tests.worlds import MONDAY


@pytest.fixture
def group(here):
    return factories.GroupFactory(partnership=here.partnership)


@pytest.fixture
def decide(here, cast, group):
    """A meeting of so many days before the demo's Monday decides something; returns the change that it carries."""

    def decide(text="Move it to March", days_ago=5, **change):
        moment = MONDAY - timedelta(days=days_ago)
        meeting = group.meetings.filter(starts_at=moment).first() or factories.MeetingFactory(
            group=group, starts_at=moment, held=True
        )
        with clock.frozen_at(moment):
            if change["kind"] != "add":
                change.setdefault("action", here.action)
                change |= {f"was_{name}": getattr(change["action"], name) for name in ("wording", "lead", "due_on")}
            record = factories.RecordFactory(
                meeting=meeting, kind="decision", text=text, by=cast.chair, action=change.get("action"), change=change
            )
        return record.change

    return decide


@pytest.fixture
def coordinator(cast, sign_in):
    return sign_in(cast.coordinator)


@pytest.fixture
def chair(cast, sign_in):
    return sign_in(cast.chair)


@pytest.fixture(autouse=True)
def _another_action(here):
    here.spare = factories.ActionFactory(priority=here.priority, wording="Light the park", lead=here.council)


@pytest.fixture
def rolled_over(here, cast, report):
    """Carries the plan forward, without the spare action. Returns the next plan and the action that continues."""

    def rolled_over():
        report(here.spare, cast.coordinator, authority=here.council, status="complete", achieved="Lit")
        tree, terms = Tree(here.plan), Terms(date(2011, 4, 1), date(2014, 3, 31))
        plan = carry_forward(
            here.plan, by=cast.coordinator, title="The next plan", terms=terms, branches=tree.going(tree.usual)
        )
        return plan, Action.objects.get(continues=here.action)

    return rolled_over
