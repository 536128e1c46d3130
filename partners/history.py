"""History rows with author and reason.

Business functions write within `attributed_to(by=..., why=...)`; every history row written in that block gets both.
"""

import functools
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import models
from simple_history.manager import HistoryManager
from simple_history.models import HistoricalRecords

from . import clock

_attribution = ContextVar("author and reason", default=(None, None))


@contextmanager
def attributed_to(*, by, why=""):
    """Attribute every tracked write in this block to the user `by` (None: the system), with the reason `why`."""
    token = _attribution.set((by, why or None))
    try:
        yield
    finally:
        _attribution.reset(token)


# Columns that repeat the user and date of their history row.
REDUNDANT_FIELDS = {"by_id", "recorded_at"}
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
    - `hides`: columns that no page shows; of a part, also the foreign key in `part_of`.
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
        hides=(),
        restores=(),
        in_outline=False,
        private_reasons=False,
        listed_last=False,
        **kwargs,
    ):
        self.page, self.part_of, self.called, self.restores = page, part_of, called, restores
        self.belongs_to = [belongs_to] if isinstance(belongs_to, str) else [*belongs_to] or [part_of] * bool(part_of)
        self.name_fields = (named_by, *NAME_FIELDS) if named_by else NAME_FIELDS
        self.hidden_fields = {*hides, *REDUNDANT_FIELDS}
        self.in_outline, self.private_reasons, self.listed_last = in_outline, private_reasons, listed_last
        kwargs.setdefault("history_change_reason_field", models.TextField(null=True))
        super().__init__(history_manager=_Manager, **kwargs)

    def contribute_to_class(self, cls, name):
        super().contribute_to_class(cls, name)
        cls.history_options = self

    def create_historical_record(self, instance, history_type, using=None):
        by, why = _attribution.get()
        attributes = {"_history_date": self.moment_after_the_last(instance, history_type)}
        if by is not None:
            attributes["_history_user"] = by
        if why is not None:
            attributes["_change_reason"] = why
        vars(instance).update(attributes)
        try:
            return super().create_historical_record(instance, history_type, using)
        finally:
            for name in attributes:
                del vars(instance)[name]

    def moment_after_the_last(self, instance, history_type):
        """Now, or just after the object's newest row if the clock was set back: an object's rows never change order."""
        moment = clock.now()
        if history_type == "+":
            return moment
        rows = type(instance).history.filter(**{instance._meta.pk.attname: instance.pk})
        newest = rows.aggregate(newest=models.Max("history_date"))["newest"]
        return max(moment, newest + clock.TICK) if newest else moment
