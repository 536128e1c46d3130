"""Kept outlines: what pages read in place of a new outline is the same outline, whatever was written since."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule, run_state_machine_as_test

from actions.models import Action
from actions.reporting.undo import undo
from partners import clock
from partners.history import attributed_to
from partners.immutable_tables import lifted
from partners.models import Revision
from plans.outline import kept
from plans.outline.build import PARTNERSHIP, PUBLIC, outline
from plans.outline.kept import KeptOutline, head_of, kept_outline
from plans.serialization import freeze
from plans.soft_delete import bring_back, retire
from plans.status import Status
from priorities.criteria.measurements import correct_measurement, judge
from priorities.models import Measurement, SuccessCriterion
from tests import factories
from tests.plans.history.test_past import Years
from tests.volume import some

pytestmark = pytest.mark.both_databases


def newest(plan):
    """Number of the partnership's newest revision, as in `access.revision`."""
    return Revision.objects.filter(partnership=plan.partnership).order_by("-number").values_list("number").first()[0]


def as_kept(plan, audience=PARTNERSHIP):
    return kept_outline(plan, newest(plan), audience=audience)


def in_full(whole):
    return freeze({name: value for name, value in whole.items() if name != "made_at"})


def is_as_new(plan):
    return in_full(as_kept(plan)) == in_full(outline(plan, audience=PARTNERSHIP))


class Changes(Years):
    """Any sequence of what people do to a plan: what is kept is what is read anew, and the same key has one content."""

    @initialize()
    def begin(self):
        super().begin()
        self.undone._from_testcase = True  # the writes of this test count as committed
        kept.forget()
        self.before = factories.PlanFactory(partnership=self.plan.partnership, slug="2005-2008")
        earlier = factories.CriterionFactory(priority__plan=self.before, hide_below=20)
        self.continuing = factories.CriterionFactory(priority__plan=self.plan, continues=earlier, frequency="quarter")
        self.contents, self.steps = {}, 0

    def teardown(self):
        if hasattr(self, "undone"):
            self.access.__exit__(None, None, None)
            transaction.set_rollback(True)
            self.undone.__exit__(None, None, None)

    @invariant()
    def keep_the_present(self):
        if not hasattr(self, "contents"):
            return
        self.last, self.steps = clock.now(), self.steps + 1
        self.kept = [(self.last, [None, outline(self.plan, audience=PARTNERSHIP)])]
        if self.steps % 4 != 2:  # sometimes several steps lie between two readers
            self.compare()

    def compare(self):
        for audience in (PARTNERSHIP, PUBLIC):
            whole = as_kept(self.plan, audience)
            assert in_full(whole) == in_full(outline(self.plan, audience=audience))
            self.has_one_content(whole.key(), head_of(whole))
            for kind, name in (("priority", "priorities"), ("hallmark", "hallmarks")):
                for part in whole[name]:
                    self.has_one_content(whole.key((kind, part["id"])), part)
                    for action in part["actions"]:
                        self.has_one_content(whole.key(("action", action["id"])), action)

    def has_one_content(self, key, part):
        content = in_full(part)
        assert self.contents.setdefault(key, content) == content

    @rule()
    def remove_a_criterion_with_its_measurements(self):
        criteria = SuccessCriterion.objects.filter(priority__plan=self.plan).exclude(pk=self.continuing.pk)
        if criterion := criteria.first():
            criterion.measurements.all().delete()
            criterion.delete()

    @rule(data=st.data(), back=st.booleans())
    def retire_or_bring_back(self, data, back):
        things = [
            *Action.all_objects.filter(priority__plan=self.plan),
            *SuccessCriterion.all_objects.filter(priority__plan=self.plan),
            *self.plan.priorities.exclude(pk=self.continuing.priority_id),
        ]
        thing = [data.draw(st.sampled_from(things))]
        bring_back(thing, by=self.officer) if back else retire(thing, by=self.officer, why="Done elsewhere")

    @rule(data=st.data(), value=st.integers(0, 60))
    def measure_what_goes_back_to_the_plan_before(self, data, value):
        criterion = data.draw(st.sampled_from([self.continuing, self.continuing.continues]))
        starts_on = data.draw(st.sampled_from([date(2008, 1, 1), date(2008, 4, 1)]))
        ends_on = starts_on.replace(month=starts_on.month + 2, day=30)
        factories.MeasurementFactory(
            criterion=criterion, by=self.officer, value=value, starts_on=starts_on, ends_on=ends_on
        )

    @rule(data=st.data(), value=st.integers(0, 60))
    def correct_a_figure(self, data, value):
        if figures := list(Measurement.objects.filter(criterion__priority__plan__partnership=self.plan.partnership)):
            correct_measurement(data.draw(st.sampled_from(figures)), by=self.officer, why="Miscounted", value=value)

    @rule(data=st.data(), word=st.sampled_from(["", "met", "short"]), below=st.sampled_from([None, 5, 50]))
    def change_a_criterion(self, data, word, below):
        criteria = SuccessCriterion.objects.filter(priority__plan__partnership=self.plan.partnership)
        criterion = data.draw(st.sampled_from(list(criteria)))
        judge(criterion, by=self.officer, word=word, reason="So we think")
        criterion.refresh_from_db()
        criterion.hide_below, criterion.reporter = below, self.authorities[1]
        criterion.priority = data.draw(st.sampled_from(list(criterion.priority.plan.priorities.all())))
        criterion.save()

    @rule(name=st.sampled_from(["Jo", "Jo Smith"]))
    def rename_a_person(self, name):
        self.officer.name = name
        self.officer.save()

    @rule()
    def add_to_the_plan(self):
        factories.SectionFactory(plan=self.plan)
        today = clock.today()
        if not self.plan.rounds.filter(opens_on=today).exists():
            factories.RoundFactory(plan=self.plan, opens_on=today, due_on=today + timedelta(days=14))

    @rule()
    def think_better_of_it(self):
        """Something is written, read and rolled back."""
        with transaction.atomic():
            factories.ActionFactory(priority=self.continuing.priority)
            whole = as_kept(self.plan)
            assert not isinstance(whole, KeptOutline)
            transaction.set_rollback(True)

    @rule()
    def something_happens_in_another_plan(self):
        factories.ActionFactory(priority=factories.PriorityFactory(plan=self.before))
        factories.ActionFactory()


