"""The lists of actions, updates and decisions: what they hold is said by their address, in words and in files."""

import csv
import io
from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from actions.models import ActionPartner, Answer, FollowUp, Record
from actions.reporting.undo import undo
from partners import clock
from plans.status import Status
from tests import factories

pytestmark = pytest.mark.both_databases


@pytest.fixture
def act(here):
    def act(wording, lead="police", **fields):
        serves = {} if "hallmark" in fields else {"priority": here.priority}
        lead = getattr(here, lead) if lead else None
        return factories.ActionFactory(wording=wording, lead=lead, **serves, **fields)

    return act


@pytest.fixture
def plan(here, cast, report, act):
    """Beside the two actions of every test: one of each effective status that matters here."""
    report(act("Light the car park", due_on=date(2009, 5, 1), location=True), cast.officer, happened="Lamps came")
    report(act("Visit the victims", "fire", due_on=date(2009, 7, 1), victim=True), cast.fire_officer, Status.AT_RISK)
    act("Nobody’s yet", None)
    act("Silent", added_on=date(2008, 6, 12))
    report(act("Done", "fire", due_on=date(2009, 3, 1)), cast.fire_officer, Status.COMPLETE)
    return here


def worded(page):
    return [action.wording for action in page.context["page"]]


ALL = [
    "Done",
    "Light the car park",
    "Visit the victims",
    "Fit better locks",
    "Nobody’s yet",
    "Silent",
    "Review our skills",
]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("query", "expected", "told"),
    [
        ("", ALL, "7 actions"),
        (
            "authority={fire}&part=lead",
            ["Done", "Visit the victims"],
            "2 actions that The Fire Service leads",
        ),
        ("authority={fire}&part=supporting", ["Fit better locks"], "1 action that The Fire Service supports"),
        (
            "authority={fire}",
            ["Done", "Visit the victims", "Fit better locks"],
            "3 actions that The Fire Service leads or supports",
        ),
        ("reading=overdue", ["Light the car park"], "1 action that is overdue"),
        ("reading=not_updated", ["Silent"], "1 action that is not updated"),
        ("status=on_track", ["Light the car park"], "1 action last reported as on track"),
        (
            "due_from=2009-05-01&due_to=1+July+2009",
            ["Light the car park", "Visit the victims"],
            "2 actions due on 1 May 2009 or later and due on 1 July 2009 or earlier",
        ),
        ("side=victim", ["Visit the victims"], "1 action that addresses the victim"),
        ("gap=lead", ["Nobody’s yet", "Review our skills"], "2 actions with no lead agreed"),
        ("gap=date", ["Nobody’s yet", "Silent", "Review our skills"], "3 actions with no due date agreed"),
        ("words=CAR", ["Light the car park"], "1 action with “CAR”"),
        ("hallmark={hallmark}", ["Review our skills"], "1 action that serves “Skills”"),
        (
            "authority={police}&reading=overdue&words=light&sort=worst",
            ["Light the car park"],
            "1 action with “light”, that The Constabulary leads or supports and that is overdue",
        ),
        ("reading=withdrawn", [], "0 actions that are withdrawn"),
    ],
)
def test_the_address_says_which_actions(query, expected, told, plan, cast, sign_in):
    ids = {"fire": plan.fire.pk, "police": plan.police.pk, "hallmark": plan.hallmark.pk}
    page = sign_in(cast.observer).get(f"/here/actions/?{query.format(**ids)}")
    assert (worded(page), page.context["summary"]) == (expected, told)


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("worst", ["Light the car park", "Silent", "Visit the victims"]),
        ("silent", ["Silent", "Fit better locks", "Light the car park"]),
        ("plan", ["Fit better locks", "Light the car park", "Visit the victims"]),
    ],
)
def test_it_is_ordered_as_asked(sort, expected, plan, cast, sign_in):
    assert worded(sign_in(cast.observer).get(f"/here/actions/?sort={sort}"))[:3] == expected


@pytest.mark.slow
def test_an_effective_status_is_the_same_as_on_the_action_s_own_page(plan, cast, sign_in):
    page = sign_in(cast.observer).get("/here/actions/")
    for status, number in page.context["tally"].items():
        found = sign_in(cast.observer).get(f"/here/actions/?reading={status}").context["page"]
        assert [action.effective_status for action in found] == [status] * number
    assert sum(page.context["tally"].values()) == len(ALL)


