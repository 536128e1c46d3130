"""What changed of an outline since a revision, by the history rows written since."""

from collections import defaultdict
from typing import NamedTuple

from django.apps import apps

from partners.history import EVERY, PLAN
from partners.models import Revision

from ..history.timetravel import history_of
from ..models import Plan
from .shape import Outline

# (kind, id) of a priority, hallmark or action.
Key = tuple[str, int]
# {kind of part: its list in an outline}
PARTS = {"priority": "priorities", "hallmark": "hallmarks"}
# The models whose rows change the content of a part and nothing else, with the columns that say of which, and what they
# are: the id of an action that may have moved, for one.
COLUMNS = {
    "actions.Action": {"id": "moved", "priority_id": "priority", "hallmark_id": "hallmark"},
    "actions.ActionPartner": {"action_id": "action"},
    "actions.Milestone": {"action_id": "action"},
    "actions.ActionAim": {"action_id": "action"},
    "actions.Update": {"action_id": "action"},
    "actions.Undoing": {"update_id": "update"},
    "priorities.SuccessCriterion": {"id": "criterion in plan", "priority_id": "priority with criteria"},
    "priorities.Measurement": {"criterion_id": "criterion"},
}
# What changes an outline although no plan is named with it: people's names, and the figures of an earlier plan.
CHANGES_ANY = {"partners.User", "priorities.SuccessCriterion", "priorities.Measurement"}
# After more revisions than this, the whole is built: it takes no longer.
MAX_REVISIONS = 200


class Changed(NamedTuple):
    """What of an outline has to be read again: all actions of some priorities and hallmarks, the other actions with
    these ids, and the criteria of the priorities with these ids.
    """

    parts: set[Key]
    actions: set[int]
    criteria_of: set[int]


def changed_since(plan: Plan, outline: Outline, revision: int) -> Changed | None:
    """What revisions after the one with this number may have changed in an outline; None if it may be anything.

    A row names the part to which an action or criterion belonged after it, the outline the one to which it belonged
    before. The outline must be sure to contain the revision.
    """
    revisions, labels = _written_since(plan, revision)
    if len(revisions) > MAX_REVISIONS or labels - COLUMNS.keys():
        return None
    touched = _touched(revisions, labels)
    criteria = {c["id"]: part["id"] for part in outline["priorities"] for c in part["criteria"]}
    continuing = any(c["continues"] for part in outline["priorities"] for c in part["criteria"])
    if continuing and touched["criterion"] - criteria.keys():
        return None  # it may be one of an earlier plan, whose figures are in a series with those of this plan
    parts = {
        (kind, part["id"])
        for kind, name in PARTS.items()
        for part in outline[name]  # type: ignore[literal-required]
        if part["id"] in touched[kind] or any(action["id"] in touched["moved"] for action in part["actions"])
    }
    criteria_of = touched["priority with criteria"] | {criteria[pk] for pk in touched["criterion"] & criteria.keys()}
    return Changed(parts, touched["action"], criteria_of)


def _written_since(plan, since):
    """(ids of the revisions whose rows may have changed the plan's outline, labels of the models of these rows)."""
    later = Revision.objects.filter(partnership=plan.partnership_id, number__gt=since).order_by()
    words_of_plan = {PLAN.format(plan.pk), PLAN.format(EVERY)}
    revisions, labels = set(), set()
    for pk, same_as, holds in later.values_list("pk", "same_as", "holds"):
        words = set(holds.split())
        of_models = {word[1:] for word in words if word[0] in "+~-"}
        if words & words_of_plan or of_models & CHANGES_ANY:
            revisions.add(same_as or pk)
            labels |= {
                label for label in of_models if label in CHANGES_ANY or apps.get_model(label).history_options.in_outline
            }
    return revisions, labels


def _touched(revisions, labels):
    """{what it is, as in COLUMNS: ids} of what the rows of these revisions name."""
    touched = defaultdict[str, set[int]](set)
    for label in labels:
        columns = COLUMNS[label]
        rows = history_of(label).filter(revision__in=revisions).order_by().values_list(*columns)
        for row in rows:
            for name, pk in zip(columns.values(), row, strict=True):
                touched[name].add(pk)
    if touched["update"]:
        updates = history_of("actions.Update").filter(id__in=touched["update"]).order_by()
        touched["action"].update(updates.values_list("action_id", flat=True))
    if touched["criterion in plan"]:
        aims = apps.get_model("actions.ActionAim")._base_manager.filter(criterion__in=touched["criterion in plan"])
        touched["action"].update(aims.values_list("action_id", flat=True))
        touched["criterion"] |= touched["criterion in plan"]
    return touched
