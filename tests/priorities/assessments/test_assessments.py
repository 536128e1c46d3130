"""The coordinator enters an assessment and a consultation; everybody reads them; nobody's words are lost."""

from datetime import date
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from plans.models import Assessment, Consultation
from plans.outline import kept
from priorities.models import Priority
from tests import factories

LIST = "/here/assessments/"
PDF = b"%PDF-1.7\n%fine"


@pytest.fixture(autouse=True)
def _documents(tmp_path, settings):
    settings.EVIDENCE_ROOT = tmp_path / "kept"


def on_disk(settings):
    return {path.name for path in Path(settings.EVIDENCE_ROOT).rglob("*") if path.is_file()}


@pytest.fixture
def coordinator(cast, sign_in):
    return sign_in(cast.coordinator)


@pytest.fixture
def places(here):
    """What a form says of the places of two priorities."""
    here.other = factories.PriorityFactory(plan=here.plan, key="fires", name="Fewer fires")
    return {f"place-{here.priority.pk}": "2", f"place-{here.other.pk}": "1"}


def new(client, kind, **form):
    return client.post(reverse(f"{kind}_new", args=["here"]), {"title": "In 2009", **form}, follow=True)


def edit(client, thing, page=None, **form):
    address = reverse(f"{thing._meta.model_name}_edit", args=["here", thing.pk])
    form = {"base": (page or client.get(address)).context["form"].fingerprint, "title": thing.title, **form}
    return client.post(address, form)


def errors(response):
    return {name: list(found) for name, found in response.context["form"].errors.items()}


def text_of(response):
    return " ".join(response.content.decode().split())


@pytest.mark.slow
def test_an_assessment_is_entered_with_its_order_and_by_whom_is_in_history(here, cast, coordinator, places):
    page = new(
        coordinator, "assessment", prepared_on="12 December 2008", starts_on="1 10 2007", ends_on="30 9 2008",
        summary="Fires *rose*.", value_for_money="Dear.", value_for_money_public="Well spent.",
        link="https://example.org/a.pdf", why="It is the law", **places,
    )  # fmt: skip
    one = Assessment.objects.get()
    assert (one.prepared_on, one.starts_on, one.ends_on) == (date(2008, 12, 12), date(2007, 10, 1), date(2008, 9, 30))
    assert {p.priority.key: p.place for p in one.places.all()} == {"fires": 1, "burglary": 2}
    assert ("Fires <em>rose</em>." in text_of(page), "Saved: In 2009." in text_of(page)) == (True, True)
    row = one.history.get()
    assert (row.history_user, row.history_change_reason) == (cast.coordinator, "It is the law")
    story = text_of(coordinator.get(f"/here/history/assessment/{one.pk}/"))
    assert ("added a place" in story, "Fewer fires" in story) == (True, True)


def test_a_consultation_keeps_its_own_words_ties_and_what_it_did_not_name(here, coordinator, places):
    third = factories.PriorityFactory(plan=here.plan, key="speeding", name="Slow the traffic")
    words = {f"place-{here.other.pk}": "2", f"wording-{here.priority.pk}": "Break-ins"}
    numbers = {"asked": "1,100", "answered": "502"}
    page = new(coordinator, "consultation", asked_whom="The panel", changed="More locks.", **places | words | numbers)
    one = Consultation.objects.get()
    assert (one.asked, one.answered) == (1100, 502)
    assert {p.priority.key: (p.place, p.wording) for p in one.places.all()} == {
        "burglary": (2, "Break-ins"), "fires": (2, ""),
    }  # fmt: skip
    told = text_of(page)
    words = ["502 of the 1,100 people who were asked answered (46%)", "Asked as: Break-ins", "<td>joint 2nd</td>"]
    assert [each in told for each in words] == [True] * 3
    table = text_of(coordinator.get(LIST))
    # The evidence is what the plan prints, which names burglary alone.
    assert (table.count("joint 2nd</td>"), table.count("not named</td>"), str(third) in table) == (2, 3, True)


