"""The coordinator sees how many follow what, and never whom."""

import pytest

from plans.editions.publishing import publish
from tests import factories
from tests.page_words import words_of

from .conftest import letters


@pytest.fixture
def residents(here):
    def residents(number, what="plan", which=""):
        for _ in range(number):
            follower = factories.FollowerFactory(partnership=here.partnership, edition=here.plan.editions.last())
            follower.followings.create(what=what, which=which)

    return residents


def test_small_numbers_and_addresses_are_not_shown(residents, here, cast, sign_in, published):
    published()
    residents(6)
    residents(4, "priority", "burglary")
    page = sign_in(cast.coordinator).get("/here/followers/")
    words = words_of(page)
    assert "10 e-mail addresses follow the plan" in words
    shown = ["A priority fewer than 5", "Reduce burglary", "The plan: 6"]
    assert [each in words for each in shown] == [True, False, True]
    assert "resident" not in page.text.replace("residents", "")


def test_what_became_of_the_e_mails_is_counted(residents, here, cast, sign_in, published):
    published()
    letters()
    residents(7, "priority", "burglary")
    residents(2, "authority", str(here.council.pk))
    here.action.wording = "Fit the best locks"
    here.action.revise(by=cast.coordinator, why="x")
    assert "E-mails to followers of what changed: 7." in words_of(sign_in(cast.coordinator).get("/here/publish/"))
    publish(here.plan, by=cast.coordinator, note="x")
    assert len(letters()) == 7
    assert "Edition 2 , 15 June 2009 Sent: 7" in words_of(sign_in(cast.chair).get("/here/followers/"))


def test_the_publisher_says_that_it_is_a_correction(residents, here, cast, sign_in, published):
    client = sign_in(cast.coordinator)
    assert "This is a small correction" not in words_of(client.get("/here/publish/"))
    published()
    letters()
    residents(5)
    page = client.get("/here/publish/")
    assert "This is a small correction" in words_of(page)
    sent = {"note": "A typing mistake", "is_correction": "on", "seen": page.context["seen"], "result": ""}
    assert client.post("/here/publish/", sent).status_code == 302
    edition = here.plan.editions.first()
    assert (edition.is_correction, edition.envelope["is_correction"], letters()) == (True, True, [])
    assert "Edition 2 , 15 June 2009 Small correction" in words_of(client.get("/here/editions/"))
    assert "Edition 2, small correction" in client.get("/here/editions.atom").text
