"""The plan as at any moment is the plan as it was then, whatever happened to it since."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from actions.models import Action, Milestone, Update
from actions.reporting.undo import undo
from partners import clock
from partners.history import attributed_to
from partners.immutable_tables import lifted
from partners.models import User
from plans.editions.chain import broken_links
from plans.editions.publishing import publish, withdraw
from plans.history.registry import tracked_models
from plans.history.restore import restore_wording, wording_of
from plans.history.timetravel import row_of
from plans.models import Edition
from plans.outline.build import PARTNERSHIP, PUBLIC, NotThereYet, outline
from plans.soft_delete import bring_back, retire
from plans.status import Status
from priorities.models import SuccessCriterion
from tests import factories
from tests.tracked import one_of_each
from tests.volume import some

pytestmark = pytest.mark.both_databases

SECOND = timedelta(seconds=1)


def without_moment(whole):
    return {key: value for key, value in whole.items() if key not in ("made_at", "today")}


def test_what_the_outline_reads_says_that_it_is_in_it(here, cast, report):
    one_of_each(here, cast, report)
    with CaptureQueriesContext(connection) as queries:
        outline(here.plan, audience=PARTNERSHIP, as_at=clock.now())
    sql = " ".join(query["sql"] for query in queries)
    read = {model for model in tracked_models() if f'"{model.history.model._meta.db_table}"' in sql}
    # A person's name is theirs, so another name is no change of the plan.
    assert read - {User} == {model for model in tracked_models() if model.history_options.in_outline}


def test_before_the_plan_was_written_there_is_none(here):
    with pytest.raises(NotThereYet):
        outline(here.plan, audience=PUBLIC, as_at=datetime(2001, 1, 1, tzinfo=UTC))


def test_what_a_thing_was_called_and_who_led_it_is_of_that_day(here, cast, report):
    report(here.action, cast.officer, status=Status.ON_TRACK, happened="Ten locks")
    then = clock.now()
    here.police.short_name, cast.officer.name = "Renamed", "Renamed"
    here.police.save()
    cast.officer.save()
    here.action.wording, here.action.lead, here.action.due_on = "Reworded", here.fire, None
    here.action.revise(by=cast.coordinator, supporting=[here.council])
    report(here.action, cast.fire_officer, status=Status.OFF_TRACK, happened="No locks", authority=here.fire)
    action = outline(here.plan, audience=PARTNERSHIP, as_at=then)["priorities"][0]["actions"][0]
    assert (
        action["wording"],
        action["lead"]["short_name"],
        [a["short_name"] for a in action["supporting"]],
        action["due_on"],
        action["status"],
        action["update"]["by"],
    ) == ("Fit better locks", "Police", ["Fire"], date(2009, 12, 31), "on_track", "Officer of the Constabulary")


def test_what_was_removed_since_is_there_and_what_was_added_since_is_not(here, cast, report):
    report(here.action, cast.officer)
    then = clock.now()
    with attributed_to(by=cast.coordinator, why="Not ours to do"), lifted("actions_update"):
        Action.objects.get(pk=here.action.pk).delete()
    factories.ActionFactory(priority=here.priority, wording="Brand new")

    def wordings(**moment):
        return [a["wording"] for a in outline(here.plan, audience=PUBLIC, **moment)["priorities"][0]["actions"]]

    assert (wordings(as_at=then), wordings()) == (["Fit better locks"], ["Brand new"])


def test_overdue_and_not_updated_are_of_that_day_too(here, cast, report):
    report(here.action, cast.officer)
    with clock.frozen_at(datetime(2010, 2, 1, tzinfo=UTC)):
        assert outline(here.plan, audience=PUBLIC)["tally"] == {"overdue": 1, "not_updated": 1}
        june = outline(here.plan, audience=PUBLIC, as_at=datetime(2009, 6, 16, tzinfo=UTC))
        assert june["tally"] == {"no_report": 1, "on_track": 1}


def test_a_clock_that_was_set_back_loses_nothing(here, cast, report):
    report(here.action, cast.officer, status=Status.ON_TRACK)
    with clock.frozen_at(clock.now() - timedelta(hours=1)):
        here.action.wording = "Reworded by an earlier clock"
        here.action.revise(by=cast.coordinator)
        report(here.action, cast.officer, status=Status.AT_RISK)
    now = outline(here.plan, audience=PARTNERSHIP)
    action = now["priorities"][0]["actions"][0]
    assert (action["wording"], action["status"]) == ("Reworded by an earlier clock", "at_risk")
    assert without_moment(outline(here.plan, audience=PARTNERSHIP, as_at=clock.now())) == without_moment(now)


@pytest.mark.parametrize("audience", [PUBLIC, PARTNERSHIP])
def test_the_past_takes_the_same_number_of_queries_as_the_present(audience, here, cast, report):
    report(here.action, cast.officer)
    counts = []
    for moment in ({}, {"as_at": clock.now()}):
        with CaptureQueriesContext(connection) as queries:
            outline(here.plan, audience=audience, **moment)
        counts.append(len(queries))
    assert counts[0] == counts[1]


class Years(RuleBasedStateMachine):
    """Any sequence of what people do to a plan; the outline of each step is kept, and all are compared at the end."""

    @initialize()
    def begin(self):
        self.undone = transaction.atomic()
        self.undone.__enter__()
        self.access = clock.frozen_at(datetime(2008, 6, 12, 9, tzinfo=UTC))
        self.access.__enter__()
        self.plan = factories.PlanFactory()
        self.authorities = [factories.AuthorityFactory(partnership=self.plan.partnership) for _ in range(3)]
        self.officer = factories.MembershipFactory(authority=self.authorities[0]).user
        self.kept = []

    def teardown(self):
        if hasattr(self, "undone"):
            self.the_past_is_as_it_was()
            self.every_edition_is_what_was_published()
            self.access.__exit__(None, None, None)
            transaction.set_rollback(True)
            self.undone.__exit__(None, None, None)

    @rule()
    def add_a_priority(self):
        factories.PriorityFactory(plan=self.plan)

    @precondition(lambda self: self.plan.priorities.exists())
    @rule(data=st.data())
    def add_an_action(self, data):
        priority = data.draw(st.sampled_from(list(self.plan.priorities.all())))
        factories.ActionFactory(priority=priority)

    @rule()
    def add_a_hallmark_action(self):
        factories.ActionFactory(priority=None, hallmark=factories.HallmarkFactory(plan=self.plan))

    @precondition(lambda self: self.plan.priorities.exists())
    @rule(data=st.data())
    def measure(self, data):
        priority = data.draw(st.sampled_from(list(self.plan.priorities.all())))
        criterion = priority.criteria.first() or factories.CriterionFactory(priority=priority)
        factories.MeasurementFactory(criterion=criterion, by=self.officer, value=data.draw(st.integers(0, 99)))

    def some_action(self, data):
        return data.draw(st.sampled_from(list(Action.objects.in_plan(self.plan))))

    has_action = precondition(lambda self: Action.objects.in_plan(self.plan).exists())

    @precondition(lambda self: Update.objects.active().filter(authority__in=self.authorities).exists())
    @rule(data=st.data())
    def take_an_update_back(self, data):
        access = Update.objects.active().filter(authority__in=self.authorities)
        undo(data.draw(st.sampled_from(list(access))), by=self.officer)

    @has_action
    @rule(data=st.data(), status=st.sampled_from(Status), public=st.sampled_from(["", "Said."]))
    def report(self, data, status, public):
        self.some_action(data).report(
            by=self.officer, authority=self.authorities[0], status=status, happened="x", public=public
        )

    @has_action
    @rule(data=st.data(), day=st.none() | st.dates(date(2008, 3, 1), date(2009, 3, 1)), word=st.sampled_from("abc"))
    def revise(self, data, day, word):
        action = self.some_action(data)
        action.due_on, action.wording = day, word
        lead, *supporting = data.draw(st.permutations(self.authorities))
        action.lead = data.draw(st.sampled_from([None, lead]))
        action.revise(by=self.officer, supporting=supporting[: data.draw(st.integers(0, 2))])

    @has_action
    @rule(data=st.data(), day=st.none() | st.dates(date(2008, 5, 1), date(2008, 9, 1)), public=st.booleans())
    def add_a_milestone(self, data, day, public):
        factories.MilestoneFactory(action=self.some_action(data), due_on=day, public=public)

    @precondition(lambda self: Milestone.all_objects.filter(action__in=Action.objects.in_plan(self.plan)).exists())
    @rule(data=st.data(), day=st.none() | st.dates(date(2008, 5, 1), date(2008, 9, 1)))
    def reach_or_move_a_milestone(self, data, day):
        milestones = Milestone.all_objects.filter(action__in=Action.objects.in_plan(self.plan))
        milestone = data.draw(st.sampled_from(list(milestones)))
        name = data.draw(st.sampled_from(["done_on", "due_on", "action", "retired_at"]))
        if name == "retired_at":
            change = bring_back if milestone.retired_at else retire
            change([milestone], by=self.officer, why="Said.")
            return
        setattr(milestone, name, self.some_action(data) if name == "action" else day)
        milestone.save()

    @precondition(lambda self: SuccessCriterion.all_objects.filter(priority__plan=self.plan).exists())
    @has_action
    @rule(data=st.data())
    def aim(self, data):
        criteria = SuccessCriterion.all_objects.filter(priority__plan=self.plan).values_list("pk", flat=True)
        aims = data.draw(st.sets(st.sampled_from(list(criteria))))
        self.some_action(data).revise(by=self.officer, aims=aims)

    @has_action
    @rule(data=st.data())
    def move_to_another_priority(self, data):
        action = self.some_action(data)
        if action.priority_id:
            action.priority = data.draw(st.sampled_from(list(self.plan.priorities.all())))
            action.position = data.draw(st.integers(0, 5))
            action.save()

    @has_action
    @rule(data=st.data())
    def remove(self, data):
        with lifted("actions_update"):
            self.some_action(data).delete()

    @rule(data=st.data())
    def rename(self, data):
        things = [self.plan.partnership, *self.authorities, *self.plan.priorities.all()]
        thing = data.draw(st.sampled_from(things))
        thing.name = data.draw(st.sampled_from(["One name", "Another"])) + f" {thing.pk}"
        thing.save()

    @precondition(lambda self: SuccessCriterion.objects.filter(priority__plan=self.plan).exists())
    @rule()
    def remove_a_criterion_with_its_measurements(self):
        criterion = SuccessCriterion.objects.filter(priority__plan=self.plan).first()
        for measurement in criterion.measurements.all():
            measurement.delete()
        criterion.delete()

    @has_action
    @rule(data=st.data(), position=st.integers(0, 5))
    def reorder(self, data, position):
        action = self.some_action(data)
        action.position, action.note = position, data.draw(st.sampled_from(["", "A note"]))
        action.save()

    @rule(data=st.data())
    def restore_earlier_words(self, data):
        things = [*Action.objects.in_plan(self.plan), *self.plan.priorities.all(), self.plan]
        thing = data.draw(st.sampled_from(things))
        row = row_of(thing, data.draw(st.sampled_from(list(thing.history.values_list("history_id", flat=True)))))
        changed = restore_wording(thing, fields=wording_of(thing, row), by=self.officer, why="Lost")
        thing.refresh_from_db()
        assert wording_of(thing) == wording_of(thing, row)
        before, after = self.kept[-1][1][1], outline(self.plan, audience=PARTNERSHIP)
        assert changed == (without_moment(before) != without_moment(after))
        assert before["tally"] == after["tally"]

    @rule()
    def publish_it(self):
        publish(self.plan, by=self.officer, note="What is new")

    @precondition(lambda self: Edition.objects.current(self.plan))
    @rule(data=st.data())
    def withdraw_an_edition(self, data):
        editions = Edition.objects.active().filter(plan=self.plan).order_by("number")
        withdraw(data.draw(st.sampled_from(list(editions))), by=self.officer, reason="A name was in it")

    @rule(days=st.integers(1, 200))
    def time_passes(self, days):
        self.access.__exit__(None, None, None)
        self.access = clock.frozen_at(self.last + timedelta(days=days))
        self.access.__enter__()

    @invariant()
    def keep_the_present(self):
        if hasattr(self, "kept"):
            self.last = clock.now()
            self.kept.append((self.last, [outline(self.plan, audience=a) for a in (PUBLIC, PARTNERSHIP)]))

    def every_edition_is_what_was_published(self):
        assert broken_links(self.plan) == []
        for edition in self.plan.editions.all():
            then = outline(self.plan, audience=PUBLIC, as_at=edition.published_at)
            assert without_moment(edition.outline) == without_moment(then)

    def the_past_is_as_it_was(self):
        """What the public would read is looked at for every third step: the editions are looked at too."""
        for n, (then, wholes) in enumerate(self.kept):
            for whole in wholes if n % 3 == 0 else wholes[1:]:
                past = outline(self.plan, audience=whole["audience"], as_at=then)
                assert without_moment(past) == without_moment(whole)


@pytest.mark.slow
@pytest.mark.django_db
def test_the_plan_as_at_a_moment_is_the_plan_that_was_seen_then():
    run_state_machine_as_test(
        Years,
        settings=settings(
            max_examples=some(4, 8), stateful_step_count=15, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
