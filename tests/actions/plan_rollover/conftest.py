from datetime import UTC, date, datetime

import pytest

from actions.plan_rollover.rollover import Terms, carry_forward
from actions.plan_rollover.selection import Tree
from partners import clock

TERMS = Terms(date(2011, 4, 1), date(2014, 3, 31))


@pytest.fixture
def carried(here, cast):
    """Carries what the words say forward, or all that is not over. Returns the next plan."""

    def carried(text=None, terms=TERMS, title="The next plan"):
        tree = Tree(here.plan)
        branches = tree.going(tree.usual if text is None else text)
        return carry_forward(here.plan, by=cast.coordinator, title=title, terms=terms, branches=branches)

    return carried


@pytest.fixture
def begun():
    """The day after the next plan began."""
    with clock.frozen_at(datetime(2011, 4, 2, 9, tzinfo=UTC)):
        yield
