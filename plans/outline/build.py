"""The outline: the whole plan as one tree of plain data, the source of every page and file of the plan.

Only this module, and those that it calls, read the plan downwards (`plan.priorities`, `priority.criteria`,
`priority.actions`, `action.updates`). Each level is fetched once and grouped in memory, so the number of queries does
not depend on the plan's size; rows are plain values, not model instances, because a plan may have thousands.

The same code serves the present and the past: `rows` returns a model's rows, current or as at a moment.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial
from operator import itemgetter

from django.apps import apps
from django.db.models import Exists, F, OuterRef, Q, Subquery

from partners import clock
from plans.history.timetravel import rows_as_at

from ..models import Plan
from ..soft_delete import Retirable
from ..status import EXCEPTIONS, NEWEST_FIRST, RANK, answer_wanted_since, answered_on, status_on
from . import assessments
from .criteria import criteria_by_priority
from .decided import changes_by_action, decided_about_parts, pending_of
from .milestones import aims_by_action, milestone_on, milestones_by_action
from .rows import NOT_RETIRED, ids_of, rows_now, user_names
from .shape import ActionOutline, ConsultedPriority, Outline, PriorityOutline
from .totals import add_totals, tally, totals_of

PUBLIC, PARTNERSHIP = "public", "partnership"
SIDES = ("victim", "location", "offender")


class NotThereYet(Exception):
    """The plan did not exist at that moment."""


def outline(plan: Plan, *, audience: str, as_at: datetime | None = None) -> Outline:
    """The plan for an audience, PUBLIC or PARTNERSHIP, now or as at an aware datetime.

    Returns plain data: dicts, lists, str, int, bool, Decimal, date, datetime, None; `plans.outline.shape` has its keys.

    A public outline contains nothing the public may not see: authors, what happened, was achieved or is next, notes on
    measurements, small numbers (see `figures.without_small_numbers`).

    Raises NotThereYet for a moment before the plan existed, ValueError for an unknown audience.
    """
    if audience not in (PUBLIC, PARTNERSHIP):
        raise ValueError(f"No audience {audience!r}")
    rows = rows_now if as_at is None else partial(rows_as_at, as_at)
    made_at = as_at or clock.now()
    today = clock.date_of(made_at)
    authorities = _authorities(rows, plan)
    plan_fields = _fields_of_one(rows, "plans.Plan", plan.pk, PLAN)
    priorities, hallmarks = _priorities_and_hallmarks(
        rows, plan, audience, {a["id"]: a for a in authorities}, (plan_fields["starts_on"], today)
    )
    result: Outline = {
        "audience": audience,
        "made_at": made_at,
        "today": today,
        "partnership": _fields_of_one(rows, "partners.Partnership", plan.partnership_id, PARTNERSHIP_FIELDS),
        "plan": plan_fields,
        "authorities": authorities,
        "objectives": _plan_parts(rows, plan, "plans.StrategicObjective", OBJECTIVE),
        "sections": {s["key"]: s for s in _plan_parts(rows, plan, "plans.Section", SECTION)},
        "priorities": priorities,
        "in_consultation_order": in_consultation_order(priorities),
        "assessments": assessments.assessments(rows, plan, ids_of(priorities), private=audience == PARTNERSHIP),
        "consultations": assessments.consultations(rows, plan, ids_of(priorities)),
        "hallmarks": hallmarks,
        "total": 0,
        "tally": {},
        "last_heard_on": None,
    }
    parts = (totals_of(part, plan_fields) for part in (*priorities, *hallmarks))
    add_totals(result, parts, with_gaps=audience == PARTNERSHIP)
    return result


def _priorities_and_hallmarks(rows, plan, audience, authorities, days):
    """Both kinds of parts of the plan, with their actions. `days` is (first day of the plan, today)."""
    priorities = _plan_parts(rows, plan, "priorities.Priority", PRIORITY)
    hallmarks = _plan_parts(rows, plan, "actions.Hallmark", HALLMARK)
    private = audience == PARTNERSHIP
    criteria = criteria_by_priority(rows, plan.partnership_id, authorities, days, priorities, private=private)
    serves = Q(priority_id__in=ids_of(priorities)) | Q(hallmark_id__in=ids_of(hallmarks))
    scope = rows("actions.Action").filter(serves, **NOT_RETIRED, **({"private": False} if audience == PUBLIC else {}))
    actions = actions_by_part(rows, audience, authorities, status_days(rows, plan, days[1]), scope)
    for part in priorities:
        part["criteria"] = criteria[part["id"]]
    begun = days[0] <= days[1]
    for kind, parts in (("priority", priorities), ("hallmark", hallmarks)):
        if audience == PARTNERSHIP:
            decided = decided_about_parts(rows, kind, parts, authorities, follow=begun)
        for part in parts:
            if audience == PARTNERSHIP:
                part["decided"] = decided.get(part["id"], [])
            part["actions"] = actions[kind][part["id"]]
            part["tally"] = tally(part["actions"])
    return priorities, hallmarks


def action_outline(plan: Plan, pk: int, *, as_at: datetime | None = None, retired: bool = False) -> dict | None:
    """One action as in a partnership's outline, now or as at an aware datetime, by a constant number of queries.

    Its update has the authority's full name, `serves` is its priority or hallmark, and `sentence` is left out. None if
    it was not in the plan then; `retired` looks for one that has left the plan as well.
    """
    rows = rows_now if as_at is None else partial(rows_as_at, as_at)
    days = status_days(rows, plan, clock.date_of(as_at or clock.now()))
    in_plan = {} if retired else NOT_RETIRED
    authorities = {a["id"]: a for a in _authorities(rows, plan)}
    parts = {
        kind: rows(label).filter(plan_id=plan.pk, **in_plan).order_by()
        for kind, label in (("priority", "priorities.Priority"), ("hallmark", "actions.Hallmark"))
    }
    in_parts = Q(priority_id__in=parts["priority"].values("id")) | Q(hallmark_id__in=parts["hallmark"].values("id"))
    scope = rows("actions.Action").filter(in_parts, id=pk, **in_plan)
    if not scope.exists():
        return None
    by_part = actions_by_part(rows, PARTNERSHIP, authorities, days, scope, only=pk)
    [(kind, part, action)] = [(kind, part, one) for kind in by_part for part, [one] in by_part[kind].items()]
    del action["sentence"]
    return {**action, "serves": parts[kind].values("id", "key", "name").get(id=part)}


# Fields of each model, with the ordering where there is one.
PARTNERSHIP_FIELDS = ("id", "slug", "name", "area", "contact", "contact_phone", "contact_email", "colour", "notice")
PLAN = (
    "id", "slug", "title", "subtitle", "period", "strapline", "starts_on", "ends_on", "last_updated_on",
    "vision", "mission", "objective_served", "measurement_note", "continues",
)  # fmt: skip
AUTHORITY = ("id", "name", "short_name", "kind", "starts_on", "ends_on")
OBJECTIVE = (("position", "id"), ("id", "name", "served"))
SECTION = (("position", "id"), ("id", "key", "heading", "body", "body_after", "continues"))
PRIORITY = (
    ("position", F("assessment_order").asc(nulls_last=True), "id"),
    ("id", "key", "name", "consultation_name", "heading", "assessment_order", "consultation_order", "continues"),
)
HALLMARK = (("position", "id"), ("id", "key", "name", "body", "continues"))
ACTION = (
    "id", "wording", "note", "lead_id", "lead_words", "lead_words_public", "due_on", "due_words", "due_first",
    "due_moves", "added_on", "own_reference", "continues",
)  # fmt: skip
ACTION_PRIVATE = ("private_note", "private")


def _fields_of_one(rows, label, pk, fields):
    for row in rows(label).filter(id=pk).values(*fields):
        return row
    raise NotThereYet


def _authorities(rows, plan):
    authorities = rows("partners.Authority").filter(partnership_id=plan.partnership_id)
    return list(authorities.order_by("position", "id").values(*AUTHORITY))


def _plan_parts(rows, plan, label, order_and_fields):
    order, fields = order_and_fields
    records = rows(label).filter(plan_id=plan.pk)
    if issubclass(apps.get_model(label), Retirable):
        records = records.filter(**NOT_RETIRED)
    return list(records.order_by(*order).values(*fields))


def in_consultation_order(priorities: Iterable[PriorityOutline]) -> list[ConsultedPriority]:
    placed = sorted((p for p in priorities if p["consultation_order"]), key=itemgetter("consultation_order"))
    return [{"id": p["id"], "name": p["consultation_name"] or p["name"]} for p in placed]


def status_days(rows, plan, today):
    """(today, date since which every open action needs an update)"""
    rounds = rows("plans.Round").filter(plan_id=plan.pk).values_list("opens_on", "due_on", "grace_days")
    graces = [(opens_on, due_on + timedelta(days=grace_days)) for opens_on, due_on, grace_days in rounds]
    return today, answer_wanted_since(graces, today)


def actions_by_part(rows, audience, authorities, days, scope, only=None, narrow=False):
    """{"priority": {priority id: [action]}, "hallmark": {hallmark id: [action]}} of the actions in scope.

    `days` is as in `status_days`; `only` the id if there is one action; `narrow` says that the scope is not the plan.
    """
    today, wanted_since = days
    private = ACTION_PRIVATE if audience == PARTNERSHIP else ()
    actions = list(scope.order_by("position", "id").values("priority_id", "hallmark_id", *ACTION, *private, *SIDES))
    # By their ids: a database that is given a condition instead may read the rows of all partnerships.
    updates, sentences, supporting = _updates_and_partners(rows, audience, scope, authorities, only, narrow)
    milestones = milestones_by_action(rows, ids_of(actions), for_public=audience == PUBLIC)
    aims = aims_by_action(rows, ids_of(actions))
    decided = changes_by_action(rows, today, scope, actions) if audience == PARTNERSHIP else {}
    by_parent: dict[str, defaultdict] = {"priority": defaultdict(list), "hallmark": defaultdict(list)}
    for row in actions:
        pk, update, parent = row["id"], updates.get(row["id"]), "priority" if row["priority_id"] else "hallmark"
        dates = {"answered_on": answered_on(update), "added_on": row["added_on"], "due_on": row["due_on"]}
        status = update and update["status"]
        by_parent[parent][row[f"{parent}_id"]].append(
            {
                "id": pk,
                "kind": "activity" if row["priority_id"] else "hallmark action",
                "wording": row["wording"],
                "note": row["note"],
                "lead": authorities.get(row["lead_id"]),
                "lead_words": row["lead_words"] if private or row["lead_words_public"] else "",
                "supporting": supporting.get(pk, []),
                "due_on": row["due_on"],
                "due_words": row["due_words"],
                "due_first": row["due_first"],
                "due_moves": row["due_moves"],
                "sides": [side for side in SIDES if row[side]],
                **status_on(today, wanted_since, status=status, **dates),
                "milestones": [milestone_on(today, status, each) for each in milestones.get(pk, ())],
                "aims": aims.get(pk, []),
                "update": update,
                "sentence": sentences.get(pk),
                "own_reference": row["own_reference"],
                "continues": row["continues"],
                **({name: row[name] for name in ("lead_words_public", *private)} if private else {}),
                **({"decided": _pending(decided, row, authorities)} if private else {}),
            }
        )
    return by_parent


def _updates_and_partners(rows, audience, scope, authorities, only, narrow):
    """What belongs to the actions in scope, each as {action id: …}: newest updates, newest sentences for the public and
    supporting authorities.
    """
    updates = _latest_updates(rows, audience, scope, authorities, name="name" if only else "short_name")
    sentences = {} if only else _latest_sentences(rows, scope, updates if narrow else {})
    of_scope = {"action_id": only} if only else {"action_id__in": scope.order_by().values("id")} if narrow else {}
    return updates, sentences, _supporting(rows, authorities, **of_scope)


def _pending(decided, row, authorities):
    """What is decided of an action and not yet in the plan."""
    changes = [change for pk in (row["id"], row["continues"]) for change in decided.get(pk, ())]
    return pending_of(changes, authorities) if changes else []


def _supporting(rows, authorities, **only):
    """{action id: [supporting authority]}, in the partnership's order, for all of its actions that match `only`."""
    place = {pk: n for n, pk in enumerate(authorities)}
    supporters = defaultdict(list)
    partners = rows("actions.ActionPartner").filter(authority_id__in=list(authorities), **only)
    for action_id, authority_id in partners.order_by().values_list("action_id", "authority_id"):
        supporters[action_id].append(authority_id)
    return {
        action_id: [authorities[pk] for pk in sorted(ids, key=place.__getitem__)]
        for action_id, ids in supporters.items()
    }


