"""What a plan's strategic assessments found and its consultations said, as the outline tells it."""

from collections import defaultdict
from operator import itemgetter

from .templatetags.plain import place

STANDS = {"retired_at": None}
ASSESSMENT = ("id", "title", "prepared_on", "starts_on", "ends_on", "summary", "value_for_money_public", "link")
OF_THE_PARTNERSHIP = ("value_for_money", "document_name")
CONSULTATION = ("id", "title", "starts_on", "ends_on", "asked_whom", "asked", "answered", "summary", "changed")


def assessments(rows, plan, priorities, *, private):
    """[assessment], the newest first and after them those of no said day, as in `plans.outline`.

    `rows` gives a model's rows, `priorities` are ids; with `private` also what is not for the public.
    """
    fields = ASSESSMENT + (OF_THE_PARTNERSHIP if private else ())
    found = list(rows("plans.Assessment").filter(plan_id=plan.pk, **STANDS).values(*fields))
    places = _places(rows, "priorities.AssessmentPlace", "assessment_id", found, priorities, ())
    return _newest_first(found, places, lambda each: each["prepared_on"])


def consultations(rows, plan, priorities):
    """[consultation], likewise."""
    found = list(rows("plans.Consultation").filter(plan_id=plan.pk, **STANDS).values(*CONSULTATION))
    places = _places(rows, "priorities.ConsultationPlace", "consultation_id", found, priorities, ("words",))
    return _newest_first(found, places, lambda each: each["ends_on"] or each["starts_on"])


def _newest_first(found, places, day_of):
    for each in found:
        each["places"] = places[each["id"]]
    return sorted(found, key=lambda each: (str(day_of(each) or ""), each["id"]), reverse=True)


def _places(rows, label, by, found, priorities, more):
    """{its id: [{priority_id, place}]}, in that order, of the priorities that the plan has."""
    asked = rows(label).filter(**{f"{by}__in": [each["id"] for each in found]}, priority_id__in=priorities)
    given = defaultdict(list)
    for row in asked.values(by, "priority_id", "place", *more):
        given[row.pop(by)].append(row)
    for each in given.values():
        each.sort(key=itemgetter("place", "priority_id"))
    return given


def newest(outline, kind):
    """The newest of an outline's `assessments` or `consultations` that gave the priorities places; None if none did."""
    return next(filter(itemgetter("places"), outline.get(kind) or ()), None)


def unknown_to_either(*outlines):
    """The kinds of these that one of some outlines does not know: it is of an edition from before there were any.

    Those of another plan are no change of this one either.
    """
    if len({each["plan"]["id"] for each in outlines}) > 1:
        return {"assessment", "consultation"}
    return {kind for kind in ("assessment", "consultation") for each in outlines if f"{kind}s" not in each}


def order_in_words(places, flat):
    """The places that were given, in words: 1st Burglary; 2nd Vehicle crime. `flat` is of `plans.changes.flatten`."""
    told = [(place(each["place"]), _called(each, flat["priority", each["priority_id"]])) for each in places]
    return "; ".join(" ".join(pair) for pair in told) or "none"


def _called(given, priority):
    return given.get("words") or priority["name"]


def days_of(thing):
    """(from, to) of an assessment or a consultation, a model's object or an outline's."""
    if isinstance(thing, dict):
        return thing["starts_on"], thing["ends_on"]
    return thing.starts_on, thing.ends_on


def answers_in_words(thing):
    """502 of the 1,100 people who were asked answered (46%); "" where neither number was said."""
    if not isinstance(thing, dict):
        thing = {"asked": thing.asked, "answered": thing.answered}
    asked, answered = thing["asked"], thing["answered"]
    if asked is None and answered is None:
        return ""
    if answered is None:
        return f"{_people(asked)} asked; it is not said how many answered"
    if asked is None:
        return f"{answered:,} {'person' if answered == 1 else 'people'} answered; it is not said how many were asked"
    share = f" ({round(100 * answered / asked)}%)" if asked else ""
    return f"{answered:,} of the {asked:,} people who were asked answered{share}"


def _people(number):
    return f"{number:,} {'person was' if number == 1 else 'people were'}"
