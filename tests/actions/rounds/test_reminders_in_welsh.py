"""A member who has chosen Welsh is reminded in Welsh, but in the partnership's own words if it has some."""

import pytest
from django.utils import translation

from actions.rounds.emails import Message, letters
from tests import factories
from tests.untranslated import english_left

SITE = "https://plan.example.org"


@pytest.fixture
def reminder(here, cast):
    """The officer's, whoever sends it."""
    cast.officer.language = "cy"
    cast.officer.save()
    a_round = factories.RoundFactory(plan=here.plan)

    def reminder(language):
        with translation.override(language):
            outgoing, _ = letters(a_round)
            return [Message(each, a_round, site=SITE, stamp=0) for each in outgoing if each.user == cast.officer]

    return reminder


@pytest.mark.parametrize("language", ["en-gb", "cy"])
def test_it_is_in_the_language_of_its_reader(reminder, cast, language):
    [message] = reminder(language)
    assert english_left(f"{message.subject}\n{message.body}", "cy") == []
    assert f"Annwyl {cast.officer.name}," in message.body
    assert f"{SITE}/cy/here/my-updates/#action-" in message.body
    [(html, _)] = message.alternatives
    assert '<html lang="cy" dir="ltr">' in html


def test_the_partnerships_own_words_are_in_english_with_all_about_them(reminder, here):
    here.partnership.round_wordings.create(occasion="asking", subject="{updates} please", text="Now, {list} {link}")
    here.partnership.round_wordings.create(occasion="late", subject="{updates} please", text="Now, {list} {link}")
    [message] = reminder("cy")
    assert message.subject == "1 update please"
    assert f"Update here:\n{SITE}/here/my-updates/" in message.body
