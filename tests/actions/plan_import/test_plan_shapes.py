"""Plans of many shapes, as partnerships write them, come in by the guesses: every action and every word."""

import pytest

from actions.plan_import.reading.accounting import unaccounted
from actions.plan_import.reading.entries import read_entries
from actions.plan_import.reading.priority_names import priority_key
from partners.models import Authority

from . import (
    plans_at_last,
    plans_between_lines,
    plans_by_strangers,
    plans_from_programs,
    plans_from_regions,
    plans_half_kept,
    plans_in_sheets,
    plans_in_trackers,
    plans_in_words,
    plans_of_boards,
    plans_of_councils,
    plans_of_counties,
    plans_of_crime_boards,
    plans_of_districts,
    plans_of_duties,
    plans_of_groups,
    plans_of_last_resort,
    plans_of_long_standing,
    plans_of_others,
    plans_of_parishes,
    plans_of_promises,
    plans_of_regions,
    plans_of_scrutiny,
    plans_of_strategies,
    plans_of_the_field,
    plans_of_towns,
    plans_of_wales,
    plans_on_wide_sheets,
    plans_seen_last,
    plans_turned_round,
    plans_with_faults,
    plans_with_missions,
)
from .test_cases import NAMES, YEARS, plain

MODULES = [
    plans_in_sheets,
    plans_in_words,
    plans_of_others,
    plans_from_programs,
    plans_of_the_field,
    plans_with_faults,
    plans_of_last_resort,
    plans_seen_last,
    plans_of_promises,
    plans_of_boards,
    plans_of_crime_boards,
    plans_in_trackers,
    plans_between_lines,
    plans_on_wide_sheets,
    plans_half_kept,
    plans_of_scrutiny,
    plans_turned_round,
    plans_from_regions,
    plans_of_long_standing,
    plans_by_strangers,
    plans_at_last,
    plans_with_missions,
    plans_of_strategies,
    plans_of_councils,
    plans_of_wales,
    plans_of_districts,
    plans_of_groups,
    plans_of_duties,
    plans_of_counties,
    plans_of_regions,
    plans_of_towns,
    plans_of_parishes,
]
MADE = [make for module in MODULES for make in module.PLANS]
AUTHORITIES = [Authority(pk=pk, name=name, short_name=short) for pk, (name, short) in enumerate(NAMES, 1)]


def shown(action):
    """An entry as the plans of these tests say what is expected."""
    due = action.due_on.isoformat() if action.due_on else None
    return priority_key(action.priority), plain(action.wording), action.lead.name if action.lead else None, due


@pytest.mark.parametrize("make", MADE, ids=lambda make: make.__name__)
def test_a_plan_of_this_shape_comes_in(make):
    plan = make()
    entries = read_entries(plan.source, authorities=AUTHORITIES, plan_years=YEARS)
    expected = []
    for action, (priority, wording, lead, due) in zip(entries.actions, plan.actions, strict=False):
        days = due if isinstance(due, tuple) else (due,)
        found = shown(action)[3]
        expected.append((priority_key(priority), plain(wording), lead, found if found in days else days[0]))
    assert [shown(action) for action in entries.actions] == expected
    assert len(entries.actions) == len(plan.actions)
    criteria = {(priority_key(one.priority), plain(one.wording)) for one in entries.criteria}
    said = [one if isinstance(one, tuple) else ("", one) for one in plan.criteria]
    assert {(priority_key(name), plain(one)) for name, one in said if name} <= criteria
    assert {plain(one) for _, one in said} <= {wording for _, wording in criteria}
    assert len({one.key for one in entries.sections}) == len(entries.sections)
    assert unaccounted(plan.source, entries) == {}
