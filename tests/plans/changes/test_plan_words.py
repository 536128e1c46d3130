"""What changed in who leads an action and by when, where the plan's own words say it."""

from datetime import date

import pytest

from actions.models import Action
from plans.changes.describe import changes
from plans.outline.build import PUBLIC, outline


@pytest.fixture
def told(here):
    """(label, old, new) of the notes on the action after its fields change; `since` are those before."""

    def told(since=None, **fields):
        actions = Action.objects.filter(pk=here.action.pk)
        actions.update(**(since or {}))
        older = outline(here.plan, audience=PUBLIC)
        actions.update(**fields)
        notes = changes(older, outline(here.plan, audience=PUBLIC))["groups"][0]["items"][0]["notes"]
        return {(note["label"], note["old"], note["new"]) for note in notes if note["what"] in ("date", "lead")}

    return told


def test_a_date_that_gives_way_to_words_is_not_to_be_agreed(told):
    notes = told(due_on=None, due_words="Ongoing", lead=None, lead_words="Wardens", lead_words_public=True)
    assert notes == {
        ("Date removed", "31 December 2009", "no date"),
        ("Lead", "The Constabulary", "no authority"),
    }


def test_words_that_give_way_to_a_date_are_said_too(told, here):
    words = {"due_on": None, "due_words": "Ongoing", "lead": None, "lead_words": "Wardens", "lead_words_public": True}
    notes = told(words, due_on=date(2010, 1, 31), due_words="", lead=here.fire, lead_words="")
    assert notes == {("Date agreed", "no date", "31 January 2010"), ("Lead", "no authority", "The Fire Service")}


def test_words_on_the_lead_that_are_private_leave_it_to_be_agreed(told):
    notes = told(lead=None, lead_words="Ann Example")
    assert notes == {("Lead", "The Constabulary", "to be agreed")}
