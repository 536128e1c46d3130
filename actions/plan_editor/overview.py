"""Content of a plan for the editor, in a fixed number of queries."""

from collections import defaultdict

from plans.models import Section
from priorities.models import Priority, SuccessCriterion

from ..models import Action, Hallmark
from .kinds import PART_KINDS, kind_of


def contents(plan):
    """{sections, priorities: [(priority, [headline], [associated], [activity])], hallmarks: [(hallmark, [action])]}"""
    criteria, actions = defaultdict(list), defaultdict(list)
    for row in SuccessCriterion.objects.filter(priority__plan=plan).select_related("reporter"):
        criteria[row.priority_id, row.kind].append(row)
    for row in Action.objects.in_plan(plan).select_related("lead"):
        actions[row.priority_id, row.hallmark_id].append(row)
    headline, associated = SuccessCriterion.Kind
    return {
        "sections": list(Section.objects.filter(plan=plan)),
        "priorities": [
            (p, criteria[p.pk, headline], criteria[p.pk, associated], actions[p.pk, None])
            for p in Priority.objects.filter(plan=plan)
        ],
        "hallmarks": [(h, actions[None, h.pk]) for h in Hallmark.objects.filter(plan=plan)],
    }


def retired_parts(plan):
    """[(Kind, part)] of retired parts, newest first, without those retired together with their parent."""
    criteria = SuccessCriterion.all_objects.filter(priority__plan=plan).select_related("priority", "merged_into")
    retired = [
        part
        for rows in (
            Section.all_objects.filter(plan=plan),
            Priority.all_objects.filter(plan=plan).select_related("merged_into"),
            Hallmark.all_objects.filter(plan=plan),
            criteria,
            Action.all_objects.in_plan(plan).select_related("priority", "hallmark", "merged_into"),
        )
        for part in rows.exclude(retired_at=None)
    ]
    together = {(kind_of(t).key, t.pk, t.retired_at) for t in retired if isinstance(t, Priority | Hallmark)}

    def retired_with_parent(part):
        kind = kind_of(part)
        parents = [key for key, other in PART_KINDS.items() if other.model is kind.parent]
        return any((key, getattr(part, f"{kind.link}_id"), part.retired_at) in together for key in parents)

    shown = [(kind_of(part), part) for part in retired if not retired_with_parent(part)]
    return sorted(shown, key=lambda pair: pair[1].retired_at, reverse=True)
