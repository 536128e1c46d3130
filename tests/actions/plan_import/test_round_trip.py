"""Our own tables sent back unchanged change nothing: the template, and the open data of the plan."""

import io
from datetime import date

import pytest
from openpyxl import load_workbook

from actions.models import Action
from actions.plan_import.drafts import remember
from actions.plan_import.reading.own_tables import without_apostrophe
from plans.exports.tables import as_csv, as_xlsx
from plans.outline.build import PARTNERSHIP, PUBLIC, outline
from tests import factories

from .pages import ImportPages

PATH = "/here/plan/import/"
WORDINGS = [
    "- starts with a dash", "+44 helpline open later", "=SUM of all efforts", "@home visits", "'=quoted by us",
    "\u2013 a long dash", "'s Avonds, in Dutch", "#N/A", "1/2 of all shops", "007 is no number",
]  # fmt: skip


@pytest.fixture
def pages(cast, sign_in):
    """The import's pages as the coordinator here sees them."""
    return ImportPages(sign_in(cast.coordinator))


@pytest.fixture
def full(here):
    """A plan with awkward wordings, a twin, all fields, and 45 activities."""
    filled = {"lead": here.police, "due_on": date(2010, 3, 31), "victim": True, "offender": True}
    for wording in [*WORDINGS, *(f"Activity {n} of many" for n in range(33)), "A twin", "A twin"]:
        factories.ActionFactory(priority=here.priority, wording=wording, note="=Two\nlines", **filled)
    return here


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_the_template_of_a_large_plan_sent_back_changes_nothing(kind, full, pages):
    pages.upload(pages.get(f"{PATH}template.{kind}").page.content, f"plan.{kind}")
    assert (pages.preview.counts, pages.preview.faulty, pages.preview.checks) == ([], [], [])
    assert pages.preview.comparison.untouched == [full.hallmark_action], "which the template does not have"


@pytest.mark.parametrize("audience", [PUBLIC, PARTNERSHIP])
@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_the_plans_own_open_data_sent_back_changes_nothing(kind, audience, full, pages):
    whole = outline(full.plan, audience=audience)
    content = as_xlsx(whole) if kind == "xlsx" else as_csv(whole, "actions").encode()
    pages.upload(content, f"actions.{kind}")
    assert (pages.preview.counts, pages.preview.faulty, pages.preview.checks) == ([], [], [])
    assert (pages.preview.same, pages.preview.comparison.untouched) == (47, [])


@pytest.fixture
def in_words(full, pages):
    """The same plan with actions whose leads and times a file gave in words: these a file may take away."""
    rows = ["Wardens\tQ4 2009/10", "Wardens\t- Ongoing, review yearly", "Police\tQ2 2009/10", "Police\tmid-2010"]
    rows = [f"{full.priority.name}\tNumber {n}\t{row}\t9.{n}" for n, row in enumerate(rows)]
    pages.paste("\n".join(["Priority\tAction\tLead\tBy when\tRef", *rows]))
    while pages.is_columns:
        pages.send()
    pages.send()
    Action.objects.filter(wording="Number 2").update(due_on=None)
    return full


@pytest.mark.parametrize("kind", ["template.xlsx", "template.csv", "actions.csv", "actions.csv of the public"])
def test_words_that_a_file_gave_are_not_taken_away_by_our_own(kind, in_words, pages):
    before = list(Action.objects.filter(wording__startswith="Number").values("lead_words", "due_on", "due_words"))
    assert [each["lead_words"] for each in before] == ["Wardens", "Wardens", "", ""]
    assert [each["due_words"] for each in before] == [
        "Q4 2009/10", "- Ongoing, review yearly", "Q2 2009/10", "mid-2010",
    ]  # fmt: skip
    if kind.startswith("template"):
        content = pages.get(f"{PATH}{kind}").page.content
    else:
        audience = PUBLIC if kind.endswith("public") else PARTNERSHIP
        content = as_csv(outline(in_words.plan, audience=audience), "actions").encode()
    pages.upload(content, kind.partition(" ")[0])
    assert (pages.preview.counts, pages.preview.faulty) == ([], [])


def test_the_sheet_of_an_officer_sent_to_the_wrong_page_changes_nothing(full, cast, pages, sign_in):
    content = sign_in(cast.officer).get("/here/my-actions/actions.xlsx").content
    pages.upload(content, "updates.xlsx")
    assert (pages.preview.counts, pages.preview.faulty) == ([], [])
    assert pages.preview.same


def test_open_data_from_before_a_priority_was_renamed_makes_no_new_one(full, pages):
    content = as_csv(outline(full.plan, audience=PUBLIC), "actions").encode()
    full.priority.name = "Under another name"
    full.priority.save()
    pages.upload(content, "actions.csv")
    assert pages.preview.counts == []


def test_the_template_is_read_as_ours_after_tables_of_another_kind(full, cast, pages):
    remember(full.partnership, by=cast.coordinator, headings={"Reference": "note"}, names={})
    pages.upload(pages.get(f"{PATH}template.xlsx").page.content, "plan.xlsx")
    assert (pages.preview.counts, pages.preview.same) == ([], 46)


def test_the_template_holds_each_wording_as_text_that_stays_text_when_edited(full, pages):
    content = pages.get(f"{PATH}template.xlsx").page.content
    cells = {cell.value: cell for cell in load_workbook(io.BytesIO(content))["Plan"]["C"]}
    assert set(WORDINGS) <= cells.keys()
    assert {cells[wording].data_type for wording in WORDINGS} == {"s"}
    assert [cells[wording].quotePrefix for wording in WORDINGS[:4]] == [True] * 4


def test_only_an_apostrophe_before_a_formula_is_ours():
    assert [without_apostrophe(text) for text in ("'=1", "'s avonds", "'", "=1")] == ["=1", "'s avonds", "'", "=1"]