@pytest.mark.slow
@pytest.mark.django_db
def test_after_any_writes_the_kept_outline_is_a_new_one():
    run_state_machine_as_test(
        Changes,
        settings=settings(
            max_examples=some(12, 40),
            phases=[Phase.generate],  # a machine of many steps takes minutes to shrink
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_a_save_makes_its_own_priority_anew_and_no_other(here, cast, report):
    other = factories.ActionFactory(priority=factories.PriorityFactory(plan=here.plan))
    before = as_kept(here.plan)
    report(here.action, cast.officer, status=Status.OFF_TRACK)
    after = as_kept(here.plan)
    assert [new is old for new, old in zip(after["priorities"], before["priorities"], strict=True)] == [False, True]
    changed = {key for key, version in after.versions.items() if version != before.versions[key]}
    assert changed == {("priority", here.priority.pk), ("action", here.action.pk)}
    assert ("action", other.pk) in after.versions
    assert is_as_new(here.plan)


def supported_by_nobody(here, other, by):
    here.action.revise(by=by, supporting=[])


def moved(here, other, by):
    here.action.priority = other
    here.action.revise(by=by)


def removed(here, other, by):
    with lifted("actions_update"):
        Action.objects.get(pk=here.action.pk).delete()


def retired(here, other, by):
    retire([here.action], by=by, why="Done elsewhere")


def reported_again(here, other, by):
    here.action.report(by=by, authority=here.fire, status=Status.COMPLETE, happened="All done")


def taken_back(here, other, by):
    undo(here.action.latest_update, by=by)


def measured(here, other, by):
    factories.MeasurementFactory(criterion=here.criterion, by=by)


def judged(here, other, by):
    judge(here.criterion, by=by, word="met", reason="So we think")


def criterion_moved(here, other, by):
    here.criterion.priority = other
    here.criterion.save()


def added(here, other, by):
    factories.ActionFactory(priority=other)
    factories.CriterionFactory(priority=other)


@pytest.mark.parametrize(
    ("write", "parts"),
    [
        (supported_by_nobody, "here"),
        (moved, "here and other"),
        (removed, "here"),
        (retired, "here"),
        (reported_again, "here"),
        (taken_back, "here"),
        (measured, "here"),
        (judged, "here"),
        (criterion_moved, "here and other"),
        (added, "other"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_each_write_is_read_and_the_rest_is_not_read_again(write, parts, here, cast, report):
    other = factories.PriorityFactory(plan=here.plan)
    report(here.action, cast.officer, status=Status.ON_TRACK, happened="Ten locks")
    last = report(here.action, cast.officer, status=Status.AT_RISK, happened="No locks")
    before = as_kept(here.plan)
    here.action = last.action
    write(here, other, cast.officer)
    with CaptureQueriesContext(connection) as queries:
        after = as_kept(here.plan)
    assert not [query for query in queries if '"plans_section"' in query["sql"]]
    assert is_as_new(here.plan)
    changed = {key for key, version in after.versions.items() if version != before.versions.get(key)}
    expected = {"here": here.priority, "other": other}
    assert {pk for kind, pk in changed if kind == "priority"} == {expected[name].pk for name in parts.split(" and ")}


def test_what_is_no_part_of_the_plan_changes_nothing_in_it(here, cast):
    before = as_kept(here.plan)
    factories.DutyFactory(partnership=here.partnership)
    factories.MembershipFactory(authority=here.police)
    with CaptureQueriesContext(connection) as queries:
        after = kept_outline(here.plan, newest(here.plan))
    assert len(queries) == 2  # which revision is the newest, and what was written since
    assert after.versions == before.versions
    assert is_as_new(here.plan)


def test_unchanged_it_is_read_without_a_query(here):
    number = newest(here.plan)
    kept_outline(here.plan, number)
    with CaptureQueriesContext(connection) as queries:
        whole = kept_outline(here.plan, number)
    assert not queries.captured_queries
    assert in_full(whole) == in_full(outline(here.plan, audience=PARTNERSHIP))


def test_another_day_is_read_anew(here, cast, report):
    report(here.action, cast.officer)
    as_kept(here.plan)
    with clock.frozen_at(datetime(2010, 2, 1, tzinfo=UTC)):
        assert as_kept(here.plan)["tally"] == {"overdue": 1, "not_updated": 1}
        assert is_as_new(here.plan)
    assert is_as_new(here.plan)


def test_two_plans_are_kept_apart(here, cast, report, next_door):
    report(here.action, cast.officer)
    assert [is_as_new(plan) for plan in (here.plan, next_door.plan, here.plan)] == [True] * 3
    names = [[p["name"] for p in as_kept(plan)["priorities"]] for plan in (here.plan, next_door.plan)]
    assert names == [["Reduce burglary"], ["Reduce theirs"]]


def test_a_name_of_somebody_with_roles_in_two_partnerships_changes_in_both(here, cast, report, next_door):
    factories.MembershipFactory(user=cast.officer, authority=next_door.council)
    report(here.action, cast.officer, authority=here.police)
    report(next_door.action, cast.officer, authority=next_door.council)
    for plan in (here.plan, next_door.plan):
        as_kept(plan)
    with attributed_to(by=cast.officer):
        cast.officer.name = "Somebody Else"
        cast.officer.save()
    for plan in (here.plan, next_door.plan):
        assert as_kept(plan)["priorities"][0]["actions"][0]["update"]["by"] == "Somebody Else"
        assert is_as_new(plan)


def test_the_largest_plans_do_not_fill_the_memory(here, next_door, monkeypatch):
    monkeypatch.setattr(kept._kept, "most", 2)
    as_kept(here.plan)
    as_kept(next_door.plan)
    assert [plan for plan, _ in kept._kept.entries] == [next_door.plan.pk]
