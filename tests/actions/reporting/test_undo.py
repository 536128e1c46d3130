"""One's own last update, taken back within the hour: what stood before stands again everywhere, and nothing is lost."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from actions.date_changes import settle_approval
from actions.models import Action, AppendOnlyError, DateMove, Evidence, Undoing, Update, attach_latest
from actions.reporting.undo import UNDO_WITHIN, undo
from actions.rounds.rounds import owed
from partners import clock
from plans.changes.describe import changes
from plans.outline.build import PARTNERSHIP, PUBLIC, outline
from plans.status import Status
from tests import factories

from .test_update_form import filled, path, send

pytestmark = pytest.mark.both_databases


def undo_path(action):
    return f"/here/actions/{action.pk}/undo/"


def take_back(client, action):
    page = client.get(undo_path(action))
    return client.post(undo_path(action), {"update": page.context["update"].pk}, follow=True)


def status_of(here, audience=PARTNERSHIP, **moment):
    action = outline(here.plan, audience=audience, **moment)["priorities"][0]["actions"][0]
    return action["status"], action["sentence"] and action["sentence"]["public_text"]


@pytest.fixture
def two(here, cast, report):
    """An hour ago it was on track; now it was said to be off track, by mistake."""
    with clock.frozen_at(datetime(2009, 6, 14, 9, tzinfo=UTC)):
        first = report(here.action, cast.fire_officer, Status.ON_TRACK, "Ten locks", public="Ten homes are safer.")
    second = report(here.action, cast.officer, Status.OFF_TRACK, "Wrong action", public="It has failed.")
    return first, second


@pytest.mark.slow
def test_what_stood_before_stands_again_everywhere(here, cast, sign_in, two):
    page = take_back(sign_in(cast.officer), here.action)
    assert "Update undone." in page.content.decode()
    action = Action.objects.get(pk=here.action.pk)
    listed = attach_latest(Action.objects.filter(pk=action.pk).with_latest_update().for_list())
    assert (action.status, listed[0].latest_update) == ("on_track", two[0])
    assert [status_of(here), status_of(here, PUBLIC)] == [("on_track", "Ten homes are safer.")] * 2
    assert status_of(here, as_at=clock.now()) == ("on_track", "Ten homes are safer.")


def test_nothing_is_deleted_and_history_says_who_took_it_back(here, cast, sign_in, two):
    page = take_back(sign_in(cast.officer), here.action).content.decode()
    assert [u.happened for u in here.action.updates.all()] == ["Wrong action", "Ten locks"]
    assert [u.happened for u in here.action.updates.active()] == ["Ten locks"]
    undoing = Undoing.objects.get()
    assert (undoing.by, undoing.history.get().history_user) == (cast.officer, cast.officer)
    assert ("added a correction" in page, "Off track: Wrong action" in page) == (True, True)
    for attempt in (undoing.save, undoing.delete, Undoing.objects.all().delete):
        with pytest.raises(AppendOnlyError):
            attempt()


def test_the_past_before_it_shows_the_update_as_it_stood(here, cast, sign_in, two):
    then = clock.now()
    undo(two[1], by=cast.officer)
    assert [status_of(here, audience, as_at=then) for audience in (PARTNERSHIP, PUBLIC)] == [
        ("off_track", "It has failed.")
    ] * 2
    assert status_of(here) == ("on_track", "Ten homes are safer.")


def test_the_only_update_taken_back_leaves_none_and_the_action_is_owed_again(here, cast, sign_in, report):
    today = clock.today()
    a_round = factories.RoundFactory(plan=here.plan, opens_on=today, due_on=today + timedelta(days=9))
    report(here.action, cast.officer)
    assert here.action not in owed(a_round)
    page = take_back(sign_in(cast.officer), here.action).content.decode()
    assert ("No report yet." in page, here.action in owed(a_round)) == (True, True)


@pytest.mark.parametrize("role", ["fire_officer", "coordinator"])
def test_nobody_takes_back_anothers_word(role, here, cast, sign_in, two):
    client = sign_in(getattr(cast, role))
    page = client.get(undo_path(here.action))
    assert "You can undo only your own updates" in page.content.decode()
    assert client.post(undo_path(here.action), {"update": two[1].pk}).status_code == 409
    assert not Undoing.objects.exists()


def test_after_an_hour_it_is_too_late(here, cast, sign_in, report):
    update = report(here.action, cast.officer)
    client = sign_in(cast.officer)
    link = undo_path(here.action)
    for after, code in ((UNDO_WITHIN + timedelta(seconds=1), 409), (UNDO_WITHIN - timedelta(seconds=1), 302)):
        with clock.frozen_at(update.recorded_at + after):
            offered = link in client.get(f"/here/actions/{here.action.pk}/").content.decode()
            assert offered == (code == 302)
            assert client.post(link, {"update": update.pk}).status_code == code


def test_what_somebody_said_since_is_not_taken_back_unseen(here, cast, sign_in, two, report):
    client = sign_in(cast.officer)
    client.get(undo_path(here.action))
    report(here.action, cast.officer, Status.AT_RISK, "Said on another screen")
    page = client.post(undo_path(here.action), {"update": two[1].pk})
    assert (page.status_code, "Said on another screen" in page.content.decode()) == (409, True)
    assert not Undoing.objects.exists()


def test_a_button_pressed_twice_takes_back_one_update_only(here, cast, sign_in, report):
    first, second = report(here.action, cast.officer), report(here.action, cast.officer, happened="Twice")
    client = sign_in(cast.officer)
    assert [client.post(undo_path(here.action), {"update": second.pk}).status_code for _ in range(2)] == [302, 409]
    assert list(here.action.updates.active()) == [first]
    with pytest.raises(IntegrityError), transaction.atomic():
        Undoing.objects.create(update=second, by=cast.officer)


def test_who_had_the_form_open_meanwhile_is_told(here, cast, sign_in, two):
    client = sign_in(cast.fire_officer)
    opened = client.get(path(here.action))
    take_back(sign_in(cast.officer), here.action)
    page = client.post(path(here.action), filled(opened))
    assert (page.context["form"].is_outdated, Update.objects.count()) == (True, 2)


@pytest.mark.slow
def test_a_request_that_came_with_it_and_waits_is_withdrawn(here, cast, sign_in):
    client = sign_in(cast.officer)
    send(client, here.action, due_on="31 3 2010", due_why="Late")
    assert (
        "Your request for 31 March 2010 as the due date is withdrawn"
        in client.get(undo_path(here.action)).content.decode()
    )
    take_back(client, here.action)
    assert DateMove.objects.get().outcome == "withdrawn"


@pytest.mark.slow
def test_a_date_that_moved_with_it_stays_and_the_page_says_so(here, cast, sign_in):
    settle_approval(here.partnership, by=cast.coordinator, needed=False)
    client = sign_in(cast.officer)
    send(client, here.action, due_on="31 3 2010", due_why="Late")
    page = client.get(undo_path(here.action)).content.decode()
    assert "The due date stays 31 March 2010." in page
    take_back(client, here.action)
    assert Action.objects.get(pk=here.action.pk).due_on == date(2010, 3, 31)


@pytest.mark.slow
def test_its_evidence_is_offered_to_nobody_any_more(here, cast, sign_in, settings, tmp_path):
    settings.EVIDENCE_ROOT = tmp_path
    client = sign_in(cast.officer)
    send(client, here.action, files=SimpleUploadedFile("Names.txt", b"Somebody"), links="https://example.org/names")
    file = f"/here/evidence/{Evidence.objects.get(kind='file').pk}/"
    assert client.get(file).status_code == 200
    page = take_back(client, here.action).content.decode()
    assert (client.get(file).status_code, f'href="{file}"' in page) == (404, False)


def test_what_changed_tells_that_it_was_taken_back_and_reports_nothing_anew(here, cast, two):
    wrong = {audience: outline(here.plan, audience=audience) for audience in (PUBLIC, PARTNERSHIP)}
    undo(two[1], by=cast.officer)
    notes = {
        audience: [
            (note["what"], note["label"])
            for group in changes(older, outline(here.plan, audience=audience))["groups"]
            for item in group["items"]
            for note in item["notes"]
        ]
        for audience, older in wrong.items()
    }
    status, sentence = ("status", "Better"), ("said", "Public statement")
    taken_back = ("reported", "Undone by Officer of the Constabulary, Police")
    assert notes == {PUBLIC: [status, sentence], PARTNERSHIP: [status, sentence, taken_back]}


def test_a_day_on_which_something_was_only_taken_back_is_a_day_of_change(here, cast, sign_in, two):
    with clock.frozen_at(datetime(2009, 6, 15, 23, 30, tzinfo=UTC)):  # after midnight in London
        undo(two[1], by=cast.officer)
    with clock.frozen_at(datetime(2009, 6, 20, 9, tzinfo=UTC)):
        page = sign_in(cast.observer).get("/here/plan/?at=2009-06-15")
        assert page.wsgi_request.page.day.after == date(2009, 6, 16)
