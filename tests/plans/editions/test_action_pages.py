"""Public pages of actions and authorities, and of the plan: from frozen editions, up to the one that is shown."""

from datetime import date

import pytest

from partners import clock
from plans.editions import page_cache
from plans.editions.publishing import publish, withdraw
from plans.models import Plan
from plans.soft_delete import retire
from plans.status import Status
from tests import factories

pytestmark = pytest.mark.both_databases


@pytest.fixture
def read(sign_in):
    """The text of a public page below the partnership here, or the status if that is not 200."""

    def read(page):
        answer = sign_in(None).get(f"/here/{page}")
        return answer.content.decode() if answer.status_code == 200 else answer.status_code

    return read


@pytest.fixture
def three_editions(here, cast, report, published):
    """The locks come late: a statement and a date in each of three editions, and one that was never published."""
    told = ("Locks are ordered.", "The locks are late.", "Locks are fitted.")
    for number, (words, status) in enumerate(zip(told, ("on_track", "off_track", "complete"), strict=True)):
        for public in ("Nobody published this.", words):
            report(here.action, cast.officer, status=status, public=public, speaks_of=date(2009, 6, 1 + number))
        here.action.due_on = date(2010, 1 + number, 31 if number != 1 else 28)
        here.action.revise(by=cast.coordinator, why="x")
        published()
    return told


def test_an_action_shows_what_each_edition_published_of_it(here, three_editions, read):
    page = read(f"public-actions/{here.action.pk}/")
    assert [words in page for words in three_editions] == [True] * 3
    assert "Nobody published this." not in page
    assert page.index("Locks are fitted.") < page.index("The locks are late.") < page.index("Locks are ordered.")
    assert "moved from 31 January 2010 to 28 February 2010" in page
    assert "moved from 28 February 2010 to 31 March 2010" in page


def test_under_an_edition_it_shows_no_later_one(here, three_editions, read):
    page = read(f"editions/2008-2011/2/public-actions/{here.action.pk}/")
    assert [words in page for words in three_editions] == [True, True, False]
    assert "31 March 2010" not in page


def test_what_a_withdrawn_edition_said_is_shown_no_more(here, cast, three_editions, published, read):
    path = f"public-actions/{here.action.pk}/"
    assert "The locks are late." in read(path)
    withdraw(here.plan.editions.get(number=2), by=cast.chair, reason="A name was in it")
    page_cache.current.forget()
    for page in (read(path), read(f"editions/2008-2011/3/{path}")):
        assert ("The locks are late." in page, "Locks are ordered." in page) == (False, True)
        assert "moved from 31 January 2010 to 31 March 2010" in page
    assert read(f"editions/2008-2011/2/{path}") == 410


def test_a_page_of_an_edition_stays_the_same_bytes_when_the_plan_moves_on(here, cast, three_editions, sign_in, report):
    path = f"/here/editions/2008-2011/3/public-actions/{here.action.pk}/"
    before = sign_in(None).get(path).content
    report(here.action, cast.officer, status=Status.OFF_TRACK, public="They came off again.")
    page_cache.pages.clear()
    assert sign_in(None).get(path).content == before


def test_a_page_asked_for_with_its_etag_is_not_sent_again_until_an_edition_is_withdrawn(
    here, cast, three_editions, sign_in
):
    path = f"/here/public-actions/{here.action.pk}/"
    page = sign_in(None).get(path)
    again = sign_in(None).get(path, headers={"if-none-match": page["ETag"]})
    withdraw(here.plan.editions.get(number=1), by=cast.chair, reason="x")
    page_cache.current.forget()
    since = sign_in(None).get(path, headers={"if-none-match": page["ETag"]})
    assert (again.status_code, since.status_code, page.has_header("Last-Modified")) == (304, 200, False)


def test_private_and_removed_actions_and_those_of_others_have_no_page(here, next_door, cast, published, read):
    here.hallmark_action.private = True
    here.hallmark_action.revise(by=cast.coordinator, why="x")
    published()
    others = [here.hallmark_action.pk, next_door.action.pk, 999_999]
    assert [read(f"public-actions/{pk}/") for pk in others] == [404] * 3
    assert [read(f"public-authorities/{pk}/") for pk in (next_door.council.pk, 999_999)] == [404] * 2
    retire([here.action], by=cast.coordinator, why="x")
    published()
    assert read(f"public-actions/{here.action.pk}/") == 404
    assert "Fit better locks" in read(f"editions/2008-2011/1/public-actions/{here.action.pk}/")


def test_an_authority_shows_what_it_leads_supports_and_reports(here, cast, published, read, report):
    here.criterion.reporter = here.police
    here.criterion.save()
    here.hallmark_action.partners.create(authority=here.police)
    done = factories.ActionFactory(priority=here.priority, lead=here.police, wording="Mark every bicycle")
    report(done, cast.officer, status=Status.COMPLETE, public="All are marked.")
    published()
    page = read(f"public-authorities/{here.police.pk}/")
    leads, supports, reports = (page.index(f'id="{each}"') for each in ("leads", "supports", "reports"))
    assert leads < page.index("Fit better locks") < page.index("1 complete") < page.index("Mark every bicycle")
    assert supports < page.index("Review our skills") < reports < page.index(here.criterion.wording)


def test_pages_of_the_plan_lead_to_the_authorities_meetings_and_files(here, published, read):
    edition = published()
    works, agreed = read("how-the-partnership-works/"), read("the-plan-as-agreed/")
    assert f"public-authorities/{here.police.pk}/" in works
    assert "/here/public-meetings/" in works
    assert edition.fingerprint in agreed
    assert "/here/editions/2008-2011/1/plan.pdf" in agreed
    assert "Evidence, public views and action" in read("what-people-told-us/")
    here.plan.priorities.update(assessment_order=None, consultation_order=None)
    published()
    assert "No assessment or consultation has been published yet." in read("what-people-told-us/")


def test_another_plan_tells_nothing_of_this_ones_actions(here, cast, published, read):
    """Ids are of all plans; an edition shows only its own."""
    published()
    after = Plan.objects.create(
        partnership=here.partnership, slug="2009-2012", title="Plan", period="x", continues=here.plan,
        starts_on=clock.today(), ends_on=date(2012, 3, 31),
    )  # fmt: skip
    factories.PriorityFactory(plan=after)
    publish(after, by=cast.coordinator, note="x")
    page_cache.current.forget()
    assert read(f"public-actions/{here.action.pk}/") == 404
    assert "Fit better locks" in read(f"editions/2008-2011/1/public-actions/{here.action.pk}/")
