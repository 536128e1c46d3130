"""Who had to be at a meeting and who was: laws that hold whoever came."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from partners.meetings.quorum import quorum_of, responsible_on, seniors_of
from partners.models import Attendance, Attendee, Authority

DAY = date(2009, 3, 17)
days = st.none() | st.dates(DAY - timedelta(days=2), DAY + timedelta(days=2))
kinds = st.sampled_from(Authority.Kind.values)
came = st.none() | st.tuples(st.sampled_from(Attendance.State.values), st.booleans())


@st.composite
def meetings(draw):
    """Authorities of every kind and age, and who of them came; never somebody senior who was not present."""
    authorities, attendances = [], []
    for pk in range(1, draw(st.integers(0, 6)) + 1):
        authorities.append(Authority(pk=pk, kind=draw(kinds), starts_on=draw(days), ends_on=draw(days)))
        if one := draw(came):
            state, senior = one
            attendances.append(attended(pk, state, senior and state == Attendance.State.PRESENT))
    return authorities, attendances


def attended(pk, state, *seniors):
    """The attendance of an authority for which as many people came, each senior or not."""
    attendance = Attendance(pk=pk, authority_id=pk, state=state)
    attendance._prefetched_objects_cache = {"people": [Attendee(senior=senior) for senior in seniors]}
    return attendance


def existed(authority):
    begun = authority.starts_on is None or authority.starts_on <= DAY
    return begun and (authority.ends_on is None or authority.ends_on >= DAY)


@given(meetings())
def test_only_responsible_authorities_that_existed_on_the_day_count(meeting):
    authorities, attendances = meeting
    wanted = [a.pk for a in authorities if a.kind == "responsible" and existed(a)]
    assert [a.pk for a in responsible_on(DAY, authorities)] == wanted
    assert [a.pk for a in seniors_of(attendances, authorities, DAY).needed] == wanted
    assert {a.pk for a in quorum_of(3, attendances, authorities, DAY).present} <= set(wanted)


@given(meetings())
def test_the_test_of_seniors_is_met_when_each_sent_somebody_senior(meeting):
    authorities, attendances = meeting
    seniors = seniors_of(attendances, authorities, DAY)
    senior = {one.authority_id for one in attendances if one.senior}
    assert seniors.met == (bool(seniors.needed) and {a.pk for a in seniors.needed} <= senior)
    assert {a.pk for a in seniors.missing} == {a.pk for a in seniors.needed} - senior


@given(meetings(), st.integers(1, 7))
def test_one_more_senior_person_never_takes_the_test_back(meeting, pk):
    authorities, attendances = meeting
    more = [one for one in attendances if one.authority_id != pk]
    more.append(attended(pk, "present", True))
    before, after = seniors_of(attendances, authorities, DAY), seniors_of(more, authorities, DAY)
    assert set(after.missing) == {a for a in before.missing if a.pk != pk}
    assert not before.met or after.met


@given(meetings(), st.none() | st.integers(0, 7))
def test_a_quorum_counts_authorities_that_were_present_senior_or_not(meeting, needed):
    authorities, attendances = meeting
    quorum = quorum_of(needed, attendances, authorities, DAY)
    present = {one.authority_id for one in attendances if one.state == "present"}
    assert {a.pk for a in quorum.present} == present & {a.pk for a in responsible_on(DAY, authorities)}
    assert quorum.met == (None if needed is None else len(quorum.present) >= needed)


def test_a_meeting_of_three_of_whom_one_sent_somebody_who_is_not_senior():
    """By example: an authority of which the last day is the meeting's and one of which it is the first both count."""
    last, first, gone, senior = (
        Authority(pk=1, kind="responsible", ends_on=DAY),
        Authority(pk=2, kind="responsible", starts_on=DAY),
        Authority(pk=3, kind="responsible", ends_on=DAY - timedelta(days=1)),
        Authority(pk=4, kind="responsible"),
    )
    authorities = [last, first, gone, senior]
    attendances = [
        attended(1, "present", False, False),
        attended(2, "apologies", False),
        attended(3, "present", True),
        attended(4, "present", False, True),
    ]
    seniors = seniors_of(attendances, authorities, DAY)
    assert (seniors.needed, seniors.missing, seniors.met) == ((last, first, senior), (last, first), False)
    assert seniors_of(attendances, [gone], DAY).met is False
    assert seniors_of(attendances, [senior], DAY).met is True
    met = [quorum_of(needed, attendances, authorities, DAY).met for needed in (None, 1, 2, 3)]
    assert met == [None, True, True, False]
