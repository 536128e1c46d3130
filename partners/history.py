"""History rows and the revisions that they belong to.

Business functions write within `attributed_to(by=..., why=...)`: the writes of one such block, of one partnership, make
one revision, which says who, when and why. A write outside such a block makes a revision of its own.
"""

import functools
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass, field

from django.apps import apps
from django.db import connection, models, transaction
from django.utils.translation import gettext_noop
from simple_history.manager import HistoryManager
from simple_history.models import HistoricalRecords

from . import clock
from .languages import in_english


@dataclass
class _Begun:
    """A partnership's newest Revision in a block, with the savepoints within which it was made.

    `words` are those of its `holds`, each with the savepoints within which it was added: a rollback may undo either.
    """

    revision: object
    savepoints: tuple
    words: dict

    def stands(self):
        """Whether the revision was not rolled back."""
        rows = type(self.revision).objects
        if not _are_within(self.savepoints) and rows.filter(pk=self.revision.pk).exists():
            self.savepoints = tuple(connection.savepoint_ids)
        return _are_within(self.savepoints)

    def add(self, words, savepoints):
        """Add to the `holds` of the revision what it does not hold yet; a rollback to `savepoints` would undo it."""
        for word in words:
            if word not in self.words or not _are_within(self.words[word]):
                self.revision.hold(word)
                self.words[word] = savepoints


def _are_within(savepoints):
    """Whether savepoints, outermost first, are still open."""
    return savepoints == tuple(connection.savepoint_ids[: len(savepoints)])


@dataclass
class _Attribution:
    by: object
    why: str
    what: str
    rewrites_past: bool
    # {partnership's id: its _Begun}, shared by nested blocks.
    revisions: dict = field(default_factory=dict)
    # {history model: [rows to insert at the end]}, shared by nested blocks; None if each is inserted at once.
    rows: dict | None = None

    def add(self, row):
        """Insert a history row, now or at the end."""
        if self.rows is None:
            row.save(force_insert=True)
        else:
            self.rows.setdefault(type(row), []).append(row)


_attribution = ContextVar("author and reason", default=None)


@contextmanager
def attributed_to(*, by, why="", what="", rewrites_past=False, rows_at_end=False):
    """Attribute every tracked write in this block to the user `by` (None: the system), with the reason `why`.

    `what` names the revision; without it, its first row does. `rewrites_past` is for a block that changes what history
    says of the past. The block is atomic. A block within another that has the same author and reason adds to the
    other's revision.

    `rows_at_end` is for a block that writes hundreds of rows: those of their histories are inserted as it ends.
    Nothing in it may read them, or be rolled back without the whole.
    """
    outer = _attribution.get()
    if outer and (outer.by, outer.why) == (by, why or ""):
        what, rewrites_past = what or outer.what, rewrites_past or outer.rewrites_past
    rows = outer.rows if outer else None
    own_rows = {} if rows_at_end and rows is None else None
    revisions = outer.revisions if outer else {}
    attribution = _Attribution(by, why or "", what, rewrites_past, revisions, rows if own_rows is None else own_rows)
    token = _attribution.set(attribution)
    try:
        with nullcontext() if connection.in_atomic_block else transaction.atomic():
            yield
            for model, added in (own_rows or {}).items():
                model.objects.bulk_create(added)
    finally:
        _attribution.reset(token)


def create_together(objects):
    """Insert objects of one tracked model that need no `save` of their own, and a history row of each."""
    if objects:
        model = type(objects[0])
        model._base_manager.bulk_create(objects)
        for each in objects:
            model.history_options.create_historical_record(each, "+")


