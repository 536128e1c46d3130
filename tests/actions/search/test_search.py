"""Search: what is found, how it is told, and that nobody finds their neighbour's words."""

from datetime import UTC, date, datetime
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.html import strip_tags

from actions.models import Action, Answer, Correction, Minutes, Passage
from actions.reporting.undo import undo
from actions.search.query import marked, terms_of
from partners import clock
from plans.status import Status
from tests import factories

pytestmark = pytest.mark.both_databases


@pytest.fixture
def search(sign_in, cast):
    """The titles of what somebody finds, the newest first."""

    def search(words, who="observer", **asked):
        page = sign_in(getattr(cast, who)).get("/here/search/", {"words": words, **asked})
        assert page.status_code == 200
        return [(one.kind, unescape(strip_tags(one.title))) for one in page.context["page"]]

    return search


def wording(here, words):
    here.action.wording = words
    here.action.save()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("sought", "held", "found"),
    [
        ("burgl", "Fewer burglaries", True),
        ("BURGL", "fewer burglaries", True),
        ("glaries", "Fewer burglaries", False),
        ("cafe", "Meet in the Café", True),
        ("CAFÉ", "meet in the cafe", True),
        ("clair", "An éclair", False),
        ("ŵyl", "Gwyl and wyl", True),
        ("locks better", "Fit better locks", True),
        ("locks worse", "Fit better locks", False),
        ('"better locks"', "Fit better locks", True),
        ("“better locks”", "Fit better\nlocks", True),
        ('"locks better"', "Fit better locks", False),
        ('"lock"', "Fit better locks", False),
        ("anti-social", "Less anti social behaviour", True),
        ("officer’s", "The officer's car", True),
        ("PC.*", "Personal computers", False),
        ("50%", "By 50 per cent", True),
        ("_", "A_B", False),
        ("(", "Open (bracket", False),
        ("fit better locks on all the doors of every house in the street now", "Fit better locks", False),
    ],
)
def test_words_are_found_as_people_write_them(sought, held, found, here, search):
    wording(here, held)
    assert (("Action", held) in search(sought)) is found


@pytest.fixture
def meeting(here, cast):
    """Closed, with a passage in its minutes and a correction of them."""
    meeting = factories.MeetingFactory(
        group__partnership=here.partnership, starts_at=datetime(2009, 3, 17, 10, tzinfo=UTC), held=True
    )
    factories.RecordFactory(meeting=meeting, kind="decision", text="Buy a zebra crossing", by=cast.chair)
    question = {"kind": "challenge", "action": here.action, "challenged": here.police}
    asked = factories.RecordFactory(meeting=meeting, text="Why so late?", by=cast.chair, **question)
    Answer.objects.create(record=asked, text="The zebra fell ill", by=cast.officer, authority=here.police)
    Passage.objects.create(meeting=meeting, place="opening", text="The chair welcomed a zebra.")
    minutes = Minutes.objects.create(
        meeting=meeting, closed_at=clock.now(), by=cast.chair, schema=1, payload="{}", sha256="0" * 64
    )
    Correction.objects.create(minutes=minutes, text="It was no zebra.", by=cast.chair)
    return meeting


@pytest.fixture
def zebras(here, cast, report, meeting):
    """One in each kind of thing that there is."""
    factories.SectionFactory(plan=here.plan, heading="Our zebras", body="x")
    factories.PriorityFactory(plan=here.plan, name="Reduce zebra crime")
    factories.CriterionFactory(priority=here.priority, wording="More zebras", reporter=here.police)
    factories.HallmarkFactory(plan=here.plan, name="Skills of our own", body="Riding a zebra")
    factories.AssessmentFactory(plan=here.plan, title="Of 2009", summary="Zebras are up by half.")
    factories.ConsultationFactory(plan=here.plan, title="The panel", asked_whom="Who keeps a zebra")
    factories.DutyFactory(partnership=here.partnership, obligation="Keep a zebra", authority=here.fire)
    report(here.action, cast.officer, Status.AT_RISK, happened="The locks", next="Paint the zebra")


ALL = [
    ("Update", "Fit better locks"), ("Duty", "Keep a zebra"), ("Consultation", "The panel"),
    ("Strategic assessment", "Of 2009"), ("Hallmark", "Skills of our own"),
    ("Success criterion", "More zebras"), ("Priority", "Reduce zebra crime"), ("Section", "Our zebras"),
    ("Correction of minutes", "Responsible Authority Group, 17 March 2009"),
    ("Minutes", "Responsible Authority Group, 17 March 2009"),
    ("Challenge", "Responsible Authority Group, 17 March 2009"),
    ("Decision", "Responsible Authority Group, 17 March 2009"),
]  # fmt: skip


def test_it_looks_everywhere_and_the_newest_comes_first(zebras, search):
    assert search("zebra") == ALL


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"kind": "plan"}, ALL[4:8]),
        ({"kind": "assessed"}, ALL[2:4]),
        ({"kind": "update"}, ALL[:1]),
        ({"kind": "duty"}, ALL[1:2]),
        ({"kind": "minutes"}, ALL[8:10]),
        ({"kind": "decision"}, ALL[10:]),
        ({"status": "at_risk"}, ALL[:1]),
        ({"status": "complete"}, []),
        ({"to": "2009-03-17"}, ALL[9:]),
        ({"from": "1 June 2009"}, ALL[:9]),
        ({"kind": "duty", "from": "2010-01-01"}, []),
    ],
)
def test_it_is_narrowed(asked, expected, zebras, search):
    assert search("zebra", **asked) == expected


