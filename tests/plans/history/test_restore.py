"""A coordinator brings back words that a thing had: only the words, with who and why, not over somebody else's."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test import Client

from actions.models import Action
from partners import clock
from plans.history.registry import history_pages, tracked_models
from plans.history.restore import ChangedMeanwhile, WordingTaken, fingerprint_of_wording, restore_wording, wording_of
from plans.history.timetravel import story
from tests import factories

pytestmark = pytest.mark.both_databases


def on(day, month):
    return clock.frozen_at(datetime(2009, month, day, 12, tzinfo=UTC))


@pytest.fixture
def reworded(here, cast):
    """The action was reworded and handed over in July, reworded again in August; it is September."""
    with on(1, 7):
        here.action.wording, here.action.note, here.action.lead = "Fit any locks", "While they last", here.fire
        here.action.revise(by=cast.coordinator, supporting=[])
    with on(1, 8):
        here.action.wording, here.action.due_on = "Fit locks", date(2010, 3, 31)
        here.action.revise(by=cast.coordinator)
    with on(1, 9):
        yield


def rows(thing):
    """The numbers of the rows of its history, oldest first."""
    return list(thing.history.order_by("history_id").values_list("history_id", flat=True))


def path(thing, number, kind="action"):
    return f"/here/history/{kind}/{thing.pk}/restore/{number}/"


@pytest.mark.slow
def test_history_offers_every_earlier_wording_to_the_coordinator_and_to_nobody_else(here, cast, sign_in, reworded):
    first, second, third = rows(here.action)
    for page in (f"/here/history/action/{here.action.pk}/", f"/here/actions/{here.action.pk}/"):
        said = sign_in(cast.coordinator).get(page).content.decode()
        assert [path(here.action, n) in said for n in (first, second, third)] == [True, True, False]
        for role in ("observer", "officer", "chair"):
            assert "/restore/" not in sign_in(getattr(cast, role)).get(page).content.decode()


def test_what_changes_back_is_shown_first_word_by_word(here, cast, sign_in, reworded):
    first, *_ = rows(here.action)
    page = sign_in(cast.coordinator).get(path(here.action, first))
    assert "Restore the wording of 15 June 2009" in page.content.decode()
    assert [(d.name, d.old, d.new) for d in page.context["differences"]] == [
        ("wording", "Fit locks", "Fit better locks"),
        ("note", "While they last", ""),
    ]
    assert ("ins", "better ") in page.context["differences"][0].excerpt
    assert Action.objects.get(pk=here.action.pk).wording == "Fit locks"


def test_only_the_words_come_back_and_history_says_who_and_why(here, cast, sign_in, reworded):
    first, *_ = rows(here.action)
    client = sign_in(cast.coordinator)
    seen = client.get(path(here.action, first)).context["seen"]
    page = client.post(path(here.action, first), {"seen": seen, "why": "Lost by mistake."}, follow=True)
    action = Action.objects.get(pk=here.action.pk)
    assert (action.wording, action.note) == ("Fit better locks", "")
    assert (action.lead, action.due_on, action.due_first, action.due_moves, action.supporting) == (
        here.fire,
        date(2010, 3, 31),
        date(2009, 12, 31),
        1,
        [],
    )
    newest = story(action)[0]
    assert (newest.by, newest.why) == (
        cast.coordinator,
        "Restores the wording of 15 June 2009. Lost by mistake.",
    )
    assert [d.name for d in newest.differences] == ["wording", "note"]
    assert "Wording of 15 June 2009 restored." in page.content.decode()


def test_a_reason_is_not_asked_for(here, cast, sign_in, reworded):
    first, *_ = rows(here.action)
    sign_in(cast.coordinator).post(path(here.action, first), {"seen": fingerprint_of_wording(here.action)})
    assert story(here.action)[0].why == "Restores the wording of 15 June 2009."


def test_somebody_elses_words_in_the_meantime_are_shown_and_asked_about(here, cast, sign_in, reworded):
    first, *_ = rows(here.action)
    client = sign_in(cast.coordinator)
    seen = client.get(path(here.action, first)).context["seen"]
    here.action.wording = "Fit locks and chains"
    here.action.revise(by=cast.coordinator)
    page = client.post(path(here.action, first), {"seen": seen, "why": "Lost by mistake."})
    assert "The wording has changed since you opened this page." in page.content.decode()
    assert page.context["differences"][0].old == "Fit locks and chains"
    assert page.context["form"]["why"].value() == "Lost by mistake."
    assert Action.objects.get(pk=here.action.pk).wording == "Fit locks and chains"
    client.post(path(here.action, first), {"seen": page.context["seen"], "why": "Lost by mistake."})
    assert Action.objects.get(pk=here.action.pk).wording == "Fit better locks"


def test_a_change_of_something_else_in_the_meantime_is_kept(here, cast, sign_in, reworded):
    first, *_ = rows(here.action)
    client = sign_in(cast.coordinator)
    seen = client.get(path(here.action, first)).context["seen"]
    here.action.lead = here.council
    here.action.revise(by=cast.coordinator)
    client.post(path(here.action, first), {"seen": seen})
    action = Action.objects.get(pk=here.action.pk)
    assert (action.wording, action.lead) == ("Fit better locks", here.council)


def test_a_button_pressed_twice_restores_once(here, cast, sign_in, reworded):
    first, *_ = rows(here.action)
    client = sign_in(cast.coordinator)
    form = {"seen": client.get(path(here.action, first)).context["seen"]}
    client.post(path(here.action, first), form)
    page = client.post(path(here.action, first), form, follow=True)
    assert (len(rows(here.action)), "Nothing changed" in page.content.decode()) == (4, True)
    assert "nothing to restore" in client.get(path(here.action, first)).content.decode()


@pytest.mark.parametrize(
    ("why", "says"),
    [("x" * 501, "This is 501 characters long. Shorten it to 500."), ("a\x07b", "Remove the control characters.")],
)
def test_a_reason_that_cannot_be_kept_is_refused_and_stays_typed(why, says, here, cast, sign_in, reworded):
    first, *_ = rows(here.action)
    page = sign_in(cast.coordinator).post(
        path(here.action, first), {"seen": fingerprint_of_wording(here.action), "why": why}
    )
    form = page.context["form"]
    assert (form["why"].value(), form.errors["why"][0].startswith(says)) == (why, True)
    assert Action.objects.get(pk=here.action.pk).wording == "Fit locks"


def test_whoever_may_not_write_the_plan_may_not_restore_either(here, cast, sign_in, reworded):
    first, *_ = rows(here.action)
    who = ("observer", "officer", "council_officer", "chair", "stranger")
    answers = [
        sign_in(getattr(cast, role))
        .post(path(here.action, first), {"seen": fingerprint_of_wording(here.action)})
        .status_code
        for role in who
    ]
    assert (answers, len(rows(here.action))) == ([403, 403, 403, 403, 404], 3)


@pytest.mark.slow
def test_rows_of_other_things_and_numbers_that_there_are_not_are_not_found(here, next_door, cast, sign_in, reworded):
    client = sign_in(cast.coordinator)
    measurement = factories.MeasurementFactory(criterion=here.criterion)
    paths = [
        path(here.action, rows(here.hallmark_action)[0]),
        path(here.action, rows(next_door.action)[0]),
        path(next_door.action, rows(next_door.action)[0]),
        path(here.action, 10**30),
        path(here.action, 0),
        path(measurement, rows(measurement)[0], "measurement"),
        path(here.police, rows(here.police)[0], "authority"),
        path(here.action, rows(here.action)[0], "weather"),
    ]
    assert [client.get(each).status_code for each in paths] == [404] * len(paths)
    assert [client.post(each, {"seen": "x"}).status_code for each in paths] == [404] * len(paths)


@pytest.mark.slow
def test_every_kind_that_has_words_gets_them_back(here, cast, sign_in):
    things = {
        "plan": here.plan,
        "section": here.plan.sections.create(key="vision", heading="Vision", body="Good.", position=1),
        "objective": here.plan.objectives.create(name="Safer", position=1),
        "priority": here.priority,
        "criterion": here.criterion,
        "hallmark": here.hallmark,
        "action": here.action,
    }
    restorable = {model._meta.label for model in tracked_models() if model.history_options.restores}
    assert {history_pages()[kind] for kind in things} == restorable
    client = sign_in(cast.coordinator)
    for kind, thing in things.items():
        before = wording_of(thing)
        for name in before:
            setattr(thing, name, "Otherwise")
        thing.save()
        said = client.get(f"/here/history/{kind}/{thing.pk}/").content.decode()
        assert path(thing, rows(thing)[0], kind) in said
        client.post(path(thing, rows(thing)[0], kind), {"seen": fingerprint_of_wording(thing)})
        thing.refresh_from_db()
        assert wording_of(thing) == before


def test_words_that_another_has_by_now_are_not_brought_back(here, cast, sign_in):
    one = here.plan.objectives.create(name="Safer", position=1)
    one.name = "Safer still"
    one.save()
    here.plan.objectives.create(name="Safer", position=2)
    page = sign_in(cast.coordinator).post(path(one, rows(one)[0], "objective"), {"seen": fingerprint_of_wording(one)})
    assert "Another strategic objective of the plan has this wording." in page.content.decode()
    with pytest.raises(WordingTaken):
        restore_wording(one, fields={"name": "Safer"}, by=cast.coordinator, why="x")
    one.refresh_from_db()
    assert one.name == "Safer still"


def test_nothing_but_words_can_be_restored(here, cast):
    with pytest.raises(ValueError, match="lead_id"):
        restore_wording(here.action, fields={"wording": "Fit locks", "lead_id": None}, by=cast.coordinator, why="x")
    with pytest.raises(ChangedMeanwhile):
        restore_wording(here.action, fields={"wording": "Fit locks"}, by=cast.coordinator, why="x", seen="")
    assert len(rows(here.action)) == 1


def test_a_thing_that_was_removed_meanwhile_is_not_found(here, cast):
    stale = Action.objects.get(pk=here.hallmark_action.pk)
    here.hallmark_action.delete()
    with pytest.raises(Action.DoesNotExist):
        restore_wording(stale, fields={"wording": "x"}, by=cast.coordinator, why="x")


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_of_one_who_restores_and_one_who_rewrites_at_the_same_time_the_second_is_asked(here, cast):
    here.action.wording = "Fit any locks"
    here.action.revise(by=cast.coordinator)
    paths = [path(here.action, rows(here.action)[0]), f"/here/actions/{here.action.pk}/edit/"]
    clients = [Client(), Client()]
    for client in clients:
        client.force_login(cast.coordinator)
    opened = [client.get(each) for client, each in zip(clients, paths, strict=True)]
    forms = [
        {"seen": opened[0].context["seen"]},
        {"base": opened[1].context["form"].fingerprint, "wording": "Fit locks and chains", "lead": here.police.pk},
    ]

    def save(n):
        try:
            return clients[n].post(paths[n], forms[n]).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(save, range(2)))
    assert sorted(answers) == [200, 302]
    here.action.refresh_from_db()
    assert here.action.wording == ("Fit better locks", "Fit locks and chains")[answers.index(302)]
