"""No press is a trap: what cannot be undone says so before, and what can be undone has an address that does."""

import pytest
from django.urls import resolve, reverse

from actions.rounds.rounds import running_round
from partners import clock
from partners.meetings.icalendar import make_address
from partners.meetings.standing_agenda import begin_own_agenda

from .access import POST
from .access_worlds import an_edition_and_rounds, everybody_s_business, files_and_requests
from .addresses import address, addresses
from .page_words import words_of
from .presses import AGAIN, SAYS_SO, UNDONE

# Answers by which an address tells a role that it takes no form from it.
REFUSED = {403, 404, 405, "in"}
# Pages that are looked at as the officer: the coordinator has no such button there.
OFFICER = {"action_detail"}
# Where a preview says it, what is sent to see the preview.
LOOK = {
    "carry_forward": lambda here: {"title": "Plan", "starts_on": "1 4 2011", "ends_on": "31 3 2014", "dates": "keep"}
}


def test_each_press_is_undone_or_says_that_it_cannot_be():
    pressed = {name for name, answers in POST.items() if not REFUSED.issuperset(answers)}
    assert sorted(pressed ^ (UNDONE.keys() | SAYS_SO.keys())) == []
    assert UNDONE.keys() & SAYS_SO.keys() == set()


def test_what_undoes_a_press_is_there():
    ways = set(UNDONE.values()) | {page for page, _ in SAYS_SO.values()}
    assert sorted(ways - {AGAIN} - set(addresses())) == []


@pytest.mark.slow
@pytest.mark.world(everybody_s_business, files_and_requests, an_edition_and_rounds)
def test_the_words_stand_beside_the_button(here, cast, sign_in):
    people = {who: sign_in(getattr(cast, who)) for who in ("officer", "coordinator")}
    doubtful = {"state": "unknown", "claimed_at": clock.now(), "name": "Somebody", "day": clock.today()}
    a_round = running_round(here.partnership)
    a_round.reminders.create(address="nobody@example.org", **doubtful)
    begin_own_agenda(here.meeting.group, by=cast.coordinator)
    make_address(cast.coordinator, here.partnership, seen="0", all_groups=True)

    def words(name):
        page, sentence = SAYS_SO[name]
        own = address(name, here)  # which makes a letter in doubt, where the press is about one
        client, path = people["officer" if page in OFFICER else "coordinator"], address(page, here)
        if name == "reminder_again":
            path = reverse(page, args=["here", a_round.pk])
        if name == "paper_letter_again":
            path = reverse(page, args=["here", resolve(own).kwargs["pk"]])
        answer = client.post(path, LOOK[name](here)) if name in LOOK else client.get(path)
        text = words_of(answer)
        return sentence if sentence in text else f"{page}: {answer.status_code} without it"

    assert {name: words(name) for name in SAYS_SO} == {name: sentence for name, (_, sentence) in SAYS_SO.items()}
