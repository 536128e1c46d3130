"""What anybody can see to be wrong with the record without a receipt: [sentence], empty if nothing is."""

from collections import defaultdict

from django.apps import apps
from django.db.models import F

from partners.immutable_tables import unprotected
from partners.models import Rewriting
from plans.editions.chain import broken_links
from plans.exports.formats import damaged_files

from ..models import Plan
from ..serialization import sha256_of
from .fingerprints import history_models, revisions_of
from .receipts import official_models

SHOWN = 5


def faults_of_site(past):
    """What is wrong with the whole: triggers, the door, rows of history, and what stands now against it."""
    faults = some([f"The table {table} is not protected: run migrate" for table in unprotected()], "Tables")
    faults += [
        f"A removal of personal details, “{each}”, is not closed since {each.opened_at}: history can be rewritten"
        for each in Rewriting.objects.filter(closed_at=None)
    ]
    return faults + past.lost + [fault for label in history_models() for fault in unlike_history(label)]


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
    faults, expected, moment, by_id = [], 1, None, {}
    for each in revisions_of(partnership.pk):
        by_id[each["id"]] = each
        if each["number"] != expected:
            missing = f"{expected}" if each["number"] == expected + 1 else f"{expected} to {each['number'] - 1}"
            faults.append(f"{partnership}: revision {missing} is missing")
        if moment and each["moment"] <= moment:
            faults.append(f"{partnership}: revision {each['number']} is dated before the one before it")
        held = {word for word in each["holds"].split() if word[0] in "+~-"}
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


def unlike_history(label):
    """Rows of a tracked model that are not as the newest row of their history says."""
    model, history = apps.get_model(label), history_models()[label]
    columns = [field.attname for field in history.tracked_fields]
    newest = {}
    rows = history._base_manager.order_by("history_id").values_list("history_type", *columns)
    for happened, *row in rows.iterator(2000):
        values = dict(zip(columns, row, strict=True))
        newest[values["id"]] = None if happened == "-" else hash(tuple(map(str, row)))
    found = dict.fromkeys((pk for pk, row in newest.items() if row is not None), "is missing, and its history has it")
    for row in model._base_manager.values_list(*columns).iterator(2000):
        pk = dict(zip(columns, row, strict=True))["id"]
        if newest.get(pk) == hash(tuple(map(str, row))):
            del found[pk]
        else:
            found[pk] = "is not as its history says" if newest.get(pk) else "is there, and its history has not added it"
    name = str(model._meta.verbose_name).capitalize()
    faults = [f"{name} {pk} {what}" for pk, what in sorted(found.items())]
    return some(faults, name)


def some(faults, name):
    """The first faults of one kind, and how many more there are."""
    return faults[:SHOWN] + [f"{name}: {len(faults) - SHOWN} more like this"] * (len(faults) > SHOWN)
