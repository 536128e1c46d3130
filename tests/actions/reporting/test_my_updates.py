"""My updates: all that somebody is asked for on one page, saved all together or any of it."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from actions.models import Action, ActionPartner, Update
from actions.reporting.my_updates import MAX_FORMS, NO_CHANGE
from partners import clock
from plans.status import Status
from tests import factories
from tests.actions.test_bad_input import nasty, sendable
from tests.volume import some

pytestmark = pytest.mark.django_db

PATH = "/here/my-updates/"


@pytest.fixture
def now(here):
    """A round that opened five days ago, on the tenth of June."""
    today = clock.today()
    return factories.RoundFactory(plan=here.plan, opens_on=today - timedelta(days=5), due_on=today + timedelta(days=9))


@pytest.fixture
def three(here, now, cast, report):
    """Three actions that the Constabulary leads; of two it was heard before the round."""
    here.action.due_on = date(2009, 7, 1)
    here.action.save()
    second = factories.ActionFactory(priority=here.priority, wording="Light the alleys", lead=here.police)
    third = factories.ActionFactory(hallmark=here.hallmark, priority=None, wording="Meet more", lead=here.police)
    with clock.frozen_at(clock.now() - timedelta(days=30)):
        report(here.action, cast.officer, status=Status.AT_RISK, happened="Five locks", next="Find a locksmith")
        report(second, cast.officer)
    return [here.action, second, third]


def opened(client, path=PATH):
    """What the page would send back as it is: each action's hidden field."""
    entries = client.get(path).context["sheet"].entries
    return {entry.form.add_prefix("seen"): entry.seen for entry in entries}


def typed(action, **fields):
    return {f"a{action.pk}-{name}": value for name, value in fields.items()}


def kept(*actions):
    return [[(u.status, u.happened) for u in action.updates.order_by("pk")][-1:] for action in actions]


def wordings(entries):
    return [str(entry.action) for entry in entries]


def test_the_page_holds_what_the_round_asks_of_mine_then_what_we_support(three, here, cast, sign_in, report):
    theirs = factories.ActionFactory(priority=here.priority, wording="Theirs", lead=here.fire)
    ActionPartner.objects.create(action=theirs, authority=here.police)
    factories.ActionFactory(priority=here.priority, wording="Not ours", lead=here.council)
    done = factories.ActionFactory(priority=here.priority, wording="Done", lead=here.police)
    report(done, cast.officer, status=Status.COMPLETE)
    page = sign_in(cast.officer).get(PATH)
    assert (wordings(page.context["led"]), wordings(page.context["supported"])) == (
        ["Fit better locks", "Light the alleys", "Meet more"],
        ["Theirs"],
    )
    assert page.context["sheet"].answered == [done]
    html = page.content.decode()
    assert "<strong>3 updates due</strong>" in html
    assert "Five locks" in html
    assert f'id="action-{here.action.pk}"' in html
    assert "Not ours" not in html


def test_without_a_round_it_holds_what_is_late_or_was_never_told(here, cast, sign_in, report):
    late = factories.ActionFactory(priority=here.priority, wording="Late", lead=here.police, due_on=date(2009, 5, 1))
    fine = factories.ActionFactory(priority=here.priority, wording="Fine", lead=here.police)
    for action in (late, fine):
        report(action, cast.officer)
    assert wordings(sign_in(cast.officer).get(PATH).context["led"]) == ["Late", "Fit better locks"]


def test_all_that_was_written_is_saved_and_named_and_the_rest_left_alone(three, here, cast, sign_in):
    client = sign_in(cast.officer)
    form = (
        opened(client)
        | typed(three[0], status="on_track", happened="Twenty locks")
        | typed(three[1], status="no_change")
    )
    page = client.post(PATH, form, follow=True)
    assert page.redirect_chain == [(PATH, 302)]
    assert kept(*three) == [[("on_track", "Twenty locks")], [("on_track", NO_CHANGE)], []]
    assert "2 answers saved: “Fit better locks”, “Light the alleys”" in page.content.decode()
    assert wordings(page.context["led"]) == ["Meet more"]


