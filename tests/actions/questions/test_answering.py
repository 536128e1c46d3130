"""The coordinator's inbox: who reads what, and what is done with a question."""

import csv
import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actions.models import AnswerAction, PublicAnswer, Question, QuestionDetails, QuestionLetter
from actions.questions import answering
from actions.questions.answering import forget_old_details, publish_answer
from partners import clock
from partners.models import Rewriting
from partners.permissions import Role
from plans import soft_delete
from plans.editions import page_cache
from tests import factories
from tests.page_forms import Page
from tests.worlds import member

PUBLISH = {"said": "When are locks fitted?", "answer": "In June."}


@pytest.fixture
def inbox(question):
    return f"/here/inbox/{question.pk}/"


def send(client, address, **words):
    """The response to the form of a member's page, sent with these words in it."""
    form = next(each for each in Page(client.get(address).text).forms if each.method == "post" and not each.action)
    return client.post(address, form.filled() | words)


def publish(client, inbox, **words):
    """Publishing as somebody does it: the words are shown marked first, then confirmed."""
    response = client.post(f"{inbox}publish/", PUBLISH | words)
    return client.post(f"{inbox}publish/", PUBLISH | words | {"checked": "on", "seen": response.context["form"].seen})


def test_the_authority_that_it_is_assigned_to_reads_it_without_who_asked_and_drafts(
    here, cast, sign_in, question, inbox
):
    police = sign_in(cast.officer)
    for address in ("/here/inbox/", inbox, f"/here/actions/{here.action.pk}/", "/here/my-actions/"):
        page = police.get(address).text
        assert (question.reference in page, "ann@example.org" in page) == (True, False)
    assert "01462" in police.get(inbox).text
    assert send(police, f"{inbox}draft/", text="In June.").status_code == 302
    assert QuestionDetails.objects.get().draft == "In June."
    row = question.history.latest()
    assert (row.history_user, row.revision.what) == (cast.officer, "drafted an answer")
    assert police.get(f"{inbox}publish/").status_code == 403


def test_officers_of_other_authorities_and_observers_do_not_see_it(here, cast, sign_in, question, inbox):
    for who, status in ((cast.fire_officer, 404), (cast.observer, 403), (cast.stranger, 404)):
        assert sign_in(who).get(inbox).status_code == status
    assert question.reference not in sign_in(cast.fire_officer).get("/here/inbox/").text
    assert question.reference not in sign_in(cast.fire_officer).get(f"/here/actions/{here.action.pk}/").text


def test_a_limited_officer_sees_those_of_their_authority_alone(here, sign_in, question):
    other = factories.QuestionFactory(partnership=here.partnership, assigned_to=here.fire)
    client = sign_in(member(here.police, Role.LIMITED, "Limited officer"))
    page = client.get("/here/inbox/").text
    assert (question.reference in page, other.reference in page) == (True, False)
    assert client.get(f"/here/inbox/{other.pk}/").status_code == 404
    assert send(client, f"/here/inbox/{question.pk}/draft/", text="Soon.").status_code == 302


def test_somebody_else_s_draft_is_not_overwritten_unseen(cast, sign_in, question, inbox):
    seen = Page(sign_in(cast.officer).get(f"{inbox}draft/").text)
    assert send(sign_in(cast.coordinator), f"{inbox}draft/", text="In July.").status_code == 302
    form = next(each for each in seen.forms if each.method == "post" and not each.action)
    page = sign_in(cast.officer).post(f"{inbox}draft/", form.filled() | {"text": "In June."})
    assert ("In July." in page.text, "In June." in page.text) == (True, True)
    assert QuestionDetails.objects.get().draft == "In July."


def test_urgent_ones_come_first_then_those_due_first_and_late_ones_are_said_to_be(here, cast, sign_in, question):
    client = sign_in(cast.coordinator)
    urgent = factories.QuestionFactory(partnership=here.partnership)
    late = factories.QuestionFactory(partnership=here.partnership, answer_by=clock.today() - timedelta(days=3))
    edited = send(client, f"/here/inbox/{urgent.pk}/assign/", urgent="on", assigned_to=here.fire.pk, why="It is dark")
    assert edited.status_code == 302
    page = client.get("/here/inbox/").text
    assert page.index(urgent.reference) < page.index(late.reference) < page.index(question.reference)
    assert "Late: to be answered by" in page
    desk = client.get("/here/desk/").text
    assert ("3 questions from the public unanswered, 1 urgent" in desk, "3 days late" in desk) == (True, True)
    assert urgent.history.latest().history_change_reason == "It is dark"