def test_what_is_wrong_in_the_address_is_told_and_the_rest_holds(plan, cast, sign_in):
    page = sign_in(cast.observer).get(
        "/here/actions/?priority=x&authority=999999&due_from=soon&reading=overdue&sort=up&page=many&side=%27"
    )
    assert (page.status_code, worded(page), page.context["summary"]) == (
        200,
        ["Light the car park"],
        "1 action that is overdue",
    )
    assert sorted(page.context["form"].errors) == ["authority", "due_from", "priority", "side", "sort"]
    told = page.content.decode()
    assert told.count(" from the list") >= 4
    assert 'value="soon"' in told


def test_an_end_before_the_beginning_is_told(plan, cast, sign_in):
    page = sign_in(cast.observer).get("/here/actions/?due_from=2009-07-01&due_to=2009-01-01")
    assert page.context["form"].errors == {"due_to": ["The end date must be after the start date"]}


def test_each_clause_can_be_taken_out(plan, cast, sign_in):
    client = sign_in(cast.observer)
    page = client.get(f"/here/actions/?authority={plan.fire.pk}&part=lead&reading=complete&sort=plan")
    assert page.context["form"].clauses == [
        ("that The Fire Service leads", "?reading=complete&sort=plan"),
        ("that is complete", f"?authority={plan.fire.pk}&part=lead&sort=plan"),
    ]
    # The browser sends along what was left empty; the address that is mailed has none of it.
    response = client.get("/here/actions/?words=&authority=&reading=overdue&plan=")
    assert (response.status_code, response.url) == (302, "/here/actions/?reading=overdue")


def test_what_was_retired_is_not_listed(plan, cast, sign_in):
    plan.action.retired_at, plan.action.retired_why = clock.now(), "The grant ended"
    plan.action.save()
    assert "Fit better locks" not in worded(sign_in(cast.observer).get("/here/actions/"))


def test_an_older_plan_s_actions_are_listed_when_asked_for(plan, cast, sign_in):
    older = factories.PlanFactory(
        partnership=plan.partnership, slug="2005-2008", period="2005 to 2008", starts_on=date(2005, 4, 1)
    )
    factories.ActionFactory(priority=factories.PriorityFactory(plan=older), wording="From before")
    client = sign_in(cast.observer)
    assert worded(client.get("/here/actions/")) == ALL
    page = client.get("/here/actions/?plan=2005-2008")
    assert (worded(page), page.context["summary"]) == (["From before"], "1 action of the plan of 2005 to 2008")


def rows_of(response):
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))


@pytest.mark.slow
def test_the_file_holds_all_pages_of_what_is_shown(plan, cast, sign_in, act):
    for number in range(60):
        act(f"Number {number:02}", "council", due_on=date(2010, 1, 1))
    query = f"?authority={plan.council.pk}&sort=plan"
    client = sign_in(cast.observer)
    pages = [worded(client.get(f"/here/actions/{query}&page={n}")) for n in (1, 2)]
    assert [len(page) for page in pages] == [50, 10]
    rows = rows_of(client.get(f"/here/actions/actions.csv{query}"))
    assert [row["wording"] for row in rows] == pages[0] + pages[1]
    assert rows[0] | {"id": "", "serves": ""} == {
        "id": "", "kind": "Activity", "serves": "", "wording": "Number 00", "note": "", "lead": "The Council",
        "lead_officer": "", "deputy": "", "lead_words": "", "supporting": "", "due_on": "2010-01-01",
        "due_words": "", "due_first": "", "due_moves": "0", "own_reference": "", "reading": "no_report",
        "status": "", "updated_on": "", "happened": "", "next": "",
    }  # fmt: skip
    book = load_workbook(io.BytesIO(client.get(f"/here/actions/actions.xlsx{query}").content))
    sheet = list(book["Actions"].values)
    assert [dict(zip(sheet[0], row, strict=True))["wording"] for row in sheet[1:]] == pages[0] + pages[1]
    about = dict(book["About"].values)
    assert about["What"] == "60 actions that The Council leads or supports"
    assert about["Address"] == f"http://testserver/here/actions/{query}"
    assert client.get("/here/actions/actions.exe").status_code == 404


