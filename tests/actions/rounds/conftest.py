from datetime import timedelta

import pytest

from tests import factories
from tests.worlds import MONDAY


@pytest.fixture
def now(here):
    """A round whose answers are due today; so a reminder is."""
    today = MONDAY.date()
    return factories.RoundFactory(plan=here.plan, opens_on=today - timedelta(days=14), due_on=today)