def test_no_change_is_a_dated_answer_with_what_was_last_said(three, here, cast, sign_in):
    client = sign_in(cast.officer)
    client.post(PATH, opened(client) | typed(three[0], status="no_change"))
    update = three[0].updates.first()
    assert (update.status, update.happened, update.next, update.recorded_on, update.speaks_of, update.by) == (
        Status.AT_RISK,
        NO_CHANGE,
        "Find a locksmith",
        clock.today(),
        clock.today(),
        cast.officer,
    )


def test_no_change_is_not_offered_where_nothing_was_said(three, here, cast, sign_in):
    client = sign_in(cast.officer)
    page = client.get(PATH).content.decode()
    assert page.count('value="no_change"') == 2
    client.post(PATH, opened(client) | typed(three[2], status="no_change"))
    assert three[2].updates.count() == 0


def test_an_error_in_one_loses_none_of_the_others(three, here, cast, sign_in):
    client = sign_in(cast.officer)
    form = (
        opened(client)
        | typed(three[0], status="at_risk", happened="Twenty locks", next="Go on")
        | typed(three[1], status="on_track", next="Ask again", public="x" * 301)
    )
    page = client.post(PATH, form)
    html = page.content.decode()
    assert kept(three[0], three[1]) == [[("at_risk", "Twenty locks")], [("on_track", "We did it")]]
    [entry] = page.context["sheet"].wrong
    assert entry.form.errors == {
        "happened": ["Enter what happened since the last update"],
        "public": ["This is 301 characters long. Shorten it to 300."],
    }
    assert (entry.form["next"].value(), entry.form["public"].value()) == ("Ask again", "x" * 301)
    assert f'href="#id_a{three[1].pk}-happened"' in html
    assert "<title>Error: My updates" in html
    assert "1 answer saved: “Fit better locks”" in html


def test_words_without_a_status_ask_for_it(three, cast, sign_in):
    client = sign_in(cast.officer)
    page = client.post(PATH, opened(client) | typed(three[2], speaks_of="1 June 2009"))
    assert [list(entry.form.errors) for entry in page.context["sheet"].wrong] == [["status", "happened"]]


def test_save_all_of_nothing_says_so(three, cast, sign_in):
    client = sign_in(cast.officer)
    page = client.post(PATH, opened(client))
    assert "You have not answered anything yet, so nothing was saved." in page.content.decode()
    assert Update.objects.count() == 2


def test_no_change_and_words_contradict_each_other(three, cast, sign_in):
    client = sign_in(cast.officer)
    page = client.post(PATH, opened(client) | typed(three[0], status="no_change", happened="Twenty locks"))
    [entry] = page.context["sheet"].wrong
    assert (list(entry.form.errors), entry.form["happened"].value()) == (["status"], "Twenty locks")
    assert f'href="#id_a{three[0].pk}-status_0"' in page.content.decode()
    assert Update.objects.count() == 2


@pytest.mark.parametrize(
    ("said", "due_on"), [({"status": Status.OFF_TRACK}, None), ({"status": Status.ON_TRACK}, date(2009, 6, 1))]
)
def test_no_change_of_what_is_off_track_or_overdue_asks_what_will_be_done(said, due_on, three, cast, sign_in, report):
    action = three[1]
    Action.objects.filter(pk=action.pk).update(due_on=due_on)
    with clock.frozen_at(clock.now() - timedelta(days=20)):
        report(action, cast.officer, **said)
    client = sign_in(cast.officer)
    form = opened(client) | typed(action, status="no_change")
    entry = client.post(PATH, form).context["sheet"].wrong[0]
    assert entry.form.errors == {"next": ["Enter what will be done about it"]}
    form |= typed(action, next="Ask the county")
    assert [client.post(PATH, form).status_code for _ in range(2)] == [302, 302]
    assert [(u.status, u.happened, u.next) for u in action.updates.all()[:2]] == [
        (said["status"], NO_CHANGE, "Ask the county"),
        (said["status"], action.updates.last().happened, ""),
    ]


