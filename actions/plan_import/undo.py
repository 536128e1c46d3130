"""Undo of an import: what it made leaves the plan and what it changed is as it was, while nobody has worked on it."""

from django.db import transaction
from django.db.models import OuterRef
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext

from actions.plan_editor.kinds import lock_open_plan
from actions.plan_editor.operations import Refused
from partners.clock import date_of
from partners.history import attributed_to, create_together, revise
from plans import soft_delete

from ..models import PlanImport, Undoing, Update
from .effects import effects_of


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
    plan_import = PlanImport.objects.select_for_update(of=["self"]).select_related("revision").get(pk=plan_import.pk)
    if refused := why_not(plan_import):
        raise Refused(refused)
    [(_, effects)] = effects_of([plan_import])
    with attributed_to(by=by, why=why, what="undid an import", rows_at_end=True):
        plan_import.undone = revise(plan_import.plan.partnership_id, "undid an import")
        _take_back(effects.made, by=by, why=why)
        for model, ids in effects.changed.items():
            things = {each.pk: each for each in soft_delete.locked_rows(model, ids)}
            for pk, before in _before(plan_import, model, ids):
                _change_back(things[pk], before)
        for model, ids in effects.removed.items():
            for _, before in _before(plan_import, model, ids):
                before.instance.save(force_insert=True)
        plan_import.save(update_fields=["undone"])


def why_not(plan_import):
    """Why an import cannot be undone now, as text; None if it can."""
    if plan_import.undone_id:
        return gettext("This import has been undone already.")
    found = _worked_on(plan_import)
    if found is None:
        return None
    part, revision = found
    who = revision.by.name if revision.by else gettext("The site")
    return gettext(
        "“%(part)s” was changed after this import, last by %(who)s on %(day)s. It can no "
        "longer be undone. Remove the parts that are wrong instead."
    ) % {"part": Truncator(part).chars(150), "who": who, "day": date_format(date_of(revision.moment))}


def _worked_on(plan_import):
    """(part of the plan, Revision) of something that the import made or changed and that was changed, or added to, by a
    later revision; None if there is none. An import that was undone counts for nothing.
    """
    undone = PlanImport.objects.filter(plan=plan_import.plan, undone__isnull=False)
    passed = [pk for pair in undone.values_list("revision", "undone") for pk in pair]
    later = {
        "revision__partnership": plan_import.revision.partnership_id,
        "revision__number__gt": plan_import.revision.number,
    }
    for model, column, ids, made in _where_work_shows(plan_import):
        rows = model.history.filter(**later, **{f"{column}__in": ids}).exclude(revision__in=passed)
        if row := rows.select_related("revision__by").order_by("-history_id").first():
            return _part_of(made._base_manager.get(pk=getattr(row, column)) if made else row.instance), row.revision
    return None


def _where_work_shows(plan_import):
    """Yields (model, column, ids, made): rows with one of the ids there are of what the import made or changed, or
    belong to what it made, a thing of the model `made`.
    """
    [(_, effects)] = effects_of([plan_import])
    for things in (effects.made, effects.changed):
        for model, ids in things.items():
            yield model, "id", ids, None
    for model, ids in effects.made.items():
        for relation in model._meta.related_objects:
            if hasattr(relation.related_model, "history_options"):
                yield relation.related_model, relation.field.attname, ids, model


def _part_of(thing):
    """The part of the plan that a thing is, or belongs to: the action of an update's evidence."""
    while not isinstance(thing, soft_delete.Retirable) and thing.history_options.part_of:
        for name in thing.history_options.part_of.split("__"):
            thing = getattr(thing, name)
    return thing


def _before(plan_import, model, ids):
    """Yields (id, the history row with its values before the import) of what was changed or removed."""
    earlier = model.history.filter(id=OuterRef("id"), history_id__lt=OuterRef("history_id")).order_by("-history_id")
    rows = model.history.filter(revision=plan_import.revision, id__in=ids).order_by("-history_id")
    first = {row.id: row for row in rows.annotate(before=earlier.values("history_id")[:1])}
    before = model.history.in_bulk([row.before for row in first.values() if row.before])
    for pk, row in sorted(first.items()):
        if row.history_type == "-":
            yield pk, row
        elif row.before:
            yield pk, before[row.before]


def _take_back(things, *, by, why):
    """Retire, retract or delete what was made, {model: [ids]}, by what it allows."""
    made = [each for model, ids in things.items() for each in soft_delete.locked_rows(model, ids)]
    retired = [each for each in made if isinstance(each, soft_delete.Retirable)]
    soft_delete.retire_locked(retired, why=why)
    gone = {(type(each), each.pk) for each in retired}
    create_together([Undoing(update=each, by=by) for each in made if isinstance(each, Update)])
    for each in reversed(made):
        if not isinstance(each, (Update, soft_delete.Retirable)) and not _belongs_to(each, gone):
            each.delete()


def _belongs_to(part, gone):
    """Whether something hangs on what was retired, {(model, id)}, and so leaves the plan with it."""
    return any((f.related_model, getattr(part, f.attname)) in gone for f in part._meta.concrete_fields if f.is_relation)


def _change_back(thing, before):
    """Give a thing the values of a history row."""
    for each in before.tracked_fields:
        setattr(thing, each.attname, getattr(before, each.attname))
    thing.save()
