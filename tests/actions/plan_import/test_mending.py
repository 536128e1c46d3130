"""What is mended in the preview of an import before it is saved."""

from datetime import date

import pytest

from actions.models import Action
from plans.outline.build import PUBLIC, outline

from .pages import ImportPages
from .test_plan_import import SHEETS, plan

pytestmark = pytest.mark.both_databases


@pytest.fixture
def pages(here, cast, sign_in):
    """The import's pages as the coordinator here sees them."""
    return ImportPages(sign_in(cast.coordinator))


def test_a_date_a_lead_and_the_priority_are_changed(here, pages):
    pages.upload(SHEETS)
    [_first, second] = pages.preview.of_kind("activity")
    pages.part(second.key).send(
        due_on="30 June 2009", lead=str(here.fire.pk), priority="Reduce burglary", private_note="Ask first"
    )
    pages.send()
    assert plan(here)["Reduce burglary"][-1] == ("Remove burnt cars", "Fire", [], date(2009, 6, 30))
    assert Action.objects.get(wording="Remove burnt cars").private_note == "Ask first"


def test_what_is_typed_wrongly_is_said_at_its_field_and_kept(pages):
    pages.upload(SHEETS)
    key = pages.preview.of_kind("activity")[0].key
    pages.part(key).send(due_on="31 June 2009", wording="Mark more bicycles")
    assert "real date" in str(pages.page.context["form"].errors["due_on"])
    assert "Mark more bicycles" in pages.page.text


def test_several_activities_in_a_cell_are_split_and_put_together_again(here, pages):
    pages.paste('Priority\tActivity\tLead\nDogs\t"• Walk them\n• Feed them"\tPolice')
    [item] = pages.preview.of_kind("activity")
    pages.part(item.key).press("split")
    parts = pages.preview.of_kind("activity")
    assert [(each.entry.wording, str(each.entry.lead)) for each in parts] == [
        ("Walk them", "Police"), ("Feed them", "Police"),
    ]  # fmt: skip
    pages.part(parts[1].key).press("unsplit")
    assert len(pages.preview.of_kind("activity")) == 1
    pages.part(item.key).press("split")
    pages.send()
    assert [row[0] for row in plan(here)["Dogs"]] == ["Walk them", "Feed them"]


def test_two_rows_are_joined_and_separated(here, pages):
    pages.paste("Priority\tActivity\tLead\nDogs\tWalk them\tPolice\nDogs\tand feed them\tFire")
    second = pages.preview.of_kind("activity")[1]
    pages.part(second.key).press("merge")
    [one] = pages.preview.of_kind("activity")
    assert (one.entry.wording, one.entry.supporting) == ("Walk them\nand feed them", [here.fire])
    pages.part(one.key).press("separate")
    assert len(pages.preview.of_kind("activity")) == 2


def test_a_row_is_left_out_and_brought_back(here, pages):
    pages.upload(SHEETS)
    key = pages.preview.of_kind("activity")[0].key
    pages.part(key).press("out")
    assert [item.entry.wording for item in pages.preview.of_kind("activity")] == ["Remove burnt cars"]
    assert next(each.words for each in pages.preview.left_out).startswith("Mark bicycles | Police")
    pages.part(key).press("reset")
    assert len(pages.preview.of_kind("activity")) == 2


def test_a_priority_whose_name_was_cut_is_named_in_full(here, pages):
    pages.upload(SHEETS)
    [item] = [item for item in pages.preview.of_kind("priority") if item.effect == "new"]
    pages.part(item.key).send(name="Reduce arson in the whole of the district")
    pages.send()
    assert list(plan(here)) == ["Reduce burglary", "Reduce arson in the whole of the district"]


def test_a_row_taken_for_a_note_is_brought_in_as_an_activity(here, pages):
    pages.paste("Priority\tActivity\tLead\nDogs\tWalk them\tPolice\nNote: feed them\t\t\n")
    at, number = next((sheet, row) for _, sheet, row, _ in pages.preview.left_out_rows() if row == 3)
    pages.row(at, number).send(kind="entry")
    pages.row(at, number)
    assert pages.page.context["form"].initial["kind"] == "entry"


def test_an_activity_for_members_only_is_in_no_public_outline(here, pages):
    pages.upload(SHEETS)
    pages.part(pages.preview.of_kind("activity")[0].key).send(is_private="on")
    pages.send()
    assert Action.objects.get(wording="Mark bicycles").private
    public = outline(here.plan, audience=PUBLIC)
    assert "Mark bicycles" not in str(public)
    assert "Remove burnt cars" in str(public)