def test_a_page_left_open_over_midnight_is_not_taken_for_written(three, here, cast, sign_in):
    client = sign_in(cast.officer)
    form = (
        opened(client)
        | typed(three[1], status="on_track", happened="All lit")
        | typed(three[0], speaks_of="14 June 2009")
    )
    assert client.post(PATH, form).status_code == 302
    assert (three[0].updates.count(), kept(three[1])) == (1, [[("on_track", "All lit")]])


@pytest.mark.parametrize(
    "fields", [{"status": "at_risk", "happened": "Twenty locks", "next": "Go on"}, {"status": "no_change"}]
)
def test_somebody_elses_update_of_one_is_shown_and_the_others_are_saved(fields, three, here, cast, sign_in, report):
    client = sign_in(cast.officer)
    form = opened(client) | typed(three[0], **fields) | typed(three[1], status="on_track", happened="All lit")
    report(here.action, cast.fire_officer, happened="The fire service fitted twenty")
    page = client.post(PATH, form)
    shown = page.content.decode()
    assert kept(three[0], three[1]) == [[("on_track", "The fire service fitted twenty")], [("on_track", "All lit")]]
    assert ("The fire service fitted twenty" in shown, "Saved while you were writing" in shown) == (True, True)
    [entry] = page.context["sheet"].wrong
    client.post(PATH, {entry.form.add_prefix("seen"): entry.seen} | typed(three[0], **fields))
    assert here.action.updates.first().by == cast.officer


def test_an_untouched_form_does_not_mind_somebody_elses_update(three, here, cast, sign_in, report):
    client = sign_in(cast.officer)
    form = opened(client) | typed(three[1], status="on_track", happened="All lit")
    report(here.action, cast.fire_officer, status=Status.OFF_TRACK, happened="The fire service fitted twenty")
    assert client.post(PATH, form).status_code == 302
    assert kept(three[0]) == [[("off_track", "The fire service fitted twenty")]]


def test_a_button_pressed_twice_saves_each_once(three, cast, sign_in):
    client = sign_in(cast.officer)
    form = opened(client) | typed(three[0], status="no_change") | typed(three[2], status="on_track", happened="We met")
    assert [client.post(PATH, form).status_code for _ in range(2)] == [302, 302]
    assert [action.updates.count() for action in three] == [2, 1, 1]


def test_an_action_that_is_not_theirs_is_not_written_on(three, here, next_door, cast, sign_in):
    not_ours = factories.ActionFactory(priority=here.priority, lead=here.council)
    form = {}
    for action in (not_ours, next_door.action):
        form |= typed(action, seen="none", status="on_track", happened="x")
    sign_in(cast.officer).post(PATH, form)
    assert (not_ours.updates.count(), next_door.action.updates.count()) == (0, 0)


def test_a_supporting_authority_adds_its_word_in_its_own_name(three, here, cast, sign_in):
    client = sign_in(cast.fire_officer)
    assert "The Fire Service leads no actions, so no updates are due." in client.get(PATH).content.decode()
    client.post(PATH, opened(client) | typed(here.action, status="at_risk", happened="We lent a ladder", next="Go on"))
    update = here.action.updates.first()
    assert (update.happened, update.authority, update.on_behalf) == ("We lent a ladder", here.fire, False)


def test_the_coordinator_answers_on_an_authoritys_behalf_and_it_says_so(three, here, cast, sign_in):
    client = sign_in(cast.coordinator)
    path = f"{PATH}?authority={here.police.pk}"
    page = client.post(
        path, opened(client, path) | typed(three[2], status="on_track", happened="They met"), follow=True
    )
    assert page.redirect_chain == [(path, 302)]
    assert "You are answering on behalf of The Constabulary." in page.content.decode()
    update = three[2].updates.get()
    assert (update.authority, update.on_behalf, update.by) == (here.police, True, cast.coordinator)