def revise(partnership_id, what="", *, same_as=None, holds=()):
    """The partnership's revision of this block; a new one if there is none, or somebody else's. See `attributed_to`.

    `holds` are words of `Revision.holds`, for the row about to be written.
    """
    attribution = _attribution.get()
    begun = attribution.revisions.get(partnership_id)
    author_and_reason = attribution.by, attribution.why
    if begun and (begun.revision.by, begun.revision.why) == author_and_reason and begun.stands():
        # Where history rows are inserted at the end, nothing is rolled back without the whole.
        begun.add(holds, tuple(connection.savepoint_ids) if attribution.rows is None else begun.savepoints)
        if same_as:
            type(same_as).objects.filter(pk=begun.revision.pk, same_as=None).update(same_as=same_as)
        return begun.revision
    revision = apps.get_model("partners.Revision").objects.next(
        partnership_id,
        by=attribution.by,
        why=attribution.why,
        what=attribution.what or what,
        same_as=same_as,
        holds=" ".join(["", *holds, ""]),
        rewrites_past=attribution.rewrites_past,
    )
    savepoints = tuple(connection.savepoint_ids)
    attribution.revisions[partnership_id] = _Begun(revision, savepoints, dict.fromkeys(holds, savepoints))
    return revision


def _with_owners(instance):
    """[an object, what it belongs to, what that belongs to, …] up to what names its partnership."""
    if instance._meta.label == "partners.Partnership" or hasattr(instance, "partnership_id"):
        return [instance]
    options = getattr(instance, "history_options", None) or instance.export
    for lookup in options.belongs_to:
        parent = instance
        for name in lookup.split("__"):
            parent = getattr(parent, name)
        if parent is not None:
            return [instance, *_with_owners(parent)]
    return [instance]


def owner_lookups(model):
    """Lookups of all that a tracked model's rows belong to, for a query of many that are about to be written."""
    if hasattr(model, "partnership_id") or not hasattr(model, "history_options"):
        return []
    lookups = []
    for lookup in model.history_options.belongs_to:
        owner = model
        for name in lookup.split("__"):
            owner = owner._meta.get_field(name).related_model
        lookups += [lookup, *(f"{lookup}__{each}" for each in owner_lookups(owner))]
    return lookups


def _partnership_ids(owners):
    """Ids of the partnerships to which an object belongs, `owners` being its `_with_owners`.

    A person belongs to all in which they have or had a role.
    """
    last = owners[-1]
    if last._meta.label == "partners.Partnership":
        return [last.pk]
    if last._meta.label == "partners.User":
        memberships = last.memberships(manager="all_objects").order_by("authority__partnership_id")
        return list(memberships.values_list("authority__partnership_id", flat=True).distinct())
    return [last.partnership_id] if hasattr(last, "partnership_id") else []


def _words_for(history_type, owners):
    """The words of `Revision.holds` for a history row of `owners[0]`."""
    instance = owners[0]
    words = [f"{history_type}{instance._meta.label}"]
    if instance.history_options.in_outline:
        words.append(PLAN.format(next((o.pk for o in owners if o._meta.label == "plans.Plan"), EVERY)))
    return words


# Why a model needs no revision, if it is the site's housekeeping.
NO_PAGE = "No page of members shows it."


class Revised(models.Model):
    """What a row without a history has, if a page of members shows it: the partnership's revision of that moment.

    That is the one in which the row was added, and for an edition the one whose state it publishes. Models with neither
    a history nor this say in `not_revised` why the pages of members need no revision of theirs.
    """

    revision = models.ForeignKey(
        "partners.Revision", models.PROTECT, related_name="+", db_comment="The partnership’s revision at that moment"
    )

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        if self.revision_id is None:
            with nullcontext() if _attribution.get() else attributed_to(by=self.by):
                [partnership_id] = _partnership_ids(_with_owners(self))
                with in_english():
                    self.revision = revise(partnership_id, f"added {self._meta.verbose_name}")
        super().save(*args, **kwargs)


class HistoryRow(models.Model):
    """What every history row has: its revision, which says who, when and why. None of a person without a role."""

    revision = models.ForeignKey("partners.Revision", models.PROTECT, null=True, related_name="+")

    class Meta:
        abstract = True

    @property
    def history_user(self):
        return self.revision and self.revision.by

    @property
    def history_user_id(self):
        return self.revision and self.revision.by_id

    @property
    def history_change_reason(self):
        return self.revision and self.revision.why


