"""Closing: the minutes are frozen, and nothing of the meeting changes any more, whoever asks and however."""

import io
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import IntegrityError, connection, transaction
from pypdf import PdfReader

from actions.meetings.closing import MinutesHaveChanged, added_since, close, correct, minutes_fingerprint
from actions.meetings.db_lock import LOCKED_TABLES
from actions.meetings.minutes import minutes_of
from actions.meetings.proceedings import NotInProgress, keep_draft
from actions.models import (
    Agreement,
    Answer,
    Comment,
    Correction,
    Draft,
    FollowUp,
    Mailing,
    Minutes,
    Pack,
    Passage,
    Record,
    Sending,
)
from actions.models.append_only import AppendOnlyError
from partners import clock
from partners.models import AgendaItem, Attendance, Meeting
from plans.models import DutyDone
from plans.serialization import sha256_of
from tests import factories
from tests.actions.at_once import Browser

pytestmark = pytest.mark.both_databases


def path(meeting, deed):
    return f"/here/meetings/{meeting.pk}/{deed}/"


@pytest.fixture
def closed(running, cast, record, here):
    """This Monday's meeting, closed: it decided something and challenged the Constabulary."""
    running.passages.create(place="opening", text="A short meeting")
    record("decision", "Light it", priority=here.priority, follow_up=True)
    record("challenge", "Why so late?", action=here.action, challenged=here.police)
    return close(running, by=cast.chair)


def test_closing_freezes_what_the_minutes_said(running, cast, record, here):
    record("decision", "Light it", priority=here.priority)
    contents = minutes_of(running)
    minutes = close(running, by=cast.chair, seen=minutes_fingerprint(contents))
    running.refresh_from_db()
    assert (running.state, running.closed_at) == (Meeting.State.CLOSED, minutes.closed_at)
    contents["meeting"]["closed_at"] = minutes.closed_at
    assert minutes.contents == contents
    assert (minutes.sha256, minutes.pack, minutes.by) == (sha256_of(minutes.payload), running.packs.get(), cast.chair)
    row = running.history.first()
    assert (row.history_user, row.history_change_reason) == (cast.chair, "Its minutes were closed")


@pytest.mark.slow
def test_what_was_recorded_while_the_closer_was_reading_is_shown_first(running, cast, record, sign_in):
    seen = minutes_fingerprint(minutes_of(running))
    record(text="At the last moment")
    with pytest.raises(MinutesHaveChanged):
        close(running, by=cast.chair, seen=seen)
    page = sign_in(cast.chair).post(path(running, "close"), {"seen": seen})
    assert "Something was recorded since you opened this page" in page.content.decode()
    assert "At the last moment" in page.content.decode()
    assert sign_in(cast.chair).post(path(running, "close"), {"seen": page.context["seen"]}).status_code == 302
    assert "At the last moment" in Minutes.objects.get().payload


@pytest.mark.parametrize("state", ["draft", "ready", "closed"])
def test_only_a_meeting_in_progress_is_closed(state, meeting, cast):
    with pytest.raises(NotInProgress):
        close(meeting(1, **({"held": True} if state == "closed" else {"state": state})), by=cast.chair)
    assert not Minutes.objects.exists()


def test_a_doubled_press_closes_once(running, cast, sign_in):
    client = sign_in(cast.chair)
    form = {"seen": client.get(path(running, "close")).context["seen"]}
    answers = [client.post(path(running, "close"), form, follow=True) for _ in range(2)]
    assert [answer.redirect_chain for answer in answers] == [[(path(running, "minutes"), 302)]] * 2
    assert "The meeting was closed already" in answers[1].content.decode()
    assert Minutes.objects.count() == 1


