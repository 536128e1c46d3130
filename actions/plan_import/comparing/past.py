"""What the plan's fields were before: as imports gave them, and ever. By it a change on the site shows."""

from collections import defaultdict

from ...models import PlanImport
from .same_words import as_compared

UNKNOWN = object()


class Past:
    """The history of some things of one model, read at once when it is first asked for."""

    def __init__(self, plan, model):
        self.plan, self.model, self.pks = plan, model, set()
        self._rows = None

    def base(self, pk, column):
        """The value that the newest import to change this field gave it, or UNKNOWN. An undone import gave nothing."""
        base, before = UNKNOWN, UNKNOWN
        for row in self._of(pk):
            value = as_compared(row[column])
            if row["revision_id"] in self._imports and value != before:
                base = value
            before = value
        return base

    def ever(self, pk, column):
        """All values that a field has had, as they are compared."""
        return {as_compared(row[column]) for row in self._of(pk)}

    def _of(self, pk):
        if self._rows is None:
            self._read()
        return self._rows[pk]

    def _read(self):
        self._rows, self._imports, passed = defaultdict(list), set(), set()
        for revision, undone in PlanImport.objects.filter(plan=self.plan).values_list("revision_id", "undone_id"):
            if undone is None:
                self._imports.add(revision)
            else:
                passed |= {revision, undone}
        rows = self.model.history.filter(id__in=self.pks).exclude(history_type="-").order_by("history_id")
        for row in rows.exclude(revision__in=passed).values():
            self._rows[row["id"]].append(row)