def test_nothing_is_published_before_a_look_at_the_words_as_they_stand(cast, sign_in, question, inbox):
    client = sign_in(cast.coordinator)
    page = client.get(f"{inbox}publish/")
    assert page.context["form"]["said"].value() == "When are locks fitted in Baldock Road?\nRing […], […]."
    assert '<mark class="detail">Ann Smith<' in page.text
    marked = client.post(f"{inbox}publish/", PUBLISH | {"answer": "Ring 01462 474000", "checked": "on"})
    assert ("The words are new" in marked.text, '<mark class="detail">01462 474000' in marked.text) == (True, True)
    unchecked = client.post(f"{inbox}publish/", PUBLISH | {"seen": marked.context["form"].seen})
    assert ("The words are new" in unchecked.text, PublicAnswer.objects.count()) == (True, 0)
    unchecked = client.post(f"{inbox}publish/", PUBLISH | {"seen": unchecked.context["form"].seen})
    assert ("Confirm that you have looked" in unchecked.text, PublicAnswer.objects.count()) == (True, 0)


@pytest.fixture
def answered(here, cast, published, question):
    """A question about the locks that was answered, and one that was taken off."""
    published()
    off = factories.QuestionFactory(partnership=here.partnership)
    answer = publish_answer(off, by=cast.coordinator, said="When are alleys lit?", answer="Never.")
    answering.take_off(answer, by=cast.coordinator, why="Wrong")
    words = {"said": "When are locks fitted?", "answer": "In June, at the café."}
    return publish_answer(question, by=cast.coordinator, action_ids=[here.action.pk], **words)


SECRETS = ("Ann", "Baldock", "01462", "alleys", "Never")


def test_the_search_of_the_newest_edition_finds_answers_as_soon_as_they_are_published(client, here, cast, answered):
    link = f'<p class="found__name"><a href="/here/questions/{answered.pk}/">When are locks fitted?</a></p>'
    page = client.get("/here/find/?q=cafe").text
    assert (link in page, "Answered on 15 June 2009" in page) == (True, True)
    assert [word for word in SECRETS if word in page] == []
    assert link not in client.get("/here/find/?q=cafe&state=on_track").text
    assert "public_answer" not in client.get("/here/editions/2008-2011/1/find/?q=cafe").text
    for secret in SECRETS:
        assert "found__name" not in client.get(f"/here/find/?q={secret}").text
    answering.take_off(answered, by=cast.coordinator, why="Wrong")
    page_cache.current.forget()  # what a second does
    assert link not in client.get("/here/find/?q=cafe").text


