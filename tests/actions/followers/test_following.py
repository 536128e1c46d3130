"""A resident follows by e-mail: asked for by anybody, confirmed by whoever reads it, stopped by one press."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from actions.followers.requests import follow as ask
from actions.followers.requests import forget_unconfirmed
from actions.models import Follower, Following, FollowRequest
from partners import clock
from plans.changes.subjects import MEETINGS, PLAN, Subject
from plans.jobs import worker
from plans.models import Job
from tests import factories
from tests.page_words import words_of
from tests.partners.public_pages import opened, send
from tests.post import links_of

from .conftest import letters

ROBIN = "robin@example.org"


def subjects(follower):
    return [each.subject for each in follower.followings.all()]


def test_a_link_in_an_e_mail_and_one_press_make_a_follower(client, here, published):
    edition = published()
    answer = send(client, "/here/follow/?what=priority&id=burglary", email=ROBIN)
    assert "Check your e-mail" in words_of(answer)
    [letter] = letters()
    assert (letter.to, letter.subject) == ([ROBIN], "Confirm that you want to follow “Reduce burglary”")
    assert Follower.objects.count() == 0
    [link] = links_of(letter)
    # Programs that look for viruses open it, more than once.
    assert [client.get(link).status_code for _ in range(2)] == [200, 200]
    assert Follower.objects.count() == 0
    assert "You follow “Reduce burglary”" in words_of(client.post(link))
    [robin] = Follower.objects.all()
    assert (robin.address, robin.language, robin.edition, subjects(robin)) == (
        ROBIN, "en-gb", edition, [Subject("priority", "burglary")],
    )  # fmt: skip
    assert FollowRequest.objects.count() == 0
    assert client.get(link).status_code == client.post(link).status_code == 404


def test_every_kind_of_subject_has_a_form_that_names_it(client, here, published):
    published()
    titles = {
        "": "Follow the plan",
        "?what=plan": "Follow the plan",
        "?what=meetings": "Follow public meetings",
        f"?what=action&id={here.action.pk}": "Follow “Fit better locks”",
        f"?what=authority&id={here.police.pk}": "Follow “The Constabulary”",
        f"?what=search&q=locks&authority={here.police.pk}": (
            "Follow new actions for the search: “locks”, The Constabulary"
        ),
    }
    assert {query: client.get(f"/here/follow/{query}").context["title"] for query in titles} == titles


@pytest.mark.parametrize(
    "query", ["?what=weather", "?what=priority", "?what=priority&id=theirs", "?what=action&id=x", "?what=search&q="]
)
def test_what_is_not_in_the_plan_cannot_be_followed(client, here, published, query):
    published()
    assert client.get(f"/here/follow/{query}").status_code == 404
    assert client.post(f"/here/follow/{query}", {"email": ROBIN}).status_code == 404


def test_a_stranger_reads_the_same_whether_an_address_follows_or_not(client, follow):
    follow(ROBIN)
    pages, queries = [], []
    for address in (ROBIN, "nobody@example.org"):
        fields = opened(client, "/here/follow/")
        with clock.frozen_at(clock.now() + timedelta(seconds=30)), CaptureQueriesContext(connection) as asked:
            pages.append(client.post("/here/follow/", fields | {"email": address}).content)
        queries.append([re.sub("s[0-9_x]+", "", query["sql"])[:60] for query in asked])
    assert pages[0] == pages[1]
    assert queries[0] == queries[1]
    assert b"robin" not in pages[0]


def test_who_follows_already_reads_so_in_the_e_mail_alone(follow, client):
    robin = follow(ROBIN)
    send(client, "/here/follow/", email="Robin@Example.org")
    [letter] = letters()
    assert letter.subject == "You follow the plan already"
    assert links_of(letter) == [f"/here/follow/stop/{robin.token}/"]


def test_one_address_is_not_written_to_more_than_three_times_in_an_hour(client, here):
    answers = {send(client, "/here/follow/", email=ROBIN).content for _ in range(5)}
    assert (len(answers), len(letters())) == (1, 3)
    with clock.frozen_at(clock.now() + timedelta(hours=2)):
        send(client, "/here/follow/", email=ROBIN)
        assert len(letters()) == 1


def test_a_double_press_sends_one_e_mail(client, here):
    fields = opened(client, "/here/follow/")
    for _ in range(2):
        send(client, "/here/follow/", email=ROBIN, opened=fields["opened"])
    assert len(letters()) == 1


def test_a_mistyped_address_is_kept_in_the_form_and_nothing_is_sent(client, here):
    answer = send(client, "/here/follow/", email="robin@example")
    assert "Enter an e-mail address in the correct format" in words_of(answer)
    assert 'value="robin@example"' in answer.text
    assert (letters(), FollowRequest.objects.count()) == ([], 0)


def test_what_nobody_confirms_is_deleted_after_a_week(here, client):
    send(client, "/here/follow/", email=ROBIN)
    [link] = links_of(letters()[0])
    with clock.frozen_at(clock.now() + timedelta(days=6)):
        assert (forget_unconfirmed(), client.get(link).status_code) == (0, 200)
    with clock.frozen_at(clock.now() + timedelta(days=8)):
        assert client.post(link).status_code == 404
        assert "no longer valid" in words_of(client.get(link))
        assert (forget_unconfirmed(), FollowRequest.objects.count(), Follower.objects.count()) == (1, 0, 0)


def test_one_is_stopped_and_the_rest_is_still_followed(client, follow, here, published):
    published()
    burglary = Subject("priority", "burglary")
    robin = follow(ROBIN)
    for subject in (burglary, MEETINGS):
        follow(ROBIN, subject)
    page = f"/here/follow/stop/{robin.token}/"
    assert ROBIN in words_of(client.get(page))
    assert "Stop these e-mails" in words_of(client.get(f"{page}?what=priority&id=burglary"))
    assert subjects(robin) == [PLAN, burglary, MEETINGS]
    after = client.post(page, {"what": "priority", "id": "burglary"})
    assert "You no longer follow “Reduce burglary”" in words_of(after)
    assert subjects(robin) == [PLAN, MEETINGS]


def test_the_address_goes_with_the_last_that_is_followed(client, follow, here):
    robin = follow(ROBIN)
    ask(here.partnership, ROBIN, MEETINGS)
    answer = client.post(f"/here/follow/stop/{robin.token}/", {"what": "plan"})
    assert "Nothing is sent to your address any more" in words_of(answer)
    assert (Follower.objects.count(), Following.objects.count(), FollowRequest.objects.count()) == (0, 0, 0)
    assert client.get(f"/here/follow/stop/{robin.token}/").status_code == 200


def test_a_mail_program_stops_all_without_a_page_or_a_cookie(follow, here):
    robin = follow(ROBIN)
    follow(ROBIN, MEETINGS)
    other = follow("other@example.org")
    program = Client(enforce_csrf_checks=True)
    path = f"/here/follow/stop/{robin.token}/"
    assert [program.post(path, {"List-Unsubscribe": "One-Click"}).status_code for _ in range(2)] == [200, 200]
    assert list(Follower.objects.all()) == [other]


def test_a_token_of_next_door_stops_nothing_here(client, follow, next_door):
    robin = follow(ROBIN)
    assert client.post(f"/next-door/follow/stop/{robin.token}/").status_code == 200
    assert Follower.objects.count() == 1


def test_who_asked_a_question_is_written_to_as_such(here):
    ask(here.partnership, ROBIN, PLAN, by_question=True)
    [letter] = letters()
    assert letter.body.startswith("You asked a question, and asked to follow the plan.")


def test_without_the_site_s_address_the_operator_reads_why_nothing_is_sent(here, settings):
    settings.SITE_URL = ""
    ask(here.partnership, ROBIN, PLAN)
    assert [(job.state, job.failure[:19]) for job in worker.do_all()] == [("refused", "SITE_URL is not set")]
    settings.SITE_URL = "https://plan.example.org"
    Job.objects.again()
    assert len(letters()) == 1


def test_an_old_request_is_no_request(here, client):
    row = factories.FollowRequestFactory(partnership=here.partnership, noted_at=clock.now() - timedelta(days=7))
    Job.objects.note("follow_request", row.key.hex)
    assert (letters(), client.get(f"/here/follow/confirm/{row.token}/").status_code) == ([], 404)
