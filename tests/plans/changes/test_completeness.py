"""The difference of two outlines is complete and reversible, and all of it is told."""

from itertools import pairwise

import pytest
from django.template.loader import render_to_string
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule, run_state_machine_as_test

from plans.changes.describe import DERIVED_FIELDS, NOTED_WITH_PARENT, ORDERS, changes
from plans.changes.diff import Absent, difference, flatten
from plans.changes.summary import COUNTED_KINDS
from plans.outline.build import PUBLIC, outline
from plans.serialization import freeze, thaw
from priorities.models import SuccessCriterion
from tests.plans.history.test_past import Years
from tests.volume import some


def apply(flat, difference):
    """The newer flat outline, from the older one and the result of `difference`."""
    newer = {key: dict(fields) for key, fields in flat.items() if key not in difference["removed"]}
    newer |= difference["added"]
    for key, fields in difference["changed"].items():
        newer[key] |= {name: new for name, (_, new) in fields.items()}
        newer[key] = {name: value for name, value in newer[key].items() if value is not Absent}
    return newer


def test_an_edition_that_does_not_know_of_moved_dates_is_not_another_plan(here):
    newer = outline(here.plan, audience=PUBLIC)
    older = thaw(freeze(newer))
    for action in older["priorities"][0]["actions"]:
        del action["due_first"], action["due_moves"]
    assert changes(older, newer)["empty"]
    assert apply(flatten(older), difference(flatten(older), flatten(newer))) == flatten(newer)
    assert apply(flatten(newer), difference(flatten(newer), flatten(older))) == flatten(older)


class Differing(Years):
    """The same years, and what else may change in a plan; at the end its states are compared with each other."""

    @rule(data=st.data(), places=st.permutations([1, 2, 3, 4, None]))
    def renumber_priorities(self, data, places):
        self.plan.priorities.update(consultation_order=None, assessment_order=None)
        for priority, place in zip(self.plan.priorities.order_by("pk"), places, strict=False):
            priority.assessment_order, priority.consultation_order = place, data.draw(st.sampled_from([place, None]))
            priority.save()

    @precondition(lambda self: SuccessCriterion.objects.filter(priority__plan=self.plan).exists())
    @rule(data=st.data(), value=st.none() | st.integers(0, 9), kind=st.sampled_from(SuccessCriterion.Kind))
    def write_a_criterion(self, data, value, kind):
        criterion = data.draw(st.sampled_from(list(SuccessCriterion.objects.filter(priority__plan=self.plan))))
        criterion.unit, criterion.target, criterion.kind = "%", value, kind
        criterion.priority = data.draw(st.sampled_from(list(self.plan.priorities.all())))
        criterion.save()
        for measurement in criterion.measurements.all()[:1]:
            measurement.value, measurement.note = value or 3, "Corrected"
            measurement.save()

    @rule(body=st.sampled_from(["", "Prose.", "Other prose."]))
    def write_prose(self, body):
        section, _ = self.plan.sections.get_or_create(key="prose", defaults={"position": 1})
        section.body = body
        section.save()

    def the_past_is_as_it_was(self):
        states = [wholes for _, wholes in self.kept]
        for older, newer in [*pairwise(states), (states[0], states[-1]), (states[-1], states[0])]:
            for before, after in zip(older, newer, strict=True):
                the_laws_hold(before, after)


def the_laws_hold(before, after):
    old, new = flatten(before), flatten(after)
    found, told = difference(old, new), changes(before, after)
    assert apply(old, found) == new
    assert flatten(thaw(freeze(after))) == new
    assert not any(difference(new, new).values())
    assert changes(after, after)["empty"]
    everything_is_told(found, told)
    assert render_to_string("plans/changes/_what_changed.html", {"changes": told})


def everything_is_told(found, told):
    """Each thing is told once, as added, removed or changed; measurements and milestones with what they are of."""
    told_items = [item for group in told["groups"] for item in group["items"]]
    pairs = [(item["state"], (COUNTED_KINDS.get(item["kind"], item["kind"]), item["id"])) for item in told_items]
    assert len({key for _, key in pairs}) == len(pairs)
    things = {state: {key for key in keys if key[0] not in NOTED_WITH_PARENT} for state, keys in found.items()}
    by_itself = {key for key in things["changed"] if found["changed"][key].keys() - {*DERIVED_FIELDS, *ORDERS}}
    states = {state: {key for said, key in pairs if said == state} for state in found}
    assert (states["added"], states["removed"]) == (things["added"], things["removed"])
    assert by_itself <= states["changed"]
    assert told["empty"] == (not told["counts"]) == (told["sentence"] == "Nothing changed")
    if any(fields.keys() & {"place", *ORDERS} for fields in found["changed"].values()):
        assert not told["empty"]


@pytest.mark.slow
@pytest.mark.django_db
def test_of_any_two_states_of_a_plan_all_that_changed_is_found_and_told():
    run_state_machine_as_test(
        Differing,
        settings=settings(
            max_examples=some(5, 12), stateful_step_count=14, deadline=None, suppress_health_check=HealthCheck
        ),
    )