def test_what_was_not_said_reads_so(here, coordinator):
    new(coordinator, "consultation")
    page = text_of(coordinator.get(reverse("consultation_detail", args=["here", Consultation.objects.get().pk])))
    assert (page.count("Not given"), "No order given." in page) == (5, True)


@pytest.mark.parametrize(
    ("kind", "form", "field", "says"),
    [
        ("assessment", {"title": ""}, "title", "Enter the title"),
        ("assessment", {"prepared_on": "1 1 2010"}, "prepared_on", "1 January 2010 is in the future."),
        ("assessment", {"starts_on": "2 1 2009", "ends_on": "1 1 2009"}, "ends_on", "The last day must not be before"),
        ("assessment", {"link": "http://example.org"}, "link", "Enter the whole address, beginning with https://"),
        ("consultation", {"asked": "many"}, "asked", "Enter a whole number, such as 502"),
        ("consultation", {"asked": "-1"}, "asked", "Enter a number from 0 up"),
        ("consultation", {"asked": "9" * 30}, "asked", "Enter a number up to 10,000,000"),
        ("consultation", {"asked": "5", "answered": "6"}, "answered", "The number of answers cannot be above the 5"),
        ("consultation", {"title": "x" * 201}, "title", "This is 201 characters long."),
    ],
)
def test_what_cannot_be_is_said_by_the_field_and_the_words_are_kept(kind, form, field, says, here, coordinator):
    page = new(coordinator, kind, **{"summary": "Typed with care", **form})
    assert [message.startswith(says) for message in errors(page)[field]] == [True]
    assert ("Typed with care" in text_of(page), Assessment.all_objects.count() + Consultation.all_objects.count()) == (
        True,
        0,
    )


@pytest.mark.parametrize("typed", ["0", "100", "first", "1.5"])
def test_a_place_is_a_number_from_1(typed, here, coordinator):
    page = new(coordinator, "assessment", **{f"place-{here.priority.pk}": typed})
    assert (list(errors(page)), Assessment.all_objects.count()) == ([f"place-{here.priority.pk}"], 0)


def test_words_without_a_place_are_asked_about(here, coordinator):
    page = new(coordinator, "consultation", **{f"wording-{here.priority.pk}": "Break-ins"})
    assert errors(page) == {
        f"place-{here.priority.pk}": ["Enter the place of “Reduce burglary”, or remove its wording"]
    }


def test_pressed_twice_it_is_entered_once(here, coordinator, places, settings):
    for _ in range(2):
        new(coordinator, "assessment", document=SimpleUploadedFile("Whole.pdf", PDF), **places)
        new(coordinator, "consultation", **places)
    assert (Assessment.objects.count(), Consultation.objects.count(), len(on_disk(settings))) == (1, 1, 1)


def test_somebody_else_s_change_is_shown_and_not_written_over(here, coordinator, places):
    new(coordinator, "assessment", **places)
    one = Assessment.objects.get()
    opened = coordinator.get(reverse("assessment_edit", args=["here", one.pk]))
    edit(coordinator, one, summary="Hers", **places | {f"place-{here.other.pk}": "3"})
    page = edit(coordinator, one, opened, summary="His", **places)
    assert ("Somebody else changed this" in text_of(page), "2nd Reduce burglary; 3rd Fewer fires" in text_of(page)) == (
        True, True,
    )  # fmt: skip
    assert (Assessment.objects.get().summary, "His" in text_of(page)) == ("Hers", True)


def test_nothing_different_is_not_written_and_asked_nothing(here, coordinator, places, published):
    new(coordinator, "assessment", **places)
    one = Assessment.objects.get()
    published()
    edit(coordinator, one, **places)
    assert (one.history.count(), [p.history.count() for p in one.places.all()]) == (1, [1, 1])


