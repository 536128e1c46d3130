"""The outline: the whole plan as one tree of plain data, from which every page and file of the plan is made.

This is the one module that reads the plan downwards (`plan.priorities`, `priority.criteria`, `priority.actions`,
`action.updates`). Each level is fetched once and grouped in memory, so the number of queries does not depend on the
plan's size; rows are fetched as tuples and not as objects, because a plan may have thousands.
"""

from collections import Counter, defaultdict
from itertools import groupby
from operator import itemgetter

from django.apps import apps
from django.db.models import OuterRef, Subquery

from partners import clock

from .reading import EXCEPTIONS, LABEL, RANK, Reading, is_overdue, is_stale, reading

PUBLIC, PARTNERSHIP = "public", "partnership"
SIDES = ("victim", "location", "offender")


def outline(plan, *, audience):
    """The plan for an audience, PUBLIC or PARTNERSHIP, as it stands now.

    Returns a dict of plain data (dicts, lists, str, int, bool, Decimal, date, datetime, None):

        audience, made_at, today
        partnership   slug, name, area, contact, contact_phone, contact_email, notice
        plan          title, subtitle, period, strapline, starts_on, ends_on, last_updated_on, vision, mission, ...
        authorities   [{id, name, short_name, kind}]
        objectives    [{name, served}]
        sections      {key: {heading, body, body_after}}
        priorities    [{id, key, name, consultation_name, heading, assessment_order, consultation_order,
                        criteria: [criterion], actions: [action], tally}] in the assessment's order
        in_consultation_order   those priorities to which the consultation gave a place, in its order
        hallmarks     [{id, key, name, body, actions: [action], tally}]
        total         number of actions
        tally         {reading: number of actions}, and the same for each priority and hallmark
        gaps          {what: number} still to be agreed (partnership only)
        last_heard_on the date of the newest update, or None

    A criterion has its measurements, oldest first; an action its newest update. What the public may not see (who wrote,
    what happened, what is next, notes on measurements) is not in a public outline at all.
    """
    if audience not in (PUBLIC, PARTNERSHIP):
        raise ValueError(f"No audience {audience!r}")
    today = clock.today()
    authorities = _authorities(plan)
    by_id = {a["id"]: a for a in authorities}
    actions = _actions(plan, audience, by_id, today)
    priorities = _priorities(plan, audience, actions["priority"])
    hallmarks = _hallmarks(plan, actions["hallmark"])
    everything = [a for part in (*priorities, *hallmarks) for a in part["actions"]]
    result = {
        "audience": audience,
        "made_at": clock.now(),
        "today": today,
        "partnership": _fields(plan.partnership, "slug name area contact contact_phone contact_email notice"),
        "plan": _fields(
            plan,
            "id slug title subtitle period strapline starts_on ends_on last_updated_on vision mission "
            "objective_served measurement_note",
        ),
        "authorities": authorities,
        "objectives": list(plan.objectives.values("name", "served")),
        "sections": {s["key"]: s for s in plan.sections.values("key", "heading", "body", "body_after")},
        "priorities": priorities,
        "in_consultation_order": sorted(
            (p for p in priorities if p["consultation_order"]), key=itemgetter("consultation_order")
        ),
        "hallmarks": hallmarks,
        "total": len(everything),
        "tally": tally(everything),
        "last_heard_on": max((a["update"]["recorded_on"] for a in everything if a["update"]), default=None),
    }
    if audience == PARTNERSHIP:
        result["gaps"] = _gaps(priorities, everything)
    return result


def tally(actions):
    """{reading: number} in the order of Reading, without those of which there are none."""
    counts = Counter(map(itemgetter("reading"), actions))
    return {value: counts[value] for value in RANK if value in counts}


def _fields(thing, names):
    return {name: getattr(thing, name) for name in names.split()}


def _authorities(plan):
    fields = "id", "name", "short_name", "kind", "starts_on", "ends_on"
    return list(plan.partnership.authorities.order_by("position", "pk").values(*fields))


def _priorities(plan, audience, actions):
    criteria = _criteria(plan, audience)
    return [
        {
            **priority,
            "criteria": criteria[priority["id"]],
            "actions": actions[priority["id"]],
            "tally": tally(actions[priority["id"]]),
        }
        for priority in plan.priorities.values(
            "id", "key", "name", "consultation_name", "heading", "assessment_order", "consultation_order"
        )
    ]


def _hallmarks(plan, actions):
    return [
        {**hallmark, "actions": actions[hallmark["id"]], "tally": tally(actions[hallmark["id"]])}
        for hallmark in plan.hallmarks.values("id", "key", "name", "body")
    ]


def _criteria(plan, audience):
    """{priority id: [criterion]}"""
    SuccessCriterion = apps.get_model("priorities", "SuccessCriterion")
    measurements = _measurements(plan, audience)
    rows = SuccessCriterion.objects.filter(priority__plan=plan).values(
        "id", "priority_id", "kind", "wording", "laa", "placeholder",
        "unit", "direction", "baseline", "baseline_period", "target", "due_on",
    )  # fmt: skip
    found = defaultdict(list)
    for row in rows:
        row["measurements"] = measurements.get(row["id"], [])
        row["latest"] = row["measurements"][-1] if row["measurements"] else None
        found[row.pop("priority_id")].append(row)
    return found