@pytest.mark.parametrize("role", ["observer", "officer", "council_officer", "stranger"])
def test_who_does_not_run_meetings_neither_closes_nor_edits_nor_corrects(role, running, closed, cast, sign_in):
    client = sign_in(getattr(cast, role))
    expected = 404 if role == "stranger" else 403
    for deed in ("close", "minutes/edit", "minutes/correct"):
        answer = client.post(path(running, deed), {"text": "x", "place-opening": "x", "seen": "x"})
        assert (deed, answer.status_code) == (deed, expected)
    assert (Correction.objects.count(), Passage.objects.get().text) == (0, "A short meeting")


def attempts(meeting, cast, here):
    """Ways to change a closed meeting by calling whatever there is."""
    record, item = meeting.records.first(), meeting.agenda.first()
    attendance, passage = meeting.attendances.first(), meeting.passages.first()

    def with_words(instance, **fields):
        for name, value in fields.items():
            setattr(instance, name, value)
        return instance.save

    return {
        "a record's words": with_words(record, text="x"),
        "a record goes": record.delete,
        "a record comes": lambda: factories.RecordFactory(meeting=meeting, by=cast.chair),
        "records by the handful": lambda: Record.objects.filter(meeting=meeting).update(text="x"),
        "a record is made over to another meeting": with_words(
            meeting.records.last(), meeting=factories.MeetingFactory(group=meeting.group, starts_at=clock.now())
        ),
        "attendance": with_words(attendance, state="absent"),
        "attendance goes": attendance.delete,
        "attendance comes": lambda: Attendance.objects.create(
            meeting=meeting, authority=factories.AuthorityFactory(partnership=here.partnership)
        ),
        "a person who came": with_words(attendance.people.first(), name="x"),
        "a person comes": lambda: attendance.people.create(name="x"),
        "a person goes": attendance.people.first().delete,
        "a point of the agenda": with_words(item, title="x"),
        "a point goes": item.delete,
        "a point comes": lambda: AgendaItem.objects.create(meeting=meeting, position=9, title="x"),
        "words of the minutes": with_words(passage, text="x"),
        "words come": lambda: Passage.objects.create(meeting=meeting, place="closing", text="x"),
        "words go": passage.delete,
        "a comment comes": lambda: Comment.objects.create(meeting=meeting, text="x", by=cast.chair),
        "it agrees minutes": lambda: Agreement.objects.create(minutes=meeting.minutes, meeting=meeting, by=cast.chair),
        "a pack comes": lambda: Pack.objects.create(
            meeting=meeting, number=9, why="sent", made_at=clock.now(), by=cast.chair, schema=1, payload="{}",
            sha256="0" * 64,
        ),
        "the place": with_words(Meeting.objects.get(pk=meeting.pk), place="x"),
        "the time": with_words(Meeting.objects.get(pk=meeting.pk), starts_at=clock.now()),
        "it is opened again": with_words(
            Meeting.objects.get(pk=meeting.pk), state=Meeting.State.IN_PROGRESS, closed_at=None
        ),
        "it goes": lambda: Meeting.objects.filter(pk=meeting.pk)._raw_delete("default"),
    }  # fmt: skip


