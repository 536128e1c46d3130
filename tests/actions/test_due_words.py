"""When, in the plan's words: kept beside the due date in every form, and never left to contradict it."""

from datetime import date

import pytest

from actions.date_changes import ask, decide
from actions.models import Action
from tests import factories

from .plan_editor.test_plan_table import PATH as TABLE
from .plan_editor.test_plan_table import sent
from .test_editing import send

SEPTEMBER, DECEMBER = date(2009, 9, 30), date(2009, 12, 31)


@pytest.fixture
def client(cast, sign_in):
    return sign_in(cast.coordinator)


@pytest.fixture
def agreed(here, cast):
    """Agrees an action's date with its words."""

    def agreed(due_on, due_words):
        here.action.due_on, here.action.due_words = due_on, due_words
        here.action.save()
        return here.action

    return agreed


def when(action):
    action = Action.objects.get(pk=action.pk)
    return action.due_on, action.due_words


def test_the_words_of_a_quarter_stay_beside_its_last_day(here, client):
    send(client, here.action, due_on="Q2 2009/10", why="Agreed")
    assert when(here.action) == (SEPTEMBER, "Q2 2009/10")


def test_the_words_of_the_date_that_it_has_already_are_a_change(here, client):
    send(client, here.action, due_on="Q3 2009/10")
    assert when(here.action) == (DECEMBER, "Q3 2009/10")


def test_a_date_in_figures_leaves_no_words(here, client):
    send(client, here.action, due_on="30/9/2009", why="Agreed")
    assert when(here.action) == (SEPTEMBER, "")


def test_words_typed_in_both_boxes_are_both_kept(here, client):
    send(client, here.action, due_on="Q2 2009/10", due_words="Ongoing", why="Agreed")
    assert when(here.action) == (SEPTEMBER, "Q2 2009/10\nOngoing")


def test_words_of_the_old_date_go_with_it(agreed, client):
    action = agreed(DECEMBER, "Q3 2009/10")
    send(client, action, due_on="30 September 2009", why="Sooner")
    assert when(action) == (SEPTEMBER, "")
    assert action.history.filter(due_words="Q3 2009/10").exists()


def test_a_new_quarter_takes_the_place_of_the_old_one(agreed, client):
    action = agreed(DECEMBER, "Q3 2009/10")
    send(client, action, due_on="Q2 2009/10", why="Sooner")
    assert when(action) == (SEPTEMBER, "Q2 2009/10")


@pytest.mark.parametrize("due_on", ["30 September 2009", ""])
def test_words_that_are_no_time_stay_whatever_the_date(due_on, agreed, client):
    action = agreed(DECEMBER, "Ongoing, review yearly")
    send(client, action, due_on=due_on, why="Agreed")
    assert when(action)[1] == "Ongoing, review yearly"


def test_words_stay_when_the_date_is_taken_back(agreed, client):
    action = agreed(date(2009, 9, 15), "mid September 2009")
    send(client, action, due_on="", why="It was a guess")
    assert when(action) == (None, "mid September 2009")


def test_words_that_somebody_writes_with_a_date_are_theirs(agreed, client):
    action = agreed(DECEMBER, "Q3 2009/10")
    send(client, action, due_on="30 September 2009", due_words="Q3, brought forward", why="Sooner")
    assert when(action) == (SEPTEMBER, "Q3, brought forward")


def test_words_of_a_date_are_said_where_they_belong(here, client):
    page = send(client, here.action, due_on="Ongoing")
    assert "belong under “When, in the plan’s words”" in page.text
    assert page.context["form"]["due_on"].value() == "Ongoing"
    send(client, here.action, due_on="", due_words="Ongoing", why="As in the plan")
    assert when(here.action) == (None, "Ongoing")


def test_the_table_takes_words_and_keeps_those_typed_as_a_date(here, client):
    park = factories.ActionFactory(priority=here.priority, wording="Light the park", position=9)
    fields = {
        f"a{here.action.pk}-due_on": "Q2 2009/10", f"a{park.pk}-due_words": "Ongoing", "why": "Agreed", "save": "1",
    }  # fmt: skip
    assert "2 rows saved." in client.post(TABLE, sent(client.get(TABLE), **fields), follow=True).text
    assert [when(here.action), when(park)] == [(SEPTEMBER, "Q2 2009/10"), (None, "Ongoing")]


def test_a_date_moved_at_an_authority_s_request_takes_its_old_words_along(agreed, here, cast):
    action = agreed(DECEMBER, "Q3 2009/10")
    move = ask(action, by=cast.officer, authority=here.police, to_on=date(2010, 3, 31), reason="Late")
    decide(move, by=cast.coordinator, approve=True)
    assert when(action) == (date(2010, 3, 31), "")


def test_a_new_action_is_added_with_words_alone(here, client):
    address = f"/here/write/new/activity/{here.priority.pk}/"
    page = client.get(address)
    words = {"wording": "Clear bins", "due_words": "Ongoing", "base": page.context["form"].fingerprint}
    client.post(address, words)
    assert when(Action.objects.get(wording="Clear bins")) == (None, "Ongoing")


@pytest.mark.parametrize("words", ["review yearly", "wardens", "Ref-77", "landlord"])
def test_words_beside_the_wording_are_found(words, agreed, client):
    action = agreed(None, "Ongoing, review yearly")
    fields = {"lead_words": "The wardens", "own_reference": "Ref-77", "private_note": "Ask the landlord"}
    send(client, action, **fields)
    assert action.wording in client.get("/here/search/", {"words": words}).text
