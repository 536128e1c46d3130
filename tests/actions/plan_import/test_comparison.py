"""What a file would do to the plan, and what saving it does: rows that come again, moved, reworded or changed here."""

from collections import Counter
from datetime import UTC, datetime
from io import BytesIO
from types import SimpleNamespace

import pytest

from actions.models import PlanImport
from actions.plan_import.apply import apply_import
from actions.plan_import.comparison import CHANGED, NEW, SAME, compare
from actions.plan_import.effects import effects_of
from actions.plan_import.entries import read_entries
from partners import clock
from partners.files.read_source import read_source
from tests import factories

from .test_cases import CASES, NAMES, YEARS

pytestmark = pytest.mark.both_databases


@pytest.fixture
def west(db):
    """A partnership with a plan without parts, of the authorities and years of the cases, in its first month."""
    partnership = factories.PartnershipFactory()
    authorities = [
        factories.AuthorityFactory(partnership=partnership, name=name, short_name=short) for name, short in NAMES
    ]
    plan = factories.PlanFactory(partnership=partnership, starts_on=YEARS[0], ends_on=YEARS[1])
    coordinator = factories.UserFactory()
    with clock.frozen_at(datetime(2026, 4, 20, 9, tzinfo=UTC)):
        yield SimpleNamespace(plan=plan, authorities=authorities, by=coordinator)


def entries_of(path, plan, authorities):
    file = BytesIO(path.read_bytes())
    file.name = path.name
    return read_entries(read_source(file), authorities=authorities, plan_years=(plan.starts_on, plan.ends_on))


def brought_in(west, path):
    """Save what a case would do, accepting all guesses; the Comparison that was saved."""
    entries = entries_of(CASES / path, west.plan, west.authorities)
    compared = compare(west.plan, entries)
    apply_import(west.plan, compared, by=west.by, name=path, kind="xlsx", left_out=entries.left_out)
    return compared


def effects(compared):
    """How many items have each effect."""
    return Counter(item.effect for item in compared.items)


@pytest.mark.parametrize(
    "case", ["11-tracker/tracker.xlsx", "01-sheets-and-themes/plan.xlsx", "12-word-tables/plan.docx"]
)
def test_the_same_file_twice_changes_nothing(west, case):
    first = brought_in(west, case)
    assert set(effects(first)) <= {NEW, CHANGED}
    second = brought_in(west, case)
    assert set(effects(second)) == {SAME}
    assert second.untouched == []
    assert effects_of(PlanImport.objects.filter(plan=west.plan))[0][1].changed == {}
