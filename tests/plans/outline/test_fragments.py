"""Parts of long pages are made once for all who may see them, and nobody is served another's."""

from datetime import date
from itertools import permutations

import pytest

from partners import clock
from plans import cached_pages
from plans.editions.moved_on import summaries
from plans.outline import kept
from plans.outline.fragments import fragment, fragments
from plans.outline.kept import head_of
from plans.status import Status
from priorities.charts import drawn
from tests import factories
from tests.plans.test_cached_pages import page
from tests.volume import some

from .test_kept import newest

pytestmark = pytest.mark.both_databases

PAGES = ("plan/", "plan/?plan=2005-2008", "review/", "review/?by=authority", "review/?plan=2005-2008", "gaps/")


@pytest.fixture
def two_plans(here, cast, report, published):
    """The running plan with figures, updates and an edition, after another."""
    before = factories.PlanFactory(
        partnership=here.partnership, slug="2005-2008", starts_on=date(2005, 3, 1), ends_on=date(2008, 2, 28)
    )
    factories.ActionFactory(priority__plan=before, wording="Done long ago", lead=here.police)
    published()
    report(here.action, cast.officer, status=Status.AT_RISK, happened="Two locks", public="Locks are fitted.")
    for month in (1, 2):
        days = {"starts_on": date(2009, month, 1), "ends_on": date(2009, month, 28)}
        factories.MeasurementFactory(criterion=here.criterion, by=cast.coordinator, value=40 - month, **days)
    factories.ActionFactory(priority__plan=here.plan, wording="Light the paths", lead=here.fire)


def forget_all():
    for each in (cached_pages.pages, fragments, summaries, drawn):
        each.clear()
    kept.forget()


def seen(client, path):
    """A page that was not kept as a whole: its parts may be."""
    cached_pages.pages.clear()
    return page(client, path)


def test_nobody_is_served_another_s_part(here, cast, next_door, two_plans, sign_in):
    """Whoever comes first, each sees what they would see if nobody had been there before."""
    readers = [(sign_in(user), "here") for user in (cast.observer, cast.officer, cast.chair, cast.coordinator)]
    readers.append((sign_in(cast.stranger), "next-door"))
    for name in PAGES:
        alone = {}
        for client, slug in readers:
            forget_all()
            alone[client] = seen(client, f"/{slug}/{name}")
        assert len({content for _, content in alone.values()}) > 1
        for order in [*permutations(readers)][:: some(12, 4)]:
            forget_all()
            for client, slug in order:
                assert seen(client, f"/{slug}/{name}") == alone[client], (name, order)


def test_who_has_no_part_in_it_gets_none(here, cast, next_door, two_plans, sign_in):
    for name in ("plan/", "review/"):
        seen(sign_in(cast.coordinator), f"/here/{name}")
        for user in (cast.stranger, None):
            status, content = seen(sign_in(user), f"/here/{name}")
            assert (status in (302, 404), "Fit better locks" in content) == (True, False)


def test_a_part_has_nothing_of_its_reader(here, cast, two_plans, sign_in):
    for user in (cast.chair, cast.coordinator):
        for name in PAGES:
            seen(sign_in(user), f"/here/{name}")
    assert len(fragments.entries) > 10
    for html in fragments.entries.values():
        assert not [word for word in ("csrf", "Coordinator", "Chair", *cached_pages.HOLES.values()) if word in html]


def made_by(client, path):
    """How many parts this view of a page made."""
    before = set(fragments.entries)
    seen(client, path)
    return len(set(fragments.entries) - before)


def test_a_save_makes_its_priority_and_its_action_anew_and_no_other(here, cast, two_plans, sign_in, report):
    client = sign_in(cast.chair)
    pages = ("/here/plan/", "/here/review/", "/here/review/?by=authority")
    for path in pages:
        assert made_by(client, path) > 1
        assert made_by(client, path) == 0
    report(here.action, cast.officer, status=Status.OFF_TRACK)
    # The priority and its action; the review's rows are the same in both arrangements.
    assert [made_by(client, path) for path in pages] == [2, 2, 1]
    here.police.short_name = "Constables"
    here.police.save()
    assert [made_by(client, path) > 1 for path in pages] == [True] * 3
    section = factories.SectionFactory(plan=here.plan, heading="How we work")
    assert "How we work" in seen(client, "/here/plan/")[1]
    section.heading = "How we go about it"
    section.save()
    assert "How we go about it" in seen(client, "/here/plan/")[1]
    assert [made_by(client, path) > 0 for path in pages] == [False, True, True]
    factories.DutyFactory(partnership=here.partnership)
    assert [made_by(client, path) for path in pages] == [0, 0, 0]


def test_a_part_of_the_past_is_not_kept(here, cast, two_plans, sign_in):
    with clock.frozen_at(clock.now().replace(month=7)):
        assert made_by(sign_in(cast.chair), "/here/plan/?at=2009-06-16") == 0


def test_what_a_page_gives_to_a_part_is_in_its_key(here):
    whole = kept.kept_outline(here.plan, 1)
    part, made_of = whole["priorities"][0], [("priority", here.priority.pk)]
    values = {"at": "", "actions_url": "", "criterion_url": ""}
    first, second = (
        fragment("plans/_priority.html", whole, {"part": part}, made_of, {**values, "place": place}) for place in (1, 2)
    )
    assert ("1. Reduce burglary" in first, "2. Reduce burglary" in second) == (True, True)


def test_what_somebody_read_before_they_knew_its_revision_is_no_older_part(here, cast, report):
    """A write between their looks at the revision and at the plan, after the outline was forgotten."""

    def part(number):
        whole, values = (
            kept.kept_outline(here.plan, number),
            {"at": "", "actions_url": "", "criterion_url": "", "place": 1},
        )
        parts = {"part": whole["priorities"][0]}
        return fragment("plans/_priority.html", whole, parts, [("priority", here.priority.pk)], values)

    number = newest(here.plan)
    assert "Ten locks" not in part(number)
    kept.forget()
    report(here.action, cast.officer, happened="Ten locks")
    kept.kept_outline(here.plan, number)
    assert "Ten locks" in part(newest(here.plan))


def test_the_head_of_an_outline_has_none_of_its_content(here, cast, report):
    report(here.action, cast.officer, happened="Ten locks")
    head = str(head_of(kept.kept_outline(here.plan, 1)))
    assert ("Reduce burglary" in head, "Skills" in head) == (True, True)
    assert [
        word for word in ("Fit better locks", "Ten locks", "Fewer burglaries", "Review our skills") if word in head
    ] == []


def test_parts_take_no_more_memory_than_they_may(monkeypatch, here, cast, two_plans, sign_in):
    client = sign_in(cast.chair)
    whole = seen(client, "/here/plan/")
    monkeypatch.setattr(fragments, "most", 5_000)
    fragments.clear()
    assert seen(client, "/here/plan/") == whole
    assert 0 < sum(len(html) for html in fragments.entries.values()) <= fragments.size <= 5_000
