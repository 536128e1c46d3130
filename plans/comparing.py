"""What the strategic assessment puts first, what those who were asked put first, and where the effort goes.

Effort is counted in actions that were not withdrawn, because nobody counts the hours: every page says so.
An order is the newest that there is; where nobody entered one, it is the order that the plan itself prints.
"""

from collections import Counter

from .assessed import newest
from .templatetags.plain import place

# The place that a priority's own fields give it, in a plan whose assessment or consultation nobody entered.
PRINTED = {"assessments": ("assessment_order", ""), "consultations": ("consultation_order", "consultation_name")}


def compared(outline):
    """Both orders beside each other and beside the effort, as plain data; None where there is neither order.

    assessment, consultation   of the outline, whose orders these are; None where the plan prints it itself
    assessed, consulted        whether there is such an order
    total                      number of actions that serve a priority
    rows    [{id, key, number, name, words, assessed, consulted, actions, complete, leads, share}] in the plan's
            order. `number` is the place there; `assessed` and `consulted` are {place, joint} or None; `words` are
            the consultation's; `leads` is how many authorities lead its actions; `share` is per cent of `total`
    sentences   what is most telling, in words
    """
    priorities = outline["priorities"]
    found, places = {}, {}
    for kind in PRINTED:
        found[kind] = newest(outline, kind)
        places[kind] = _places(priorities, found[kind], *PRINTED[kind])
    if not any(places.values()):
        return None
    rows = [_row(number, p, places) for number, p in enumerate(priorities, 1)]
    total = sum(row["actions"] for row in rows)
    for row in rows:
        row["share"] = round(100 * row["actions"] / total) if total else 0
    told = {
        "assessment": found["assessments"],
        "consultation": found["consultations"],
        "assessed": bool(places["assessments"]),
        "consulted": bool(places["consultations"]),
        "total": total,
        "rows": rows,
    }
    return told | {"sentences": list(_sentences(told))}


def _places(priorities, given, field, name):
    """{priority id: {place, joint, words}} of an order."""
    if given:
        found = {each["priority_id"]: (each["place"], each.get("words", "")) for each in given["places"]}
    else:
        found = {p["id"]: (p[field], p[name] if name else "") for p in priorities if p[field]}
    shared = Counter(number for number, _ in found.values())
    return {pk: {"place": n, "joint": shared[n] > 1, "words": words} for pk, (n, words) in found.items()}


def _row(number, priority, places):
    assessed, consulted = (places[kind].get(priority["id"]) for kind in PRINTED)
    actions = [a for a in priority["actions"] if a["reading"] != "withdrawn"]
    return {
        "id": priority["id"],
        "key": priority["key"],
        "number": number,
        "name": priority["name"],
        "words": (consulted or {}).get("words", ""),
        "assessed": assessed,
        "consulted": consulted,
        "actions": len(actions),
        "complete": sum(a["reading"] == "complete" for a in actions),
        "leads": len({a["lead"]["id"] for a in actions if a["lead"]}),
    }


def put(given):
    """A place in words: 2nd, joint 2nd, not named."""
    if given is None:
        return "not named"
    return f"{'joint ' if given['joint'] else ''}{place(given['place'])}"


def _sentences(told):
    """What people put first and last, what gets most, and where the two orders are farthest apart."""
    rows, total = told["rows"], told["total"]
    if told["consulted"]:
        asked = sorted((row for row in rows if row["consulted"]), key=lambda row: row["consulted"]["place"])
        for row in asked:
            if row["consulted"]["place"] == asked[0]["consulted"]["place"] and len(asked) > 1:
                yield f"People put “{row['words'] or row['name']}” {put(row['consulted'])}; {_gets(row, told)}."
    most = max((row["actions"] for row in rows), default=0)
    for row in rows:
        if row["actions"] == most > 0 and _first(row) != 1:
            yield f"Most actions, {most} of {total}, serve “{row['name']}”{_stands(row, told)}."
    yield from _farthest(rows)


def _first(row):
    return row["consulted"] and row["consulted"]["place"]


def _gets(row, told):
    number, total = row["actions"], told["total"]
    effort = f"the plan gives it {number} of {total} actions" if total else "the plan has no actions yet"
    if not told["assessed"]:
        return effort
    if row["assessed"] is None:
        return f"the strategic assessment does not name it, and {effort}"
    if row["assessed"] == row["consulted"] | {"words": ""}:
        return f"so does the strategic assessment, and {effort}"
    return f"the strategic assessment puts it {put(row['assessed'])}, and {effort}"


def _stands(row, told):
    stands = [
        f"the strategic assessment puts {put(row['assessed'])}" if row["assessed"] else "",
        f"people put {put(row['consulted'])}" if row["consulted"] else "",
    ]
    found = " and ".join(filter(None, stands))
    return f", which {found}" if found else ", which neither names" if told["consulted"] else ""


def _farthest(rows):
    """Where people and the assessment differ most, if by two places at least."""
    both = [row for row in rows if row["assessed"] and row["consulted"]]
    apart = {row["id"]: abs(row["assessed"]["place"] - row["consulted"]["place"]) for row in both}
    most = max(apart.values(), default=0)
    farthest = [row for row in both if apart[row["id"]] == most]
    if most < 2 or len(farthest) > 2:
        return
    for row in farthest:
        yield (
            f"The two differ most on “{row['name']}”: {put(row['assessed'])} in the strategic assessment, "
            f"{put(row['consulted'])} for the people who were asked."
        )
