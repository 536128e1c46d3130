"""Our own tables sent back unchanged change nothing: the template, and the open data of the plan."""

import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from actions.plan_import.old_apply import remember
from actions.plan_import.own_tables import without_apostrophe
from actions.plan_import.preview import CHANGED, NEW, SAME, WRONG
from plans.exports.tables import as_csv, as_xlsx
from plans.outline.build import PARTNERSHIP, PUBLIC, outline
from tests import factories

PATH = "/here/plan/import/"
WORDINGS = [
    "- starts with a dash", "+44 helpline open later", "=SUM of all efforts", "@home visits", "'=quoted by us",
    "\u2013 a long dash", "'s Avonds, in Dutch", "#N/A", "1/2 of all shops", "007 is no number",
]  # fmt: skip


@pytest.fixture
def client(cast, sign_in):
    return sign_in(cast.coordinator)


@pytest.fixture
def full(here):
    """A plan with awkward wordings, a twin, all fields, and 45 activities."""
    filled = {"lead": here.police, "due_on": date(2010, 3, 31), "victim": True, "offender": True}
    for wording in [*WORDINGS, *(f"Activity {n} of many" for n in range(33)), "A twin", "A twin"]:
        factories.ActionFactory(priority=here.priority, wording=wording, note="=Two\nlines", **filled)
    return here


def looked(client, content, name):
    """The preview of a file, with what the page proposes."""
    page = client.post(PATH, {"file": SimpleUploadedFile(name, content)})
    form = page.context["form"]
    data = {field: form[field].value() for field in form.fields} | {"cells": page.context["cells"]}
    return client.post(PATH, data).context["look"]


def effects(look):
    return {effect: len(look.of(effect)) for effect in (NEW, CHANGED, SAME, WRONG) if look.of(effect)}


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_the_template_of_a_large_plan_sent_back_changes_nothing(kind, full, client):
    look = looked(client, client.get(f"{PATH}template.{kind}").content, f"plan.{kind}")
    assert (effects(look), look.left, look.new_priorities) == ({SAME: len(look.actions)}, [], [])
    assert len(look.actions) >= 45


@pytest.mark.parametrize("audience", [PUBLIC, PARTNERSHIP])
@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_the_plans_own_open_data_sent_back_changes_nothing(kind, audience, full, client):
    whole = outline(full.plan, audience=audience)
    content = as_xlsx(whole) if kind == "xlsx" else as_csv(whole, "actions").encode()
    look = looked(client, content, f"actions.{kind}")
    assert (effects(look), look.left, look.new_priorities) == ({SAME: len(look.actions)}, [], [])


def test_open_data_from_before_a_priority_was_renamed_makes_no_new_one(full, client):
    content = as_csv(outline(full.plan, audience=PUBLIC), "actions").encode()
    full.priority.name = "Under another name"
    full.priority.save()
    look = looked(client, content, "actions.csv")
    assert (effects(look), look.new_priorities) == ({SAME: len(look.actions)}, [])


def test_the_template_is_read_as_ours_after_tables_of_another_kind(full, cast, client):
    remember(
        full.partnership, by=cast.coordinator, headings={"Reference": "note"}, names={},
        priorities_from="sheets",
    )  # fmt: skip
    look = looked(client, client.get(f"{PATH}template.xlsx").content, "plan.xlsx")
    assert (effects(look), look.new_priorities) == ({SAME: len(look.actions)}, [])


def test_the_template_holds_each_wording_as_text_that_stays_text_when_edited(full, client):
    content = client.get(f"{PATH}template.xlsx").content
    cells = {cell.value: cell for cell in load_workbook(io.BytesIO(content))["Plan"]["C"]}
    assert set(WORDINGS) <= cells.keys()
    assert {cells[wording].data_type for wording in WORDINGS} == {"s"}
    assert [cells[wording].quotePrefix for wording in WORDINGS[:4]] == [True] * 4


def test_only_an_apostrophe_before_a_formula_is_ours():
    assert [without_apostrophe(text) for text in ("'=1", "'s avonds", "'", "=1")] == ["=1", "'s avonds", "'", "=1"]
