"""What is found through the revisions is what a slow walk over every row of every history finds."""

from contextlib import suppress
from datetime import datetime, time, timedelta
from itertools import pairwise

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from actions.models import Action
from config.operations.seed.plan import read
from config.operations.seed.year import import_year
from partners import clock
from partners.history import HAPPENED, attributed_to
from partners.models import Partnership, Revision
from plans.history.activity_log import labels_of, log_entries, place_in
from plans.history.registry import history_pages, parents_of, parts_of, shown_fields, tracked_models
from plans.history.timetravel import changes_around, differences_of, names_for
from plans.status import Status
from tests import factories
from tests.everything import something_of_everything
from tests.volume import some
from tests.worlds import MONDAY, NORTH_HERTS

pytestmark = pytest.mark.both_databases

MODELS = {model._meta.label: model for model in tracked_models()}
PRIVATE = {"partners.Membership", "partners.Invitation"}


def ids_ever(label, roots, known):
    """Ids of the objects of a model that belong, or belonged, to one of `roots`, {label: id}."""
    if label in roots:
        return {roots[label]}
    if label not in known:
        rows = MODELS[label].history.all() if label in MODELS else None
        known[label] = set()
        for column, parent in parents_of(label):
            ids = ids_ever(parent, roots, known)
            known[label] |= {pk for pk, owner in rows.values_list("id", column) if owner in ids}
    return known[label]


def walk(labels, roots):
    """[(label, history row)] of all rows of these models that belong, or belonged, to one of `roots`."""
    known, found = {}, []
    for label in labels:
        ids = ids_ever(label, roots, known)
        found += [(label, row) for row in MODELS[label].history.select_related("revision__by") if row.id in ids]
    return found


def log_by_walking(partnership, *, kind="", who=None, since=None, until=None, happened="", terms="", of_people=True):
    """What `log_entries` should find, row by row, in the order of the log."""
    label_of_kind = kind and history_pages()[kind]
    parts = {part._meta.label for part in parts_of(label_of_kind) if not part.history_options.page} if kind else set()
    labels = {label_of_kind, *parts} if kind else MODELS.keys() - {"partners.User"}
    return sorted(
        (
            (label, row)
            for label, row in walk(labels, {"partners.Partnership": partnership.pk})
            if (who is None or row.revision.by_id == who)
            and (since is None or row.history_date >= since)
            and (until is None or row.history_date <= until)
            and (not happened or row.history_type == happened)
            and terms.lower() in row.revision.why.lower()
            and (not terms or of_people or label not in PRIVATE)
        ),
        key=lambda found: (-found[1].history_date.timestamp(), found[0], -found[1].history_id),
    )


def differences_by_walking(label, row):
    if row.history_type != "~":
        return []
    earlier = [each for each in MODELS[label].history.filter(id=row.id) if each.history_id < row.history_id]
    old = max(earlier, key=lambda each: (each.history_date, each.history_id), default=None)
    fields = shown_fields(MODELS[label], as_part=True)
    return list(differences_of(fields, names_for(fields, [row, *([old] if old else [])]), old, row))


class Writes:
    """What people do, each by its name; `do` is one of them, accepted or refused as a whole."""

    def __init__(self, here, next_door, cast, report):
        self.here, self.next_door, self.cast, self._report = here, next_door, cast, report
        self.number = 0

    def do(self, name, by, why, *, is_accepted=True):
        self.number += 1
        with suppress(ZeroDivisionError), attributed_to(by=by, why=why), transaction.atomic():
            getattr(self, name)()
            1 / is_accepted

    def reword_a_priority(self):
        self.here.priority.name = f"Priority {self.number}"
        self.here.priority.save()

    def report(self):
        status = list(Status)[self.number % 5]
        self._report(self.here.action, self.cast.officer, status=status, authority=self.here.police)

    def revise_an_action(self):
        action = Action.objects.get(pk=self.here.action.pk)
        action.wording = f"Fit {self.number} better locks"
        lead, *supporting = [self.here.police, self.here.fire, self.here.council][:: 1 - self.number % 2 * 2]
        action.lead = lead
        action.revise(by=self.cast.coordinator, why="Another", supporting=supporting[: self.number % 3])

    def add_and_remove_an_action(self):
        factories.ActionFactory(priority=self.here.priority, wording=f"Brief {self.number}").delete()

    def change_a_role(self):
        membership = self.cast.observer.memberships.get()
        membership.role = ["observer", "chair"][self.number % 2]
        membership.save()

    def rename_an_authority(self):
        self.here.fire.name = f"Fire Service {self.number}"
        self.here.fire.save()

    def rename_a_person_of_both(self):
        user = self.cast.officer
        if not user.memberships.filter(authority=self.next_door.council).exists():
            factories.MembershipFactory(user=user, authority=self.next_door.council)
        user.name = f"Officer {self.number}"
        user.save()

    def hold_a_meeting(self):
        group = self.here.partnership.groups.first() or factories.GroupFactory(partnership=self.here.partnership)
        meeting = factories.MeetingFactory(group=group, starts_at=MONDAY + timedelta(days=self.number))
        meeting.agenda.create(title=f"Point {self.number}", position=1)

    def write_next_door(self):
        self.next_door.priority.name = f"Theirs {self.number}"
        self.next_door.priority.save()

    def begin_another_plan(self):
        starts_on = self.here.plan.ends_on + timedelta(days=1 + 1096 * (self.number - 1))
        plan = factories.PlanFactory(
            partnership=self.here.partnership,
            starts_on=starts_on,
            ends_on=starts_on + timedelta(days=1095),
            slug=f"plan-{self.number}",
        )
        factories.PriorityFactory(plan=plan)

    def nest_another_author(self):
        self.reword_a_priority()
        with attributed_to(by=self.cast.coordinator, why="On the way"):
            self.rename_an_authority()
        self.reword_a_priority()


