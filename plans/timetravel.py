"""History, read: the one module besides the models that knows django-simple-history."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal

from django.apps import apps
from django.db import models
from django.db.models import Max, Min, OuterRef, Q, Subquery
from django.utils.formats import date_format
from django.utils.timezone import localtime

from .fields import ORDERS, PLAIN_WORDS, TO_BE_AGREED
from .figures import with_unit
from .templatetags.plain import place
from .wording import excerpt, pieces

# What has a page of history, by the word that stands in its address.
TRACKED = {
    "partnership": "partners.Partnership",
    "authority": "partners.Authority",
    "membership": "partners.Membership",
    "invitation": "partners.Invitation",
    "group": "partners.Group",
    "meeting": "partners.Meeting",
    "protocol": "partners.Protocol",
    "plan": "plans.Plan",
    "section": "plans.Section",
    "objective": "plans.StrategicObjective",
    "round": "plans.Round",
    "assessment": "plans.Assessment",
    "consultation": "plans.Consultation",
    "priority": "priorities.Priority",
    "criterion": "priorities.SuccessCriterion",
    "measurement": "priorities.Measurement",
    "hallmark": "actions.Hallmark",
    "action": "actions.Action",
    "update": "actions.Update",
    "record": "actions.Record",
    "duty": "actions.Duty",
}

# Why somebody came, got another role or left: told to who manages people, and to no other member.
ABOUT_PEOPLE = {"partners.Membership", "partners.Invitation"}

TOLD_OF_A_MOVE = {"action_id", "update_id", "asked_by_id", "asked_at", "decided_by_id", "decided_at"}
# Said by the row's own who, when and why.
TAKEN_BACK = {"taken_back_by_id", "taken_back_why"}

# What belongs to a thing's own story: the model, its field that names the thing, what its rows are called there, and
# which of their fields are not told.
PARTS = {
    "actions.Action": [
        ("actions.ActionPartner", "action_id", "supporting authority", {"action_id"}),
        ("actions.Update", "action_id", "update", {"action_id"}),
        ("actions.Undoing", "update__action_id", "correction", {"at"}),
        ("actions.DateMove", "action_id", "request for another due date", TOLD_OF_A_MOVE),
        ("actions.Evidence", "update__action_id", "piece of evidence", {"update_id", "stored", "size"}),
    ],
    "priorities.SuccessCriterion": [
        ("priorities.Measurement", "criterion_id", "measurement", {"criterion_id"}),
        ("priorities.CrimeLink", "criterion_id", "link to police figures", {"criterion_id"}),
    ],
    "plans.Assessment": [("priorities.AssessmentPlace", "assessment_id", "place", {"assessment_id"})],
    "plans.Consultation": [("priorities.ConsultationPlace", "consultation_id", "place", {"consultation_id"})],
    "partners.Group": [("partners.GroupMember", "group_id", "member", {"group_id"})],
    "partners.Meeting": [
        ("partners.Attendance", "meeting_id", "attendance", {"meeting_id"}),
        ("partners.AgendaItem", "meeting_id", "point of the agenda", {"meeting_id"}),
        ("actions.Record", "meeting_id", "record", {"meeting_id"}),
        ("actions.Passage", "meeting_id", "passage of the minutes", {"meeting_id", "place"}),
        ("actions.Sending", "pack__meeting_id", "pack sent", {"pack_id"}),
        ("actions.Correction", "minutes__meeting_id", "correction of the minutes", {"minutes_id", "corrected_at"}),
    ],
    "partners.Protocol": [("partners.ProtocolSignature", "protocol_id", "signature", {"protocol_id", *TAKEN_BACK})],
    "actions.Duty": [("actions.DutyDone", "duty_id", "piece of evidence", {"duty_id", *TAKEN_BACK})],
    "actions.Record": [
        ("actions.Answer", "record_id", "answer", {"record_id", "answered_at"}),
        ("actions.Settlement", "record_id", "settlement", {"record_id", "settled_at"}),
    ],
}

# What gives the priorities places: its model, that of its places, and their field that names it.
ASSESSED = [
    ("plans.Assessment", "priorities.AssessmentPlace", "assessment_id"),
    ("plans.Consultation", "priorities.ConsultationPlace", "consultation_id"),
]

# Said by a row's own who and when already, worked out from the rows themselves, or a name that says nothing to anybody.
SAID_ALREADY = {"accepted_by_id", "by_id", "recorded_at", "due_first", "due_moves", "document_stored"}


def history_of(label):
    """Every row of a model's history."""
    return apps.get_model(label).history.model._base_manager


