"""Every tracked thing shows who changed what, when, from what to what, and why."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.apps import apps
from django.db import models

from actions.models import Action
from partners import clock
from partners.history import attributed_to
from plans.figures import field_in_words
from plans.history.registry import history_pages
from plans.history.timetravel import story
from tests import factories
from tests.tracked import one_of_each

pytestmark = pytest.mark.both_databases


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
    with attributed_to(by=cast.coordinator):
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
    with attributed_to(by=cast.coordinator, why="outer"):
        if nested:
            with attributed_to(by=cast.officer, why="inner"):
                pass
        here.priority.name = "Reduce it"
        here.priority.save()
    here.priority.name = "Reduce it more"
    here.priority.save()
    assert [(c.by, c.why) for c in story(here.priority)[:2]] == [(None, ""), (cast.coordinator, "outer")]


def on(day, month):
    return clock.frozen_at(datetime(2009, month, day, 12, tzinfo=UTC))


def page(client, kind, thing, at=""):
    response = client.get(f"/here/history/{kind}/{thing.pk}/" + (f"?at={at}" if at else ""))
    return response.status_code, " ".join(response.content.decode().split())


def test_words_are_told_word_by_word_and_everything_else_from_old_to_new(here, cast, sign_in):
    here.action.wording, here.action.due_on = "Fit stronger locks", date(2010, 1, 31)
    here.action.revise(by=cast.coordinator)
    for path in (f"/here/history/action/{here.action.pk}/", f"/here/actions/{here.action.pk}/"):
        said = " ".join(sign_in(cast.observer).get(path).content.decode().split())
        assert (
            '<del><span class="govuk-visually-hidden"> [deleted: </span>better<span class="govuk-visually-hidden">] '
            '</span></del><ins><span class="govuk-visually-hidden"> [inserted: </span>stronger<'
        ) in said
        assert (
            '<span class="govuk-visually-hidden">from</span> 31 December 2009 '
            '<span class="changed__to" aria-hidden="true">→</span>'
            '<span class="govuk-visually-hidden">to</span> 31 January 2010'
        ) in said


def test_words_where_there_were_none_are_inserted(here, cast):
    here.action.note = "While they last"
    here.action.revise(by=cast.coordinator)
    assert story(here.action)[0].differences[0].excerpt == [("ins", "While they last")]


def test_every_decimal_field_is_written_as_what_it_is():
    fields = {
        each.name for model in apps.get_models() for each in model._meta.fields if isinstance(each, models.DecimalField)
    }
    criterion = {"unit": "%", "scale": "percent", "target_kind": "change", "direction": "up"}
    assert {name: field_in_words(name, Decimal(40000), criterion) for name in fields} == {
        "baseline": "40,000%",
        "target": "40,000% higher than the baseline",
        "value": "40,000%",
        "reward_grant": "£40,000",
    }


def test_figures_have_their_unit_grants_are_pounds_and_places_are_places(here):
    here.criterion.unit, here.criterion.target = "incidents", Decimal("1200.00")
    here.criterion.reward_grant = Decimal(40000)
    here.criterion.save()
    here.priority.assessment_order = 2
    here.priority.save()
    told = [
        [(d.old, d.new, d.excerpt) for d in story(thing)[0].differences] for thing in (here.criterion, here.priority)
    ]
    assert told == [
        [("to be agreed", "incidents", []), ("to be agreed", "1,200 incidents", []), ("to be agreed", "£40,000", [])],
        [("1st", "2nd", [])],
    ]
    factories.MeasurementFactory(criterion=here.criterion, value=1175)
    added = {each.name: each.new for each in story(here.criterion)[0].differences}
    assert (added["value"], added["source"]) == ("1,175 incidents", "Recorded crime")


def test_as_at_a_day_the_story_ends_with_it_and_offers_nothing(here, cast, sign_in):
    with on(1, 9):
        here.action.wording = "Fit any locks"
        here.action.revise(by=cast.coordinator, why="None of the better ones are left")
    with on(1, 10):
        client = sign_in(cast.coordinator)
        status, then = page(client, "action", here.action, "2009-08-31")
        assert (status, '<h1 class="govuk-heading-l">Fit better locks</h1>' in then) == (200, True)
        assert ("As at 31 August 2009." in then, "None of the better" in then, "/restore/" in then) == (
            True,
            False,
            False,
        )
        assert f'href="/here/actions/{here.action.pk}/?at=2009-08-31">Back to the action' in then
        status, now = page(client, "action", here.action)
        assert ("None of the better" in now, "/restore/" in now, "?at=" in now) == (True, True, False)


@pytest.mark.slow
def test_what_was_removed_since_has_its_story_and_what_came_since_has_none(here, cast, sign_in):
    section = here.plan.sections.create(key="vision", heading="Vision", position=1)
    measurement = factories.MeasurementFactory(criterion=here.criterion)
    removed = {
        "section": section,
        "measurement": measurement,
        "criterion": here.criterion,
        "action": Action.objects.get(pk=here.hallmark_action.pk),
    }
    ids = {kind: type(thing)(pk=thing.pk) for kind, thing in removed.items()}
    with on(1, 9):
        for thing in removed.values():
            thing.delete()
        new = factories.ActionFactory(priority=here.priority, wording="Mark bicycles")
    with on(1, 10):
        client = sign_in(cast.observer)
        for at, status in (("", 404), ("2009-09-02", 404), ("2009-08-31", 200)):
            assert [page(client, kind, thing, at)[0] for kind, thing in ids.items()] == [status] * len(ids)
        status, said = page(client, "action", new, "2009-08-31")
        assert (status, "This action was not there on 31 August 2009." in said) == (404, True)


@pytest.mark.parametrize(
    ("at", "why"),
    [
        ("2009-06-16", "16 June 2009 is in the future"),
        ("2009-06-14", "There was no plan yet."),
        ("yesterday", "Enter a real date"),
    ],
)
def test_a_day_that_cannot_be_shown_says_why(at, why, here, cast, sign_in):
    status, said = page(sign_in(cast.observer), "priority", here.priority, at)
    assert (status, why in said) == (404, True)


@pytest.mark.slow
def test_the_past_of_the_next_partnership_is_closed_too(here, next_door, cast, sign_in):
    with on(1, 9):
        next_door.action.delete()
    with on(1, 10):
        client = sign_in(cast.observer)
        things = {"action": Action(pk=1), "priority": next_door.priority, "plan": next_door.plan, "weather": here.plan}
        things["action"].pk = next_door.action.pk or Action.history.filter(priority_id=next_door.priority.pk).first().id
        assert {kind: page(client, kind, thing, "2009-06-20")[0] for kind, thing in things.items()} == dict.fromkeys(
            things, 404
        )


def test_a_partnership_without_a_plan_has_histories_too(cast, sign_in):
    authority = factories.AuthorityFactory()
    user = factories.MembershipFactory(authority=authority, role="observer").user
    path = f"/{authority.partnership.slug}/history/authority/{authority.pk}/"
    assert sign_in(user).get(path).status_code == 200


@pytest.mark.parametrize("path", ["plan/", "review/", "review/?by=authority", "actions/{}/", "history/action/{}/"])
def test_every_link_from_the_past_to_a_page_of_the_plan_keeps_the_day(path, here, cast, sign_in, report):
    """Those in the page itself: the menu leads to today, as the banner says."""
    report(here.action, cast.officer)
    with on(1, 9):
        path = "/here/" + path.format(here.action.pk)
        words = sign_in(cast.coordinator).get(f"{path}{'&' if '?' in path else '?'}at=2009-08-01").content.decode()
    main = words[words.index("<main") : words.index("</main>")] + words.partition("govuk-back-link")[2][:200]
    links = [part.partition('"')[0] for part in main.split('href="')[1:]]
    ours = [link for link in links if link.startswith(("/here/history/", "/here/actions/", "/here/plan/", "?"))]
    assert [link for link in ours if "at=2009-08-01" not in link] == []
    assert ours or "actions/" in path.partition("history")[0]


@pytest.mark.slow
def test_everything_tracked_has_a_past_page(here, cast, sign_in, report):
    things = one_of_each(here, cast, report)
    with on(1, 9):
        client = sign_in(cast.observer)
        found = {kind: page(client, kind, thing, "2009-06-20")[0] for kind, thing in things.items()}
    assert found == dict.fromkeys(history_pages(), 200)