NAMES = [
    "a record's words", "a record goes", "a record comes", "records by the handful",
    "a record is made over to another meeting", "attendance", "attendance goes", "attendance comes",
    "a person who came", "a person comes", "a person goes",
    "a point of the agenda", "a point goes", "a point comes", "words of the minutes", "words come", "words go",
    "a comment comes", "it agrees minutes", "a pack comes", "the place", "the time", "it is opened again", "it goes",
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_the_database_lets_nothing_of_a_closed_meeting_change(name, running, closed, cast, here):
    ways = attempts(running, cast, here)
    assert list(ways) == NAMES
    with pytest.raises(IntegrityError, match="the meeting is closed"), transaction.atomic():
        ways[name]()
    running.refresh_from_db()
    assert (running.state, running.place) == (Meeting.State.CLOSED, "Council Offices")
    now = minutes_of(running)
    assert {key: now[key] for key in ("attendance", "points", "opening")} == {
        key: closed.contents[key] for key in ("attendance", "points", "opening")
    }


def test_another_meeting_is_not_locked(closed, meeting, cast, here):
    other = meeting(1, begun=True)
    record = factories.RecordFactory(meeting=other, by=cast.chair)
    record.text = "Mended"
    record.save()
    other.attendances.create(authority=here.police)
    other.agenda.create(position=1, title="A point").delete()
    other.place = "Elsewhere"
    other.save()


def test_every_table_with_something_of_a_meeting_is_locked_or_is_an_addition():
    of_a_meeting = {
        relation.related_model._meta.db_table
        for relation in (*Meeting._meta.get_fields(), *Attendance._meta.get_fields())
        if relation.auto_created and not relation.concrete
    }
    # What was not recorded is no part of the meeting, a duty and an e-mail to followers only point at it, and minutes
    # are sent afterwards.
    of_a_meeting -= {each._meta.db_table for each in (Draft, DutyDone, Mailing, Sending)}
    assert of_a_meeting | {Meeting._meta.db_table} == LOCKED_TABLES.keys() | {Minutes._meta.db_table}


def test_the_minutes_themselves_never_change(closed):
    with pytest.raises(AppendOnlyError):
        closed.save()
    for change in (
        lambda: Minutes.objects.filter(pk=closed.pk)._raw_delete("default"),
        lambda: super(type(Minutes.objects.all()).__mro__[1], Minutes.objects.all()).update(payload="{}"),
    ):
        with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
            change()


@pytest.mark.parametrize("role", ["chair", "coordinator"])
def test_who_was_still_typing_is_refused_and_keeps_the_words(role, running, record, cast, sign_in):
    note = record(text="One")
    client = sign_in(getattr(cast, role))
    form = client.get(path(running, "minutes/edit")).context["form"]
    close(running, by=cast.chair)
    sent = dict(form.now) | dict(form.seen) | {f"record-{note.pk}": "One, and <two>", "place-opening": "Long words"}
    answer = client.post(path(running, "minutes/edit"), sent)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "This meeting is closed" in page
    assert ("One, and &lt;two&gt;" in page, "Long words" in page) == (True, True)
    note.refresh_from_db()
    assert (note.text, Passage.objects.count()) == ("One", 0)


def test_what_was_begun_at_the_table_and_not_recorded_is_told_before_and_kept_after(running, cast, sign_in):
    keep_draft(running, by=cast.coordinator, place="", text="We also said")
    page = sign_in(cast.chair).get(path(running, "close"))
    assert "Coordinator has not recorded what they were writing: “We also said”" in page.context["omissions"]
    close(running, by=cast.chair)
    for user, is_shown in ((cast.coordinator, True), (cast.chair, False)):
        page = sign_in(user).get(path(running, "minutes")).content.decode()
        assert ("We also said" in page) == is_shown


def test_the_forms_of_a_closed_meeting_say_that_it_is_closed(running, closed, cast, sign_in):
    client = sign_in(cast.chair)
    for deed in ("minutes/edit", "close"):
        answer = client.get(path(running, deed))
        assert (answer.status_code, "This meeting is closed" in answer.content.decode()) == (409, True)


def test_a_meeting_that_has_not_begun_has_no_minutes_to_edit_or_close(meeting, cast, sign_in):
    ready = meeting(-1, state="ready")
    client = sign_in(cast.chair)
    assert "This meeting has not begun" in client.get(path(ready, "close")).content.decode()
    assert client.post(path(ready, "close"), {"seen": ""}).status_code == 409
    assert client.post(path(ready, "minutes/edit"), {"place-opening": "x"}).status_code == 409
    assert client.get(path(ready, "minutes/correct")).status_code == 404


def test_a_correction_stands_below_with_name_and_date_and_changes_nothing(running, closed, cast, sign_in):
    client = sign_in(cast.coordinator)
    text = "It was the <Fire> Service"
    for _ in range(2):  # a doubled press
        answer = client.post(path(running, "minutes/correct"), {"text": text})
        assert answer.status_code == 302
    correction = Correction.objects.get()
    assert (correction.text, correction.by) == (text, cast.coordinator)
    assert correction.history.get().history_user == cast.coordinator
    page = sign_in(cast.observer).get(path(running, "minutes")).content.decode()
    assert "It was the &lt;Fire&gt; Service" in page[page.index("Added since these minutes were closed") :]
    assert "Coordinator, 15 June 2009" in page
    assert Minutes.objects.get().payload == closed.payload


def test_an_empty_correction_is_refused(running, closed, cast, sign_in):
    page = sign_in(cast.chair).post(path(running, "minutes/correct"), {"text": " "})
    assert page.context["form"].errors == {"text": ["Enter what is wrong in the minutes, and what is right"]}


def test_later_answers_and_settlements_are_added_below(running, closed, cast, here):
    decision, challenge = running.records.all()
    Answer.objects.create(record=challenge, text="Snow", by=cast.officer, authority=here.police)
    FollowUp.objects.create(done=True, record=decision, text="Lit", by=cast.chair)
    correct(closed, by=cast.chair, text="Not Monday")
    assert [(each["what"], each["text"], each["by"], each["of"]) for each in added_since(closed)] == [
        ("Answer", "Snow", "The Constabulary", "Why so late?"),
        ("Done", "Lit", "Chair", "Light it"),
        ("Correction", "Not Monday", "Chair", ""),
    ]


def test_what_was_answered_before_closing_is_no_addition(running, record, cast, here):
    challenge = record("challenge", "Why?", action=here.action, challenged=here.police)
    Answer.objects.create(record=challenge, text="Snow", by=cast.officer, authority=here.police)
    assert added_since(close(running, by=cast.chair)) == []


def pdf_of(client, meeting):
    pdf = PdfReader(io.BytesIO(client.get(f"/here/meetings/{meeting.pk}/minutes.pdf").content))
    return " ".join(" ".join(page.extract_text() for page in pdf.pages).split())


@pytest.mark.slow
def test_the_pdf_has_both_fingerprints_and_the_corrections_so_far(running, closed, cast, sign_in):
    client = sign_in(cast.observer)
    correct(closed, by=cast.chair, text="It was a Tuesday")
    text = pdf_of(client, running)
    for part in ("Light it", "Why so late?", "A short meeting", "It was a Tuesday", "Chief Inspector"):
        assert part in text
    assert closed.sha256 in text.replace(" ", "")
    assert closed.pack.sha256 in text.replace(" ", "")
    assert "Draft" not in text


def test_the_file_of_the_words_has_the_fingerprint(running, closed, cast, sign_in):
    answer = sign_in(cast.observer).get(f"/here/meetings/{running.pk}/minutes.json")
    assert sha256_of(answer.content.decode()) == closed.sha256


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_of_many_who_close_it_at_once_one_does_and_nothing_recorded_then_is_lost(running, cast):
    """Others record at the same moment: each word is either in the minutes or was refused."""
    Record.objects.create(meeting=running, kind="note", by=cast.chair, text="Words before")
    seen = minutes_fingerprint(minutes_of(running))
    browsers = [Browser((cast.chair, cast.coordinator)[n % 2]) for n in range(4)]

    def press(n):
        try:
            return browsers[n].post(path(running, "close"), {"seen": seen}).status_code
        finally:
            connection.close()

    def write(n):
        try:
            with transaction.atomic():
                Record.objects.create(meeting_id=running.pk, kind="note", by=cast.chair, text=f"Words {n}")
            return True
        except IntegrityError:
            return False
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        presses = [pool.submit(press, n) for n in range(4)]
        writes = [pool.submit(write, n) for n in range(8)]
        answers, kept = [f.result() for f in presses], [f.result() for f in writes]
    # A press that came after a word was kept is shown the minutes anew; one more press closes them.
    assert set(answers) <= {200, 302}
    if not Minutes.objects.exists():
        close(running, by=cast.chair)
    payload = Minutes.objects.get().payload
    assert [f"Words {n}" in payload for n in range(8)] == kept
    assert Record.objects.count() == sum(kept) + 1
