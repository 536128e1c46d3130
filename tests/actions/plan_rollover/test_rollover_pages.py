"""The coordinator chooses what goes on, looks at what that makes, and begins the next plan: once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import connection

from actions.models import Action
from actions.plan_rollover.selection import Tree
from plans.models import Plan
from priorities.models import Priority
from tests import factories
from tests.actions.at_once import Browser

PATH = "/here/plan/carry-forward/"


def form(plan, **more):
    tree = Tree(plan)
    days = {"title": "The next plan", "starts_on": "1 4 2011", "ends_on": "31 3 2014", "dates": "keep"}
    return days | {"go": sorted(tree.usual), "seal": tree.fingerprint} | more


def text(page):
    return " ".join(page.content.decode().split())


@pytest.mark.slow
def test_she_chooses_looks_and_begins_the_next_plan(here, cast, sign_in):
    browser = sign_in(cast.coordinator)
    page = text(browser.get(PATH))
    assert f'value="activity-{here.action.pk}" id="activity-{here.action.pk}" checked' in page
    assert 'value="1 April 2011"' in page
    assert 'value="31 March 2014"' in page
    page = text(browser.post(PATH, form(here.plan)))
    assert "<b>1</b> priority, <b>1</b> hallmark, <b>1</b> success criterion, <b>1</b> activity" in page
    assert 'Fit better locks <span class="quiet">was due 31 December 2009' in page
    assert Plan.objects.filter(partnership=here.partnership).count() == 1
    done = browser.post(PATH, form(here.plan, save="1"))
    assert done.url == "/here/write/?plan=2011-2014"
    assert "The plan of April 2011 to March 2014 has been started" in text(browser.get(done.url))


def test_what_she_typed_and_ticked_is_kept_when_she_chooses_otherwise(here, cast, sign_in):
    browser = sign_in(cast.coordinator)
    page = text(browser.post(PATH, form(here.plan, title="Safer still", go=[f"priority-{here.priority.pk}"], back="1")))
    assert "Safer still" in page
    assert f'id="priority-{here.priority.pk}" checked' in page
    assert f'id="activity-{here.action.pk}" checked' not in page


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"title": ""}, "Enter the plan’s title"),
        ({"starts_on": "31 2 2011"}, "as a real date"),
        ({"starts_on": "1 3 2008"}, "The next plan must start after this one, which started on 1 March 2008"),
        ({"ends_on": "1 4 2010"}, "The last day must be after the first"),
        ({"dates": "never"}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_is_told_by_the_field_and_nothing_is_begun(here, cast, sign_in, wrong, message):
    page = text(sign_in(cast.coordinator).post(PATH, form(here.plan, save="1", **wrong)))
    assert message in page
    assert Plan.objects.filter(partnership=here.partnership).count() == 1


def test_words_for_what_is_not_in_the_plan_carry_nothing(here, cast, sign_in, next_door):
    go = [f"priority-{next_door.priority.pk}", f"activity-{next_door.action.pk}", "priority-0", "weather-1", ""]
    sign_in(cast.coordinator).post(PATH, form(here.plan, go=go, save="1"))
    new = Plan.objects.get(continues=here.plan)
    assert (Priority.objects.filter(plan=new).count(), Action.objects.in_plan(new).count()) == (0, 0)


def test_what_came_into_the_plan_meanwhile_is_shown_before_anything_is_done(here, cast, sign_in):
    old = form(here.plan, save="1")
    factories.ActionFactory(priority=here.priority, wording="Light the alleys")
    page = sign_in(cast.coordinator).post(PATH, old)
    assert page.status_code == 409
    assert 'Light the alleys <span class="quiet">activity' in text(page)
    assert Plan.objects.filter(partnership=here.partnership).count() == 1


def test_a_button_pressed_twice_begins_one_plan(here, cast, sign_in):
    browser = sign_in(cast.coordinator)
    same = form(here.plan, save="1")
    browser.post(PATH, same)
    again = browser.post(PATH, same)
    assert again.status_code == 409
    assert "Carry forward: preview" in text(again)
    assert Plan.objects.filter(partnership=here.partnership).count() == 2
    assert Action.objects.filter(continues=here.action).count() == 1


@pytest.mark.slow
def test_of_a_plan_that_has_a_successor_more_can_go_on(here, cast, sign_in):
    browser = sign_in(cast.coordinator)
    browser.post(PATH, form(here.plan, go=[f"priority-{here.priority.pk}"], save="1"))
    page = text(browser.get(PATH))
    assert "Carry more forward to the April 2011 to March 2014 plan" in page
    assert 'Reduce burglary <span class="quiet">carried forward already' in page
    done = browser.post(PATH, form(here.plan, go=[f"activity-{here.action.pk}"], save="1"))
    assert done.url == "/here/write/?plan=2011-2014"
    assert Action.objects.get(continues=here.action).priority.continues == here.priority


def test_the_plan_that_is_being_written_has_nothing_to_carry_yet(here, cast, sign_in, carried):
    carried()
    asked = sign_in(cast.coordinator).get(f"{PATH}?plan=2011-2014")
    assert asked.url == f"{PATH}?plan=2008-2011"


def test_she_writes_the_next_plan_while_this_one_runs(here, cast, sign_in, carried):
    new, browser = carried(), sign_in(cast.coordinator)
    priority = Priority.objects.get(plan=new)
    page = text(browser.get("/here/write/?plan=2011-2014"))
    assert f"/here/write/new/activity/{priority.pk}/" in page
    assert "Begins on 1 April 2011. No updates are due until then" in page
    done = browser.post(f"/here/write/new/activity/{priority.pk}/", {"wording": "Light the alleys", "why": ""})
    made = Action.objects.get(wording="Light the alleys")
    assert (done.url, made.plan) == (f"/here/actions/{made.pk}/", new)
    done = browser.post(f"/here/write/priority/{priority.pk}/retire/", {"why": "Not ours any more"})
    assert done.url == "/here/write/?plan=2011-2014#priority"
    assert Action.objects.in_plan(here.plan).count() == 2


def test_the_next_plan_cannot_begin_before_this_one_nor_this_one_after_it(here, cast, sign_in, carried):
    carried()
    browser = sign_in(cast.coordinator)
    pages = {}
    for which, day in (("2011-2014", "1 3 2008"), ("2008-2011", "1 4 2011")):
        path = f"/here/plan/edit/?plan={which}"
        shown = browser.get(path).context["form"]
        data = {name: shown[name].value() or "" for name in shown.fields}
        days = {"starts_on": day, "ends_on": "31 3 2015", "last_updated_on": "", "base": shown.fingerprint}
        pages[which] = text(browser.post(path, data | days))
    assert "It must start after the previous plan, which started on 1 March 2008" in pages["2011-2014"]
    assert "It must start before the next plan, which starts on 1 April 2011" in pages["2008-2011"]


def test_all_plans_are_told_of_with_what_each_is(here, cast, sign_in, carried):
    carried()
    page = text(sign_in(cast.observer).get("/here/plans/"))
    assert "<b>Current plan</b>, from 1 March 2008 to 31 March 2011" in page
    assert "<b>Starts on 1 April 2011.</b>" in page
    assert "Carry" not in page
    assert ">Edit<span" not in page
    assert ">Edit<span" in text(sign_in(cast.coordinator).get("/here/plans/"))


def test_what_it_changed_from_the_plan_before_is_told(here, cast, sign_in, carried):
    carried()
    Action.objects.filter(continues=here.action).update(wording="Fit the best locks")
    page = text(sign_in(cast.observer).get("/here/plans/2011-2014/changes/"))
    assert "Fit the best locks" in page
    assert "Review our skills" not in page
    assert sign_in(cast.observer).get("/here/plans/2008-2011/changes/").status_code == 404


@pytest.mark.slow
def test_the_desk_says_in_time_that_no_plan_continues_this_one_and_then_which_does(here, cast, sign_in, carried):
    browser = sign_in(cast.coordinator)
    assert "Carry forward" not in text(browser.get("/here/desk/"))
    plan = Plan.objects.get(pk=here.plan.pk)
    plan.ends_on = date(2009, 12, 1)
    plan.save()
    assert "and none follows it" in text(browser.get("/here/desk/"))
    carried()
    assert ", April 2011 to March 2014, begins on 1 April 2011" in text(browser.get("/here/desk/"))


@pytest.mark.slow
def test_the_tree_and_the_preview_ask_no_more_of_a_larger_plan(here, cast, sign_in, django_assert_max_num_queries):
    browser, numbers = sign_in(cast.coordinator), []
    for _ in range(2):
        with django_assert_max_num_queries(80) as asked:
            browser.get(PATH)
            browser.post(PATH, form(here.plan))
        numbers.append(len(asked.captured_queries))
        for _ in range(3):
            priority = factories.PriorityFactory(plan=here.plan)
            factories.CriterionFactory(priority=priority)
            factories.ActionFactory(priority=priority, lead=here.police)
    assert numbers[0] == numbers[1]


@pytest.mark.slow
def test_a_plan_of_many_actions_goes_on_in_one_go(here, cast, sign_in):
    many = [factories.ActionFactory.build(priority=here.priority, lead=here.police) for _ in range(1100)]
    Action.objects.bulk_create(many)
    assert sign_in(cast.coordinator).post(PATH, form(here.plan, save="1")).status_code == 302
    new = Plan.objects.get(continues=here.plan)
    assert Action.objects.filter(priority__plan=new).count() == 1101


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_coordinators_at_once_begin_one_plan(here, cast):
    # The clock of these threads is the machine's own: the next plan is still to come by that one, too.
    same = form(here.plan, starts_on="1 4 2111", ends_on="31 3 2114", save="1")
    browsers = [Browser(cast.coordinator) for _ in range(4)]

    def press(browser):
        try:
            return browser.post(PATH, same).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        codes = sorted(pool.map(press, browsers))
    assert (codes[0], set(codes[1:]) <= {302, 409}) == (302, True)
    assert Plan.objects.filter(continues=here.plan).count() == 1
    assert Action.objects.filter(continues=here.action).count() == 1
