"""The plan closes by itself when the next begins: from then on it is read, and takes the last word on its actions."""

from datetime import UTC, date, datetime

import pytest

from actions.date_changes import ask
from actions.models import Action, DateMove, Update
from partners import clock
from plans.editions import page_cache
from plans.editions.publishing import publish
from plans.models import Plan
from plans.outline.build import PUBLIC, outline
from priorities.models import SuccessCriterion
from tests import factories

pytestmark = pytest.mark.both_databases


def at(*day):
    return clock.frozen_at(datetime(*day, 9, tzinfo=UTC))


def text(page):
    return page.content.decode()


@pytest.mark.parametrize(
    ("day", "phases"),
    [
        ((2011, 3, 31), ("running", "coming")),
        ((2011, 4, 1), ("closed", "running")),
        ((2014, 4, 1), ("closed", "running")),
    ],
)
def test_one_plan_runs_at_a_time(here, carried, day, phases):
    carried()
    with at(*day):
        old, new = Plan.objects.filter(partnership=here.partnership).order_by("starts_on")
        assert (old.phase, new.phase) == phases
        assert Plan.objects.running(here.partnership) == (old, new)[phases.index("running")]


def test_a_first_plan_runs_before_its_first_day(here):
    Plan.objects.filter(pk=here.plan.pk).update(starts_on=date(2010, 4, 1))
    assert Plan.objects.running(here.partnership) == here.plan
    assert Plan.objects.get(pk=here.plan.pk).phase == "running"


PAGES = [
    "plan/",
    "review/",
    "gaps/",
    "criteria/",
    "working/",
    "triangle/",
    "laa/",
    "laa.csv",
    "changes/",
    "plan/plan.json",
]


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES)
def test_each_plan_is_read_at_its_own_address(here, cast, sign_in, carried, page):
    carried()
    SuccessCriterion.objects.filter(continues=here.criterion).update(wording="Far fewer burglaries", laa=True)
    Action.objects.filter(continues=here.action).update(wording="Fit far better locks")
    browser = sign_in(cast.officer)
    with at(2011, 3, 30):
        running, coming = (browser.get(f"/here/{page}{which}") for which in ("", "?plan=2011-2014"))
        assert (running.status_code, coming.status_code) == (200, 200)
        if page != "changes/":
            assert "ar better locks" in text(coming) or "ar fewer burglaries" in text(coming) or page == "working/"
            assert "far better" not in text(running)
            assert "Far fewer" not in text(running)
    assert browser.get(f"/here/{page}?plan=1999-2002").status_code == 404


def test_a_plan_of_next_door_is_not_read_here(here, cast, sign_in, next_door):
    Plan.objects.filter(pk=next_door.plan.pk).update(slug="theirs")
    assert sign_in(cast.officer).get("/here/plan/?plan=theirs").status_code == 404


@pytest.mark.slow
def test_a_closed_plan_is_read_as_at_any_day(here, cast, sign_in, carried, begun):
    with at(2009, 6, 20):
        carried()
    browser = sign_in(cast.observer)
    page = text(browser.get("/here/plan/?plan=2008-2011&at=2009-06-16"))
    assert "As at 16 June 2009" in page
    assert "Fit better locks" in page
    page = text(browser.get(f"/here/actions/{here.action.pk}/?at=2009-06-16"))
    assert "As at 16 June 2009" in page
    assert "The plan of March 2008 to March 2011." in page


def update(action, **more):
    return {"seen": "0", "status": "on_track", "happened": "Forty locks were fitted", "next": "None", **more}


@pytest.mark.slow
def test_the_last_word_on_an_action_is_taken_for_three_months_and_no_longer(here, cast, sign_in, carried):
    carried()
    browser, path = sign_in(cast.officer), f"/here/actions/{here.action.pk}/update/"
    with at(2011, 7, 3):
        page = browser.post(path, update(here.action))
        assert (page.status_code, Update.objects.count()) == (409, 0)
        assert "Forty locks were fitted" in text(page)
    with at(2011, 7, 2):
        seen = text(browser.get(path)).split('name="seen" value="')[1].split('"')[0]
        assert browser.post(path, update(here.action, seen=seen)).status_code == 302
    assert Update.objects.get().happened == "Forty locks were fitted"


def test_an_action_of_the_next_plan_takes_no_word_before_that_begins(here, cast, sign_in, carried):
    carried()
    action = Action.objects.get(continues=here.action)
    page = sign_in(cast.officer).post(f"/here/actions/{action.pk}/update/", update(action))
    assert (page.status_code, Update.objects.count()) == (409, 0)
    assert "This plan starts on 1 April 2011" in text(page)
    assert "Forty locks were fitted" in text(page)


def test_my_actions_are_those_of_the_plan_that_runs_and_what_was_left_open(here, cast, sign_in, carried):
    carried()
    Action.objects.filter(continues=here.action).update(wording="Fit far better locks")
    browser = sign_in(cast.officer)
    before = text(browser.get("/here/my-actions/"))
    assert "Fit better locks" in before
    assert "Fit far better locks" not in before
    with at(2011, 4, 2):
        page = text(browser.get("/here/my-actions/"))
    first, _, left = page.partition("Left open in the plan of")
    assert ("Fit far better locks" in first, "Fit better locks" in first, "Fit better locks" in left) == (
        True, False, True,
    )  # fmt: skip
    with at(2011, 7, 3):
        assert "Left open" not in text(browser.get("/here/my-actions/"))