def test_the_coordinator_answers_for_what_nobody_leads_here(now, here, next_door, cast, sign_in):
    theirs = factories.ActionFactory(priority=next_door.priority, wording="Nobody leads it next door")
    client = sign_in(cast.coordinator)
    page = client.get(PATH)
    assert wordings(page.context["led"]) == ["Review our skills"]
    assert page.context["owing"] == [(here.police, 1)]
    form = opened(client) | typed(here.hallmark_action, status="not_started", happened="Nobody yet")
    client.post(PATH, form | typed(theirs, seen="none", status="not_started", happened="From outside"))
    assert not theirs.updates.exists()
    assert [(u.authority, u.on_behalf) for u in here.hallmark_action.updates.all()] == [(here.council, False)]


@pytest.mark.parametrize("authority", ["0", "x", "9" * 30, "next_door"])
def test_an_authority_that_is_not_there_is_not_found(authority, next_door, cast, sign_in):
    authority = next_door.council.pk if authority == "next_door" else authority
    assert sign_in(cast.coordinator).get(f"{PATH}?authority={authority}").status_code == 404


def test_an_officer_cannot_choose_another_authority(three, here, cast, sign_in):
    page = sign_in(cast.council_officer).get(f"{PATH}?authority={here.police.pk}")
    assert (page.context["sheet"].entries, page.context["sheet"].authorities) == ([], [here.council])


def test_my_actions_leads_to_it(three, cast, sign_in):
    page = sign_in(cast.officer).get("/here/my-actions/").content.decode()
    assert "3 updates due by 24 June 2009" in page
    assert f'href="{PATH}"' in page
    assert "updates due" not in sign_in(cast.council_officer).get("/here/my-actions/").content.decode()


@pytest.mark.slow
def test_the_page_takes_as_many_queries_for_many_actions_and_each_update_the_same(three, here, cast, sign_in):
    client = sign_in(cast.officer)

    def count(send):
        with CaptureQueriesContext(connection) as queries:
            send()
        return len(queries)

    def save(actions):
        form = opened(client)
        for action in actions:
            form |= typed(action, status="on_track", happened="Done")
        return count(lambda: client.post(PATH, form))

    few = count(lambda: client.get(PATH))
    one = save(three[:1])
    more = [factories.ActionFactory(priority=here.priority, lead=here.police) for _ in range(9)]
    for action in more:
        ActionPartner.objects.create(action=action, authority=here.fire)
    assert count(lambda: client.get(PATH)) == few
    two, five = save(more[:2]), save(more[2:7])
    assert five - two == 3 * (two - one)


@pytest.mark.slow
def test_more_than_a_page_can_hold_come_up_as_the_first_are_saved(three, here, cast, sign_in):
    many = [Action(priority=here.priority, wording=str(n), position=n, lead=here.police) for n in range(MAX_FORMS)]
    Action.objects.bulk_create(many)
    client = sign_in(cast.officer)
    page = client.get(PATH)
    assert (len(page.context["led"]), len(page.context["sheet"].more), page.context["wanted"]) == (
        MAX_FORMS,
        3,
        MAX_FORMS + 3,
    )
    last = many[-1].pk
    assert f'<li id="action-{last}"><a class="govuk-link" href="/here/actions/{last}/update/">' in page.content.decode()
    client.post(PATH, opened(client) | typed(three[0], status="no_change"))
    assert len(client.get(PATH).context["sheet"].more) == 2


text = st.lists(st.text(max_size=20) | nasty, max_size=3).map("".join)
names = st.sampled_from(["seen", "status", "happened", "achieved", "next", "public", "speaks_of"])


@pytest.mark.slow
@settings(max_examples=some(15, 60), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sent=st.dictionaries(st.tuples(st.integers(0, 2), names), text | st.just("no_change")))
def test_whatever_is_sent_the_page_answers(sent, three, cast, sign_in):
    data = {f"a{three[n].pk}-{name}": value for (n, name), value in sent.items()}
    before = Update.objects.count()
    answer = sign_in(cast.officer).post(PATH, sendable(data | {"a999999999999999999999-seen": "x"}))
    assert answer.status_code in (200, 302)
    assert Update.objects.count() - before <= 3