def test_once_an_edition_is_published_it_asks_why(here, coordinator, places, published):
    published()
    page = new(coordinator, "assessment", **places)
    assert list(errors(page)) == ["why"]
    new(coordinator, "assessment", why="The year’s", **places)
    assert Assessment.objects.get().history.get().history_change_reason == "The year’s"


def test_only_the_places_that_changed_are_written(here, coordinator, places):
    new(coordinator, "consultation", **places)
    one = Consultation.objects.get()
    edit(coordinator, one, **{f"place-{here.priority.pk}": "2"})
    (place,) = one.places.all()
    assert (place.priority, place.history.count()) == (here.priority, 1)
    assert "removed a place" in text_of(coordinator.get(f"/here/history/consultation/{one.pk}/"))


@pytest.mark.slow
def test_the_document_is_for_the_partnership_and_another_takes_its_place(here, cast, coordinator, sign_in, settings):
    new(coordinator, "assessment", document=SimpleUploadedFile("Whole.pdf", PDF))
    one = Assessment.objects.get()
    address = reverse("assessment_document", args=["here", one.pk])
    answer = sign_in(cast.observer).get(address)
    assert (b"".join(answer.streaming_content), answer["Content-Disposition"]) == (
        PDF, 'attachment; filename="Whole.pdf"',
    )  # fmt: skip
    edit(coordinator, one, document=SimpleUploadedFile("Final.pdf", PDF + b"!"))
    one.refresh_from_db()
    # History still names the one before.
    assert (one.document_name, one.document_size, len(on_disk(settings))) == ("Final.pdf", len(PDF) + 1, 2)
    edit(coordinator, one, no_document="on")
    assert coordinator.get(address).status_code == 404


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("Whole.docx", b"PK", "Whole.docx cannot be uploaded. Choose a PDF"),
        ("Whole.pdf", b"<html>", "Whole.pdf is not a PDF, whatever its name says."),
        ("Whole.pdf", b"", "Whole.pdf is empty."),
    ],
)
def test_what_is_no_pdf_is_refused(name, content, says, here, coordinator, settings):
    page = new(coordinator, "assessment", document=SimpleUploadedFile(name, content))
    assert [message.startswith(says) for message in errors(page)["document"]] == [True]
    assert (Assessment.objects.count(), on_disk(settings)) == (0, set())


def test_a_file_does_not_stay_while_something_else_is_put_right_and_that_is_said(here, coordinator, settings):
    page = new(coordinator, "assessment", title="", document=SimpleUploadedFile("Whole.pdf", PDF))
    assert errors(page)["document"] == ["Choose the file again"]
    assert on_disk(settings) == set()


def test_one_that_was_a_mistake_is_shown_no_more_and_can_be_brought_back(here, coordinator, places):
    new(coordinator, "consultation", **places)
    one = Consultation.objects.get()
    address = reverse("consultation_retire", args=["here", one.pk])
    assert errors(coordinator.post(address, {})) == {"why": ["Enter a reason"]}
    coordinator.post(address, {"why": "Another district’s"})
    page = text_of(coordinator.get(LIST))
    assert ("Another district’s" in page, "Evidence</th>" in page, Consultation.objects.count()) == (True, True, 0)
    answer = coordinator.post(reverse("consultation_edit", args=["here", one.pk]), {"title": "x"}, follow=True)
    assert "has been removed. Restore it first" in text_of(answer)
    coordinator.post(address, {"why": "It was ours", "back": "1"})
    assert Consultation.objects.get().title == "In 2009"


def test_a_priority_that_left_the_plan_keeps_its_place_in_what_was_said_then(here, coordinator, places):
    new(coordinator, "assessment", **places)
    one = Assessment.objects.get()
    Priority.objects.filter(pk=here.other.pk).update(retired_at="2009-06-01T10:00Z", retired_why="Done")
    page = text_of(coordinator.get(reverse("assessment_detail", args=["here", one.pk])))
    assert ("No longer in the plan." in page, "Fewer fires" in page) == (True, True)
    edit(coordinator, one, summary="Now said", **places)
    assert (one.places.count(), "Fewer fires" in text_of(coordinator.get(LIST))) == (2, False)


