"""Priority orders of the strategic assessment and the consultation, compared with the effort on each priority.

Effort is the number of actions not withdrawn, because nobody records hours; every page says so.
The newest order entered counts, or else the order printed in the plan.
"""

from collections import Counter
from typing import Any

from django.utils.translation import gettext

from partners.languages import in_english, still_english
from plans.templatetags.formatting import place

from .assessments import newest
from .shape import Outline, PriorityOutline

# Priority fields with the printed order and name, used if no assessment or consultation was entered.
PRINTED_ORDER_FIELDS = {
    "assessments": ("assessment_order", ""),
    "consultations": ("consultation_order", "consultation_name"),
}


def compared(outline: Outline) -> dict[str, Any] | None:
    """Both orders and the effort as plain data; None if the outline has neither order.

    assessment, consultation   the source of each order, from the outline; None for an order printed in the plan
    assessed, consulted        whether the order exists
    total                      number of actions that serve a priority
    rows    [{id, key, number, name, asked_as, assessed, consulted, actions, complete, leads, share}] in plan order.
            `number` is the place in the plan; `assessed` and `consulted` are {place, joint} or None; `asked_as` is the
            consultation's name for it; `leads` counts the lead authorities of its actions; `share` is % of `total`
    sentences   the main findings as text
    """
    priorities = outline["priorities"]
    sources, places = dict[str, Any](), dict[str, dict]()
    for kind in PRINTED_ORDER_FIELDS:
        sources[kind] = newest(outline, kind)
        places[kind] = _places_by_priority(priorities, sources[kind], *PRINTED_ORDER_FIELDS[kind])
    if not any(places.values()):
        return None
    rows = [_priority_row(number, p, places) for number, p in enumerate(priorities, 1)]
    total = sum(row["actions"] for row in rows)
    for row in rows:
        row["share"] = round(100 * row["actions"] / total) if total else 0
    result = {
        "assessment": sources["assessments"],
        "consultation": sources["consultations"],
        "assessed": bool(places["assessments"]),
        "consulted": bool(places["consultations"]),
        "total": total,
        "rows": rows,
    }
    with in_english():
        sentences = list(_sentences(result))
    return result | {"sentences": [still_english(sentence) for sentence in sentences]}


def _places_by_priority(priorities, source, field, name_field):
    """{priority id: {place, joint, asked_as}} for one order."""
    if source:
        entries = {each["priority_id"]: (each["place"], each.get("asked_as", "")) for each in source["places"]}
    else:
        entries = {p["id"]: (p[field], p[name_field] if name_field else "") for p in priorities if p[field]}
    shared = Counter(number for number, _ in entries.values())
    return {pk: {"place": n, "joint": shared[n] > 1, "asked_as": name} for pk, (n, name) in entries.items()}


def _priority_row(number: int, priority: PriorityOutline, places: dict[str, dict]) -> dict[str, Any]:
    assessed, consulted = (places[kind].get(priority["id"]) for kind in PRINTED_ORDER_FIELDS)
    actions = [a for a in priority["actions"] if a["effective_status"] != "withdrawn"]
    return {
        "id": priority["id"],
        "key": priority["key"],
        "number": number,
        "name": priority["name"],
        "asked_as": (consulted or {}).get("asked_as", ""),
        "assessed": assessed,
        "consulted": consulted,
        "actions": len(actions),
        "complete": sum(a["effective_status"] == "complete" for a in actions),
        "leads": len({a["lead"]["id"] for a in actions if a["lead"]}),
    }


def put(ranked):
    """Place as text: 2nd, joint 2nd, not named."""
    if ranked is None:
        return gettext("not named")
    text = place(ranked["place"])
    return gettext("joint %(place)s") % {"place": text} if ranked["joint"] else text


def _sentences(result):
    """Sentences on people's first priority, the most actions, and the widest gap between the orders."""
    rows, total = result["rows"], result["total"]
    if result["consulted"]:
        ranked = sorted((row for row in rows if row["consulted"]), key=lambda row: row["consulted"]["place"])
        for row in ranked:
            if row["consulted"]["place"] == ranked[0]["consulted"]["place"] and len(ranked) > 1:
                yield f"People put “{row['asked_as'] or row['name']}” {put(row['consulted'])}; {_effort(row, result)}."
    most = max((row["actions"] for row in rows), default=0)
    for row in rows:
        if row["actions"] == most > 0 and _consultation_place(row) != 1:
            yield f"Most actions, {most} of {total}, serve “{row['name']}”{_ranks_clause(row, result)}."
    yield from _widest_gap_sentences(rows)


def _consultation_place(row):
    return row["consulted"] and row["consulted"]["place"]


def _effort(row, result):
    number, total = row["actions"], result["total"]
    effort = f"the plan gives it {number} of {total} actions" if total else "the plan has no actions yet"
    if not result["assessed"]:
        return effort
    if row["assessed"] is None:
        return f"the strategic assessment does not name it, and {effort}"
    if row["assessed"] == row["consulted"] | {"asked_as": ""}:
        return f"so does the strategic assessment, and {effort}"
    return f"the strategic assessment puts it {put(row['assessed'])}, and {effort}"


def _ranks_clause(row, result):
    ranks = [
        f"the strategic assessment puts {put(row['assessed'])}" if row["assessed"] else "",
        f"people put {put(row['consulted'])}" if row["consulted"] else "",
    ]
    text = " and ".join(filter(None, ranks))
    return f", which {text}" if text else ", which neither names" if result["consulted"] else ""


def _widest_gap_sentences(rows):
    """Sentences on the one or two widest gaps between people and the assessment, if two places or more."""
    both = [row for row in rows if row["assessed"] and row["consulted"]]
    apart = {row["id"]: abs(row["assessed"]["place"] - row["consulted"]["place"]) for row in both}
    most = max(apart.values(), default=0)
    farthest = [row for row in both if apart[row["id"]] == most]
    if most < 2 or len(farthest) > 2:
        return
    for row in farthest:
        yield (
            f"Evidence and public opinion differ most on “{row['name']}”: {put(row['assessed'])} in the "
            f"strategic assessment, {put(row['consulted'])} for the people who were asked."
        )