# Columns that repeat the user and date of their history row.
REDUNDANT_FIELDS = {"by_id", "recorded_at"}
HAPPENED = {"+": gettext_noop("added"), "~": gettext_noop("changed"), "-": gettext_noop("removed")}
# Words of `Revision.holds` about a plan whose outline changed, and about the outlines of all.
PLAN, EVERY = "plan:{}", "every"
SAID_BY_THE_REVISION = {"history_user", "history_user_id", "history_change_reason"}
# An entry of the activity log names its object by the first of these fields that is not empty.
NAME_FIELDS = ("wording", "name", "heading", "title", "text", "words", "key")


class _Manager(HistoryManager):
    """A manager whose class is made once: otherwise one is made for each look at a history, at the cost of a query."""

    @classmethod
    @functools.cache
    def from_queryset(cls, queryset_class, class_name=None):
        return super().from_queryset(queryset_class, class_name)


class History(HistoricalRecords):
    """HistoricalRecords dated by our clock, with the author and reason given to `attributed_to`.

    What a model declares here is all that history pages, the activity log and the export need to know of it:

    - `page`: its word in the addresses of history pages; "" for models without such a page.
    - `part_of`: the lookup of the object on whose page its rows are shown as well.
    - `belongs_to`: the lookups of the objects through which it belongs to a partnership; `part_of` if not given.
      With several, a row has one or the other.
    - `called`: what its rows are called as parts; the model's name if not given.
    - `named_by`: the field that names a row in the activity log, before NAME_FIELDS.
    - `named_with`: the related objects that its name needs, fetched with it where a page of history names many.
    - `hides`: columns that no page shows; of a part, also the foreign key in `part_of`.
    - `personal`: columns of personal details, which a removal of them rewrites in history; addresses are by themselves.
    - `restores`: text fields whose earlier wording can be restored.
    - `in_outline`: whether the plan's outline is made from it.
    - `private_reasons`: whether the reasons are only for members who manage people.
    - `listed_last`: whether the choice of kinds ends with it.
    """

    def __init__(
        self,
        *,
        page="",
        part_of="",
        belongs_to=(),
        called="",
        named_by="",
        named_with=(),
        hides=(),
        personal=(),
        restores=(),
        in_outline=False,
        private_reasons=False,
        listed_last=False,
        **kwargs,
    ):
        self.page, self.part_of, self.called, self.restores = page, part_of, called, restores
        self.belongs_to = [belongs_to] if isinstance(belongs_to, str) else [*belongs_to] or [part_of] * bool(part_of)
        self.name_fields = (named_by, *NAME_FIELDS) if named_by else NAME_FIELDS
        self.named_with = named_with
        self.hidden_fields = {*hides, *REDUNDANT_FIELDS}
        self.personal = personal
        self.in_outline, self.private_reasons, self.listed_last = in_outline, private_reasons, listed_last
        super().__init__(bases=[HistoryRow], history_manager=_Manager, **kwargs)

    def contribute_to_class(self, cls, name):
        super().contribute_to_class(cls, name)
        cls.history_options = self

    def get_extra_fields(self, model, fields):
        """Those of django-simple-history, without its author and reason: the revision has them."""
        extra = super().get_extra_fields(model, fields)
        return {name: value for name, value in extra.items() if name not in SAID_BY_THE_REVISION}

    @in_english()
    def create_historical_record(self, instance, history_type, using=None):
        what = f"{HAPPENED[history_type]} {self.called or instance._meta.verbose_name}"
        with nullcontext() if _attribution.get() else attributed_to(by=self.get_history_user(instance)):
            owners, revisions = _with_owners(instance), []
            words = _words_for(history_type, owners)
            for partnership_id in _partnership_ids(owners):
                same_as = revisions[0] if revisions else None
                revisions.append(revise(partnership_id, what, same_as=same_as, holds=words))
            revision = revisions[0] if revisions else None
            row = instance.history.model(
                revision=revision,
                history_date=revision.moment if revision else clock.now(),
                history_type=history_type,
                **{f.attname: getattr(instance, f.attname) for f in self.fields_included(instance)},
            )
            _attribution.get().add(row)