def test_answers_are_open_data_and_in_the_sitemap_without_who_asked(client, here, cast, answered, next_door):
    table = client.get("/here/questions.csv")
    assert table.headers["Content-Type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(table.content.decode("utf-8-sig"))))
    assert rows == [{
        "id": str(answered.pk), "question": "When are locks fitted?", "answer": "In June, at the café.",
        "about_kind": "action", "about_id": str(here.action.pk), "about": "Fit better locks",
        "answered_on": "2009-06-15", "action_ids": str(here.action.pk),
    }]  # fmt: skip
    assert 'href="/here/questions.csv"' in client.get("/here/questions/").text
    assert client.get("/next-door/questions.csv").content.decode("utf-8-sig").count("\n") == 1
    listed = client.get("/here/sitemap.xml").text
    addresses = ("questions/", "you-said-we-did/", f"questions/{answered.pk}/")
    assert [listed.count(f"/here/{address}</loc>") for address in addresses] == [1, 1, 1]
    assert listed.count("/here/questions/") == 2


def test_a_page_of_answers_is_made_once_and_a_reader_who_has_it_gets_304_until_something_is_published(
    client, here, cast, answered
):
    for address in ("questions/", f"questions/{answered.pk}/", "you-said-we-did/", "questions.csv"):
        first = client.get(f"/here/{address}")
        has_it = {"If-None-Match": first.headers["ETag"]}
        with CaptureQueriesContext(connection) as asked:
            assert client.get(f"/here/{address}", headers=has_it).status_code == 304
        assert [query["sql"] for query in asked if "publicanswer" in query["sql"]] == []
        assert first.headers["Cache-Control"].startswith("public, max-age=0")
        words = {"said": answered.said, "text": f"In July: {address}", "action_ids": [here.action.pk]}
        answering.correct(answered, by=cast.coordinator, why="Later", **words)
        newer = client.get(f"/here/{address}", headers=has_it)
        assert (newer.status_code, f"In July: {address}" in newer.text) == (200, True)


def test_an_answer_stays_when_its_action_goes_to_another_authority_or_out_of_the_plan(
    client, here, cast, sign_in, answered, question, published
):
    pages = ("questions/", f"questions/{answered.pk}/", f"inbox/{question.pk}/")
    coordinator = sign_in(cast.coordinator)
    here.action.lead = here.fire
    here.action.revise(by=cast.coordinator, why="By agreement", supporting=[])
    published("Another lead")
    shown = [coordinator.get(f"/here/{page}") for page in pages]
    assert [(page.status_code, "Fit better locks" in page.text) for page in shown] == [(200, True)] * 3
    soft_delete.retire([here.action], by=cast.coordinator, why="Done")
    published("Without it")
    assert [coordinator.get(f"/here/{page}").status_code for page in pages] == [200] * 3
    shown = client.get("/here/questions/").text
    assert ("In June, at the café." in shown, "Fit better locks" in shown) == (True, False)
    [row] = csv.DictReader(io.StringIO(client.get("/here/questions.csv").content.decode("utf-8-sig")))
    assert (row["about_kind"], row["about"], row["action_ids"]) == ("", "", "")


def test_the_public_reads_the_words_for_the_public_and_not_the_asker_s(here, cast, sign_in, published, question, inbox):
    published()
    assert publish(sign_in(cast.coordinator), inbox, actions=[here.action.pk]).status_code == 302
    answer = PublicAnswer.objects.get()
    public = sign_in(None)
    for address in ("questions/", f"questions/{answer.pk}/", "you-said-we-did/", "questions/?about=priority/burglary"):
        page = public.get(f"/here/{address}").text
        assert ("When are locks fitted?" in page, "In June." in page, "Fit better locks" in page) == (True,) * 3
        assert not [word for word in ("Ann", "Baldock", "01462", question.reference) if word in page]
    assert "When are locks" not in public.get("/next-door/questions/").text
    assert public.get(f"/next-door/questions/{answer.pk}/").status_code == 404
    question.refresh_from_db()
    assert (question.state, list(QuestionLetter.objects.values_list("kind", flat=True))) == ("published", ["answered"])


def test_what_was_done_is_shown_as_in_the_newest_edition(here, cast, report, sign_in, published, question):
    publish_answer(question, by=cast.coordinator, **PUBLISH, action_ids=[here.action.pk])
    public = sign_in(None)
    assert "When are locks" not in public.get("/here/you-said-we-did/").text
    published()
    report(here.action, cast.officer, status="complete", public="All fitted.")
    assert "done in" not in public.get("/here/you-said-we-did/").text
    published()
    assert "done in June 2009" in public.get("/here/you-said-we-did/").text


def test_no_list_asks_the_database_more_with_more_questions(here, cast, sign_in, published, question):
    published()
    coordinator, public = sign_in(cast.coordinator), sign_in(None)
    addresses = {"/here/inbox/": coordinator, "/here/questions/": public, "/here/you-said-we-did/": public}

    def queries():
        counts = []
        for address, client in addresses.items():
            client.get(address)
            with CaptureQueriesContext(connection) as captured:
                assert client.get(address).status_code == 200
            counts.append(len(captured))
        return counts

    def more():
        factories.QuestionFactory(partnership=here.partnership, assigned_to=here.fire, action=here.action)
        answer = factories.PublicAnswerFactory(partnership=here.partnership, priority=here.priority)
        answer.deeds.create(action=here.action)

    more()
    before = queries()
    for _ in range(5):
        more()
    assert queries() == before


def test_a_markup_of_the_asker_is_text(here, cast, sign_in, question):
    publish_answer(question, by=cast.coordinator, said="<script>x</script>\nb", answer="<b>c</b>")
    for address in ("/here/questions/", f"/here/inbox/{question.pk}/"):
        page = sign_in(cast.coordinator).get(address).text
        assert ("&lt;script&gt;x&lt;/script&gt;<br>b" in page, "<script>x" in page, "<b>c" in page) == (
            True,
            False,
            False,
        )


def test_an_answer_is_corrected_and_taken_off_and_put_back_with_a_reason(cast, sign_in, question):
    answer = publish_answer(question, by=cast.coordinator, **PUBLISH)
    client, address = sign_in(cast.coordinator), f"/here/inbox/answers/{answer.pk}/"
    words = PUBLISH | {"answer": "In July.", "why": "It was late"}
    seen = client.post(f"{address}edit/", words).context["form"].seen
    assert client.post(f"{address}edit/", words | {"checked": "on", "seen": seen}).status_code == 302
    assert "In July." in client.get("/here/questions/").text
    assert client.post(f"{address}take-off/", {"why": ""}).status_code == 200
    client.post(f"{address}take-off/", {"why": "A name was in it"})
    assert "In July." not in client.get("/here/questions/").text
    assert client.get(f"/here/questions/{answer.pk}/").status_code == 404
    client.post(f"{address}put-back/")
    assert "In July." in client.get("/here/questions/").text
    reasons = [row.history_change_reason for row in answer.history.order_by("history_id")]
    assert reasons == ["", "It was late", "A name was in it", "Put back"]


@pytest.mark.both_databases
def test_words_with_personal_details_leave_the_history_when_somebody_says_so(cast, sign_in, question):
    answer = publish_answer(question, by=cast.coordinator, said="Ann Smith asks", answer="Dear Ann")
    why = {"by": cast.coordinator, "why": "A name"}
    answering.correct(answer, said="Somebody asks", text="Soon", action_ids=(), overwrite=True, **why)
    assert not [row for row in answer.history.all() if "Ann" in row.said + row.answer]
    assert Rewriting.objects.get().rows == {"actions_historicalpublicanswer": 2}
    answering.take_off(answer, overwrite=True, **why)
    assert {row.said for row in answer.history.all()} == {"[personal details removed]"}
    assert sign_in(cast.coordinator).post(f"/here/inbox/answers/{answer.pk}/put-back/").status_code == 404


def test_a_question_is_answered_or_closed_once(here, cast, sign_in, question, inbox):
    client = sign_in(cast.coordinator)
    assert client.post(f"{inbox}close/", {"closed_as": "elsewhere"}).status_code == 200
    closed = client.post(f"{inbox}close/", {"closed_as": "elsewhere", "message": "Ask the council"})
    assert closed.status_code == 302
    assert client.post(f"{inbox}publish/", PUBLISH).status_code == 409
    question.refresh_from_db()
    assert (question.state, question.closed_as, QuestionDetails.objects.get().message) == (
        "closed", "elsewhere", "Ask the council",
    )  # fmt: skip
    with pytest.raises(answering.AlreadyEnded):
        publish_answer(question, by=cast.coordinator, **PUBLISH)


@pytest.mark.both_databases
def test_personal_details_are_deleted_on_their_day_and_nothing_of_them_stays(here, cast, question):
    with clock.frozen_at(clock.now()):
        answering.save_draft(question, by=cast.coordinator, text="Dear Ann")
        publish_answer(question, by=cast.coordinator, **PUBLISH)
        open_one = factories.QuestionFactory(partnership=here.partnership, email="bob@example.org")
        ended = clock.now()
    question.refresh_from_db()
    assert question.delete_on == clock.date_of(ended) + timedelta(days=90)
    with clock.frozen_at(ended + timedelta(days=89)):
        forget_old_details()
    assert QuestionDetails.objects.count() == 2
    with clock.frozen_at(ended + timedelta(days=90)):
        forget_old_details()
    assert [each.question for each in QuestionDetails.objects.all()] == [open_one]
    assert QuestionLetter.objects.count() == 0
    with clock.frozen_at(ended + timedelta(days=366)):
        forget_old_details()
    open_one.refresh_from_db()
    assert (QuestionDetails.objects.count(), open_one.closed_as) == (0, "expired")


def test_the_coordinator_deletes_them_earlier_on_request(cast, sign_in, question, inbox):
    client = sign_in(cast.coordinator)
    assert client.post(f"{inbox}details/delete/", {"why": "She asked for it"}).status_code == 302
    question.refresh_from_db()
    assert (question.closed_as, QuestionDetails.objects.count()) == ("erased", 0)
    page = client.get(inbox).text
    assert ("She asked for it" in page, "Ann" in page) == (True, False)


def test_the_log_of_all_members_says_what_was_done_and_nothing_of_who_asked(cast, sign_in, question):
    answering.save_draft(question, by=cast.coordinator, text="Dear Ann")
    answering.close(question, by=cast.coordinator, closed_as="elsewhere", message="Dear Ann, ask the council")
    page = sign_in(cast.observer).get("/here/log/").text
    assert (question.reference in page, "Ann" in page, "01462" in page) == (True, False, False)


def test_actions_because_of_an_answer_are_set_once_each(here, cast, question):
    answer = publish_answer(question, by=cast.coordinator, **PUBLISH, action_ids=[here.action.pk])
    words = {"said": answer.said, "text": answer.answer}
    why = {"by": cast.coordinator, "why": "x"}
    assert not answering.correct(answer, **words, action_ids=[here.action.pk], **why)
    assert answering.correct(answer, **words, action_ids=[], **why)
    assert (AnswerAction.objects.count(), Question.objects.get().state) == (0, "published")