def rows_as_at(moment, label):
    """The rows of a model as they stood at an aware moment: of each object the newest row of history up to then, unless
    that row is its deletion. A queryset of history rows; their `id` is the object's.
    """
    history = history_of(label)
    newest = history.filter(id=OuterRef("id"), history_date__lte=moment).order_by("-history_date", "-history_id")
    return history.filter(history_date__lte=moment, pk=Subquery(newest.values("pk")[:1])).exclude(history_type="-")


def row_as_at(moment, label, pk):
    """The row of history that a thing stood by at an aware moment; None if it was not there."""
    return rows_as_at(moment, label).filter(id=pk).first()


def row_of(thing, number):
    """The row of a thing's own history with that number, unless it is its deletion; None if there is none."""
    return thing.history.exclude(history_type="-").filter(history_id=number).first()


def newest_row(label, **of):
    """The number of the newest row in the history of such things; 0 if there is none."""
    return history_of(label).filter(**of).aggregate(newest=Max("history_id"))["newest"] or 0


HAPPENED = {"+": "added", "~": "changed", "-": "removed"}


def _actions_of(plan):
    """A condition for rows of history: that their action serves, or served, this plan."""
    priorities = history_of("priorities.Priority").filter(plan_id=plan.pk).order_by().values("id")
    hallmarks = history_of("actions.Hallmark").filter(plan_id=plan.pk).order_by().values("id")
    return Q(priority_id__in=priorities) | Q(hallmark_id__in=hallmarks)


def actions_ever(plan):
    """{id: [(a moment from which it was in the plan, until when or None)]} of every action that the plan ever had."""
    rows = history_of("actions.Action").filter(_actions_of(plan)).order_by("id", "history_date", "history_id")
    found = {}
    for pk, moment, happened, retired_at in rows.values_list("id", "history_date", "history_type", "retired_at"):
        times = found.setdefault(pk, [])
        there = bool(times) and times[-1][1] is None
        if happened != "-" and retired_at is None:
            if not there:
                times.append((moment, None))
        elif there:
            times[-1] = (times[-1][0], moment)
    return found


def actions_as_at(moment, plan):
    """The rows of the plan's actions as they stood then, without those that were retired."""
    return rows_as_at(moment, "actions.Action").filter(_actions_of(plan), retired_at=None)


def updates_ever(plan):
    """The rows of every update that was ever made to the plan's actions and not taken back, oldest first; `id` is the
    update's.
    """
    actions = history_of("actions.Action").filter(_actions_of(plan)).order_by().values("id")
    taken_back = history_of("actions.Undoing").filter(history_type="+").order_by().values("update_id")
    updates = history_of("actions.Update").filter(action_id__in=actions, history_type="+")
    return updates.exclude(id__in=taken_back).order_by("id")


def _rows_of(plan):
    """Every row of history that the plan's outline was ever made of: a queryset for each model."""
    mine = {"plan_id": plan.pk}
    priorities = history_of("priorities.Priority").filter(**mine).order_by().values("id")
    criteria = history_of("priorities.SuccessCriterion").filter(priority_id__in=priorities).order_by().values("id")
    authorities = history_of("partners.Authority").filter(partnership_id=plan.partnership_id).order_by().values("id")
    yield history_of("partners.Partnership").filter(id=plan.partnership_id)
    yield history_of("partners.Authority").filter(partnership_id=plan.partnership_id)
    yield history_of("plans.Plan").filter(id=plan.pk)
    yield history_of("plans.Section").filter(**mine)
    yield history_of("plans.StrategicObjective").filter(**mine)
    yield history_of("plans.Round").filter(**mine)
    for label, its_places, by in ASSESSED:
        found = history_of(label).filter(**mine)
        yield found
        yield history_of(its_places).filter(**{f"{by}__in": found.order_by().values("id")})
    yield history_of("priorities.Priority").filter(**mine)
    yield history_of("priorities.SuccessCriterion").filter(priority_id__in=priorities)
    yield history_of("priorities.Measurement").filter(criterion_id__in=criteria)
    yield history_of("actions.Hallmark").filter(**mine)
    yield history_of("actions.Action").filter(_actions_of(plan))
    yield history_of("actions.ActionPartner").filter(authority_id__in=authorities)
    updates = history_of("actions.Update").filter(authority_id__in=authorities)
    yield updates
    yield history_of("actions.Undoing").filter(update_id__in=updates.order_by().values("id"))


def begun(plan):
    """The moment at which the plan was first written down."""
    return plan.history.aggregate(m=Min("history_date"))["m"]


def changed_before(plan, moment):
    """The newest moment at or before this one at which something of the plan changed, or None."""
    found = [rows.filter(history_date__lte=moment).aggregate(m=Max("history_date"))["m"] for rows in _rows_of(plan)]
    return max(filter(None, found), default=None)


