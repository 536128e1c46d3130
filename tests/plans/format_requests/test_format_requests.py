"""Requests for the plan in another format: asked, seen to, answered, counted, and who asked forgotten."""

from datetime import date, timedelta

import pytest
from django.core.management import call_command

from partners import clock
from partners.models import Revision
from plans.format_requests.figures import Figures, public_figures
from plans.format_requests.operations import delete_old_contacts
from plans.models import FormatRequest, FormatRequestContact
from tests.factories import FormatRequestFactory
from tests.page_forms import Page
from tests.partners.public_pages import opened, send

PAGE, REGISTER = "/here/another-format/", "/here/format-requests/"
ROSA = {"format": "large_print", "email": "rosa@example.org", "name": "Rosa Field", "words": "Size 24"}


@pytest.fixture
def asked(here):
    return FormatRequestFactory(partnership=here.partnership)


def path_of(asked, page=""):
    return f"{REGISTER}{asked.pk}/{page}"


def save(client, path, **words):
    """The response to a form of members, as it is shown, with these words."""
    return client.post(path, Page(client.get(path).text).forms[-1].filled() | words)


def test_somebody_asks_without_an_account_and_it_is_due_in_ten_working_days(client, here, cast, published):
    published()
    answer = send(client, PAGE, **ROSA, part=here.priority.name)
    assert (answer.status_code, answer.url) == (302, f"{PAGE}thank-you/")
    assert "We answer within 10 working days." in client.get(answer.url).text
    [asked] = FormatRequest.objects.in_partnership(here.partnership)
    assert (asked.what, asked.part, asked.asked_by) == ("Large print", here.priority.name, "website")
    assert (asked.asked_on, asked.due_on) == (date(2009, 6, 15), date(2009, 6, 29))
    contact = asked.contact
    assert (contact.name, contact.email, contact.telephone, contact.words) == (
        "Rosa Field", "rosa@example.org", "", "Size 24",
    )  # fmt: skip


def test_a_second_press_counts_once(client, here):
    fields = opened(client, PAGE)
    for _ in range(2):
        send(client, PAGE, **ROSA, opened=fields["opened"])
    assert FormatRequest.objects.count() == 1


@pytest.mark.parametrize(
    ("words", "error"),
    [
        ({"format": ""}, "Choose what you need"),
        ({"format": "language"}, "Choose the language"),
        ({"email": "rosa"}, "Enter an e-mail address in the format name@example.org"),
        ({"email": ""}, "Enter an e-mail address, a telephone number or a postal address"),
        ({"part": "Nothing like it"}, "Select a valid choice"),
    ],
)
def test_what_is_missing_is_asked_for_and_what_was_typed_stays(client, here, words, error):
    answer = send(client, PAGE, **ROSA | words)
    assert (answer.status_code, error in answer.text, "Rosa Field" in answer.text) == (200, True, True)
    assert not FormatRequest.objects.exists()


def test_a_language_is_kept_only_where_one_is_asked_for(client, here):
    send(client, PAGE, **ROSA, language="pl")
    send(client, PAGE, **ROSA | {"format": "language"}, language="pl")
    assert [each.what for each in FormatRequest.objects.order_by("pk")] == ["Large print", "Polski (Polish)"]


def test_the_days_are_the_partnership_s(client, here):
    here.partnership.request_days = 1
    here.partnership.save()
    assert "We answer within 1 working day." in client.get(PAGE).text
    send(client, PAGE, **ROSA)
    assert FormatRequest.objects.get().due_on == date(2009, 6, 16)


def test_an_officer_records_what_was_asked_by_telephone_and_does_not_see_who_asked(here, cast, sign_in):
    client = sign_in(cast.officer)
    words = {"asked_by": "telephone", "asked_on": "12 6 2009", "format": "braille", "telephone": "01462 1"}
    answer = save(client, f"{REGISTER}new/", **words)
    asked = FormatRequest.objects.get()
    assert (answer.url, asked.due_on, asked.contact.telephone) == (path_of(asked), date(2009, 6, 26), "01462 1")
    assert asked.history.latest().history_user == cast.officer
    page = client.get(path_of(asked)).text
    assert ("Braille" in page, "01462 1" in page) == (True, False)


def test_whoever_sees_to_it_reads_who_asked_and_answers(here, cast, asked, sign_in):
    officer, coordinator = sign_in(cast.officer), sign_in(cast.coordinator)
    assert officer.get(path_of(asked, "answer/")).status_code == 403
    save(coordinator, path_of(asked, "edit/"), handled_by=cast.officer.pk, why="She has a printer")
    page = officer.get(path_of(asked)).text
    assert [word in page for word in ("Rosa Field", "1 High Street", "Size 24, please")] == [True] * 3
    save(officer, path_of(asked, "answer/"), outcome="sent", answer="Posted in size 24", answered_on="15 6 2009")
    asked.refresh_from_db()
    assert (asked.outcome, asked.answered_on, asked.answer) == ("sent", date(2009, 6, 15), "Posted in size 24")
    assert [(r.history_user, r.history_change_reason) for r in asked.history.all()[:2]] == [
        (cast.officer, ""),
        (cast.coordinator, "She has a printer"),
    ]