def _measurements(plan, audience):
    """{criterion id: [measurement]}, oldest period first."""
    Measurement = apps.get_model("priorities", "Measurement")
    fields = ["criterion_id", "id", "starts_on", "ends_on", "value", "source", "recorded_at"]
    if audience == PARTNERSHIP:
        fields += ["note", "by__name"]
    rows = (
        Measurement.objects.filter(criterion__priority__plan=plan)
        .order_by("criterion_id", "ends_on", "recorded_at", "pk")
        .values(*fields)
    )
    return {key: list(group) for key, group in groupby(rows, itemgetter("criterion_id"))}


def _actions(plan, audience, authorities, today):
    """{"priority": {priority id: [action]}, "hallmark": {hallmark id: [action]}}"""
    Action = apps.get_model("actions", "Action")
    updates = _latest_updates(plan, audience)
    sentences = _latest_sentences(plan)
    supporting = _supporting(plan, authorities)
    found = {"priority": defaultdict(list), "hallmark": defaultdict(list)}
    for parent, kind in (("priority", "activity"), ("hallmark", "hallmark action")):
        rows = (
            Action.objects.filter(**{f"{parent}__plan": plan})
            .order_by("position", "pk")
            .values_list(f"{parent}_id", "id", "wording", "note", "lead_id", "due_on", "added_on", *SIDES)
        )
        for parent_id, pk, wording, note, lead_id, due_on, added_on, *sides in rows:
            update = updates.get(pk)
            status = update["status"] if update else None
            heard_on = update["recorded_on"] if update else added_on
            read = reading(status, due_on=due_on, heard_on=heard_on, today=today)
            found[parent][parent_id].append(
                {
                    "id": pk,
                    "kind": kind,
                    "wording": wording,
                    "note": note,
                    "lead": authorities.get(lead_id),
                    "supporting": supporting.get(pk, []),
                    "due_on": due_on,
                    "sides": [name for name, addressed in zip(SIDES, sides, strict=True) if addressed],
                    "status": status,
                    "reading": read,
                    "label": LABEL[read],
                    "overdue": is_overdue(status, due_on, today),
                    "stale": is_stale(status, heard_on, today),
                    "heard_on": heard_on,
                    "update": update,
                    "sentence": sentences.get(pk),
                }
            )
    return found


def _supporting(plan, authorities):
    """{action id: [authority]}"""
    ActionPartner = apps.get_model("actions", "ActionPartner")
    found = defaultdict(list)
    for action_id, authority_id in (
        ActionPartner.objects.filter(action__in=_ids(plan))
        .order_by("authority__position", "authority_id")
        .values_list("action_id", "authority_id")
    ):
        found[action_id].append(authorities[authority_id])
    return found


def _ids(plan):
    return apps.get_model("actions", "Action").objects.in_plan(plan).order_by().values("pk")


def _newest(plan, **only):
    """The newest update of each action of the plan, among those that fit: one probe of the index for each action."""
    Action = apps.get_model("actions", "Action")
    Update = apps.get_model("actions", "Update")
    newest = Update.objects.filter(action=OuterRef("pk"), **only).order_by("-recorded_at", "-pk")
    actions = Action.objects.in_plan(plan).order_by().annotate(newest=Subquery(newest.values("pk")[:1]))
    return Update.objects.filter(pk__in=actions.values("newest")).order_by()


def _latest_updates(plan, audience):
    """{action id: its newest update}; for the public no more than its status and its dates."""
    if audience == PUBLIC:
        rows = _newest(plan).values_list("action_id", "status", "speaks_of", "recorded_at")
        return {
            action_id: {"status": status, "speaks_of": speaks_of, "recorded_on": clock.date_of(recorded_at)}
            for action_id, status, speaks_of, recorded_at in rows
        }
    rows = _newest(plan).values_list(
        "action_id", "id", "status", "speaks_of", "recorded_at",
        "happened", "public", "next", "by__name", "authority__short_name", "on_behalf",
    )  # fmt: skip
    names = ("id", "status", "speaks_of", "recorded_at", "happened", "public", "next", "by", "authority", "on_behalf")
    found = {}
    for action_id, *values in rows:
        update = dict(zip(names, values, strict=True))
        update["recorded_on"] = clock.date_of(update["recorded_at"])
        found[action_id] = update
    return found


def _latest_sentences(plan):
    """{action id: its newest sentence for the public, with its date}, which may be older than its newest update."""
    rows = _newest(plan, public__gt="").values_list("action_id", "public", "speaks_of")
    return {action_id: {"words": words, "speaks_of": speaks_of} for action_id, words, speaks_of in rows}


def _gaps(priorities, actions):
    """How many leads, dates, sides and figures are still to be agreed: {what: number}, only those above none."""
    open_actions = [a for a in actions if a["reading"] not in (Reading.COMPLETE, Reading.WITHDRAWN)]
    criteria = [c for p in priorities for c in p["criteria"] if not c["placeholder"]]
    gaps = {
        "lead authorities": sum(a["lead"] is None for a in open_actions),
        "due dates": sum(a["due_on"] is None for a in open_actions),
        "sides of the crime triangle": sum(a["kind"] == "activity" and not a["sides"] for a in open_actions),
        "baselines": sum(c["baseline"] is None for c in criteria),
        "targets": sum(c["target"] is None for c in criteria),
    }
    return {what: number for what, number in gaps.items() if number}


def exceptions(actions):
    """Those that a meeting looks at first: off track, overdue, not updated, in this order, the longest due first."""
    found = [a for a in actions if a["reading"] in EXCEPTIONS]
    return sorted(found, key=lambda a: (RANK[a["reading"]], a["due_on"] or a["heard_on"]))
