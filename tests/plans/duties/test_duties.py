"""The register of duties: what the site knows by itself, what was recorded, and when each is due again."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from config.operations.seed.plan import read
from config.operations.seed.year import import_year
from partners import clock
from plans import soft_delete
from plans.duties.catalogue import KNOWN, known_in
from plans.duties.operations import record_done, start_with_known
from plans.duties.register import SOON, State, duty_state, line_of, next_due, register
from plans.editions.publishing import withdraw
from plans.models import Duty, DutyDone
from plans.outline import kept
from plans.outline.build import PARTNERSHIP, outline
from tests import factories
from tests.actions.conftest import at
from tests.worlds import NORTH_HERTS

TODAY = date(2009, 6, 15)
days = st.dates(date(1998, 1, 1), date(2050, 1, 1))
months = st.integers(1, 120)


def every(number):
    return Duty(often="every", months=number)


@given(days, days, months)
def test_what_was_done_later_is_due_no_earlier(one, other, number):
    earlier, later = sorted([one, other])
    assert earlier < next_due(every(number), earlier) <= next_due(every(number), later)


@given(days, months)
def test_it_is_due_so_many_months_later_on_the_same_day_or_the_month_s_last(last, number):
    due = next_due(every(number), last)
    assert (due.year * 12 + due.month) - (last.year * 12 + last.month) == number
    assert due.day == last.day or (due.day < last.day and (due + timedelta(days=1)).day == 1)


@given(st.none() | days, st.none() | months, days)
def test_its_state_is_by_the_day_and_nothing_is_done_without_evidence(last, number, today):
    due = next_due(every(number) if number else Duty(often="open"), last)
    state = duty_state(last, due, today)
    assert (state == State.NEVER) == (last is None)
    assert (state == State.OVERDUE) == (due is not None and due < today)
    assert (state == State.SOON) == (due is not None and today <= due <= today + SOON)
    assert duty_state(last, due, today, incomplete=True) == State.INCOMPLETE


def duty(here, **fields):
    return factories.DutyFactory(partnership=here.partnership, **fields)


@pytest.fixture
def group(here):
    return factories.GroupFactory(partnership=here.partnership)


def held(group, day, *, seniors=(), in_public=True, hour=10, **fields):
    """A meeting to which somebody senior came from each of these authorities."""
    starts_at = datetime.combine(day, datetime.min.time(), UTC) + timedelta(hours=hour)
    trait = {} if fields else {"held": True}
    meeting = factories.MeetingFactory(group=group, starts_at=starts_at, in_public=in_public, **trait, **fields)
    for authority in seniors:
        factories.came(meeting, authority, senior=True)
    return meeting


def told(line):
    return line.state.value, line.last and line.last.done_on, line.due


@pytest.mark.django_db
class TestMeetings:
    def test_the_newest_meeting_in_public_of_the_strategy_group_is_known(self, here, group):
        last = held(group, date(2009, 3, 17))
        held(group, date(2008, 3, 17))
        held(group, date(2009, 4, 1), in_public=False)
        held(group, date(2009, 4, 2), in_public=True, state="ready")
        working = factories.GroupFactory(partnership=here.partnership, name="Working", kind="working")
        held(working, date(2009, 4, 3))
        line = line_of(duty(here, knows="public_meeting"))
        assert told(line) == ("done", date(2009, 3, 17), date(2010, 3, 17))
        assert line.last.meeting == last

    def test_one_that_is_in_progress_counts(self, here, group):
        held(group, TODAY, begun=True)
        assert told(line_of(duty(here, knows="public_meeting"))) == ("done", TODAY, date(2010, 6, 15))

    def test_the_next_partnership_s_meeting_is_not_ours(self, here, next_door):
        held(factories.GroupFactory(partnership=next_door.partnership), date(2009, 3, 17))
        line = line_of(duty(here, knows="public_meeting"))
        assert (told(line), line.note) == (
            ("never", None, None),
            "No meeting of the strategy group in public is recorded.",
        )

    def test_its_day_is_the_day_in_london_also_in_summer(self, here, group):
        held(group, date(2009, 5, 31), hour=23)
        assert line_of(duty(here, knows="public_meeting")).last.done_on == date(2009, 6, 1)

    def test_it_lacks_those_who_sent_nobody_senior_to_the_last_one(self, here, group):
        last = held(group, date(2009, 3, 17), seniors=[here.police])
        last.attendances.create(authority=here.fire)
        line = line_of(duty(here, knows="seniors"))
        assert (told(line), line.known.missing, line.known.meeting_lacking) == (
            ("incomplete", None, None),
            (here.fire, here.council),
            last,
        )
        assert line.note == "Senior representation missing at the meeting in public of 17 March 2009: Fire and Council."

    def test_the_newest_meeting_to_which_all_came_counts_and_the_last_is_still_told(self, here, group):
        full = held(group, date(2009, 1, 20), seniors=[here.police, here.fire, here.council])
        held(group, date(2009, 3, 17), seniors=[here.police, here.fire])
        line = line_of(duty(here, knows="seniors"))
        assert (told(line), line.last.meeting) == (("done", date(2009, 1, 20), date(2010, 1, 20)), full)
        assert line.known.missing == (here.council,)

    def test_an_authority_of_another_day_is_not_missed(self, here, group):
        here.council.ends_on = date(2009, 3, 16)
        here.council.save()
        held(group, date(2009, 3, 17), seniors=[here.police, here.fire])
        assert line_of(duty(here, knows="seniors")).state == State.DONE


@pytest.mark.django_db
class TestProtocol:
    def test_it_is_not_complete_until_all_have_signed_the_newest_version(self, here):
        older = factories.ProtocolFactory(partnership=here.partnership, version="1", agreed_on=date(2007, 1, 1))
        for authority in (here.police, here.fire, here.council):
            factories.SignatureFactory(protocol=older, authority=authority, signed_on=date(2007, 2, 1))
        version = factories.ProtocolFactory(partnership=here.partnership, version="2")
        factories.SignatureFactory(protocol=version, authority=here.police)
        one = duty(here, knows="protocol", often="version")
        line = line_of(one)
        assert (told(line), line.known.missing) == (("incomplete", None, None), (here.fire, here.council))
        assert line.note == "Version 2: 1 of 3 have signed. Not yet: Fire, Council."
        # Nor does evidence say otherwise: who has not signed has not.
        record_done(one, by=factories.UserFactory(), done_on=TODAY, description="All signed", url="https://example.org")
        assert line_of(one).state == State.INCOMPLETE
        for authority in (here.fire, here.council):
            factories.SignatureFactory(protocol=version, authority=authority, signed_on=date(2009, 1, 9))
        DutyDone.objects.all().delete()
        assert told(line_of(one)) == ("done", date(2009, 1, 9), None)

    def test_without_a_version_nothing_is_known(self, here):
        line = line_of(duty(here, knows="protocol", often="version"))
        assert (told(line), line.note) == (("never", None, None), "No version of the protocol is recorded.")

    def test_what_was_done_before_the_newest_version_has_to_be_done_for_it(self, here):
        one = duty(here, often="version")
        factories.DutyDoneFactory(duty=one, done_on=date(2009, 3, 17))
        assert line_of(one).state == State.DONE
        factories.ProtocolFactory(partnership=here.partnership, version="3", agreed_on=date(2009, 4, 1))
        line = line_of(one)
        assert (line.state, line.note) == (State.INCOMPLETE, "Version 3 was agreed later, on 1 April 2009.")


@pytest.mark.django_db
class TestPlan:
    def test_the_summary_is_the_newest_edition_that_stands(self, here, cast, published):
        one = duty(here, knows="summary")
        with at(2009, 1, 29):
            first = published()
        second = published()
        assert (told(line_of(one)), line_of(one).last.edition) == (("done", TODAY, date(2010, 6, 15)), second)
        withdraw(second, by=cast.coordinator, reason="It named a victim")
        line = line_of(one)
        assert (told(line), line.last.edition) == (("done", date(2009, 1, 29), date(2010, 1, 29)), first)

    def test_the_plan_was_revised_when_it_says_so_and_no_word_that_changes_says_it(self, here, cast):
        one = duty(here, knows="plan")
        here.action.wording = "Fit the best locks"
        here.action.revise(by=cast.coordinator)
        assert told(line_of(one)) == ("overdue", date(2008, 6, 12), date(2009, 6, 12))
        here.plan.last_updated_on = None
        here.plan.save()
        assert told(line_of(one)) == ("never", None, None)


@pytest.mark.django_db
class TestAssessed:
    def test_the_newest_assessment_that_was_prepared_is_known(self, here, next_door):
        one = duty(here, knows="assessment")
        factories.AssessmentFactory(plan=here.plan)
        factories.AssessmentFactory(plan=here.plan, prepared_on=date(2010, 1, 1))
        factories.AssessmentFactory(plan=next_door.plan, prepared_on=date(2009, 5, 1))
        line = line_of(one)
        assert (told(line), line.note) == (
            ("never", None, None), "No strategic assessment has a date."
        )  # fmt: skip
        newest = factories.AssessmentFactory(plan=here.plan, prepared_on=date(2008, 12, 12))
        factories.AssessmentFactory(plan=here.plan, prepared_on=date(2007, 12, 12))
        line = line_of(one)
        assert (told(line), line.last.assessment) == (("done", date(2008, 12, 12), date(2009, 12, 12)), newest)
        newest.retired_at, newest.retired_why = clock.now(), "Another partnership’s"
        newest.save()
        assert told(line_of(one)) == ("overdue", date(2007, 12, 12), date(2008, 12, 12))

    def test_the_newest_consultation_that_is_over_is_known(self, here, next_door):
        one = duty(here, knows="consultation", often="open")
        factories.ConsultationFactory(plan=here.plan)
        factories.ConsultationFactory(plan=here.plan, starts_on=date(2009, 5, 1), ends_on=date(2009, 7, 1))
        factories.ConsultationFactory(plan=next_door.plan, ends_on=date(2009, 5, 1))
        line = line_of(one)
        assert (told(line), line.note) == (
            ("never", None, None), "No completed consultation has an end date."
        )  # fmt: skip
        of_a_day = factories.ConsultationFactory(plan=here.plan, starts_on=date(2009, 4, 2))
        factories.ConsultationFactory(plan=here.plan, starts_on=date(2009, 1, 1), ends_on=date(2009, 3, 20))
        line = line_of(one)
        assert (told(line), line.last.consultation) == (("done", date(2009, 4, 2), None), of_a_day)


@pytest.mark.django_db
class TestEvidence:
    def test_the_newest_of_what_is_known_and_what_is_recorded_counts(self, here, group):
        one = duty(here, knows="public_meeting")
        held(group, date(2009, 3, 17))
        older = factories.DutyDoneFactory(duty=one, done_on=date(2009, 1, 1))
        assert line_of(one).last.done_on == date(2009, 3, 17)
        newer = factories.DutyDoneFactory(duty=one, done_on=date(2009, 5, 1))
        assert (line_of(one).last, line_of(one).due) == (newer, date(2010, 5, 1))
        newer.take_back(by=older.by, why="Another group’s")
        assert line_of(one).last.done_on == date(2009, 3, 17)

    def test_evidence_of_a_withdrawn_edition_or_a_version_taken_back_counts_no_more(self, here, cast, published):
        edition = published()
        protocol = factories.ProtocolFactory(partnership=here.partnership)
        by_edition = factories.DutyDoneFactory(duty=duty(here), edition=edition)
        by_version = factories.DutyDoneFactory(duty=duty(here), protocol=protocol)
        assert set(DutyDone.objects.counting()) == {by_edition, by_version}
        withdraw(edition, by=cast.coordinator, reason="It named a victim")
        protocol.take_back(by=cast.coordinator, why="A draft")
        assert not DutyDone.objects.counting().exists()

    def test_a_duty_that_is_due_today_is_not_overdue_yet(self, here):
        one = duty(here)
        factories.DutyDoneFactory(duty=one, done_on=date(2008, 6, 15))
        assert line_of(one).state == State.SOON
        with at(2009, 6, 16):
            assert line_of(one).state == State.OVERDUE


def groups(here):
    found = register(here.partnership, outline(here.plan, audience=PARTNERSHIP)["hallmarks"])
    names = [
        (g["hallmark"] and g["hallmark"]["key"], [line.duty.obligation for line in g["lines"]]) for g in found["groups"]
    ]
    return names, {state.value: number for state, number in found["tally"].items()}


@pytest.mark.django_db
def test_the_register_is_by_hallmark_with_what_needs_doing_first(here, next_door, cast):
    factories.HallmarkFactory(plan=here.plan, key="leadership")
    done = {"done": date(2009, 6, 1), "soon": date(2008, 7, 1), "late": date(2008, 6, 1), "later": date(2008, 6, 2)}
    for obligation in ("never", "done", "soon", "later", "late"):
        one = duty(here, obligation=obligation)
        if obligation in done:
            factories.DutyDoneFactory(duty=one, done_on=done[obligation])
    duty(here, obligation="lost", hallmark="a-hallmark-of-last-year")
    soft_delete.retire([duty(here, obligation="gone")], by=cast.coordinator, why="Repealed")
    factories.DutyFactory(partnership=next_door.partnership, obligation="theirs")
    assert groups(here) == (
        [("skills", ["late", "later", "never", "soon", "done"]), ("leadership", []), (None, ["lost"])],
        {"overdue": 2, "never": 2, "soon": 1, "done": 1},
    )


@pytest.mark.slow
@pytest.mark.django_db
def test_the_register_takes_as_many_queries_for_many_duties_as_for_one(here, cast, sign_in, group, published):
    client = sign_in(cast.observer)

    def queries():
        kept.forget()
        with CaptureQueriesContext(connection) as found:
            assert client.get("/here/duties/").status_code == 200
        return len(found)

    protocol = factories.ProtocolFactory(partnership=here.partnership)
    edition = published()

    def more(n):
        meeting = held(group, date(2009, 3, n), seniors=[here.police])
        authority = factories.AuthorityFactory(partnership=here.partnership)
        factories.SignatureFactory(protocol=protocol, authority=authority)
        for knows in Duty.Knows.values:
            one = duty(here, knows=knows, group=group)
            factories.DutyDoneFactory(duty=one, meeting=meeting, edition=edition, protocol=protocol)
            duty(here, knows=knows, authority=here.police)
        factories.ActionFactory(priority=None, hallmark=here.hallmark)

    more(1)
    few = queries()
    for n in range(2, 5):
        more(n)
    assert queries() == few


@pytest.mark.django_db
def test_the_known_duties_come_once_and_each_has_a_source(here, cast, group):
    assert start_with_known(here.partnership, by=cast.coordinator) == len(known_in(2009))
    assert start_with_known(here.partnership, by=cast.coordinator) == 0
    duties = Duty.objects.in_partnership(here.partnership)
    known = [(d["obligation"], d["source"]) for d in KNOWN if d["since"] != 2012]
    assert [(d.obligation, d.source) for d in duties] == known
    for one in duties:
        one.full_clean()
    assert {d.group for d in duties} == {group, None}
    why = {(row.history_user, row.history_change_reason) for row in Duty.history.all()}
    assert why == {(cast.coordinator, "Started with the standard duties")}


@pytest.mark.django_db
def test_no_duty_is_offered_before_the_law_that_makes_it(here):
    """Of 2009: a scrutiny committee. Of 2012: the police and crime commissioner."""
    names = {year: {d["obligation"] for d in known_in(year)} for year in (2008, 2009, 2011, 2012)}
    assert [w for w in names[2009] - names[2008] if "scrutiny" not in w] == []
    assert [w for w in names[2012] - names[2011] if "crime commissioner" not in w] == []
    assert (len(names[2009]) - len(names[2008]), len(names[2012]) - len(names[2011])) == (1, 1)


@pytest.mark.django_db
def test_who_does_it_is_to_be_agreed_where_there_are_two_strategy_groups(here, cast, group):
    factories.GroupFactory(partnership=here.partnership, name="Another")
    start_with_known(here.partnership, by=cast.coordinator)
    assert {d.group for d in Duty.objects.all()} == {None}


@pytest.mark.django_db
def test_a_duty_that_is_brought_back_has_its_evidence_and_no_twin(here, cast):
    one = duty(here, obligation="Meet")
    done = factories.DutyDoneFactory(duty=one)
    for n in range(2):
        soft_delete.retire([one], by=cast.coordinator, why=f"Repealed {n}")
    twin = duty(here, obligation="Meet")
    one.refresh_from_db()
    assert one.retired_why == "Repealed 0"
    with pytest.raises(ValidationError, match="duty_obligation_once"):
        soft_delete.bring_back([one], by=cast.coordinator, why="")
    soft_delete.retire([twin], by=cast.coordinator, why="The other is back")
    for _ in range(2):
        soft_delete.bring_back([one], by=cast.coordinator, why="Enacted again")
    one.refresh_from_db()
    assert (one.retired_at, one.retired_why, line_of(one).last) == (None, "", done)
    assert [row.history_change_reason for row in one.history.all()][:2] == ["Enacted again", "Repealed 0"]


@pytest.mark.slow
@pytest.mark.django_db
def test_the_illustrative_year_has_duties_of_every_kind_and_a_protocol_that_two_have_not_signed(north_herts):
    year = read(NORTH_HERTS / "illustrative-year.toml")
    import_year(north_herts, year, read(NORTH_HERTS / "plan.toml"), password="x")
    found = register(north_herts.partnership, outline(north_herts, audience=PARTNERSHIP)["hallmarks"])
    assert [len(group["lines"]) > 0 for group in found["groups"]] == [True] * 6
    assert set(found["tally"]) == set(State)
    signed = next(line for group in found["groups"] for line in group["lines"] if line.duty.knows == "protocol")
    assert [str(authority) for authority in signed.known.missing] == ["Police Authority", "Primary Care Trust"]
    assert {"example.org"} == {done.host for done in DutyDone.objects.all()}
    assert {row.history_date.date() for row in DutyDone.history.all()} == {date(2009, 5, 20)}
