"""Undo of an import: what it made leaves the plan and what it changed is as it was, while nobody has worked on it.

Both are read from the history rows of the import's revision.
"""

from django.db import transaction

from actions.plan_editor.kinds import lock_open_plan
from actions.plan_editor.operations import Refused
from partners.history import attributed_to, revise
from partners.models import Authority
from plans import soft_delete
from plans.history.registry import tracked_models

from ..models import PlanImport, Undoing, Update


def record_import(plan, *, name, kind, left_out):
    """A PlanImport of the revision that is being written, within `attributed_to`. `left_out` are `LeftOut`s."""
    words = [{"place": each.place, "words": each.words, "why": each.why} for each in left_out]
    return PlanImport.objects.create(plan=plan, name=name[:255], kind=kind, left_out=words)


@transaction.atomic
def undo_import(plan_import, *, by, why):
    """Takes all that an import made out of the plan again, as one revision. The file can be brought in once more.

    Raises Refused if that was done already, or somebody has worked on any of it since; Closed if the plan has closed.
    """
    lock_open_plan(plan_import.plan)
    plan_import = PlanImport.objects.select_for_update().get(pk=plan_import.pk)
    if plan_import.undone_id:
        raise Refused("This import was undone already.")
    if found := worked_on(plan_import):
        raise Refused(f"Somebody has worked on “{found}” since. Retire what is wrong in the plan editor.")
    with attributed_to(by=by, why=why, what="undid an import"):
        plan_import.undone = revise(plan_import.plan.partnership_id, "undid an import")
        made = _rows_of(plan_import, "+")
        _take_back([row.instance_type._base_manager.get(pk=row.id) for row in made], by=by, why=why)
        for row in _rows_of(plan_import, "~"):
            if not any((row.instance_type, row.id) == (each.instance_type, each.id) for each in made):
                _change_back(row)
        for row in _rows_of(plan_import, "-"):
            row.instance.save(force_insert=True)
        plan_import.save(update_fields=["undone"])


def worked_on(plan_import):
    """Something that the import made or changed, and that was changed, or added to, after it; None if there is none."""
    later = {
        "revision__partnership": plan_import.revision.partnership_id,
        "revision__number__gt": plan_import.revision.number,
    }
    for row in _rows_of(plan_import, "+~"):
        model, pk = row.instance_type, row.id
        if model.history.filter(id=pk, **later).exists():
            return row
        for relation in model._meta.related_objects if row.history_type == "+" else ():
            related, name = relation.related_model, relation.field.attname
            if hasattr(related, "history_options") and related.history.filter(**{name: pk}, **later).exists():
                return row
    return None


def _rows_of(plan_import, types):
    """The history rows of these types in the import's revision, the whole before its parts."""
    return [
        row
        for model in tracked_models()
        for row in model.history.filter(revision=plan_import.revision, history_type__in=types).order_by("history_id")
    ]


def _take_back(made, *, by, why):
    """Retire, retract or delete, by what the thing allows. An authority stays in the list of the partnership."""
    soft_delete.retire([each for each in made if isinstance(each, soft_delete.Retirable)], by=by, why=why)
    for each in reversed(made):
        if isinstance(each, Update):
            Undoing.objects.create(update=each, by=by)
        elif not isinstance(each, soft_delete.Retirable | Authority) and not _belongs_to_retired(each):
            each.delete()


def _belongs_to_retired(part):
    """Whether something hangs on what was retired, and so leaves the plan with it."""
    parents = (getattr(part, f.name) for f in part._meta.concrete_fields if f.is_relation)
    return any(isinstance(parent, soft_delete.Retirable) and parent.retired_at for parent in parents)


def _change_back(row):
    """Give a thing the values that it had before the row, if the import only changed it."""
    before, thing = row.prev_record, row.instance_type._base_manager.get(pk=row.id)
    for field in before.tracked_fields if before else ():
        setattr(thing, field.attname, getattr(before, field.attname))
    thing.save()