@pytest.mark.parametrize("noun", ["actions", "updates", "decisions"])
def test_no_file_carries_a_formula(noun, plan, cast, sign_in, report):
    formula = '=HYPERLINK("http://evil.example","x")'
    plan.action.wording = formula
    plan.action.save()
    report(plan.action, cast.officer, happened=formula, next="+1", public="@x")
    meeting = factories.MeetingFactory(group__partnership=plan.partnership, starts_at=clock.now(), begun=True)
    factories.RecordFactory(meeting=meeting, kind="decision", text=formula, by=cast.chair)
    client = sign_in(cast.observer)
    rows = rows_of(client.get(f"/here/{noun}/{noun}.csv"))
    cells = [cell for row in rows for cell in row.values()]
    assert f"'{formula}" in cells
    assert [cell for cell in cells if cell.startswith(("=", "+", "@", "-"))] == []
    book = load_workbook(io.BytesIO(client.get(f"/here/{noun}/{noun}.xlsx").content))
    kinds = {cell.data_type for row in book[noun.capitalize()].iter_rows() for cell in row if cell.value == formula}
    assert kinds == {"s"}


@pytest.fixture
def updates(here, cast, report):
    with clock.frozen_at(datetime(2009, 4, 1, 9, tzinfo=UTC)):
        report(here.action, cast.officer, happened="The first locks came")
    report(here.action, cast.fire_officer, Status.AT_RISK, happened="No ladder", next="Borrow one in the café")
    undo(report(here.action, cast.officer, Status.OFF_TRACK, happened="A slip of the mouse"), by=cast.officer)


def happened(page):
    return [update.happened for update in page.context["page"]]


@pytest.mark.parametrize(
    ("query", "expected", "told"),
    [
        ("", ["No ladder", "The first locks came"], "2 updates"),
        ("authority={fire}", ["No ladder"], "1 update for The Fire Service"),
        ("by={officer}", ["The first locks came"], "1 update by Officer of the Constabulary"),
        ("status=at_risk", ["No ladder"], "1 update that says at risk"),
        ("from=2009-05-01", ["No ladder"], "1 update recorded on 1 May 2009 or later"),
        ("to=2009-04-01", ["The first locks came"], "1 update recorded on 1 April 2009 or earlier"),
        ("words=CAFE", ["No ladder"], "1 update with “CAFE”"),
        ("words=mouse", [], "0 updates with “mouse”"),
    ],
)
def test_the_address_says_which_updates(query, expected, told, updates, here, cast, sign_in):
    query = query.format(fire=here.fire.pk, officer=cast.officer.pk)
    page = sign_in(cast.observer).get(f"/here/updates/?{query}")
    assert (happened(page), page.context["summary"]) == (expected, told)
    rows = rows_of(sign_in(cast.observer).get(f"/here/updates/updates.csv?{query}"))
    assert [row["happened"] for row in rows] == expected


@pytest.fixture
def records(here, cast, report):
    """Of two groups: decisions that are open, settled and without a sequel, challenges open and answered."""
    rag = factories.GroupFactory(partnership=here.partnership, name="Strategy")
    jag = factories.GroupFactory(partnership=here.partnership, name="Joint", kind="working")
    first = factories.MeetingFactory(group=rag, starts_at=datetime(2009, 3, 17, 10, tzinfo=UTC), begun=True)
    second = factories.MeetingFactory(group=jag, starts_at=datetime(2009, 5, 5, 10, tzinfo=UTC), begun=True)

    def record(meeting, text, kind=Record.Kind.DECISION, **fields):
        return factories.RecordFactory(meeting=meeting, kind=kind, text=text, by=cast.chair, **fields)

    challenge = {"kind": Record.Kind.CHALLENGE, "action": here.action, "challenged": here.police}
    record(first, "Write to the county", follow_up=True)
    settled = record(first, "Buy the lamps", follow_up=True)
    FollowUp.objects.create(done=True, record=settled, text="Bought", by=cast.chair)
    record(first, "Agree the minutes")
    record(first, "It rained", Record.Kind.NOTE)
    record(second, "Where are the locks?", **challenge)
    answered = record(second, "Who pays?", **challenge)
    Answer.objects.create(record=answered, text="The county", by=cast.officer, authority=here.police)
    made = record(second, "Train them", made=factories.ActionFactory(priority=here.priority, lead=here.fire))
    done = record(second, "Tell them", made=factories.ActionFactory(priority=here.priority, lead=here.fire))
    report(done.change.made, cast.fire_officer, Status.COMPLETE)
    return {
        "rag": rag.pk,
        "second": second.pk,
        "police": here.police.pk,
        "fire": here.fire.pk,
        "made": made.change.action_id,
    }


