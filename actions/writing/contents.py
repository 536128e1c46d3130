"""Content of a plan for the editor, in a fixed number of queries."""

from collections import defaultdict

from actions.models import Action, Hallmark
from plans.models import Section
from priorities.models import Priority, SuccessCriterion

from .kinds import KINDS, kind_of


def contents(plan):
    """{sections, priorities: [(priority, [headline], [associated], [activity])], hallmarks: [(hallmark, [action])]}"""
    criteria, actions = defaultdict(list), defaultdict(list)
    for one in SuccessCriterion.objects.filter(priority__plan=plan).select_related("reporter"):
        criteria[one.priority_id, one.kind].append(one)
    for one in Action.objects.in_plan(plan).select_related("lead"):
        actions[one.priority_id, one.hallmark_id].append(one)
    headline, associated = SuccessCriterion.Kind
    return {
        "sections": list(Section.objects.filter(plan=plan)),
        "priorities": [
            (p, criteria[p.pk, headline], criteria[p.pk, associated], actions[p.pk, None])
            for p in Priority.objects.filter(plan=plan)
        ],
        "hallmarks": [(h, actions[None, h.pk]) for h in Hallmark.objects.filter(plan=plan)],
    }


def retired_things(plan):
    """[(Kind, part)] of retired parts, newest first, without those retired together with their parent."""
    criteria = SuccessCriterion.ever.filter(priority__plan=plan).select_related("priority", "merged_into")
    found = [
        thing
        for things in (
            Section.ever.filter(plan=plan),
            Priority.ever.filter(plan=plan).select_related("merged_into"),
            Hallmark.ever.filter(plan=plan),
            criteria,
            Action.ever.in_plan(plan).select_related("priority", "hallmark", "merged_into"),
        )
        for thing in things.exclude(retired_at=None)
    ]
    together = {(kind_of(t).word, t.pk, t.retired_at) for t in found if isinstance(t, Priority | Hallmark)}

    def left_with_another(thing):
        kind = kind_of(thing)
        parents = [word for word, one in KINDS.items() if one.model is kind.parent]
        return any((word, getattr(thing, f"{kind.link}_id"), thing.retired_at) in together for word in parents)

    alone = [(kind_of(thing), thing) for thing in found if not left_with_another(thing)]
    return sorted(alone, key=lambda pair: pair[1].retired_at, reverse=True)
