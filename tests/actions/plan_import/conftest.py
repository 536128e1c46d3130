from datetime import UTC, date, datetime
from io import BytesIO

import pytest

from actions.plan_import.comparing.apply import apply_import
from actions.plan_import.comparing.comparison import compare
from actions.plan_import.reading.entries import read_entries
from actions.plan_import.reading.entry_shapes import ActionEntry, Entries
from partners import clock
from partners.files.read_source import read_source
from tests import factories

from .test_cases import CASES, NAMES

YEARS = date(2026, 4, 1), date(2029, 3, 31)


class West:
    """A partnership with the authorities of the cases, a plan without parts, and a coordinator who brings files in."""

    def __init__(self):
        self.partnership = factories.PartnershipFactory()
        self.authorities = [
            factories.AuthorityFactory(partnership=self.partnership, name=name, short_name=short)
            for name, short in NAMES
        ]
        self.council, self.police, _, self.fire, *_ = self.authorities
        self.plan = factories.PlanFactory(partnership=self.partnership, starts_on=YEARS[0], ends_on=YEARS[1])
        self.by = factories.UserFactory()

    def read(self, path):
        """Entries of a case."""
        file = BytesIO((CASES / path).read_bytes())
        file.name = path.rpartition("/")[2]
        return read_entries(read_source(file), authorities=self.authorities, plan_years=YEARS)

    @staticmethod
    def entries(*actions, **fields):
        """Entries with actions, each (priority, wording, {field: value})."""
        made = [ActionEntry(priority, wording, **more) for priority, wording, more in actions]
        entries = Entries(actions=made, **fields)
        for action in made:
            if action.priority:
                entries.priorities.setdefault(action.priority, action.priority)
        return entries

    def compare(self, entries, **kwargs):
        """What the entries would do; those of a case if it is a path."""
        return compare(self.plan, self.read(entries) if isinstance(entries, str) else entries, **kwargs)

    def bring(self, entries, **kwargs):
        """Save what the entries would do. Returns the PlanImport."""
        return self.save(self.compare(entries, **kwargs))

    def save(self, compared):
        """Save a Comparison. Returns the PlanImport."""
        return apply_import(self.plan, compared, by=self.by, name="plan.xlsx", kind="xlsx", left_out=[])


@pytest.fixture
def west(db):
    with clock.frozen_at(datetime(2026, 4, 20, 9, tzinfo=UTC)):
        yield West()