@pytest.mark.slow
def test_it_is_narrowed_to_an_authority(here, zebras, search):
    assert search("zebra", authority=here.fire.pk) == [ALL[1]]
    assert search("zebra", authority=here.police.pk) == [ALL[0], ALL[5], ALL[10]]
    assert search("locks", authority=here.fire.pk, kind="action") == [("Action", "Fit better locks")]
    assert search("locks", status="at_risk", kind="action") == [("Action", "Fit better locks")]


@pytest.mark.slow
def test_each_result_leads_to_where_it_stands(zebras, cast, sign_in):
    client = sign_in(cast.observer)
    results = list(client.get("/here/search/?words=zebra").context["page"])
    assert [client.get(one.address).status_code for one in results if "minutes" not in one.address] == [200] * 10


def test_what_was_taken_back_is_not_found(here, cast, report, search):
    undo(report(here.action, cast.officer, happened="A slip of the zebra"), by=cast.officer)
    assert search("zebra") == []


def test_what_was_retired_is_told_as_such(here, cast, report, sign_in):
    report(here.action, cast.officer, happened="The locks came")
    here.action.retired_at, here.action.retired_why = clock.now(), "The grant ended"
    here.action.save()
    page = sign_in(cast.observer).get("/here/search/?words=locks")
    assert [(one.kind, one.gone) for one in page.context["page"]] == [
        ("Action", "No longer in the plan since 15 June 2009"),
        ("Update", "No longer in the plan since 15 June 2009"),
    ]


def test_what_stands_in_an_older_plan_leads_to_its_history(here, cast, sign_in):
    older = factories.PlanFactory(partnership=here.partnership, slug="older", starts_on=date(2005, 4, 1))
    section = factories.SectionFactory(plan=older, heading="Old zebras")
    one = sign_in(cast.observer).get("/here/search/?words=zebras").context["page"][0]
    assert one.address == f"/here/history/section/{section.pk}/"


def test_what_stands_in_a_plan_that_closed_leads_to_that_plan(here, cast, sign_in):
    day = here.plan.starts_on
    closed = factories.PlanFactory(partnership=here.partnership, slug="closed", starts_on=date(2005, 4, 1), ends_on=day)
    here.plan.continues = closed
    here.plan.save()
    factories.SectionFactory(plan=closed, key="own", heading="Old zebras")
    client = sign_in(cast.observer)
    one = client.get("/here/search/?words=zebras").context["page"][0]
    assert one.address == "/here/plan/?plan=closed#words-own"
    assert "Old zebras" in client.get(one.address).content.decode()


@pytest.mark.slow
def test_next_door_s_words_are_not_found_nor_counted(next_door, cast, sign_in, report, search):
    report(next_door.action, next_door.officer, happened="A secret zebra")
    assert search("secret") == search("zebra") == search("theirs") == []
    theirs = sign_in(next_door.officer).get("/next-door/search/?words=secret")
    assert len(theirs.context["page"]) == 2
    page = sign_in(cast.coordinator).get("/here/search/?words=secret").content.decode()
    assert ("No results" in page, "passages" in page) == (True, False)


def test_the_passage_is_shown_with_the_words_marked(here, cast, report, sign_in):
    told = "Before it. " * 40 + "The <b>Zebra</b> café was burgled. " + "After it. " * 40
    report(here.action, cast.officer, happened=told)
    one = sign_in(cast.observer).get("/here/search/?words=zebra+cafe+burgl").context["page"][0]
    assert "The &lt;b&gt;<mark>Zebra</mark>&lt;/b&gt; <mark>café</mark> was <mark>burgled</mark>." in one.passage
    assert (one.passage[:2], one.passage[-2:], len(one.passage) < 500) == ("… ", " …", True)


def test_a_short_passage_is_shown_whole():
    assert marked("Locks & keys", "key") == "Locks &amp; <mark>keys</mark>"
    assert marked("Locks and lock", '"lock"') == "Locks and <mark>lock</mark>"
    assert terms_of(" . -- ") == ()


@pytest.mark.parametrize("words", ["", "...", "x" * 201, "\x00", '"', "%00"])
def test_words_that_are_none_are_no_error(words, here, cast, sign_in):
    page = sign_in(cast.observer).get("/here/search/", {"words": words, "kind": "weather", "from": "soon"}, follow=True)
    assert (page.status_code, list(page.context["page"])) == (200, [])
    assert {"kind", "from"} <= set(page.context["form"].errors)


@pytest.mark.slow
def test_it_asks_as_many_questions_however_much_there_is(here, cast, zebras, report, sign_in):
    client = sign_in(cast.observer)

    def asked():
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/here/search/?words=zebra").status_code == 200
        return len(queries)

    few = asked()
    for number in range(20):
        action = factories.ActionFactory(priority=here.priority, wording=f"Action {number}")
        report(action, cast.officer, happened="Another zebra")
    with clock.frozen_at(datetime(2009, 5, 1, tzinfo=UTC)):
        report(Action.objects.first(), cast.officer, happened="An older zebra")
    assert asked() <= few
    pages = [client.get(f"/here/search/?words=zebra&page={n}").context["page"] for n in (1, 2)]
    assert [len(page) for page in pages] == [25, 8]