NAMES = [name for name in vars(Writes) if not name.startswith("_") and name != "do"]
REASONS = ["", "The winter", "A winter’s grant"]
writes = st.lists(
    st.tuples(
        st.sampled_from(NAMES),
        st.sampled_from(["officer", "coordinator", "chair"]),
        st.sampled_from(REASONS),
        st.integers(-2, 60),  # days since the write before; a clock may be set back
        st.integers(0, 4).map(bool),  # one in five is refused
    ),
    min_size=1,
    max_size=12,
)
patiently = settings(
    max_examples=some(12, 60), deadline=None, suppress_health_check=[*HealthCheck], report_multiple_bugs=False
)


@pytest.fixture
def do_all(here, next_door, cast, report):
    """Do writes in an own savepoint that the caller leaves; returns the moment after them."""

    def do_all(made):
        acts, moment = Writes(here, next_door, cast, report), clock.now()
        for name, by, why, days, is_accepted in made:
            moment = max(moment + timedelta(days=days), MONDAY)
            with clock.frozen_at(moment):
                acts.do(name, getattr(cast, by), why, is_accepted=is_accepted)
        return moment

    return do_all


@pytest.fixture
def undone():
    """What is written within it is rolled back, so that each example begins alike."""

    class Undone:
        def __enter__(self):
            self.atomic = transaction.atomic()
            self.atomic.__enter__()

        def __exit__(self, *error):
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)

    return Undone


@pytest.mark.slow
@patiently
@given(made=writes, data=st.data())
def test_the_log_is_what_a_walk_over_all_histories_finds(made, data, here, cast, do_all, undone):
    with undone():
        do_all(made)
        filters = data.draw(
            st.fixed_dictionaries(
                {},
                optional={
                    "kind": st.sampled_from(["action", "priority", "membership", "authority", "plan", "meeting"]),
                    "who": st.sampled_from([cast.officer.pk, cast.coordinator.pk, cast.stranger.pk]),
                    "since": st.integers(0, 300).map(lambda days: MONDAY + timedelta(days=days)),
                    "until": st.integers(0, 300).map(lambda days: MONDAY + timedelta(days=days)),
                    "happened": st.sampled_from([*HAPPENED]),
                    "terms": st.sampled_from(["WINTER", "grant", "nobody"]),
                    "of_people": st.booleans(),
                },
            )
        )
        wanted = log_by_walking(here.partnership, **filters)
        most = data.draw(st.sampled_from([1, 3, 50]))
        found, after = [], None
        while page := log_entries(here.partnership, most=most, after=after, **filters):
            assert len(page) <= most
            found += page
            after = place_in(page[-1].place)
        assert [(entry.label, entry.number) for entry in found] == [(label, row.history_id) for label, row in wanted]
        for entry, (label, row) in zip(found, wanted, strict=True):
            is_told = filters.get("of_people", True) or label not in PRIVATE
            assert (entry.moment, entry.by and entry.by.pk, entry.happened, entry.why) == (
                row.history_date,
                row.revision.by_id,
                HAPPENED[row.history_type],
                row.revision.why if is_told else "",
            )
            assert entry.differences == differences_by_walking(label, row)


def test_private_reasons_are_searched_by_those_alone_who_may_read_them(here, cast):
    membership = cast.observer.memberships.get()
    with attributed_to(by=cast.coordinator, why="A quarrel"):
        membership.role = "chair"
        membership.save()
        here.priority.save()
    for of_people, labels in ((True, ["partners.Membership", "priorities.Priority"]), (False, ["priorities.Priority"])):
        found = log_entries(here.partnership, most=1, terms="quarrel", of_people=of_people)
        found += log_entries(
            here.partnership, most=5, terms="quarrel", of_people=of_people, after=place_in(found[-1].place)
        )
        assert [(entry.label, entry.why) for entry in found] == [(label, "A quarrel") for label in labels]
    kept = log_entries(here.partnership, most=1, kind="membership", of_people=False)
    assert [(entry.number, entry.why) for entry in kept] == [(membership.history.latest().history_id, "")]


