"""Saving of what a file would do to the plan, in one transaction and as one import."""

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext

from actions.plan_editor.kinds import PART_KINDS, lock_open_plan
from actions.plan_editor.operations import Refused, free_slug, move
from partners import clock
from partners.history import attributed_to, create_together
from partners.models import Authority
from plans import soft_delete

from ...models import Action, ActionPartner, Update
from ..undo import record_import
from .comparison_shapes import CHANGED, NEW
from .same_words import as_compared

PASTED = "pasted"


def reason_of(name, kind):
    """Why things changed, for their history."""
    return "From pasted text" if kind == PASTED else f"From the file {name}"


@transaction.atomic
def apply_import(plan, comparison, *, by, name, kind, left_out):
    """Does what a Comparison says, all or nothing. Returns the PlanImport.

    `name` and `kind` are the file's, `left_out` what of it has no place in the plan. The caller has made the comparison
    anew with the plan locked, and seen by its fingerprint that it is what was shown. Raises Refused if something of it
    cannot be saved, and Closed if the plan has closed.
    """
    lock_open_plan(plan)
    if comparison.faulty:
        raise Refused(f"“{comparison.faulty[0].place}”: {comparison.faulty[0].faults[0]}")
    why = reason_of(name, kind)
    with attributed_to(by=by, why=why, what="imported a file", rows_at_end=True):
        _Saving(plan, comparison, by=by, why=why).save()
        return record_import(plan, name=name, kind=kind, left_out=[*left_out, *comparison.left_out])


class _Saving:
    """The saving of a Comparison's items. `made` are the new parts by their Item's key."""

    def __init__(self, plan, comparison, *, by, why):
        self.plan, self.comparison, self.by, self.why = plan, comparison, by, why
        self.made, self.last, self.slugs, self.locked = {}, {}, {}, {}
        self.new_actions = []
        self._authority = None

    def save(self):
        """Make and change everything, parents first."""
        self._lock()
        for item in self.comparison.items:
            if item.effect == NEW:
                self._make(item)
            elif item.effect == CHANGED:
                self._insert_actions()
                self._change(item)
        self._insert_actions()

    def _parent(self, item):
        parent = self.plan if item.parent is None else item.parent
        return self.made[parent] if isinstance(parent, str) else parent

    def _make(self, item):
        kind, parent = PART_KINDS[item.kind], self._parent(item)
        values = {name: value for name, value in item.values.items() if name != "supporting"}
        part = kind.model(**{kind.link: parent}, **dict(kind.of), **values)
        part.position = self._next(kind, parent)
        if hasattr(part, "key"):
            part.key = self._slug(kind, str(values.get("name") or values.get("heading") or ""))
        if isinstance(part, Action):
            part.due_first, part.added_on = part.due_on, clock.today()
            self.new_actions.append((item, part))
        else:
            part.save()
        self.made[item.key] = part

    def _insert_actions(self):
        """Insert the new actions, who supports them, and their updates: hundreds of them together."""
        new, self.new_actions = self.new_actions, []
        create_together([action for _, action in new])
        supporting = [(action, authority) for item, action in new for authority in item.values.get("supporting", ())]
        create_together([ActionPartner(action=action, authority=authority) for action, authority in supporting])
        created = {"by": self.by, "on_behalf": True, "brought_in": True}
        create_together([Update(action=a, **created, **said) for item, a in new for said in self._updates(item, a)])

    def _next(self, kind, parent):
        """The position after the last one under a parent."""
        place = kind.model, kind.of, parent.pk
        self.last[place] = (self.last[place] if place in self.last else kind.last_place(parent)) + 1
        return self.last[place]

    def _slug(self, kind, text):
        if kind not in self.slugs:
            self.slugs[kind] = set(kind.model.all_objects.filter(plan=self.plan).values_list("key", flat=True))
        key = free_slug(slugify(text)[:40].strip("-") or kind.key, self.slugs[kind])
        self.slugs[kind].add(key)
        return key

    def _lock(self):
        """Lock what is changed, and take it as it is now: who edits one part meanwhile does not lock the plan."""
        for model in {type(item.thing) for item in self.comparison.of(CHANGED)}:
            pks = [item.thing.pk for item in self.comparison.of(CHANGED) if isinstance(item.thing, model)]
            self.locked |= {(model, row.pk): row for row in soft_delete.locked_rows(model, pks)}

    def _change(self, item):
        thing = self.locked[type(item.thing), item.thing.pk]
        for change in item.taken:
            column = _column(thing, change.field)
            if column and as_compared(getattr(thing, column)) != as_compared(change.old):
                raise Refused(gettext("“%(part)s” has been changed. Check the preview again.") % {"part": item.thing})
        links = {change.field for change in item.taken} & {"priority", "hallmark"}
        if links:
            move(thing, self._parent(item), by=self.by, why=self.why)
        for change in item.taken:
            if change.field not in links and _column(thing, change.field):
                setattr(thing, change.field, item.values[change.field])
        if not isinstance(thing, Action):
            thing.save()
        elif item.taken:
            thing.revise(by=self.by, why=self.why)
            if any(change.field == "supporting" for change in item.taken):
                self._support(thing, item.values["supporting"])
        for said in self._updates(item, thing):
            thing.bring_in(by=self.by, why=self.why, **said)

    @staticmethod
    def _support(action, supporting):
        """Add supporting authorities; a file takes none away, but who leads now supports no more."""
        action.partners.filter(authority=action.lead).each_delete()
        there = set(action.partners.values_list("authority_id", flat=True))
        for authority in supporting:
            if authority.pk not in there:
                action.partners.create(authority=authority)

    def _updates(self, item, action):
        """Yield the fields of the item's updates."""
        for update in item.updates:
            yield {
                "status": update.status,
                "happened": update.words,
                "speaks_of": update.about,
                "authority": self._reports(action, item),
            }

    def _reports(self, action, item):
        """The authority of an update: the lead, else who supports, else the importer's own, else the first of all."""
        if action.lead:
            return action.lead
        if item.values.get("supporting"):
            return item.values["supporting"][0]
        if self._authority is None:
            here = Authority.objects.in_partnership(self.plan.partnership)
            own = here.filter(memberships__user=self.by, memberships__ended_at__isnull=True)
            self._authority = own.order_by("position", "pk").first() or here.order_by("position", "pk").first()
        return self._authority


def _column(thing, name):
    """The attribute of a thing's column for a field; None if it has no such column."""
    column = {field.name: field.attname for field in thing._meta.concrete_fields}
    return column.get(name)