def test_prose_is_looked_at_before_it_is_saved(here, coordinator):
    page = new(coordinator, "assessment", summary="Fires *rose*.", preview="1")
    assert ("Fires <em>rose</em>." in text_of(page), Assessment.all_objects.count()) == (True, 0)


@pytest.mark.slow
def test_the_list_as_at_a_day_is_what_had_been_entered_by_then(long_ago, here, cast, coordinator, places):
    new(coordinator, "consultation", **places)
    assert "In 2009" in text_of(coordinator.get(LIST))
    page = text_of(coordinator.get(f"{LIST}?at=2009-06-10"))
    assert ("In 2009" in page, "Enter an assessment" in page) == (False, False)


@pytest.mark.slow
def test_the_page_asks_as_much_of_the_database_whatever_was_entered(here, cast, coordinator, places):
    def queries():
        kept.forget()
        with CaptureQueriesContext(connection) as asked:
            assert coordinator.get(LIST).status_code == 200
        return len(asked)

    for kind in ("assessment", "consultation"):
        new(coordinator, kind, **places)
    few = queries()
    for number in range(4):
        factories.PriorityFactory(plan=here.plan, key=f"p{number}")
        for kind in ("assessment", "consultation"):
            new(coordinator, kind, title=f"Number {number}", **places)
    assert queries() == few


def test_the_public_reads_both_orders_and_what_was_done(here, cast, coordinator, places, published, sign_in):
    new(coordinator, "assessment", value_for_money="Dear.", value_for_money_public="Well spent.", **places)
    new(coordinator, "consultation", asked="10", answered="4", summary="Fires!", changed="More alarms.", **places)
    published()
    page = text_of(sign_in(None).get("/here/whole-plan/"))
    told = ["Fewer fires” 1st; so does the strategic assessment", "4 of the 10 people", "More alarms.", "Well spent."]
    assert ([words in page for words in told], "Dear." in page) == ([True] * 4, False)


def test_what_is_entered_for_a_plan_to_come_is_its_own(here, cast, coordinator, places):
    coming = factories.PlanFactory(
        partnership=here.partnership, slug="2011-2014", continues=here.plan,
        starts_on=date(2011, 4, 1), ends_on=date(2014, 3, 31),
    )  # fmt: skip
    coordinator.post("/here/assessments/new/?plan=2011-2014", {"title": "For the next one"}, follow=True)
    assert Assessment.objects.get().plan == coming
    pages = [text_of(coordinator.get(address)) for address in (LIST, f"{LIST}?plan=2011-2014")]
    assert ["For the next one" in page for page in pages] == [False, True]
    assert "/here/assessments/new/?plan=2011-2014" in pages[1]


def test_a_closed_plan_s_are_read_and_take_nothing_more(here, cast, coordinator, places):
    new(coordinator, "consultation", **places)
    one = Consultation.objects.get()
    factories.PlanFactory(
        partnership=here.partnership, slug="2009-2012", continues=here.plan,
        starts_on=date(2009, 6, 1), ends_on=date(2012, 5, 31),
    )  # fmt: skip
    page = text_of(coordinator.get(reverse("consultation_detail", args=["here", one.pk])))
    assert ("In 2009" in page, "Edit it" in page) == (True, False)
    for deed in ("edit", "retire"):
        answer = coordinator.post(reverse(f"consultation_{deed}", args=["here", one.pk]), {"summary": "Typed now"})
        assert (answer.status_code, "Typed now" in text_of(answer)) == (409, True)
    assert coordinator.post(f"/here/assessments/new/?plan={here.plan.slug}", {"title": "Late"}).status_code == 409
    assert "Enter an assessment" not in text_of(coordinator.get(f"{LIST}?plan={here.plan.slug}"))
    assert (Assessment.all_objects.count(), one.history.count()) == (0, 1)