WRITES = [
    ("/here/plan/edit/?plan=2008-2011", {"title": "Another title altogether"}),
    ("/here/write/?plan=2008-2011", {"action": "1", "why": "A far better lead"}),
    ("/here/plan/import/?plan=2008-2011", {}),
    ("/here/write/new/priority/{plan}/", {"name": "Reduce arson"}),
    ("/here/write/order/activity/{priority}/", {"seen": "x", "why": "The other way round"}),
    ("/here/write/priority/{priority}/", {"name": "Reduce arson"}),
    ("/here/write/activity/{action}/retire/", {"why": "It is over and done"}),
    ("/here/write/activity/{action}/return/", {}),
    ("/here/actions/{action}/edit/", {"wording": "Fit the best locks"}),
    ("/here/criteria/{criterion}/edit/", {"wording": "No burglaries at all"}),
    ("/here/criteria/{criterion}/judge/", {"word": "met", "reason": "It is plain to see"}),
    ("/here/rounds/new/?plan=2008-2011", {"opens_on": "1 5 2011"}),
]


@pytest.mark.slow
@pytest.mark.parametrize(("path", "form"), WRITES)
def test_nothing_is_written_to_a_plan_that_has_closed(here, cast, sign_in, carried, begun, path, form):
    carried()
    ids = {"plan": here.plan.pk, "priority": here.priority.pk, "action": here.action.pk, "criterion": here.criterion.pk}
    before = outline(here.plan, audience=PUBLIC) | {"made_at": None}
    browser = sign_in(cast.coordinator)
    page = browser.get(path.format(**ids)) if form is None else browser.post(path.format(**ids), form)
    assert page.status_code == 409
    assert "closed on 1 April 2011" in text(page)
    for typed in (form or {}).values():
        assert len(typed) <= 3 or typed in text(page)
    assert outline(here.plan, audience=PUBLIC) | {"made_at": None} == before


def test_a_request_for_another_date_lapses_with_its_plan(here, cast, sign_in, carried):
    ask(here.action, by=cast.officer, authority=here.police, to_on=date(2010, 6, 30), reason="The locks are late")
    carried()
    move = DateMove.objects.get()
    assert list(DateMove.objects.waiting()) == [move]
    with at(2011, 4, 2):
        assert list(DateMove.objects.waiting()) == []
        page = sign_in(cast.coordinator).post(f"/here/date-moves/{move.pk}/", {"decision": "approve"})
        assert (page.status_code, Action.objects.get(pk=here.action.pk).due_on) == (409, date(2009, 12, 31))


def test_figures_go_to_the_criterion_whose_plan_runs(here, cast, sign_in, carried):
    SuccessCriterion.objects.filter(pk=here.criterion.pk).update(
        scale="count", unit="burglaries", frequency="quarter", reporter=here.police
    )
    carried()
    new, browser = SuccessCriterion.objects.get(continues=here.criterion), sign_in(cast.officer)
    old_page, new_page = (f"/here/criteria/{pk}/measure/" for pk in (here.criterion.pk, new.pk))
    assert browser.get(f"{new_page}?period=x").url == f"{old_page}?period=x"
    with at(2011, 4, 2):
        assert browser.get(old_page).url == new_page
        form = {"period": "2011-01-01/2011-03-31", "value": "12", "source": "Recorded crime"}
        refused, taken = (browser.post(page, form).status_code for page in (old_page, new_page))
    assert (refused, taken, list(new.measurements.values_list("value", flat=True))) == (409, 302, [12])


def test_a_criterion_that_nothing_continues_takes_late_figures(here, cast, sign_in, carried, begun):
    SuccessCriterion.objects.filter(pk=here.criterion.pk).update(
        scale="count", unit="burglaries", frequency="quarter", reporter=here.police
    )
    carried(text=set())
    page = sign_in(cast.officer).post(
        f"/here/criteria/{here.criterion.pk}/measure/",
        {"period": "2011-01-01/2011-03-31", "value": "12", "source": "Recorded crime"},
    )
    assert (page.status_code, here.criterion.measurements.count()) == (302, 1)


def test_the_public_reads_the_plan_that_runs_and_until_it_is_published_the_one_before(here, cast, sign_in, carried):
    publish(here.plan, by=cast.coordinator, note="The old plan")
    new = carried()
    publish(new, by=cast.coordinator, note="The next plan is ready")
    shown = []
    for day in ((2011, 3, 31), (2011, 4, 1)):
        with at(*day):
            page_cache.current.forget()
            shown.append("The next plan is ready" in text(sign_in(None).get("/here/")))
    assert shown == [False, True]


def test_until_the_plan_that_runs_is_published_the_public_reads_the_one_before(here, cast, sign_in, carried, begun):
    publish(here.plan, by=cast.coordinator, note="The old plan")
    carried()
    assert "The old plan" in text(sign_in(None).get("/here/"))


def test_the_first_edition_of_a_plan_is_compared_with_the_last_of_the_plan_before(here, cast, sign_in, carried):
    publish(here.plan, by=cast.coordinator, note="The old plan")
    new = carried()
    factories.PriorityFactory(plan=new, name="Reduce arson")
    edition = publish(new, by=cast.coordinator, note="The next plan")
    page = text(sign_in(None).get(f"/here/editions/2011-2014/{edition.number}/changes/"))
    assert "of the plan of March 2008 to March 2011" in page
    assert "Reduce arson" in page
    listed = text(sign_in(None).get("/here/editions/"))
    assert listed.index("March 2008 to March 2011") < listed.index("April 2011 to March 2014")