@pytest.mark.slow
def test_the_log_has_all_that_a_partnership_can_have(here, cast, report):
    something_of_everything(here, cast, report)
    found = [(entry.label, entry.number) for entry in log_entries(here.partnership, most=1000)]
    assert found == [(label, row.history_id) for label, row in log_by_walking(here.partnership)]
    assert {label for label, _ in found} == {*labels_of()}


def days_by_walking(plan):
    """The days on which something changed that the plan's outline is made from, by every row of every history."""
    labels = [label for label, model in MODELS.items() if model.history_options.in_outline]
    roots = {"plans.Plan": plan.pk, "partners.Partnership": plan.partnership_id}
    return sorted({clock.date_of(row.history_date) for _, row in walk(labels, roots)})


@pytest.mark.slow
@patiently
@given(made=writes)
def test_the_days_before_and_after_are_those_of_a_walk_over_all_histories(made, here, do_all, undone):
    with undone():
        last = clock.date_of(do_all(made))
        for plan in here.partnership.plans.all():
            days = days_by_walking(plan)
            for n in range(-2, (last - MONDAY.date()).days + 3, 5):
                day = MONDAY.date() + timedelta(days=n)
                begins, before, after, rewritten = changes_around(
                    plan, *(timezone.make_aware(datetime.combine(day, at)) for at in (time.min, time.max))
                )
                assert (begins, rewritten) == (min(row.history_date for row in plan.history.all()), None)
                assert (before and clock.date_of(before), after and clock.date_of(after)) == (
                    max((each for each in days if each < day), default=None),
                    min((each for each in days if each > day), default=None),
                )


def rows_out_of_place():
    """Rows whose date is not their revision's moment, or that are numbered in another order than they were written."""
    for model in tracked_models():
        rows = list(model.history.select_related("revision").order_by("id", "history_id"))
        for row in rows:
            if row.revision and row.history_date != row.revision.moment:
                yield row
        if model._meta.label != "partners.User":  # a person's revisions may be of several partnerships
            for before, row in pairwise(rows):
                if before.id == row.id and row.revision.number < before.revision.number:
                    yield row


def held_by_walking():
    """{revision's id: words of the rows that it holds}, but for people's, which several revisions share."""
    held = {}
    for label, model in [each for each in MODELS.items() if each[0] != "partners.User"]:
        for pk, happened in model.history.exclude(revision=None).values_list("revision_id", "history_type"):
            held.setdefault(pk, set()).add(f"{happened}{label}")
    return held


def assert_revisions_are_true():
    assert [*rows_out_of_place()] == []
    held = held_by_walking()
    for revision in Revision.objects.all():
        words = {word for word in revision.holds.split() if word[0] in HAPPENED}
        assert words - {f"{sign}partners.User" for sign in HAPPENED} == held.get(revision.pk, set())
    for partnership in Partnership.objects.all():
        moments = list(partnership.revisions.order_by("number").values_list("moment", flat=True))
        assert moments == sorted(set(moments))


@pytest.mark.slow
@patiently
@given(made=writes)
def test_each_row_has_the_date_of_its_revision_which_knows_that_it_holds_it(made, do_all, undone):
    with undone():
        do_all(made)
        assert_revisions_are_true()


@pytest.mark.slow
def test_so_it_is_of_everything_that_a_partnership_can_have(here, cast, report):
    something_of_everything(here, cast, report)
    assert_revisions_are_true()


def the_illustrative_year(world):
    year, plan = (read(NORTH_HERTS / f"{name}.toml") for name in ("illustrative-year", "plan"))
    import_year(world.north_herts, year, plan, password="x")


@pytest.mark.slow
@pytest.mark.world.with_args(the_illustrative_year)
def test_so_it_is_of_the_demonstration_and_its_year(north_herts):
    assert_revisions_are_true()
    assert Revision.objects.filter(partnership=north_herts.partnership).count() > 100
    found = log_entries(north_herts.partnership, most=10_000)
    assert [(entry.label, entry.number) for entry in found] == [
        (label, row.history_id) for label, row in log_by_walking(north_herts.partnership)
    ]


@settings(patiently, max_examples=some(40, 400))
@given(
    moment=st.datetimes().map(str) | st.datetimes(timezones=st.timezones()).map(datetime.isoformat) | st.text(),
    label=st.sampled_from([*labels_of(), "partners.User", "actions.action", ""]) | st.text(),
    number=st.integers().map(str) | st.sampled_from([f"{10**30}", f"-{10**30}", "1_0", "²", "1.0"]) | st.text(),
)
def test_any_place_is_refused_or_has_a_page_below_it(moment, label, number, here):
    try:
        place = place_in(f"{moment}~{label}~{number}")
    except ValueError:
        return
    below = log_entries(here.partnership, most=5, after=place)
    assert all(entry.moment <= place[0] for entry in below)
