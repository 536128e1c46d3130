"""The plan as decided is the plan that is there once all that is decided is in it."""

from datetime import date

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from actions.decided_changes.apply import Refused, apply
from actions.models import Action, DecidedChange
from plans.outline.build import PARTNERSHIP, PUBLIC, outline
from plans.outline.decided import with_decided
from tests import factories
from tests.volume import some

DAYS = st.one_of(st.none(), st.dates(date(2009, 5, 1), date(2010, 3, 31)))
CHANGES = st.lists(
    st.tuples(
        st.sampled_from(["change", "change", "change", "remove", "add"]),
        st.integers(0, 3),  # of which action or part
        st.integers(1, 4),  # so many days ago
        st.sampled_from(["", "Fit locks", "Light the park"]),
        st.sampled_from(["", "police", "fire"]),
        DAYS,
    ),
    max_size=6,
)


def without_ids(value):
    """An outline without the moment, what is decided, and ids, by which added actions differ from a preview's."""
    if isinstance(value, dict):
        return {key: without_ids(each) for key, each in value.items() if key not in ("id", "decided", "made_at")}
    return [without_ids(each) for each in value] if isinstance(value, list) else value


@pytest.fixture
def plan(here):
    here.words = factories.ActionFactory(
        priority=here.priority, lead=None, due_on=None, lead_words="The wardens", due_words="Spring 2010"
    )
    return here.plan


@examples(max_examples=some(15, 60), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(made=CHANGES)
def test_what_the_preview_shows_is_what_the_plan_becomes(plan, here, cast, decide, made):
    with transaction.atomic():
        for kind, which, days_ago, wording, lead, due_on in made:
            new = {"wording": wording, "lead": getattr(here, lead, None), "due_on": due_on}
            action = [here.action, here.spare, here.hallmark_action, here.words][which]
            if kind == "add":
                part = {"priority": here.priority} if which % 2 else {"hallmark": here.hallmark_action.hallmark}
                decide(kind=kind, days_ago=days_ago, **part, **new | {"wording": wording or "New"})
            elif kind == "remove":
                decide(kind=kind, days_ago=days_ago, action=action)
            elif any(new.values()):
                decide(kind=kind, days_ago=days_ago, action=action, **new)
        preview = with_decided(outline(plan, audience=PARTNERSHIP))
        for change in DecidedChange.objects.pending().for_list():
            try:
                apply(change, by=cast.coordinator)
            except Refused as refused:
                assert "A later decision" in str(refused)  # noqa: PT017 (not every one is refused)
        assert without_ids(preview) == without_ids(outline(plan, audience=PARTNERSHIP))
        transaction.set_rollback(True)


def test_the_public_sees_nothing_of_what_is_decided_and_a_past_day_what_was_then(here, cast, decide):
    before = outline(here.plan, audience=PUBLIC)
    change = decide(kind="change", due_on=date(2010, 3, 31))
    assert without_ids(outline(here.plan, audience=PUBLIC)) == without_ids(before)
    shown = outline(here.plan, audience=PARTNERSHIP)
    moment = shown["made_at"]
    apply(change, by=cast.coordinator)
    [then] = [a for p in outline(here.plan, audience=PARTNERSHIP, as_at=moment)["priorities"] for a in p["actions"]
              if a["id"] == here.action.pk]  # fmt: skip
    assert [one["id"] for one in then["decided"]] == [change.pk]


def test_the_desk_counts_them_and_the_preview_shows_the_plan(here, coordinator, chair, decide):
    decide(kind="change", due_on=date(2010, 3, 31))
    decide("More", kind="add", priority=here.priority, wording="Fit alarms", lead=here.fire, due_on=date(2010, 3, 31))
    for reader, more in ((coordinator, "Put into the plan"), (chair, "Read")):
        tasks = reader.get("/here/desk/").context["tasks"]
        [task] = [task for task in tasks if task.title == "decided changes"]
        assert (task.line, task.verb) == ("2 decided changes not in the plan yet", more)
        assert [text for text, _, _ in task.items] == ["Move it to March", "More"]
    preview = chair.get("/here/plan/decided/").content.decode()
    assert ("Fit alarms" in preview, "31 December 2009" in preview, "31 March 2010" in preview) == (True, True, True)
    assert not Action.objects.filter(wording="Fit alarms").exists()


def test_the_pages_queries_do_not_grow_with_what_is_decided(here, coordinator, decide, django_assert_max_num_queries):
    def more():
        for _ in range(3):
            action = factories.ActionFactory(priority=here.priority, lead=here.police)
            decide(kind="change", action=action, due_on=date(2010, 3, 31))
            decide(kind="add", hallmark=here.hallmark_action.hallmark, wording="x")

    for _ in range(2):
        more()
        with django_assert_max_num_queries(20):
            coordinator.get("/here/decided/")