def changed_after(plan, moment):
    """The oldest moment after this one at which something of the plan changed, or None."""
    found = [rows.filter(history_date__gt=moment).aggregate(m=Min("history_date"))["m"] for rows in _rows_of(plan)]
    return min(filter(None, found), default=None)


@dataclass
class Difference:
    """A field's change, in words. `old` is None for something that was added.

    Of prose that was reworded, `excerpt` tells it word by word, as in `plans.wording`.
    """

    name: str
    label: str
    old: str | None
    new: str
    excerpt: list = field(default_factory=list)


@dataclass
class Change:
    """One row of history: who did what, when and why, and what it changed from and to.

    `earlier` is true if it gave the thing words that it does not have now (see `plans.restoring`).
    """

    moment: datetime
    by: object
    why: str
    happened: str
    what: str = ""
    differences: list[Difference] = field(default_factory=list)
    row: object = None
    earlier: bool = False

    @property
    def speaks_of(self):
        """The day that an update speaks of, or the last day of a measurement's period; None for anything else."""
        if not hasattr(self.row, "recorded_at"):
            return None
        return getattr(self.row, "speaks_of", None) or getattr(self.row, "ends_on", None)

    @property
    def article(self):
        return "an" if self.what[:1] in "aeiou" else "a"


def story(thing, until=None, *, of_people=False):
    """Everything that happened to a tracked thing and its parts, as a list of Change, newest first; up to a moment.

    A change that changed nothing (a save of the same values) is left out. The reasons of what is ABOUT_PEOPLE are told
    if `of_people` is true.
    """
    label = thing._meta.label
    changes = _changes(thing._meta.model, {"pk": thing.pk})
    for part, parent, what, leave_out in PARTS.get(label, []):
        changes += _changes(apps.get_model(part), {parent: thing.pk}, what=what, leave_out=leave_out)
    if until:
        changes = [change for change in changes if change.moment <= until]
    if label in ABOUT_PEOPLE and not of_people:
        changes = [replace(change, why="") for change in changes]
    return sorted(changes, key=lambda c: (c.moment, c.row.history_id), reverse=True)


def _changes(model, of, what="", leave_out=frozenset()):
    key = model._meta.pk.attname
    of = {key if name == "pk" else name: value for name, value in of.items()}
    rows = list(model.history.filter(**of).select_related("history_user").order_by(key, "history_date", "history_id"))
    fields = [f for f in model.history.model.tracked_fields if f.attname not in {key, *leave_out, *SAID_ALREADY}]
    names = names_for(fields, rows)
    found, before = [], None
    for row in rows:
        if before is not None and getattr(before, key) != getattr(row, key):
            before = None
        differences = list(differences_of(fields, names, before, row))
        if differences or row.history_type != "~":
            found.append(
                Change(
                    moment=row.history_date,
                    by=row.history_user,
                    why=row.history_change_reason or "",
                    happened=HAPPENED[row.history_type],
                    what=what,
                    differences=differences,
                    row=row,
                )
            )
        before = row
    return found


def names_for(fields, rows):
    """{field name: {id: the other object's name}}, one query for each foreign key that is used."""
    names = {}
    for each in fields:
        if isinstance(each, models.ForeignKey):
            ids = {getattr(row, each.attname) for row in rows} - {None}
            names[each.name] = {pk: str(o) for pk, o in each.related_model._base_manager.in_bulk(ids).items()}
    return names


def differences_of(fields, names, before, row):
    """What a row of history changed of the one before, None for the first: each Difference."""
    if row.history_type == "-":
        before = None
    for each in fields:
        new, label = getattr(row, each.attname), str(each.verbose_name)
        shown = _in_words(each, names, new, row)
        if before is None:
            if new not in (None, "", False):
                yield Difference(each.name, label, None, shown)
            continue
        old = getattr(before, each.attname)
        if old != new:
            told = excerpt(pieces(old, new)) if _is_prose(each) else []
            yield Difference(each.name, label, _in_words(each, names, old, before), shown, told)


def _is_prose(each):
    words = isinstance(each, models.CharField | models.TextField)
    return words and not each.choices and not each.null and each.name not in PLAIN_WORDS


def _in_words(each, names, value, row):
    if value is None or (value == "" and each.name in TO_BE_AGREED):
        return "not yet" if isinstance(each, models.DateTimeField) else "to be agreed"
    if value == "":
        return "nothing"
    if isinstance(each, models.ForeignKey):
        return names[each.name].get(value, f"{each.verbose_name} {value}, since removed")
    if each.choices:
        return str(dict(each.flatchoices).get(value, value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return with_unit(value, getattr(row, "unit", ""))
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "nothing"
    if each.name in ORDERS:
        return place(value)
    if isinstance(value, datetime):
        return date_format(localtime(value), "j F Y, H:i")
    if isinstance(value, date):
        return date_format(value, "j F Y")
    return str(value)
