"""Queries on history. Besides the models, only this module knows django-simple-history."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise

from django.apps import apps
from django.db import models
from django.db.models import Exists, Min, OuterRef, Q, Subquery
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext

from partners.history import EVERY, HAPPENED, PLAN
from partners.models import Revision
from plans.changes.word_diff import excerpt, pieces
from plans.templatetags.formatting import place

from ..figures import field_in_words
from ..labels import ORDERS, PEOPLE, PLAIN_WORDS, TO_BE_AGREED
from .registry import parents_of, part_name, parts_of, shown_fields


def history_of(label):
    """Every row of a model's history."""
    return apps.get_model(label).history.model._base_manager


def rows_as_at(moment, label):
    """A model's rows as at an aware datetime: each object's newest history row up to then, unless it is a deletion.

    Returns a queryset of history rows, whose `id` is the object's.
    """
    history = history_of(label)
    newest = history.filter(id=OuterRef("id"), history_date__lte=moment).order_by("-history_date", "-history_id")
    return history.filter(history_date__lte=moment, pk=Subquery(newest.values("pk")[:1])).exclude(history_type="-")


def row_as_at(moment, label, pk):
    """The history row of an object as at an aware datetime, or None if it did not exist."""
    return rows_as_at(moment, label).filter(id=pk).first()


def row_of(instance, number):
    """The history row of an object by its number, or None; deletions do not count."""
    return instance.history.exclude(history_type="-").filter(history_id=number).first()


def _belongs_to(roots, label):
    """Condition for history rows of a model that belong, or belonged, to one of `roots`, {label: id}."""
    if label in roots:
        return Q(id=roots[label])
    belongs = Q()
    for column, parent in parents_of(label):
        if parent in roots:
            belongs |= Q(**{column: roots[parent]})
        else:
            # By their ids: of a condition on one parent or the other a database does not see how few rows it leaves.
            ids = history_of(parent).filter(_belongs_to(roots, parent)).order_by().values_list("id", flat=True)
            belongs |= Q(**{f"{column}__in": list(ids.distinct())})
    return belongs


def _actions_of(plan):
    """Condition for history rows of actions that belong, or belonged, to this plan."""
    return _belongs_to({"plans.Plan": plan.pk}, "actions.Action")


def actions_ever(plan):
    """{id: [(start, end or None)]} of the times each action was in the plan, for every action it ever had."""
    rows = history_of("actions.Action").filter(_actions_of(plan)).order_by("id", "history_date", "history_id")
    periods_by_action = {}
    for pk, moment, happened, retired_at in rows.values_list("id", "history_date", "history_type", "retired_at"):
        periods = periods_by_action.setdefault(pk, [])
        in_plan = bool(periods) and periods[-1][1] is None
        if happened != "-" and retired_at is None:
            if not in_plan:
                periods.append((moment, None))
        elif in_plan:
            periods[-1] = (periods[-1][0], moment)
    return periods_by_action


def actions_as_at(moment, plan):
    """History rows of the plan's actions as at an aware datetime, without retired ones."""
    return rows_as_at(moment, "actions.Action").filter(_actions_of(plan), retired_at=None)


def updates_ever(plan):
    """History rows of every update to the plan's actions that was not undone, oldest first; `id` is the update's."""
    actions = history_of("actions.Action").filter(_actions_of(plan)).order_by().values_list("id", flat=True)
    taken_back = history_of("actions.Undoing").filter(update_id=OuterRef("id"), history_type="+")
    updates = history_of("actions.Update").filter(action_id__in=list(actions.distinct()), history_type="+")
    return updates.filter(~Exists(taken_back)).order_by("id")


def history_begins_at(plan):
    """Datetime of the plan's first history row."""
    return plan.history.aggregate(m=Min("history_date"))["m"]


