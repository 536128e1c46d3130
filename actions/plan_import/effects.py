"""Effects of imports on the plan, read from the history rows of their revisions."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.utils.translation import gettext

from partners.models import Authority
from plans.history.registry import tracked_models
from plans.models import Section
from priorities.models import Priority, SuccessCriterion

from ..models import Action, Hallmark, SheetMapping, Update

# What an import gives the partnership rather than the plan: it stays when the import is undone.
STAYS = (Authority, SheetMapping)
COUNTED = (Section, Priority, Hallmark, SuccessCriterion, Action, Update)


@dataclass
class Effects:
    """What an import did in the end, as {model: [ids]}, the whole before its parts. `stays` are new as well."""

    made: dict = field(default_factory=dict)
    changed: dict = field(default_factory=dict)
    removed: dict = field(default_factory=dict)
    stays: dict = field(default_factory=dict)

    def made_in_words(self):
        """1 priority and 12 actions; "" for nothing."""
        return _in_words(self.made)

    def changed_in_words(self):
        """2 actions; "" for nothing. An action whose supporting authorities changed counts."""
        return _in_words(self.changed)

    def names(self):
        """[(model's plural, the names of what was made)] of what is counted."""
        counted = [(model, self.made[model]) for model in COUNTED if model in self.made]
        return [(model._meta.verbose_name_plural, _names(model, ids)) for model, ids in counted]

    def authorities(self):
        """Names of the authorities that it added, which stay in the list of the partnership."""
        return _names(Authority, self.stays.get(Authority, ()))


def effects_of(plan_imports):
    """[(PlanImport, its Effects)], in one query for each model of which any of them wrote a row."""
    revisions = [each.revision for each in plan_imports]
    held = {word[1:] for revision in revisions for word in revision.holds.split()}
    effects = {revision.pk: Effects() for revision in revisions}
    for model in tracked_models():
        if model._meta.label not in held:
            continue
        types = defaultdict(str)
        rows = model.history.filter(revision__in=effects).order_by("history_id")
        for revision, pk, row_type in rows.values_list("revision_id", "id", "history_type"):
            types[revision, pk] += row_type
        for (revision, pk), row_types in types.items():
            if name := _effect(model, row_types):
                getattr(effects[revision], name).setdefault(model, []).append(pk)
    return [(each, effects[each.revision_id]) for each in plan_imports]


def _effect(model, row_types):
    """Name of the Effects' field for a thing with these history rows, such as "+~"; None for no effect in the end."""
    if row_types[0] == "+":
        if row_types[-1] == "-":
            return None
        return "stays" if model in STAYS else "made"
    if model in STAYS:
        return None
    return "removed" if row_types[-1] == "-" else "changed"


def _names(model, ids):
    return [str(each) for each in model._base_manager.filter(pk__in=ids).order_by("pk")]


def _in_words(things):
    """{model: [ids]} as text: 1 priority, 2 success criteria and 12 actions."""
    counts = [(model._meta, len(things[model])) for model in COUNTED if model in things]
    words = [f"{n} {gettext(str(meta.verbose_name if n == 1 else meta.verbose_name_plural))}" for meta, n in counts]
    if len(words) < 2:
        return "".join(words)
    return gettext("%(first)s and %(last)s") % {"first": ", ".join(words[:-1]), "last": words[-1]}
