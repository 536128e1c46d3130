"""What meetings read of the public's questions, and how those who ask hear of changes."""

from datetime import timedelta

import pytest
from django.core import mail

from actions.meetings.pack import freeze_pack
from actions.models import Pack
from actions.questions.answering import publish_answer
from partners import clock
from plans.jobs import worker
from plans.serialization import freeze, thaw
from tests import factories
from tests.partners.public_pages import send


@pytest.fixture
def meeting(here):
    """A meeting to come, of a group that met a week ago."""
    group = factories.GroupFactory(partnership=here.partnership)
    factories.MeetingFactory(group=group, starts_at=clock.now() - timedelta(days=7), held=True)
    return factories.MeetingFactory(group=group, starts_at=clock.now() + timedelta(days=7))


def test_the_pack_has_what_was_answered_since_the_last_meeting_and_of_the_rest_no_words(
    here, cast, meeting, question, sign_in
):
    with clock.frozen_at(clock.now() - timedelta(days=9)):
        factories.PublicAnswerFactory(partnership=here.partnership, said="Before the last meeting")
    late = factories.QuestionFactory(
        partnership=here.partnership, urgent=True, answer_by=clock.today() - timedelta(days=1), text="A secret"
    )
    other = factories.QuestionFactory(partnership=here.partnership, action=here.action)
    publish_answer(other, by=cast.coordinator, said="When?", answer="In June.")
    pack = freeze_pack(meeting, by=cast.coordinator, why=Pack.Why.SENT)
    questions = thaw(pack.payload)["questions"]
    assert [(each["said"], each["answer"], each["about"]) for each in questions["answered"]] == [
        ("When?", "In June.", "Fit better locks")
    ]
    assert (questions["open"], questions["late"]) == (2, 1)
    assert [(each["reference"], each["about"]) for each in questions["urgent"]] == [(late.reference, "")]
    assert not [word for word in ("Ann", "A secret", "Baldock") if word in pack.payload]
    page = sign_in(cast.observer).get(f"/here/meetings/{meeting.pk}/pack/?pack={pack.number}").text
    assert ("2 questions are unanswered, 1 of them late." in page, late.reference in page) == (True, True)


def test_a_pack_frozen_before_there_were_questions_is_still_shown(here, cast, meeting, sign_in):
    pack = freeze_pack(meeting, by=cast.coordinator, why=Pack.Why.SENT)
    contents = {name: value for name, value in thaw(pack.payload).items() if name != "questions"}
    older = freeze_pack(meeting, by=cast.coordinator, why=Pack.Why.SENT, contents=contents)
    assert freeze(contents) == older.payload
    assert sign_in(cast.observer).get(f"/here/meetings/{meeting.pk}/pack/").status_code == 200


def test_who_asks_can_follow_the_action_by_a_link_in_an_e_mail(client, here, published, settings):
    settings.SITE_URL = "https://plan.example.org"
    published()
    address = f"/here/ask/?about=action/{here.action.pk}"
    assert "Enter your e-mail address" in send(client, address, text="When?", follow="on").text
    assert send(client, address, text="When?", email="ann@example.org", follow="on").status_code == 302
    with clock.frozen_at(clock.now() + timedelta(minutes=1)):
        assert {job.state for job in worker.do_all()} == {"done"}
    [confirm] = mail.outbox
    assert ("Fit better locks" in confirm.subject, confirm.to) == (True, ["ann@example.org"])
