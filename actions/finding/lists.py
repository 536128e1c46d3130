"""What the lists hold: the actions, updates and records that were asked for, in order, and how many of each sort."""

from collections import Counter
from datetime import datetime, time

from django.db.models import Count, OuterRef, Prefetch, Q, Subquery
from django.utils import timezone

from partners import clock
from plans.models import Round
from plans.reading import CLOSED, RANK, reading

from ..models import Action, ActionPartner, Record, Update, attach_latest
from .words import holding


def begin_of(day):
    return timezone.make_aware(datetime.combine(day, time.min))


def end_of(day):
    return timezone.make_aware(datetime.combine(day, time.max))


class Actions:
    """The actions of a plan. A reading comes from the calendar, so it is worked out here, by the one rule, from four
    values of each action; only those on the page are fetched whole.
    """

    noun = "action"

    def __init__(self, form):
        said = form.said
        found = _readings(_actions(form.plan, said), form.plan) if form.plan else []
        self.tally = _in_order(Counter(row["reading"] for row in found))
        if "reading" in said:
            found = [row for row in found if row["reading"] == said["reading"]]
        self.keys = [row["pk"] for row in sorted(found, key=ORDERS[said.get("sort", "")])]

    def __len__(self):
        return len(self.keys)

    def __getitem__(self, part):
        keys = self.keys[part]
        actions = Action.objects.filter(pk__in=keys).with_latest_update().for_list()
        partners = Prefetch(
            "partners", ActionPartner.objects.select_related("authority").order_by("authority__position")
        )
        found = {action.pk: action for action in attach_latest(actions.prefetch_related(partners))}
        for action in found.values():
            action.supporting = [partner.authority for partner in action.partners.all()]
        return [found[key] for key in keys if key in found]


def _actions(plan, said):
    actions = Action.objects.in_plan(plan)
    if "words" in said:
        actions = holding(actions, said["words"], "wording", "note")
    if authority := said.get("authority"):
        supports = Q(pk__in=ActionPartner.objects.filter(authority=authority).values("action"))
        part = {"lead": Q(lead=authority), "supporting": supports}
        actions = actions.filter(part.get(said.get("part"), Q(lead=authority) | supports))
    gaps = {"lead": Q(lead=None), "date": Q(due_on=None), "sides": Q(priority__isnull=False, **_sides(False))}
    if "gap" in said:
        actions = actions.filter(gaps[said["gap"]])
    if "side" in said:
        actions = actions.filter(**{said["side"]: True})
    named = {"priority": "priority", "hallmark": "hallmark", "due_from": "due_on__gte", "due_to": "due_on__lte"}
    actions = actions.filter(**{lookup: said[name] for name, lookup in named.items() if name in said})
    newest = Update.objects.standing().filter(action=OuterRef("pk")).order_by("-pk")
    actions = actions.annotate(
        said=Subquery(newest.values("status")[:1]), heard=Subquery(newest.values("recorded_at")[:1])
    )
    return actions.filter(said=said["status"]) if "status" in said else actions


def _sides(value):
    return dict.fromkeys(Action.SIDES, value)


def _readings(actions, plan):
    today = clock.today()
    wanted_since = Round.objects.answers_wanted_since([plan.pk], today)[plan.pk]
    place = ("priority__position", "priority__assessment_order", "hallmark__position", "position")
    rows = list(actions.order_by(*place, "pk").values("pk", "said", "heard", "due_on", "added_on", "priority"))
    for number, row in enumerate(sorted(rows, key=lambda row: row["priority"] is None)):
        heard_on = row["heard"] = clock.date_of(row["heard"]) if row["heard"] else row["added_on"]
        row["place"] = number
        row["reading"] = reading(
            row["said"], due_on=row["due_on"], heard_on=heard_on, today=today, wanted_since=wanted_since
        )
    return rows


def _due_first(row):
    return (row["due_on"] is None, row["due_on"] and row["due_on"].toordinal(), row["place"])


ORDERS = {
    "": _due_first,
    "worst": lambda row: (RANK[row["reading"]], *_due_first(row)),
    "silent": lambda row: (row["said"] in CLOSED, row["heard"], row["place"]),
    "plan": lambda row: row["place"],
}


