"""Every tracked thing shows who changed what, when, from what to what, and why."""

from datetime import date

import pytest

from partners.history import recording
from plans.timetravel import story


def told(change):
    return (
        change.happened,
        change.what,
        str(change.by) if change.by else None,
        change.why,
        [(d.label, d.old, d.new) for d in change.differences],
    )


def test_a_change_is_told_from_what_to_what_by_whom_and_why(here, cast):
    here.action.due_on, here.action.lead = date(2010, 1, 31), None
    here.action.revise(by=cast.coordinator, why="The supplier is late")
    assert told(story(here.action)[0]) == (
        "changed",
        "",
        "Coordinator",
        "The supplier is late",
        [("lead", "Police", "to be agreed"), ("due on", "31 December 2009", "31 January 2010")],
    )


def test_a_save_that_changes_nothing_is_not_told(here, cast):
    before = len(story(here.action))
    here.action.save()
    assert (len(story(here.action)), here.action.history.count()) == (before, 2)


def test_an_actions_story_holds_its_updates_and_its_supporting_authorities(here, cast, report):
    report(here.action, cast.officer, happened="Ten locks")
    here.action.revise(by=cast.coordinator, why="Fire has no money", supporting=[])
    assert [told(change)[:4] for change in story(here.action)] == [
        ("removed", "supporting authority", "Coordinator", "Fire has no money"),
        ("added", "update", "Officer of the Constabulary", ""),
        ("added", "supporting authority", None, ""),
        ("added", "", None, ""),
    ]


def test_the_newest_comes_first_even_within_one_moment(here, cast):
    with recording(by=cast.coordinator):
        for name in ("Reduce it", "Reduce it more", "Reduce it most"):
            here.priority.name = name
            here.priority.save()
    assert [c.differences[0].new for c in story(here.priority)[:3]] == ["Reduce it most", "Reduce it more", "Reduce it"]


def test_what_somebody_wrote_is_text_and_not_a_page(here, cast, sign_in):
    here.priority.name = "<script>alert(1)</script>"
    here.priority.save()
    page = sign_in(cast.observer).get(f"/here/history/priority/{here.priority.pk}/").content.decode()
    assert ("<script>alert" in page, "&lt;script&gt;alert" in page) == (False, True)


@pytest.mark.parametrize("nested", [False, True])
def test_who_and_why_end_with_their_block(nested, here, cast):
    with recording(by=cast.coordinator, why="outer"):
        if nested:
            with recording(by=cast.officer, why="inner"):
                pass
        here.priority.name = "Reduce it"
        here.priority.save()
    here.priority.name = "Reduce it more"
    here.priority.save()
    assert [(c.by, c.why) for c in story(here.priority)[:2]] == [(None, ""), (cast.coordinator, "outer")]