def rewritings(plan):
    """Numbers of the revisions that rewrote the past of the plan's partnership, the newest first."""
    rewriting = Revision.objects.filter(partnership=plan.partnership_id, rewrites_past=True)
    return rewriting.order_by("-number").values_list("number", flat=True)


def changes_around(plan, since, until):
    """What a page of the plan's past follows from, in one query.

    Datetimes of the plan's first history row, its last change before `since` and its first after `until`, or None; and
    the first of its `rewritings`. A change is a revision that concerns the plan's outline.
    """
    concerns = (Q(holds__contains=f" {PLAN.format(which)} ") for which in (plan.pk, EVERY))
    moments = Revision.objects.filter(Q(*concerns, _connector=Q.OR), partnership=plan.partnership_id).values("moment")
    before = moments.filter(moment__lt=since).order_by("-moment")
    after = moments.filter(moment__gt=until).order_by("moment")
    found = [Subquery(query[:1]) for query in (before, after, rewritings(plan))]
    return plan.history.order_by("history_id").values_list("history_date", *found).first()


@dataclass
class Difference:
    """Change of one field, as text. `old` is None for a new object.

    For reworded prose, `excerpt` is the word-by-word diff, as in `plans.changes.word_diff`.
    """

    name: str
    label: str
    old: str | None
    new: str
    excerpt: list = field(default_factory=list)


@dataclass
class Change:
    """One history row: who changed what, when and why, from and to which values.

    `earlier` is true if its wording differs from the current one (see `plans.history.restore`). `decided` is the id of
    the decided change that it put into the plan, or None.
    """

    moment: datetime
    by: object
    why: str
    happened: str
    what: str = ""
    # Of a changed part, what its differences do not say: which one it is.
    named: str = ""
    differences: list[Difference] = field(default_factory=list)
    row: object = None
    earlier: bool = False
    decided: int | None = None

    @property
    def speaks_of(self):
        """Date an update refers to, or the last day of a measurement's period; None for other objects."""
        if not hasattr(self.row, "recorded_at"):
            return None
        return getattr(self.row, "speaks_of", None) or getattr(self.row, "ends_on", None)

    @property
    def article(self):
        return "an" if self.what[:1] in "aeiou" else "a"


def story(instance, until=None, *, of_people=False):
    """[Change] of a tracked object and its parts, newest first, optionally up to a moment.

    Saves of unchanged values are left out. Private reasons are included only if `of_people`.
    """
    model, known = instance._meta.model, {}
    changes = _changes(model, {model._meta.pk.attname: instance.pk}, known)
    for part in parts_of(model._meta.label):
        changes += _changes(part, {f"{part.history_options.part_of}_id": instance.pk}, known, as_part=True)
    if until:
        changes = [change for change in changes if change.moment <= until]
    decided = {c.row.revision_id: c.row.id for c in changes if hasattr(c.row, "decided_on") and c.row.settled_at}
    for change in changes:
        change.decided = decided.get(change.row.revision_id)
    if model.history_options.private_reasons and not of_people:
        changes = [replace(change, why="") for change in changes]
    return sorted(changes, key=lambda c: (c.moment, c.row.history_id), reverse=True)


def _changes(model, filters, known, *, as_part=False):
    key = model._meta.pk.attname
    rows = list(
        model.history.filter(**filters).select_related("revision__by").order_by(key, "history_date", "history_id")
    )
    fields, what = shown_fields(model, as_part=as_part), part_name(model) if as_part else ""
    names = names_for(fields, rows, known)
    changes = []
    for before, row in pairwise([None, *rows]):
        if before is not None and getattr(before, key) != getattr(row, key):
            before = None
        differences = list(differences_of(fields, names, before, row))
        if differences or row.history_type != "~":
            changes.append(
                Change(
                    moment=row.history_date,
                    by=row.history_user,
                    why=row.history_change_reason or "",
                    happened=HAPPENED[row.history_type],
                    what=what,
                    named=_name_of_changed(model, row, differences) if as_part else "",
                    differences=differences,
                    row=row,
                )
            )
    return changes