@pytest.mark.slow
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (
            "",
            [
                "Tell them", "Train them", "Who pays?", "Where are the locks?",
                "Agree the minutes", "Buy the lamps", "Write to the county",
            ],
        ),
        ("kind=note", ["It rained"]),
        ("kind=challenge", ["Who pays?", "Where are the locks?"]),
        ("state=open", ["Train them", "Where are the locks?", "Write to the county"]),
        ("state=answered", ["Who pays?"]),
        ("state=settled", ["Tell them", "Buy the lamps"]),
        ("group={rag}", ["Agree the minutes", "Buy the lamps", "Write to the county"]),
        ("meeting={second}&state=open", ["Train them", "Where are the locks?"]),
        ("authority={police}", ["Who pays?", "Where are the locks?"]),
        ("authority={fire}&state=open", ["Train them"]),
        ("from=2009-04-01&kind=decision", ["Tell them", "Train them"]),
        ("to=2009-04-01&words=lamp", ["Buy the lamps"]),
        ("words=county", ["Who pays?", "Write to the county"]),
    ],
)  # fmt: skip
def test_the_address_says_which_decisions(query, expected, records, cast, sign_in):
    query = query.format(**records)
    page = sign_in(cast.observer).get(f"/here/decisions/?{query}")
    assert [record.text for record in page.context["page"]] == expected
    rows = rows_of(sign_in(cast.observer).get(f"/here/decisions/decisions.csv?{query}"))
    assert [row["words"] for row in rows] == expected


def test_what_a_list_shows_is_what_it_says(records, cast, sign_in):
    page = sign_in(cast.observer).get(f"/here/decisions/?state=open&authority={records['fire']}&kind=decision")
    assert page.context["summary"] == "1 decision that is open and that is with The Fire Service"
    assert page.context["form"].chips == [
        ("decisions only", f"?state=open&authority={records['fire']}"),
        ("that is open", f"?kind=decision&authority={records['fire']}"),
        ("that is with The Fire Service", "?kind=decision&state=open"),
    ]


@pytest.mark.slow
@pytest.mark.parametrize("noun", ["actions", "updates", "decisions"])
def test_nothing_of_next_door_is_listed_or_to_be_chosen(noun, here, next_door, cast, sign_in, report):
    report(next_door.action, next_door.officer, happened="Their secret")
    meeting = factories.MeetingFactory(group__partnership=next_door.partnership, starts_at=clock.now(), begun=True)
    factories.RecordFactory(meeting=meeting, kind="decision", text="Their secret", by=next_door.officer)
    theirs = sign_in(next_door.officer).get(f"/next-door/{noun}/")
    assert len(theirs.context["page"]) == 1
    client = sign_in(cast.coordinator)
    query = f"?authority={next_door.council.pk}&priority={next_door.priority.pk}&meeting={meeting.pk}"
    for words in (client.get(f"/here/{noun}/"), client.get(f"/here/{noun}/{query}")):
        assert ("ecret" in words.content.decode(), "The Other Council" in words.content.decode()) == (False, False)
    assert client.get(f"/here/{noun}/{query}").context["form"].filters == {}
    for kind in ("csv", "xlsx"):
        assert client.get(f"/next-door/{noun}/{noun}.{kind}").status_code == 404


@pytest.mark.slow
@pytest.mark.parametrize("path", [f"{n}/{f}" for n in ("actions", "updates", "decisions") for f in ("", f"{n}.csv")])
def test_a_list_asks_as_many_questions_however_long_it_is(path, here, cast, sign_in, report, act, records):
    client = sign_in(cast.observer)

    def asked():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/here/{path}").status_code == 200
        return len(queries)

    def grow(number):
        for n in range(number):
            action = act(f"More {n}", "fire")
            ActionPartner.objects.create(action=action, authority=here.council)
            report(action, cast.officer, happened="More")
            meeting = here.action.records.first().meeting
            factories.RecordFactory(meeting=meeting, kind="decision", made=action, text="More", by=cast.chair)

    grow(2)
    few = asked()
    grow(20)
    assert asked() == few
