"""An import is undone as a whole, until somebody has worked on it; and what is private stays so."""

import json
from collections import Counter
from datetime import date

import pytest
from django.core.files.base import ContentFile

from actions.models import Action, ActionPartner, PlanImport, Undoing, Update
from actions.plan_editor.kinds import PART_KINDS
from actions.plan_editor.operations import Refused, make_part
from actions.plan_import.comparing.apply import apply_import
from actions.plan_import.comparing.comparison import compare
from actions.plan_import.reading.entries import read_entries
from actions.plan_import.undo import record_import, undo_import
from partners.files.read_source import read_source
from partners.files.source import LeftOut
from partners.history import attributed_to
from plans.outline.build import PARTNERSHIP, PUBLIC, outline
from plans.serialization import freeze
from priorities.models import Priority

pytestmark = pytest.mark.both_databases
WHY = "From tracker.xlsx"
PLAN_YEARS = date(2008, 3, 1), date(2011, 3, 31)
BROUGHT = {"status": "at_risk", "happened": "Late", "speaks_of": date(2009, 1, 31)}


@pytest.fixture
def brought(here, cast):
    """An import of a priority with an action and its update, which also reworded an action that was there."""
    by = cast.coordinator
    with attributed_to(by=by, why=WHY):
        priority = make_part(PART_KINDS["priority"], here.plan, by=by, why=WHY, name="Arson")
        kinds = PART_KINDS["activity"]
        here.new = make_part(kinds, priority, by=by, why=WHY, wording="Clear bins", supporting=[here.fire])
        here.new.bring_in(by=by, authority=here.police, why=WHY, **BROUGHT)
        here.action.wording = "Fit locks"
        here.before = here.action.supporting
        here.action.revise(by=by, why=WHY, supporting=[here.council])
        left_out = [LeftOut("A1", "Total: 2", "a total")]
        return record_import(here.plan, name="tracker.xlsx", kind="xlsx", left_out=left_out)


def test_all_that_an_import_made_leaves_the_plan_and_what_it_changed_is_as_it_was(here, cast, brought):
    undo_import(brought, by=cast.coordinator, why="The wrong file")
    action = Action.objects.get(pk=here.action.pk)
    assert (action.wording, action.supporting) == ("Fit better locks", here.before)
    assert not Priority.objects.filter(name="Arson").exists()
    assert not Action.objects.filter(wording="Clear bins").exists()
    assert Action.all_objects.get(pk=here.new.pk).retired_why == "The wrong file"
    assert not here.new.updates.active().exists()
    undone = PlanImport.objects.get().undone
    assert (undone.by, undone.why, undone.number) == (cast.coordinator, "The wrong file", brought.revision.number + 1)
    assert brought.left_out == [{"place": "A1", "words": "Total: 2", "why": "a total"}]
    with pytest.raises(Refused, match="has been undone already"):
        undo_import(brought, by=cast.coordinator, why="x")


def test_what_somebody_has_worked_on_is_not_undone(here, cast, brought, report):
    report(here.new, cast.officer)
    with pytest.raises(Refused, match=r"^“Clear bins” was changed after this import, last by .+ on 15 June 2009"):
        undo_import(brought, by=cast.coordinator, why="x")
    assert Action.objects.filter(wording="Clear bins").exists()


def test_what_a_file_brought_in_is_no_answer(here, cast, brought, report):
    action = Action.objects.get(pk=here.new.pk)
    assert (action.status, action.answered_on) == ("at_risk", None)
    report(action, cast.officer)
    assert action.bring_in(by=cast.coordinator, authority=here.police, **BROUGHT) is None


def test_private_words_and_actions_are_in_no_public_outline(here, cast, brought):
    Action.objects.filter(pk=here.new.pk).update(private=True, wording="Zqaction")
    here.action.lead_words, here.action.private_note, here.action.due_words = "Zqlead", "Zqnote", "Ongoing"
    here.action.save()
    public = freeze(outline(here.plan, audience=PUBLIC))
    assert "Zq" not in public
    assert '"due_words":"Ongoing"' in public
    members = freeze(outline(here.plan, audience=PARTNERSHIP))
    assert all(word in members for word in ("Zqaction", "Zqlead", "Zqnote"))
    Action.objects.filter(pk=here.action.pk).update(lead_words_public=True)
    assert json.loads(freeze(outline(here.plan, audience=PUBLIC)))["total"] == 1 + len(here.hallmark.actions.all())
    assert "Zqlead" in freeze(outline(here.plan, audience=PUBLIC))


@pytest.fixture
def many(here, cast):
    """The Comparison of a file of three hundred actions, half of them with two supporters, a third with an update."""
    lines = ["Priority,Action,Lead,Supported by,By when,RAG,Progress"]
    for n in range(300):
        supporting = '"Fire, Council"' if n % 2 else ""
        progress = "Amber,Work began in spring" if n % 3 == 0 else ","
        lines.append(f"Priority {n // 60},Do thing number {n},Police,{supporting},30 June 2010,{progress}")
    source = read_source(ContentFile("\n".join(lines).encode(), name="tracker.csv"))
    authorities = [here.police, here.fire, here.council]
    return compare(here.plan, read_entries(source, authorities=authorities, plan_years=PLAN_YEARS))


def test_of_hundreds_of_actions_each_row_has_its_history_and_an_undo_takes_all_out(here, cast, many):
    before = {model: model.history.count() for model in (Action, ActionPartner, Update, Undoing)}
    saved = apply_import(here.plan, many, by=cast.coordinator, name="tracker.csv", kind="csv", left_out=[])
    made = Action.objects.filter(wording__startswith="Do thing")
    ids = set(made.values_list("pk", flat=True))
    undo_import(saved, by=cast.coordinator, why="The wrong file")
    added = {model: model.history.count() - count for model, count in before.items()}
    assert (len(ids), added) == (300, {Action: 600, ActionPartner: 300, Update: 100, Undoing: 100})
    rows = Action.history.filter(id__in=ids).order_by("history_id")
    undone = PlanImport.objects.get().undone
    assert {row.revision_id for row in rows.filter(history_type="+")} == {saved.revision_id}
    assert {(row.revision_id, row.retired_why) for row in rows.filter(history_type="~")} == {
        (undone.pk, "The wrong file")
    }
    assert not made.exists()
    words = {word for word in undone.holds.split() if not word.startswith(("plan:", "every"))}
    assert words >= {"~actions.Action", "~priorities.Priority", "+actions.Undoing"}


def test_what_a_file_changed_in_many_actions_is_as_it_was_before_it(here, cast, many):
    first = apply_import(here.plan, many, by=cast.coordinator, name="tracker.csv", kind="csv", left_out=[])
    action = Action.objects.get(wording="Do thing number 7")
    with attributed_to(by=cast.coordinator, why="Changed twice"):
        for day in (3, 4):
            action.due_on = date(2010, 7, day)
            action.save()
    with attributed_to(by=cast.coordinator, why=WHY):
        for each in Action.objects.filter(wording__startswith="Do thing"):
            each.due_on = date(2010, 9, 1)
            each.save()
        again = record_import(here.plan, name="other.csv", kind="csv", left_out=[])
    undo_import(again, by=cast.coordinator, why="Not these dates")
    days = Action.objects.filter(wording__startswith="Do thing").values_list("due_on", flat=True)
    assert Counter(days) == {date(2010, 6, 30): 299, date(2010, 7, 4): 1}
    with pytest.raises(Refused, match="“Do thing number 7” was changed after this import"):
        undo_import(first, by=cast.coordinator, why="x")