def _name_of_changed(model, row, differences):
    """What names a changed row: "" for one that was added or removed, whose differences name it."""
    if row.history_type != "~":
        return ""
    fields = model.history_options.name_fields
    name = next((name for name in fields if getattr(row, name, "")), "")
    return getattr(row, name) if name and name not in {each.name for each in differences} else ""


def names_for(fields, rows, known=None):
    """{field name: {id: name of the related object}}, with at most one query for each foreign key.

    `known` holds the names looked up so far, {model: {id: name}}, and is added to. Figures whose unit is that of what
    they are part of have {field name: {id of that: its fields}}.
    """
    names, known = {}, {} if known is None else known
    for model_field in fields:
        if isinstance(model_field, models.ForeignKey):
            related = model_field.related_model
            names[model_field.name] = related_names = known.setdefault(related, {})
            ids = {getattr(row, model_field.attname) for row in rows} - {None} - related_names.keys()
            options = getattr(related, "history_options", None)
            named_with = options.named_with if options else ()
            related_rows = related._base_manager.select_related(*named_with) if named_with else related._base_manager
            related_names |= {pk: str(o) for pk, o in related_rows.in_bulk(ids).items()}
        elif rows and isinstance(model_field, models.DecimalField) and not hasattr(rows[0], "unit"):
            whole = _whole_field(model_field)
            wholes = whole.related_model._base_manager.in_bulk({getattr(row, whole.attname) for row in rows})
            names[model_field.name] = {pk: vars(one) for pk, one in wholes.items()}
    return names


def _whole_field(model_field):
    """The foreign key to what a tracked field's object is part of."""
    model = model_field.model
    return model._meta.get_field(model.history_options.part_of)


def differences_of(fields, names, before, row):
    """Differences of a history row from the one before, or from nothing if `before` is None."""
    if row.history_type == "-":
        before = None
    for model_field in fields:
        new, old_text, word_diff = getattr(row, model_field.attname), None, []
        if before is None:
            if new in (None, "", False):
                continue
        else:
            old = getattr(before, model_field.attname)
            if old == new:
                continue
            old_text = _value_text(model_field, names, old, before)
            word_diff = excerpt(pieces(old, new)) if _is_prose(model_field) else []
        label, new_text = gettext(str(model_field.verbose_name)), _value_text(model_field, names, new, row)
        yield Difference(model_field.name, label, old_text, new_text, word_diff)


def _is_prose(model_field):
    is_text = isinstance(model_field, models.CharField | models.TextField)
    return is_text and not model_field.choices and not model_field.null and model_field.name not in PLAIN_WORDS


def _value_text(model_field, names, value, row):
    if value is None and model_field.name in PEOPLE:
        return gettext("nobody")
    if value is None or (value == "" and model_field.name in TO_BE_AGREED):
        not_yet = isinstance(model_field, models.DateTimeField) or model_field.name == "done_on"
        return gettext("not yet") if not_yet else gettext("to be agreed")
    if value == "":
        return gettext("nothing")
    if isinstance(model_field, models.ForeignKey):
        return names[model_field.name].get(
            value,
            gettext("%(kind)s %(number)s, since removed")
            % {"kind": gettext(str(model_field.verbose_name)), "number": value},
        )
    if model_field.choices:
        return str(dict(model_field.flatchoices).get(value, value))
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, Decimal):
        wholes = names.get(model_field.name)
        fields = wholes[getattr(row, _whole_field(model_field).attname)] if wholes else vars(row)
        return field_in_words(model_field.name, value, fields)
    if isinstance(value, list):
        return ", ".join(map(str, value)) or gettext("nothing")
    if model_field.name in ORDERS:
        return place(value)
    if isinstance(value, datetime):
        return date_format(localtime(value), "j F Y, H:i")
    if isinstance(value, date):
        return date_format(value, "j F Y")
    return str(value)
