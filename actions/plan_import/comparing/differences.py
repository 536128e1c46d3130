"""Which of two values stands where file and plan differ: the file's, or what was changed on the site since."""

from datetime import date
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from .comparison_shapes import FILE, Change
from .past import UNKNOWN, Past
from .same_words import as_compared, say_the_same

LABELS = {
    "wording": _("What is to be done"),
    "lead_words": _("Lead, in the plan’s words"),
    "lead_words_public": _("Lead’s text public"),
    "due_on": _("Due date"),
    "due_words": _("When, in the plan’s words"),
    "own_reference": _("The council’s own reference"),
    "private": _("For members only"),
    "figures_words": _("Figures, in the plan’s words"),
    "laa": _("Local Area Agreement target"),
    "scale": _("Measure"),
    "reporter": _("Reporting authority"),
    "frequency": _("How often"),
    "body": _("Text"),
}
# What a plan's field holds if it holds nothing, in words.
NOTHING = "nothing"


class Differences:
    """The differences of all items, decided together, so that each model's history is read once."""

    def __init__(self, plan, decisions, *, is_ours=False):
        self.decisions, self.is_ours = decisions, is_ours
        self.pasts, self.found = {}, []
        self._past_of = lambda model: self.pasts.setdefault(model, Past(plan, model))

    def add(self, item, field, new, **how):
        """Note that the file has a value for a field of an item; keyword arguments are those of `_change`.

        Of a new thing, it is the value.
        """
        if item.thing is None:
            item.values[field] = new
            return
        item.values[field] = old = getattr(item.thing, field)
        if not say_the_same(old, new):
            self._past_of(type(item.thing)).pks.add(item.thing.pk)
            self.found.append((item, field, old, new, how))

    def settle(self):
        """Make a Change of each difference, and set the items' values to what they will be."""
        for item, field, old, new, how in self.found:
            change = self._change(item, field, old, new, **how)
            if change is None:
                continue
            item.changes.append(change)
            if change.takes_file:
                item.values[field] = new

    def _change(self, item, field, old, new, *, default=None, removes=False, new_words=None):
        """The Change of a difference, or None if the file says nothing here.

        `default` is whether it takes the file where nobody has decided, instead of what history says. `removes`: the
        file has no value, so only what a file gave is taken away.
        """
        past = self._past_of(type(item.thing))
        column = type(item.thing)._meta.get_field(field).attname
        file, ours = as_compared(new), as_compared(old)
        # A file of ours holds what the plan had when it was made, not what an import gave.
        base = UNKNOWN if self.is_ours else past.base(item.thing.pk, column)
        if base is UNKNOWN:
            if removes:
                return None
            since = default is None and file in past.ever(item.thing.pk, column)
        else:
            since = ours != base
        said = self.decisions.get(item.key, {}).get("take", {}).get(field)
        takes = (said == FILE) if said else (not since if default is None else default)
        label = LABELS.get(field) or field.replace("_", " ").capitalize()
        return Change(field, label, old, new, in_words(old), new_words or in_words(new), takes, since)


def in_words(value):
    """A value as text."""
    if value is None or value == "":
        return NOTHING
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return date_format(value, "j F Y")
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return str(value)
