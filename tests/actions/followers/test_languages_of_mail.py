"""E-mails to residents are in the language of the page on which they wrote, and lead to pages in it."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import translation

from actions.questions.emails import send_emails
from partners import clock, languages
from plans.changes.subjects import MEETINGS, PLAN
from plans.editions import page_cache
from plans.editions.publishing import publish
from tests import factories
from tests.partners.public_pages import send
from tests.post import links_of
from tests.untranslated import english_left

from .conftest import letters

DAYS = {"cy": "Mehefin 2009", "pl": "czerwca 2009", "ur": "جون 2009"}


@pytest.fixture(params=languages.OTHERS)
def language(request, here, published):
    published("The first")
    letters()
    type(here.partnership).objects.update(languages="cy pl ur")
    page_cache.current.forget()
    return request.param


def is_in(language, letter):
    """Whether all words of ours in an e-mail are in a language, and its links lead to pages in it."""
    english = english_left(f"{letter.subject}\n{letter.body}", language)
    elsewhere = [link for link in links_of(letter) if f"/{language}/here/" not in link]
    assert (english, elsewhere) == ([], [])
    return bool(links_of(letter))


def test_a_follower_reads_all_in_their_language(client, here, cast, language):
    assert send(client, f"/{language}/here/follow/", email="robin@example.org").status_code == 200
    [to_confirm] = letters()
    assert is_in(language, to_confirm)
    assert client.post(links_of(to_confirm)[0]).status_code == 200
    follower = here.partnership.followers.get()
    assert follower.language == language
    follower.followings.create(what=MEETINGS.what)
    english = factories.FollowerFactory(
        partnership=here.partnership, address="english@example.org", edition=follower.edition
    )
    english.followings.create(what=PLAN.what)
    here.action.wording = "Fit the best locks"
    here.action.revise(by=cast.coordinator, why="Clearer")
    # Whoever publishes may read Welsh.
    with translation.override("cy"):
        publish(here.plan, by=cast.coordinator, note="New locks")
    sent = {letter.to[0]: letter for letter in letters()}
    assert sorted(sent) == ["english@example.org", "robin@example.org"]
    assert is_in(language, sent["robin@example.org"])
    assert DAYS[language] in sent["robin@example.org"].body
    assert "Edition 2 was published on" in sent["english@example.org"].body
    assert f"/{language}/" in sent["robin@example.org"].extra_headers["List-Unsubscribe"]
    group = factories.GroupFactory(partnership=here.partnership)
    starts_at = clock.now() + timedelta(days=10)
    factories.MeetingFactory(group=group, starts_at=starts_at, in_public=True, state="ready", place="Town Hall")
    [announced] = letters()
    assert is_in(language, announced)
    assert send(client, f"/{language}/here/follow/", email="robin@example.org").status_code == 200
    [already] = letters()
    assert is_in(language, already)


def test_who_asked_is_answered_in_their_language(client, here, language):
    page = f"/{language}/here/ask/"
    assert send(client, page, text="When are the steps lit?", email="robin@example.org").status_code == 302
    mail.outbox.clear()
    assert len([*send_emails(site="https://plan.example.org")]) == 1
    [received] = mail.outbox
    assert is_in(language, received)
    question = here.partnership.questions.get()
    assert question.details.language == language
    assert question.reference in received.subject
