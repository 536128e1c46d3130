"""What anybody can see to be wrong with the record without a receipt: [sentence], empty if nothing is."""

from collections import defaultdict
from heapq import merge
from itertools import groupby
from operator import itemgetter

from django.apps import apps
from django.db.models import Exists, F, OuterRef

from partners.immutable_tables import unprotected
from partners.models import Departure, Revision, Rewriting
from plans.editions.chain import broken_links
from plans.exports.formats import damaged_files

from ..models import Plan
from ..serialization import sha256_of
from .fingerprints import history_models, revisions_of
from .receipts import official_models

SHOWN = 5


def faults_of_site():
    """What is wrong with the whole: triggers, the door, rows of history, and what stands now against it."""
    faults = some([f"The table {table} is not protected: run migrate" for table in unprotected()], "Tables")
    faults += [
        f"A removal of personal details, “{each}”, is not closed since {each.opened_at}: history can be rewritten"
        for each in Rewriting.objects.filter(closed_at=None)
    ]
    faults += [
        f"The departure of {each} is not closed since {each.opened_at}: rows of history can be deleted"
        for each in Departure.objects.filter(closed_at=None)
    ]
    for label in history_models():
        faults += [*rows_without_revision(label), *unlike_history(label)]
    return faults


def faults_of(partnership, past):
    """What is wrong with a partnership's editions, packs, minutes and revisions."""
    faults = []
    for plan in Plan.objects.filter(partnership=partnership).select_related("partnership").order_by("pk"):
        faults += [f"{edition}: {what}" for edition, what in broken_links(plan)]
        faults += [f"{file}: its bytes are not those that were made" for file in damaged_files(plan)]
    return faults + frozen_faults(partnership) + meeting_faults(partnership) + revision_faults(partnership, past)


def frozen_faults(partnership):
    """Frozen texts other than editions: packs and minutes."""
    models = [model for model in official_models() if model.official.payload and model.official.kind != "edition"]
    return [
        f"{row}: its words are not those that were frozen"
        for model in models
        for row in model.objects.in_partnership(partnership).order_by("pk").iterator(10)
        if sha256_of(getattr(row, model.official.payload)) != row.sha256
    ]


def meeting_faults(partnership):
    """Closed meetings without minutes, and packs that are missing between others."""
    meetings = apps.get_model("partners.Meeting").objects.in_partnership(partnership).order_by("pk")
    # Of those that were not held on the screen the site has none.
    without = meetings.filter(state="closed", minutes=None).exclude(started_at=F("closed_at"))
    faults = [f"{each}: its minutes are missing" for each in without]
    faults += [
        f"{each}: it has minutes and is not closed" for each in meetings.exclude(minutes=None).exclude(state="closed")
    ]
    numbers = defaultdict(list)
    packs = apps.get_model("actions.Pack").objects.in_partnership(partnership)
    for meeting, number in packs.order_by("number").values_list("meeting", "number"):
        numbers[meeting].append(number)
    for meeting in meetings.filter(pk__in=numbers):
        if numbers[meeting.pk] != list(range(1, len(numbers[meeting.pk]) + 1)):
            faults.append(f"{meeting}: a pack is missing before pack {numbers[meeting.pk][-1]}")
    return faults


def revision_faults(partnership, past):
    """Gaps in the numbers of revisions, moments out of order, and rows of history that a revision says it has."""
    faults, expected, moment, by_id, known = [], 1, None, {}, history_models()
    for each in revisions_of(partnership.pk):
        by_id[each["id"]] = each
        if each["number"] != expected:
            missing = f"{expected}" if each["number"] == expected + 1 else f"{expected} to {each['number'] - 1}"
            faults.append(f"{partnership}: revision {missing} is missing")
        if moment and each["moment"] <= moment:
            faults.append(f"{partnership}: revision {each['number']} is dated before the one before it")
        # A later release, whose tables these are, may have histories that this one cannot read.
        held = {word for word in each["holds"].split() if word[0] in "+~-" and word[1:] in known}
        if not each["same_as_id"] and held != past.holds[each["id"]]:
            gone, more = _as_text(held - past.holds[each["id"]]), _as_text(past.holds[each["id"]] - held)
            faults.append(
                f"{partnership}: revision {each['number']}: missing from history: {gone}; not its own: {more}"
            )
        expected, moment = each["number"] + 1, each["moment"]
    return faults


def _as_text(held):
    """Words of a revision's `holds` as text: "added update, changed action"."""
    verbs = {"+": "added", "~": "changed", "-": "deleted"}
    words = (f"{verbs[word[0]]} {apps.get_model(word[1:])._meta.verbose_name}" for word in sorted(held))
    return ", ".join(words) or "none"


def rows_without_revision(label):
    """Rows of a history whose revision is missing."""
    history = history_models()[label]
    there = Revision.objects.filter(pk=OuterRef("revision_id"))
    lost = history._base_manager.exclude(revision_id=None).filter(~Exists(there)).order_by("history_id")
    name = str(history.instance_type._meta.verbose_name_plural)
    faults = [f"History of {name}, row {row}: its revision is missing" for row in lost.values_list("pk", flat=True)]
    return some(faults, f"History of {name}")


def unlike_history(label):
    """Rows of a tracked model that are not as the newest row of their history says.

    Both are read side by side in the order of their ids: there may be millions.
    """
    model, history = apps.get_model(label), history_models()[label]
    columns = ["id", *(field.attname for field in history.tracked_fields if field.attname != "id")]
    rows = history._base_manager.order_by("id", "history_id").values_list(*columns, "history_type").iterator(2000)
    told = ((*list(versions)[-1], True) for _, versions in groupby(rows, itemgetter(0)))
    there = ((*row, "", False) for row in model._base_manager.order_by("pk").values_list(*columns).iterator(2000))
    name, faults = str(model._meta.verbose_name).capitalize(), []
    for pk, pair in groupby(merge(told, there, key=itemgetter(0)), itemgetter(0)):
        sides = {of_history: (happened, list(map(str, row))) for *row, happened, of_history in pair}
        happened, said = sides.get(True, ("-", None))
        if False not in sides:
            fault = "" if happened == "-" else "is missing, and its history has it"
        elif happened == "-":
            fault = "is there, and its history has not added it"
        else:
            fault = "" if sides[False][1] == said else "is not as its history says"
        faults += [f"{name} {pk} {fault}"] * bool(fault)
    return some(faults, name)


def some(faults, name):
    """The first faults of one kind, and how many more there are."""
    return faults[:SHOWN] + [f"{name}: {len(faults) - SHOWN} more like this"] * (len(faults) > SHOWN)
