"""Import of the previewed rows, in one transaction."""

from django.db import transaction

from actions.plan_editor.kinds import PART_KINDS, lock_open_plan
from actions.plan_editor.operations import make_part
from partners.files.source import LeftOut
from partners.history import attributed_to
from priorities.models import Priority

from ..models import Action, SheetMapping
from .columns import as_key
from .preview import CHANGED, NEW, WRONG
from .undo import record_import


@transaction.atomic
def apply_import(plan, preview, *, by, name, kind):
    """Creates and changes actions as previewed, and lists it as an import. Returns (number created, number changed).

    `name` and `kind` are the file's. The caller has locked the plan and recomputed the preview, so that it matches what
    was shown: see `ImportPreview.fingerprint`.
    """
    lock_open_plan(plan)
    why = "From pasted text" if kind == "pasted" else f"From the spreadsheet {name}"
    with attributed_to(by=by, why=why, what="imported a file"):
        _make_new(plan, preview, by=by, why=why)
        for line in preview.of(CHANGED):
            fields = _fields(line)
            supporting = fields.pop("supporting")
            for each, value in fields.items():
                setattr(line.action, each, value)
            line.action.revise(by=by, why=why, supporting=supporting)
        record_import(plan, name=name, kind=kind, left_out=[_left_out(line) for line in preview.of(WRONG)])
    return len(preview.of(NEW)), len(preview.of(CHANGED))


def _make_new(plan, preview, *, by, why):
    """Make the priorities, criteria and actions that are new."""
    priorities = {as_key(p.name): p for p in Priority.objects.filter(plan=plan)}
    for name in preview.new_priorities:
        priorities[as_key(name)] = make_part(PART_KINDS["priority"], plan, by=by, why=why, name=name)
    for name, wording in preview.new_criteria:
        make_part(PART_KINDS["criterion"], priorities[as_key(name)], by=by, why=why, wording=wording)
    for line in preview.of(NEW):
        make_part(PART_KINDS["activity"], priorities[as_key(line.priority)], by=by, why=why, **_fields(line))


def _left_out(line):
    """A row that was skipped, as a LeftOut."""
    why = "; ".join(f"{heading}: {fault}" for heading, fault in line.wrong)
    return LeftOut(line.place, line.words, why)


def _fields(line):
    """The line's values, with a field for each side of the crime triangle."""
    sides = line.values["sides"]
    return {name: value for name, value in line.values.items() if name != "sides"} | {
        side: side in sides for side in Action.SIDES
    }


@transaction.atomic
def remember(partnership, *, by, headings, names, priorities_from):
    """Stores the column mapping, as the default for the next import."""
    mapping = SheetMapping.objects.select_for_update().filter(partnership=partnership).first()
    mapping = mapping or SheetMapping(partnership=partnership)
    values = {**mapping.headings, **headings}, {**mapping.names, **names}, priorities_from
    if values != (mapping.headings, mapping.names, mapping.priorities_from):
        mapping.headings, mapping.names, mapping.priorities_from = values
        with attributed_to(by=by, why="How a spreadsheet was read"):
            mapping.save()
    return mapping
