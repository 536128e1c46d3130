"""Reporting rounds: what is asked of whom, who answered, and how the next one comes."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actions.models import Action
from actions.rounds import Ledger, account, keep_rounds_coming, next_round, owed, running_round
from partners import clock
from plans.models import Round
from plans.reading import Status
from tests import factories

pytestmark = pytest.mark.django_db

APRIL = datetime(2009, 4, 6, 9, tzinfo=UTC)


def at(year, month, day):
    return clock.standing_at(datetime(year, month, day, 9, tzinfo=UTC))


@pytest.fixture
def now(here):
    today = clock.today()
    return factories.RoundFactory(plan=here.plan, opens_on=today - timedelta(days=5), due_on=today + timedelta(days=9))


@pytest.fixture
def spring(here):
    """A round of April whose grace ended on 29 April, of actions that are in the plan since the year before."""
    for model in (type(here.priority), type(here.hallmark), Action):
        model.history.update(history_date=datetime(2008, 6, 12, 9, tzinfo=UTC))
    Action.objects.update(added_on=date(2008, 6, 12))
    return factories.RoundFactory(plan=here.plan)


def asked(parts):
    """{authority: [(wording, answered, late)]}"""
    return {
        part["authority"] and str(part["authority"]): [(a.wording, bool(a.answer), a.late) for a in part["asked"]]
        for part in parts
    }


def test_an_open_action_is_owed_until_it_is_answered(now, here, cast, report):
    assert owed(now) == [here.action, here.hallmark_action]
    report(here.action, cast.officer)
    assert owed(now) == [here.hallmark_action]


def test_what_is_owed_is_what_the_ledger_finds_unanswered(now, here, cast, report):
    done = factories.ActionFactory(priority=here.priority, lead=here.police)
    with at(2009, 6, 1):
        report(done, cast.officer, status=Status.COMPLETE)
    report(here.action, cast.officer)
    silent = [each.action for each in Ledger(here.plan).asked(now) if not each.answer]
    assert silent == [action.pk for action in owed(now)] == [here.hallmark_action.pk]


def test_an_answer_counts_from_the_opening_to_the_last_day_of_grace(spring, here, cast, report):
    others = [factories.ActionFactory(priority=here.priority, lead=here.police, wording=w) for w in "abcd"]
    Action.history.filter(id__in=[a.pk for a in others]).update(history_date=datetime(2008, 6, 12, 9, tzinfo=UTC))
    moments = [datetime(2009, 3, 31, 22, 59, tzinfo=UTC), datetime(2009, 3, 31, 23, 0, 1, tzinfo=UTC)]
    moments += [datetime(2009, 4, 29, 22, 59, tzinfo=UTC), datetime(2009, 4, 29, 23, 0, 1, tzinfo=UTC)]
    for action, moment in zip(others, moments, strict=True):
        with clock.standing_at(moment):
            report(action, cast.officer)
    assert asked(account(spring)) == {
        "Police": [
            ("Fit better locks", False, False),
            ("a", False, False),
            ("b", True, False),
            ("c", True, True),
            ("d", False, False),
        ],
        None: [("Review our skills", False, False)],
    }


def test_a_past_round_keeps_who_was_asked_and_by_whom_it_was_led_then(spring, here, cast, report):
    with at(2009, 3, 1):
        report(here.hallmark_action, cast.coordinator, status=Status.WITHDRAWN, authority=here.council)
    with at(2009, 4, 6):
        report(here.action, cast.officer, status=Status.COMPLETE)
    factories.ActionFactory(priority=here.priority, wording="Added in June", lead=here.police)
    here.action.lead, here.action.wording = here.council, "Fit the best locks"
    here.action.revise(by=cast.coordinator)
    assert asked(account(spring)) == {"Police": [("Fit better locks", True, False)]}


def test_the_pages_of_a_round_are_made_with_as_many_queries_for_many_actions_and_rounds(
    spring, here, cast, sign_in, report
):
    client = sign_in(cast.coordinator)

    def count(path):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(path).status_code == 200
        return len(queries)

    paths = ["/here/rounds/", f"/here/rounds/{spring.pk}/"]
    report(here.action, cast.officer)
    before = [count(path) for path in paths]
    for n in range(3):
        opens_on = date(2008, 3 + n * 3, 1)
        factories.RoundFactory(plan=here.plan, opens_on=opens_on, due_on=opens_on + timedelta(days=9))
    for lead in (here.police, here.fire, here.council, None):
        for _ in range(4):
            report(factories.ActionFactory(priority=here.priority, lead=lead), cast.fire_officer)
    assert [count(path) for path in paths] == before


def test_the_page_says_who_may_answer_and_who_has_answered(now, here, cast, sign_in, report):
    path = f"/here/rounds/{now.pk}/"
    page = sign_in(cast.coordinator).get(path).content.decode()
    assert "0 of 1 answered. May answer: Officer of the Constabulary." in page
    assert f'href="/here/my-updates/?authority={here.police.pk}"' in page
    report(here.action, cast.fire_officer)
    page = sign_in(cast.observer).get(path).content.decode()
    assert "1 of 1 answered." in page
    assert "On track, Officer of the Fire Service, 15 June 2009" in page
    assert "Answer on its behalf" not in page


def test_the_list_tells_of_rounds_that_run_come_and_are_over(spring, now, here, cast, sign_in):
    factories.RoundFactory(plan=here.plan, opens_on=date(2009, 9, 1), due_on=date(2009, 9, 15))
    page = sign_in(cast.chair).get("/here/rounds/").context
    assert (page["running"], [str(r) for r in page["to_come"]], [r for r, _ in page["over"]]) == (
        now,
        ["Round of 15 September 2009"],
        [spring],
    )
    assert page["over"][0][1] == {"asked": 2, "answered": 0, "late": 0, "silent": 2}


def test_a_partnership_without_rounds_is_told_what_they_are(here, cast, sign_in):
    assert "The coordinator makes the first one." in sign_in(cast.chair).get("/here/rounds/").content.decode()
    assert "Make the first one" in sign_in(cast.coordinator).get("/here/rounds/").content.decode()


FORM = {"opens_on": "1 July 2009", "due_on": "15 July 2009", "grace_days": "14", "remind_on": "7 before, on the day"}


def dates():
    return list(Round.objects.values_list("opens_on", "due_on", "grace_days", "remind_on"))


def test_the_coordinator_makes_a_round_and_it_says_who_made_it(here, cast, sign_in):
    page = sign_in(cast.coordinator).post("/here/rounds/new/", FORM, follow=True)
    assert dates() == [(date(2009, 7, 1), date(2009, 7, 15), 14, [-7, 0])]
    assert "Saved: Round of 15 July 2009." in page.content.decode()
    assert "Reminders: 7 days before, on the day." in page.content.decode()
    assert [row.history_user for row in Round.history.all()] == [cast.coordinator]


def test_a_button_pressed_twice_makes_one_round(here, cast, sign_in):
    client = sign_in(cast.coordinator)
    assert [client.post("/here/rounds/new/", FORM).status_code for _ in range(2)] == [302, 302]
    assert Round.objects.count() == 1


def test_the_form_of_the_next_round_holds_the_usual(spring, here, cast, sign_in):
    form = sign_in(cast.coordinator).get("/here/rounds/new/").context["form"]
    assert [form[name].value() for name in FORM] == [
        date(2009, 7, 1),
        date(2009, 7, 15),
        14,
        "7 days before, on the day, 7 days after",
    ]


@pytest.mark.parametrize(
    ("change", "field", "says"),
    [
        ({"opens_on": "31 June 2009"}, "opens_on", "Write “Opens on” as a real date, such as 1 7 2009 or 1 July 2009"),
        ({"opens_on": ""}, "opens_on", "Write the date: opens on"),
        ({"opens_on": "1 7 2007", "due_on": "8 7 2007"}, "opens_on", "A round of this plan opens between 1 March 2008"),
        ({"opens_on": "1 8 2011", "due_on": "8 8 2011"}, "opens_on", "A round of this plan opens between 1 March 2008"),
        ({"due_on": "1 July 2009"}, "due_on", "Answers must be due after the round opens"),
        ({"due_on": "15 November 2009"}, "due_on", "Answers must be due within three months"),
        ({"opens_on": "1 5 2009", "due_on": "15 5 2009"}, "due_on", "This round would be over already."),
        ({"opens_on": "20 4 2009"}, "opens_on", "It overlaps with another round, 1 April 2009 to 29 April 2009"),
        ({"grace_days": "61"}, "grace_days", "Sixty days of grace are the most"),
        ({"grace_days": "-1"}, "grace_days", "Ensure this value is greater than or equal to 0."),
        ({"grace_days": "two weeks"}, "grace_days", "Write the days of grace as a number, such as 14"),
        ({"grace_days": ""}, "grace_days", "Write how many days of grace there are, 0 for none"),
        ({"remind_on": "7"}, "remind_on", "Say whether “7” is before or after the day, such as 7 before"),
        ({"remind_on": "when I say so"}, "remind_on", "“when I say so” is no day to remind on."),
        ({"remind_on": "20 before"}, "remind_on", "“20 days before” is before the round opens."),
        ({"remind_on": "15 after"}, "remind_on", "“15 days after” is when the grace is over."),
        ({"remind_on": ",".join(f"{n} before" for n in range(1, 12))}, "remind_on", "That is 11 reminders."),
        ({"remind_on": "9" * 100 + " before"}, "remind_on", ""),
    ],
)
def test_a_round_that_cannot_be_gets_a_message_by_the_field(change, field, says, spring, here, cast, sign_in):
    page = sign_in(cast.coordinator).post("/here/rounds/new/", FORM | change)
    errors = page.context["form"].errors
    assert (list(errors), errors[field][0].startswith(says)) == ([field], True)
    assert Round.objects.count() == 1
    for name, typed in (FORM | change).items():
        assert page.context["form"][name].value() == typed


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("", []),
        ("7 before, on the day, 7 after", [-7, 0, 7]),
        ("On the day; 1 day BEFORE and 3 days after.", [-1, 0, 3]),
        ("-7, 0, +7", [-7, 0, 7]),
        ("7 before, 7 days before,", [-7]),
    ],
)
def test_reminders_are_understood_as_people_write_them(words, days, here, cast, sign_in):
    sign_in(cast.coordinator).post("/here/rounds/new/", FORM | {"remind_on": words})
    assert [row[3] for row in dates()] == [days]


def edit(client, a_round, **change):
    page = client.get(f"/here/rounds/{a_round.pk}/edit/")
    form = {name: page.context["form"][name].value() for name in ("opens_on", "due_on", "grace_days")}
    form |= {"remind_on": "7 before, on the day, 7 after", "base": page.context["form"].base}
    return client.post(f"/here/rounds/{a_round.pk}/edit/", form | change, follow=True)


def test_a_round_that_has_opened_is_changed_only_with_a_reason_which_is_kept(spring, here, cast, sign_in):
    client = sign_in(cast.coordinator)
    page = edit(client, spring, opens_on="6 April 2009")
    assert page.context["form"].errors == {"why": ["Say why a round that has opened is changed"]}
    assert dates()[0][0] == date(2009, 4, 1)
    edit(client, spring, opens_on="6 April 2009", why="It was announced late")
    assert dates()[0][0] == date(2009, 4, 6)
    row = Round.history.latest()
    assert (row.history_user, row.history_change_reason) == (cast.coordinator, "It was announced late")


def test_a_round_to_come_is_moved_without_a_word(here, cast, sign_in):
    coming = factories.RoundFactory(plan=here.plan, opens_on=date(2009, 7, 1), due_on=date(2009, 7, 15))
    edit(sign_in(cast.coordinator), coming, opens_on="2 July 2009")
    assert dates()[0][0] == date(2009, 7, 2)


def test_a_form_that_changes_nothing_writes_nothing(spring, cast, sign_in):
    page = edit(sign_in(cast.coordinator), spring, why="For no reason")
    assert "Nothing was different" in page.content.decode()
    assert Round.history.count() == 1


def test_of_two_who_change_a_round_the_second_is_told_what_it_says_now(spring, cast, sign_in):
    client = sign_in(cast.coordinator)
    base = client.get(f"/here/rounds/{spring.pk}/edit/").context["form"].base
    edit(client, spring, grace_days="10", why="Shorter")
    page = edit(client, spring, grace_days="20", why="Longer", base=base)
    assert "It now opens on 1 April 2009, answers due on 15 April 2009, 10 days of grace" in page.content.decode()
    assert dates()[0][2] == 10


def test_a_round_is_deleted_only_before_it_opens(spring, here, cast, sign_in):
    client = sign_in(cast.coordinator)
    coming = factories.RoundFactory(plan=here.plan, opens_on=date(2009, 7, 1), due_on=date(2009, 7, 15))
    answers = [client.post(f"/here/rounds/{each.pk}/delete/").status_code for each in (spring, coming)]
    assert (answers, list(Round.objects.all())) == ([404, 302], [spring])
    assert Round.history.filter(id=coming.pk, history_type="-").get().history_user == cast.coordinator


def test_the_first_round_is_the_coordinators_and_then_they_keep_coming(here):
    assert keep_rounds_coming(here.plan) is None
    factories.RoundFactory(plan=here.plan, opens_on=date(2009, 6, 1), due_on=date(2009, 6, 15), remind_on=[-3])
    coming = keep_rounds_coming(here.plan)
    assert dates()[1:] == [(date(2009, 9, 1), date(2009, 9, 15), 14, [-3])]
    assert keep_rounds_coming(here.plan) is None
    row = coming.history.get()
    assert (row.history_user, row.history_change_reason[:30]) == (None, "The next round comes by itself")


def test_after_a_long_silence_the_next_round_is_one_that_can_still_be_answered(spring, here):
    with at(2010, 5, 1):
        assert keep_rounds_coming(here.plan).opens_on == date(2010, 7, 1)


def test_a_round_of_the_end_of_a_month_stays_within_it(here):
    factories.RoundFactory(plan=here.plan, opens_on=date(2009, 1, 31), due_on=date(2009, 2, 7), grace_days=0)
    with at(2009, 3, 1):
        assert next_round(here.plan).opens_on == date(2009, 4, 30)


@pytest.mark.parametrize(("day", "comes"), [(date(2011, 3, 31), date(2011, 4, 1)), (date(2011, 4, 1), None)])
def test_the_last_round_asks_about_the_plans_last_quarter(day, comes, here):
    factories.RoundFactory(plan=here.plan, opens_on=date(2011, 1, 1), due_on=date(2011, 1, 15))
    with at(day.year, day.month, day.day):
        coming = keep_rounds_coming(here.plan)
        assert (coming and coming.opens_on) == comes


def test_no_round_opens_long_after_the_plan_has_ended(here):
    factories.RoundFactory(plan=here.plan, opens_on=date(2011, 1, 1), due_on=date(2011, 1, 15), grace_days=60)
    factories.RoundFactory(plan=here.plan, opens_on=date(2011, 3, 31), due_on=date(2011, 4, 15))
    with at(2011, 3, 31):
        assert keep_rounds_coming(here.plan).opens_on == date(2011, 6, 30)
    with at(2011, 3, 31):
        assert keep_rounds_coming(here.plan) is None


@pytest.mark.django_db(transaction=True)
def test_two_who_keep_rounds_coming_at_once_make_one(here):
    factories.RoundFactory(plan=here.plan, opens_on=date(2009, 6, 1), due_on=date(2009, 6, 15))

    def keep(_):
        try:
            with at(2009, 6, 15):
                return keep_rounds_coming(here.plan)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        made = [each for each in pool.map(keep, range(4)) if each]
    assert (len(made), Round.objects.count()) == (1, 2)


def test_the_running_round_is_of_the_current_plan(spring, here):
    assert running_round(here.partnership) == spring
    factories.PlanFactory(partnership=here.partnership, slug="2009", starts_on=date(2009, 5, 1))
    assert running_round(here.partnership) is None


# Not updated since.


def test_an_action_without_an_answer_reads_not_updated_once_the_grace_is_over(spring, here, cast, report):
    with at(2009, 3, 20):
        report(here.action, cast.officer)
    readings = {}
    for day in (date(2009, 4, 29), date(2009, 4, 30)):
        with at(day.year, day.month, day.day):
            readings[day.day] = Action.objects.get(pk=here.action.pk).reading
    assert readings == {29: "on_track", 30: "not_updated"}
    report(here.action, cast.officer)
    assert Action.objects.get(pk=here.action.pk).reading == "on_track"


def test_the_public_page_of_the_next_edition_has_lost_the_green(spring, here, cast, sign_in, report, published):
    green = 'status--on_track"><svg'

    def public_page():
        published()
        return " ".join(sign_in(None).get("/here/").content.decode().split())

    with at(2009, 3, 20):
        report(here.action, cast.officer, public="Locks are on their way.")
        before = public_page()
    assert (green in before, "since 20 March 2009" in before) == (True, False)
    after = public_page()
    assert (green in after, "Last said" in after) == (False, False)
    assert "Not updated</span> since 20 March 2009" in after
    assert "Not updated</span> since it was added on 12 June 2008" in after


@pytest.mark.parametrize(
    ("path", "since", "last"),
    [
        ("/here/plan/", "since 20 March 2009", "Last said: On track, 20 March 2009"),
        ("/here/review/", "since 20 March 2009", "Last said: On track, 20 March 2009"),
        ("/here/actions/{}/", "since 20 March 2009", "last said: On track, 20 March 2009"),
        ("/here/my-actions/", "since 20 March 2009", "Last said: On track."),
        ("/here/my-updates/", "since 20 March 2009", "Last answer:</b> On track."),
    ],
)
def test_members_read_since_when_it_is_not_updated_and_what_was_last_said(
    path, since, last, spring, here, cast, sign_in, report
):
    with at(2009, 3, 20):
        report(here.action, cast.officer)
    page = sign_in(cast.officer).get(path.format(here.action.pk)).content.decode()
    assert ("Not updated</span>" in page, since in page, last in page) == (True, True, True)
    if "{}" not in path and "my-" not in path:
        assert "since it was added on 12 June 2008" in page


def test_print_and_what_changed_say_since_when(spring, here, cast, report, published):
    from django.template.loader import render_to_string

    from plans.changes import changes
    from plans.outline import PARTNERSHIP, outline
    from plans.pdf import _context

    with at(2009, 3, 20):
        report(here.action, cast.officer)
        before = outline(here.plan, audience=PARTNERSHIP)
    after = outline(here.plan, audience=PARTNERSHIP)
    page = render_to_string("plans/print.html", _context(after, None, None, "", ""))
    assert ("since 20 March 2009" in page, "Last said: On track, 20 March 2009" in page) == (True, True)
    notes = [note for group in changes(before, after)["groups"] for item in group["items"] for note in item["notes"]]
    assert [(note["old"], note["new"]) for note in notes] == [("On track", "Not updated since 20 March 2009")]


def test_a_due_date_that_passed_reads_overdue_by_itself(here, cast, report):
    report(here.action, cast.officer)
    with at(2010, 1, 1):
        assert Action.objects.get(pk=here.action.pk).reading == "overdue"