def _newest(rows, scope, **only):
    """Newest update of each action in scope that matches `only` and was not undone; one index probe per action."""
    updates = rows("actions.Update")
    not_undone = ~Exists(rows("actions.Undoing").filter(update_id=OuterRef("id")))
    newest = updates.filter(not_undone, action_id=OuterRef("id"), **only).order_by(*NEWEST_FIRST).values("pk")[:1]
    return updates.filter(pk__in=scope.order_by().annotate(newest=Subquery(newest)).values("newest")).order_by()


def _latest_updates(rows, audience, scope, authorities, name):
    """{action id: newest update}, with this `name` of its authority; only status and dates for the public."""
    if audience == PUBLIC:
        told = ("status", "speaks_of", "brought_in")
        return {
            action_id: dict(zip(told, values, strict=True)) | {"recorded_on": clock.date_of(recorded_at)}
            for action_id, recorded_at, *values in _newest(rows, scope).values_list("action_id", "recorded_at", *told)
        }
    names = (
        "id", "status", "speaks_of", "recorded_at", "happened", "achieved", "public", "next", "brought_in", "by_id",
        "authority_id",
    )  # fmt: skip
    updates = {}
    for action_id, on_behalf, *values in _newest(rows, scope).values_list("action_id", "on_behalf", *names):
        update = dict(zip(names, values, strict=True))
        update["on_behalf"] = on_behalf
        update["recorded_on"] = clock.date_of(update["recorded_at"])
        update["authority"] = authorities[update.pop("authority_id")][name]
        updates[action_id] = update
    people = user_names(rows, {update["by_id"] for update in updates.values()})
    for update in updates.values():
        update["by"] = people[update.pop("by_id")]
    return updates


def _latest_sentences(rows, scope, newest):
    """{action id: {public_text, speaks_of}} of the newest public sentence, maybe older than the newest update.

    The `newest` updates of all actions in scope, if given, spare a query where each has such a sentence.
    """
    if newest and all(update.get("public") for update in newest.values()):
        return {pk: {"public_text": each["public"], "speaks_of": each["speaks_of"]} for pk, each in newest.items()}
    updates = _newest(rows, scope, public__gt="").values_list("action_id", "public", "speaks_of")
    return {action_id: {"public_text": text, "speaks_of": speaks_of} for action_id, text, speaks_of in updates}


def exceptions(actions: Iterable[ActionOutline]) -> list[ActionOutline]:
    """Actions a meeting looks at first: off track, then overdue, then not updated; the longest due first."""
    urgent = [a for a in actions if a["effective_status"] in EXCEPTIONS]
    return sorted(urgent, key=lambda a: (RANK[a["effective_status"]], a["due_on"] or a["heard_on"]))
