"""Which priorities and hallmarks of an outline changed since a revision, by the history rows written since."""

from collections import defaultdict

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
# The models whose rows change the content of a part and nothing else, with the kind of each column that says of which.
COLUMNS = {
    "actions.Action": {"id": "action", "priority_id": "priority", "hallmark_id": "hallmark"},
    "actions.ActionPartner": {"action_id": "action"},
    "actions.Update": {"action_id": "action"},
    "actions.Undoing": {"update_id": "update"},
    "priorities.SuccessCriterion": {"id": "criterion", "priority_id": "priority"},
    "priorities.Measurement": {"criterion_id": "criterion"},
}
# What changes an outline although no plan is named with it: people's names, and the figures of an earlier plan.
CHANGES_ANY = {"partners.User", "priorities.SuccessCriterion", "priorities.Measurement"}
# After more revisions than this, the whole is built: it takes no longer.
MAX_REVISIONS = 200


def changed_parts(plan: Plan, outline: Outline, *, since: int) -> set[Key] | None:
    """Keys of the parts of an outline that revisions after number `since` may have changed; None if it all may have.

    A row names the part to which an action or criterion belonged after it, the outline the one to which it belonged
    before. The outline must be sure to contain revision `since`.
    """
    revisions, labels = _written_since(plan, since)
    if len(revisions) > MAX_REVISIONS or labels - COLUMNS.keys():
        return None
    touched = _touched(revisions, labels)
    criteria = {c["id"]: c for part in outline["priorities"] for c in part["criteria"]}
    if touched["criterion"] - criteria.keys() and any(c["continues"] for c in criteria.values()):
        return None  # it may be one of an earlier plan, whose figures are in a series with those of this plan
    return {
        (kind, part["id"])
        for kind, name in PARTS.items()
        for part in outline[name]  # type: ignore[literal-required]
        if part["id"] in touched[kind]
        or any(action["id"] in touched["action"] for action in part["actions"])
        or any(criterion["id"] in touched["criterion"] for criterion in part.get("criteria", ()))
    }


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
    """{kind: ids} of what the rows of these revisions, of models in COLUMNS, name."""
    touched = defaultdict(set)
    for label in labels:
        columns = COLUMNS[label]
        rows = history_of(label).filter(revision__in=revisions).order_by().values_list(*columns)
        for row in rows:
            for kind, pk in zip(columns.values(), row, strict=True):
                touched[kind].add(pk)
    if touched["update"]:
        updates = history_of("actions.Update").filter(id__in=touched["update"]).order_by()
        touched["action"].update(updates.values_list("action_id", flat=True))
    return touched
