"""A resident asks without an account, and reads what became of it."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.core.management import call_command

from actions.models import Question, QuestionDetails
from actions.questions.answering import close, publish_answer
from partners import clock
from tests.partners.public_pages import opened, send

pytestmark = pytest.mark.django_db


def asked():
    rows = QuestionDetails.objects.order_by("pk")
    return list(rows.values_list("text", "name", "email", "question__priority__key", "question__action__wording"))


def test_a_resident_asks_about_an_action_and_gets_a_reference(client, here, published):
    published()
    address = f"/here/ask/?about=action/{here.action.pk}"
    page = client.get(address).text
    assert page.index("Do not report crime here.") < page.index("<form")
    assert ("0800 555 111" in page, "Fit better locks" in page, "within 10 working days" in page) == (True,) * 3
    response = send(client, address, text="When?\r\n<b>Soon</b>?", name="Ann", email="ann@example.org")
    question = Question.objects.get()
    assert response.headers["Location"] == f"/here/ask/{question.reference}/"
    assert asked() == [("When?\n<b>Soon</b>?", "Ann", "ann@example.org", None, "Fit better locks")]
    assert (question.answer_by, question.state) == (date(2009, 6, 29), "open")
    received = client.get(response.headers["Location"])
    assert (question.reference in received.text, "29 June 2009" in received.text) == (True, True)
    assert "no-store" in received.headers["Cache-Control"]
    assert not [word for word in ("When?", "Soon", "Ann", "ann@") if word in received.text]


def test_a_question_is_about_a_priority_or_about_the_plan_and_never_about_what_is_not_published(
    client, here, published
):
    here.action.private = True
    here.action.save()
    published()
    for about in ("priority/burglary", f"action/{here.action.pk}", "priority/%00", ""):
        send(client, f"/here/ask/?about={about}", text=f"About {about}")
    assert [(key, wording) for *_, key, wording in asked()] == [("burglary", None)] + [(None, None)] * 3


def test_the_same_words_sent_again_count_once_within_a_day(client, here):
    first = send(client, "/here/ask/", text="Why are the steps dark?").headers["Location"]
    assert send(client, "/here/ask/", text="Why are the steps dark?").headers["Location"] == first
    send(client, "/here/ask/", text="And the park?")
    with clock.frozen_at(clock.now() + timedelta(days=2)):
        send(client, "/here/ask/", text="Why are the steps dark?")
    assert [text for text, *_ in asked()] == ["Why are the steps dark?", "And the park?", "Why are the steps dark?"]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ({"text": " "}, "Enter your question or remark"),
        ({"text": "x" * 5001}, "Shorten it to 5,000"),
        ({"text": "Why?\u202e"}, "Remove the hidden characters"),
        ({"text": "Why?", "email": "ann"}, "Enter an e-mail address"),
        ({"text": "Why?", "name": "x" * 201}, "Shorten it to 200"),
        ({"text": "Why?", "website": "https://buy.example"}, "only robots fill it in"),
    ],
)
def test_what_cannot_be_taken_is_said_and_nothing_is_kept(client, here, words, says):
    page = send(client, "/here/ask/", **words).text
    assert (says in page, asked()) == (True, [])


def test_a_question_waits_unread_by_the_public_and_the_reference_says_what_became_of_it(client, here, cast, question):
    address = f"/here/ask/{question.reference}/"
    assert "not answered yet" in client.get(address).text
    answer = publish_answer(question, by=cast.coordinator, said="When?", answer="In June.")
    page = client.get(address).text
    assert (f"/here/questions/{answer.pk}/" in page, "Ann" in page) == (True, False)
    assert client.get("/here/ask/Q-999999/").status_code == 404
    assert client.get(f"/next-door/ask/{question.reference}/").status_code == 404


def run(settings):
    settings.SITE_URL = "https://plan.example.org"
    call_command("send_reminders", by_hand_only=True)


def test_the_asker_gets_each_e_mail_once_and_it_repeats_nothing_that_was_typed(
    client, here, cast, settings, capsys, mailoutbox
):
    send(client, "/here/ask/", text="BUY https://buy.example", name="BUY", email="ann@example.org")
    question = Question.objects.get()
    for _ in range(2):
        run(settings)
    [received] = mail.outbox
    assert (received.to, question.reference in received.subject) == (["ann@example.org"], True)
    assert (f"/here/ask/{question.reference}/" in received.body, "BUY" in received.body) == (True, False)
    publish_answer(question, by=cast.coordinator, said="When?", answer="In June.")
    for _ in range(2):
        run(settings)
    [_, answered] = mail.outbox
    assert ("In June." in answered.body, "Reply-To" in answered.message()) == (True, True)
    logged = "".join(capsys.readouterr())
    assert (question.reference in logged, "ann@" in logged, "BUY" in logged) == (True, False, False)


def test_who_left_no_address_gets_none_and_abuse_is_closed_without_an_e_mail(here, cast, settings, question):
    QuestionDetails.objects.filter(question=question).update(email="")
    question.refresh_from_db()
    close(question, by=cast.coordinator, closed_as="elsewhere", message="Please ask the council")
    run(settings)
    assert mail.outbox == []


def test_who_is_refused_reads_why(here, cast, settings, question, client):
    close(question, by=cast.coordinator, closed_as="elsewhere", message="Please ask the council")
    run(settings)
    assert "Please ask the council" in mail.outbox[0].body
    page = client.get(f"/here/ask/{question.reference}/").text
    assert ("For somebody else to answer" in page, "Please ask" in page) == (True, False)


def test_the_form_is_there_before_anything_is_published(client, here):
    assert "opened" in opened(client, "/here/ask/?about=priority/burglary")
    assert send(client, "/here/ask/?about=priority/burglary", text="When is the plan?").status_code == 302