def test_others_read_the_register_but_not_who_asked(here, cast, asked, sign_in):
    client = sign_in(cast.observer)
    pages = [client.get(path).text for path in (REGISTER, path_of(asked), f"/here/history/format_request/{asked.pk}/")]
    assert ["Large print" in page for page in pages] == [True] * 3
    assert not any(secret in page for page in pages for secret in ("Rosa", "reader", "High Street", "Size 24"))


@pytest.mark.parametrize(
    ("words", "error"),
    [
        ({"answer": ""}, "Enter how it was provided, or why it was not"),
        ({"outcome": ""}, "Choose whether it was provided"),
        ({"answered_on": "14 6 2009"}, "Enter the day on which it was asked, or a later one"),
        ({"answered_on": "16 6 2009"}, "is in the future"),
    ],
)
def test_an_answer_says_what_came_of_it_how_and_when(cast, asked, sign_in, words, error):
    words = {"outcome": "refused", "answer": "We have no braille printer", "answered_on": "15 6 2009"} | words
    answer = save(sign_in(cast.coordinator), path_of(asked, "answer/"), **words)
    asked.refresh_from_db()
    assert (answer.status_code, error in answer.text, asked.is_open) == (200, True, True)


def test_the_desk_has_the_unanswered_and_says_how_late_they_are(here, cast, asked, sign_in):
    client = sign_in(cast.coordinator)
    page = client.get("/here/desk/").text
    assert ("1 request for another format" in page, f'href="{path_of(asked)}"' in page) == (True, True)
    with clock.frozen_at(clock.now() + timedelta(days=20)):
        [task] = [t for t in client.get("/here/desk/").context["tasks"] if t.title == "requests for another format"]
        assert task.late == "6 days late"


def answered(here, number, days, **fields):
    """Requests that were answered so many days after they were asked on 1 June 2009, a Monday."""
    day = date(2009, 6, 1)
    sent = {"outcome": "sent", "answer": "Posted", "answered_on": day + timedelta(days=days)}
    return [FormatRequestFactory(partnership=here.partnership, asked_on=day, **sent | fields) for _ in range(number)]


class TestFigures:
    def test_nobody_asked(self, here):
        assert public_figures(here.partnership) == Figures(5, None, nobody_asked=True)

    def test_few_are_not_counted(self, here):
        answered(here, 4, 1)
        assert public_figures(here.partnership) == Figures(5, None)

    def test_of_few_answers_nothing_is_said(self, here):
        answered(here, 4, 1)
        FormatRequestFactory(partnership=here.partnership)
        assert public_figures(here.partnership) == Figures(5, 5)

    def test_answers_in_time_and_their_median_in_working_days(self, here, next_door, client):
        answered(here, 3, 1)
        answered(here, 3, 14)
        answered(here, 1, 14, due_on=date(2009, 6, 12), outcome="refused")
        answered(next_door, 1, 1)
        FormatRequestFactory(partnership=here.partnership)
        FormatRequestFactory(partnership=here.partnership, asked_on=date(2008, 6, 1))
        assert public_figures(here.partnership) == Figures(5, 8, 7, 6, 10)
        words = "8 requests for another format in the last 12 months: 7 answered, 6 in time."
        assert words in client.get(PAGE).text

    def test_a_partnership_may_hide_more(self, here):
        here.partnership.usual_hide_below = 10
        answered(here, 8, 1)
        assert public_figures(here.partnership) == Figures(10, None)


class TestContactDetails:
    def test_they_are_deleted_thirty_days_after_the_answer_by_the_timer(self, here, asked):
        [sent] = answered(here, 1, 1)
        kept = answered(here, 1, 2)
        with clock.frozen_at(clock.now().replace(month=7, day=3)):
            call_command("tick")
        assert {contact.request for contact in FormatRequestContact.objects.all()} == {asked, *kept}
        sent.refresh_from_db()
        assert sent.contact_deleted_on == date(2009, 7, 3)
        assert Revision.objects.order_by("pk").last().why == "Contact details are kept no longer"

    def test_they_are_deleted_after_a_year_without_an_answer(self, asked):
        assert delete_old_contacts() == 0
        with clock.frozen_at(clock.now() + timedelta(days=366)):
            assert (delete_old_contacts(), delete_old_contacts()) == (1, 0)
        assert not FormatRequestContact.objects.exists()

    def test_no_table_of_history_has_them(self, here, client):
        send(client, PAGE, **ROSA)
        assert not hasattr(FormatRequestContact, "history")
        columns = {field.name for field in FormatRequest.history.model._meta.concrete_fields}
        assert columns.isdisjoint({"name", "email", "telephone", "address", "words", "contact", "key"})

    def test_the_coordinator_deletes_them_at_once_where_somebody_wants_it(self, cast, asked, sign_in):
        client = sign_in(cast.coordinator)
        save(client, path_of(asked, "delete-contact/"), why="She rang")
        assert not FormatRequestContact.objects.exists()
        assert "The contact details were deleted on 15 June 2009" in client.get(path_of(asked)).text
        assert client.get(path_of(asked, "delete-contact/")).status_code == 404
