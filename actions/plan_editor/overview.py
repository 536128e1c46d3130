"""Content of a plan for the editor, in a fixed number of queries."""

from collections import defaultdict

from plans.models import Section
from priorities.models import Priority, SuccessCriterion

from ..models import Action, Hallmark
from .kinds import PART_KINDS


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
    retired = [
        (kind, part)
        for kind in PART_KINDS.values()
        for part in kind.of_plan(plan, ever=True).exclude(retired_at=None).select_related(kind.link)
    ]
    moments = {(kind.key, part.pk, part.retired_at) for kind, part in retired}
    shown = [
        (kind, part)
        for kind, part in retired
        if (kind.link, getattr(part, f"{kind.link}_id"), part.retired_at) not in moments
    ]
    return sorted(shown, key=lambda pair: pair[1].retired_at, reverse=True)
