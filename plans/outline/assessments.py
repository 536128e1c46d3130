"""Strategic assessments and consultations in the outline, with their orders of the priorities."""

from collections import defaultdict
from operator import itemgetter

from django.db.models import F
from django.utils.translation import gettext, ngettext

from plans.figures import figure
from plans.templatetags.formatting import place

from .rows import NOT_RETIRED
from .shape import AssessmentOutline, ConsultationOutline, Outline

ASSESSMENT_FIELDS = ("id", "title", "prepared_on", "starts_on", "ends_on", "summary", "value_for_money_public", "link")
PRIVATE_FIELDS = ("value_for_money", "document_name")
CONSULTATION_FIELDS = ("id", "title", "starts_on", "ends_on", "asked_whom", "asked", "answered", "summary", "changed")


def assessments(rows, plan, priorities: list[int], *, private: bool) -> list[AssessmentOutline]:
    """[assessment] as in `plans.outline.build`, newest first, undated ones last.

    `rows` returns a model's rows, `priorities` are ids; `private` includes fields that are not public.
    """
    fields = ASSESSMENT_FIELDS + (PRIVATE_FIELDS if private else ())
    records = list(rows("plans.Assessment").filter(plan_id=plan.pk, **NOT_RETIRED).values(*fields))
    places = _places_by_source(rows, "priorities.AssessmentPlace", "assessment_id", records, priorities)
    return _newest_first(records, places, lambda each: each["prepared_on"])


def consultations(rows, plan, priorities: list[int]) -> list[ConsultationOutline]:
    """[consultation], in the same order."""
    records = list(rows("plans.Consultation").filter(plan_id=plan.pk, **NOT_RETIRED).values(*CONSULTATION_FIELDS))
    places = _places_by_source(
        rows, "priorities.ConsultationPlace", "consultation_id", records, priorities, asked_as=F("wording")
    )
    return _newest_first(records, places, lambda each: each["ends_on"] or each["starts_on"])


def _newest_first(records, places, date_of):
    for record in records:
        record["places"] = places[record["id"]]
    return sorted(records, key=lambda record: (str(date_of(record) or ""), record["id"]), reverse=True)


def _places_by_source(rows, label, foreign_key, records, priorities, **more_fields):
    """{assessment or consultation id: [{priority_id, place}]}, sorted by place, for the plan's priorities only."""
    place_rows = rows(label).filter(
        **{f"{foreign_key}__in": [record["id"] for record in records]}, priority_id__in=priorities
    )
    places = defaultdict(list)
    for row in place_rows.values(foreign_key, "priority_id", "place", **more_fields):
        places[row.pop(foreign_key)].append(row)
    for entries in places.values():
        entries.sort(key=itemgetter("place", "priority_id"))
    return places


def newest(outline, kind):
    """The newest of an outline's `assessments` or `consultations` that ranks the priorities, or None."""
    return next(filter(itemgetter("places"), outline.get(kind) or ()), None)


def unknown_to_either(*outlines: Outline) -> set[str]:
    """Kinds ("assessment", "consultation", "milestone") that an outline lacks because its edition's schema is older.

    Assessments and consultations also if the outlines are of different plans: those of another plan are no change to
    this one.
    """
    if len({each["plan"]["id"] for each in outlines}) > 1:
        return {"assessment", "consultation", *("milestone" for each in outlines if _knows_no_milestones(each))}
    unknown = {kind for kind in ("assessment", "consultation") for each in outlines if f"{kind}s" not in each}
    return unknown | {"milestone" for each in outlines if _knows_no_milestones(each)}


def _knows_no_milestones(outline):
    actions = (action for kind in ("priorities", "hallmarks") for part in outline[kind] for action in part["actions"])
    return any("milestones" not in action for action in actions)


def order_in_words(places, flat):
    """An order as text: 1st Burglary; 2nd Vehicle crime. `flat` comes from `plans.changes.diff.flatten`."""
    entries = [
        (place(entry["place"]), _priority_name(entry, flat["priority", entry["priority_id"]])) for entry in places
    ]
    return "; ".join(" ".join(pair) for pair in entries) or "none"


def _priority_name(entry, priority):
    return entry.get("asked_as") or priority["name"]


def days_of(record):
    """(from, to) of an assessment or a consultation, either a model instance or a dict from an outline."""
    return _value(record, "starts_on"), _value(record, "ends_on")


def _value(record, name):
    return record[name] if isinstance(record, dict) else getattr(record, name)


def answers_in_words(record):
    """Response rate as text: 502 of the 1,100 people who were asked answered (46%); "" if neither number is known."""
    asked, answered = _value(record, "asked"), _value(record, "answered")
    if asked is None and answered is None:
        return ""
    if answered is None:
        return ngettext(
            "%(number)s person was asked; number of answers not given",
            "%(number)s people were asked; number of answers not given",
            asked,
        ) % {"number": figure(asked)}
    numbers = {"number": figure(answered), "asked": figure(asked)}
    if asked is None:
        return ngettext(
            "%(number)s person answered; number asked not given",
            "%(number)s people answered; number asked not given",
            answered,
        ) % {"number": numbers["number"]}
    if not asked:
        return gettext("%(number)s of the %(asked)s people who were asked answered") % numbers
    numbers["share"] = round(100 * answered / asked)
    return gettext("%(number)s of the %(asked)s people who were asked answered (%(share)s%%)") % numbers