def _in_order(counts):
    return {key: counts[key] for key in RANK if counts[key]}


class Counted:
    """A queryset whose length is known from the tally."""

    def __init__(self, queryset, by):
        self.queryset = queryset
        counted = queryset.order_by().values_list(by).annotate(n=Count("pk"))
        self.tally = dict(counted)

    def __len__(self):
        return sum(self.tally.values())

    def __getitem__(self, part):
        return list(self.queryset[part])


class Updates(Counted):
    """The updates that stand, the newest first."""

    noun = "update"

    def __init__(self, form):
        said = form.said
        updates = Update.objects.in_partnership(form.partnership).standing()
        if "words" in said:
            updates = holding(updates, said["words"], "happened", "achieved", "public", "next")
        named = {"authority": said.get("authority"), "by": said.get("by"), "status": said.get("status")}
        updates = between(updates, said, "recorded_at").filter(**{k: v for k, v in named.items() if v})
        related = ("by", "authority", "action__priority", "action__hallmark", "action__lead")
        super().__init__(updates.select_related(*related).order_by("-pk"), "status")
        self.tally = _in_order(Counter(self.tally))


def between(queryset, said, field):
    """Those whose moment lies on or between the days `from` and `to`, of which each may be missing."""
    if "from" in said:
        queryset = queryset.filter(**{f"{field}__gte": begin_of(said["from"])})
    return queryset.filter(**{f"{field}__lte": end_of(said["to"])}) if "to" in said else queryset


class Decisions(Counted):
    """What meetings decided and whom they challenged, the newest first; what they noted if it is asked for."""

    noun = "record"

    def __init__(self, form):
        said = form.said
        records = Record.objects.in_partnership(form.partnership)
        shown = [said["kind"]] if "kind" in said else [Record.Kind.DECISION, Record.Kind.CHALLENGE]
        records = with_ends(records.filter(kind__in=shown))
        if "words" in said:
            records = holding(records, said["words"], "words", "answer__words", "settlement__words")
        if "state" in said:
            records = records.filter(STATE[said["state"]])
        if authority := said.get("authority"):
            records = records.filter(Q(challenged=authority) | Q(made__lead=authority))
        if "group" in said:
            records = records.filter(meeting__group=said["group"])
        if "meeting" in said:
            records = records.filter(meeting=said["meeting"])
        records = between(records, said, "meeting__starts_at")
        super().__init__(for_list(records).order_by("-meeting__starts_at", "-pk"), "kind")

    def __getitem__(self, part):
        records = super().__getitem__(part)
        for record in records:
            record.became = end_of_record(record).capitalize()
            record.asked = record.challenged or (record.made and record.made.lead)
        return records


def with_ends(records):
    """Each with `made_status`: what was last said of the action made from it."""
    newest = Update.objects.standing().filter(action=OuterRef("made")).order_by("-pk")
    return records.annotate(made_status=Subquery(newest.values("status")[:1]))


DONE = Q(settlement__isnull=False) | Q(made_status__in=CLOSED)
STATE = {
    "answered": Q(answer__isnull=False),
    "settled": Q(kind=Record.Kind.DECISION) & DONE,
    "open": Q(kind=Record.Kind.CHALLENGE, answer__isnull=True)
    | Q(kind=Record.Kind.DECISION, settlement__isnull=True)
    & (Q(follow_up=True) & Q(made__isnull=True) | Q(made__isnull=False))
    & (Q(made_status__isnull=True) | ~Q(made_status__in=CLOSED)),
}


def for_list(records):
    related = (
        "meeting__group", "item", "priority", "hallmark", "action", "challenged", "made__lead", "by",
        "answer__authority", "answer__by", "settlement__by",
    )  # fmt: skip
    return records.select_related(*related)


def end_of_record(record):
    """What became of a record, as one of STATES, or "" if nothing was to become of it."""
    if hasattr(record, "answer"):
        return "answered"
    if hasattr(record, "settlement") or record.made_status in CLOSED:
        return "settled"
    return "open" if record.challenged_id or record.follow_up or record.made_id else ""
