"""The minutes: what a meeting did, as one tree of plain data, put together from what was recorded.

While the meeting is in progress this is made anew each time they are read. Closing freezes it (see `closing`), and the
same templates print the frozen one.
"""

from collections import defaultdict

from partners import clock
from partners.models import AgendaItem
from partners.quorum import quorum_of, seniors_of
from plans.outline import exceptions
from plans.reading import in_words

from .matters import matters_arising

SCHEMA = 1

OPENING, CLOSING, OTHER = "opening", "closing", "other"

# The titles of points that the minutes have although the agenda does not name them.
UNNAMED = {
    AgendaItem.Kind.MATTERS.value: "Matters arising",
    AgendaItem.Kind.REVIEW.value: "Review of the plan",
    OTHER: "Also recorded",
}


def minutes_of(meeting):
    """The minutes as they write themselves, by a number of queries that is always the same. A dict of plain data:

    schema, partnership {slug, name, area, colour, notice}
    meeting     {id, group, kind, starts_at, ends_at, place, in_public, started_at, closed_at}
    attendance  [{authority, short_name, state, label, represented_by, senior}], in the partnership's order
    quorum      {needed: number or None, present: number, met: bool or None}
    seniors     {needed: number, missing: [name of an authority], met}
    opening, closing   the writers' own words, in Markdown
    points      [{place, kind, title, agenda: what the agenda says of it, words: the writers' own, records: [record],
                  parts: [part], matters: [matter], reviewed}] in the agenda's order and then, if there is something
                 to tell: matters arising, the review of the plan, what was recorded of the meeting as a whole
    actions     [the same as `made` of a record] that were made at the meeting
    next        {starts_at, place} of the group's next meeting, or None

    record      {id, kind, label, words, follow_up, public, challenged: name or None, answer, settled, made}
    answer, settled   {words, said_on, by} or None
    made        {id, wording, lead: name or None, due_on} or None
    part        {kind, id, name, records, actions: [{id, wording, label, reading, lead, records}]}: a priority or a
                hallmark of which something was recorded, in the plan's order; only at the review
    matter      {record, words, kind, raised_on, about, waits_for, became, told, lead, due_on, action}
    reviewed    {number, made_at, why, sha256, total, tally, exceptions: [{id, wording, reading, label, lead, part,
                recorded}]}: the plan as the meeting had it before it, or None
    """
    partnership = meeting.group.partnership
    records = list(
        meeting.records.select_related(
            "item", "priority", "hallmark", "action__priority", "action__hallmark", "action__lead", "challenged",
            "made__lead", "answer__authority", "settlement__by",
        )
    )  # fmt: skip
    pack = meeting.packs.order_by("number").last()
    outline = pack.contents["outline"] if pack else None
    passages = {passage.place: passage.words for passage in meeting.passages.all()}
    return {
        "schema": SCHEMA,
        "partnership": {name: getattr(partnership, name) for name in ("slug", "name", "area", "colour", "notice")},
        "meeting": _meeting(meeting),
        **attendance_of(meeting),
        "opening": passages.get(OPENING, ""),
        "closing": passages.get(CLOSING, ""),
        "points": _points(meeting, records, passages, pack, outline),
        "actions": [_made(record.made) for record in records if record.made],
        "next": _next(meeting),
    }


def _meeting(meeting):
    told = {name: getattr(meeting, name) for name in ("id", "starts_at", "ends_at", "place", "in_public")}
    moments = {"started_at": meeting.started_at, "closed_at": meeting.closed_at}
    return {**told, **moments, "group": meeting.group.name, "kind": meeting.group.kind}


def attendance_of(meeting):
    """The part of the minutes that says who was there: attendance, quorum and seniors."""
    partnership = meeting.group.partnership
    attendances = list(meeting.attendances.select_related("authority"))
    authorities, day = list(partnership.authorities.all()), clock.date_of(meeting.starts_at)
    quorum = quorum_of(meeting.group.quorum, attendances, authorities, day)
    seniors = seniors_of(attendances, authorities, day)
    return {
        "attendance": [
            {
                "authority": one.authority.name,
                "short_name": one.authority.short_name,
                "state": one.state,
                "label": one.get_state_display(),
                "represented_by": one.represented_by,
                "senior": one.senior,
            }
            for one in attendances
        ],
        "quorum": {"needed": quorum.needed, "present": len(quorum.present), "met": quorum.met},
        "seniors": {
            "needed": len(seniors.needed),
            "missing": [authority.name for authority in seniors.missing],
            "met": seniors.met,
        },
    }


def place_of(item):
    """Where the minutes keep the words of a point of the agenda: by its kind, of which there is one, or by its id."""
    return f"item-{item.pk}" if item.kind == AgendaItem.Kind.WORDS else item.kind


def _points(meeting, records, passages, pack, outline):
    at_points, of_plan = defaultdict(list), []
    for record in records:
        if record.item_id:
            at_points[place_of(record.item)].append(record)
        elif record.priority_id or record.hallmark_id or record.action_id:
            of_plan.append(record)
        else:
            at_points[OTHER].append(record)
    agenda = list(meeting.agenda.all())
    points = {place_of(item): _point(place_of(item), item.kind, item.title, item.words) for item in agenda}
    matters = [_matter(matter) for matter in matters_arising(meeting)]
    there = {"matters": matters, "review": pack or of_plan, OTHER: True}
    points |= {
        kind: _point(kind, kind, title)
        for kind, title in UNNAMED.items()
        if kind not in points and (there[kind] or at_points[kind] or passages.get(kind))
    }
    for place, point in points.items():
        point["words"] = passages.get(place, "")
        point["records"] = [_record(record) for record in at_points[place]]
    # Words under a point that was taken off the agenda since are not lost.
    left = [words for place, words in passages.items() if words and place not in {*points, OPENING, CLOSING}]
    points[OTHER]["words"] = "\n\n".join(filter(None, [points[OTHER]["words"], *left]))
    if "matters" in points:
        points["matters"]["matters"] = matters
    if "review" in points:
        points["review"] |= {"parts": _parts(of_plan, outline), "reviewed": _reviewed(pack, outline, of_plan)}
    other = points[OTHER]
    if not (other["words"] or other["records"]):
        del points[OTHER]
    return list(points.values())


def _point(place, kind, title, agenda=""):
    return {
        "place": place,
        "kind": kind,
        "title": title,
        "agenda": agenda,
        "words": "",
        "records": [],
        "parts": [],
        "matters": [],
        "reviewed": None,
    }


def _record(record):
    answer, settlement = getattr(record, "answer", None), getattr(record, "settlement", None)
    return {
        "id": record.pk,
        "kind": record.kind,
        "label": record.get_kind_display(),
        "words": record.words,
        "follow_up": record.follow_up,
        "public": record.public,
        "challenged": record.challenged and record.challenged.name,
        "answer": answer and answered(answer),
        "settled": settlement and settled(settlement),
        "made": record.made and _made(record.made),
    }


def answered(answer):
    return {"words": answer.words, "said_on": clock.date_of(answer.answered_at), "by": answer.authority.name}


def settled(settlement):
    return {"words": settlement.words, "said_on": clock.date_of(settlement.settled_at), "by": settlement.by.name}


def _made(action):
    lead = action.lead and action.lead.name
    return {"id": action.pk, "wording": action.wording, "lead": lead, "due_on": action.due_on}


def _parts(records, outline):
    """What was recorded of the plan, by priority and hallmark: of the plan's own order, what is newer after it."""
    parts, known = {}, {}
    for kind, name in (("priority", "priorities"), ("hallmark", "hallmarks")):
        for part in outline[name] if outline else ():
            parts[kind, part["id"]] = _part(kind, part["id"], part["name"])
            known |= {action["id"]: action for action in part["actions"]}
    for record in records:
        serves = record.action.serves if record.action else record.priority or record.hallmark
        key = (serves._meta.model_name, serves.pk)
        part = parts.setdefault(key, _part(*key, serves.name))
        at = part["records"]
        if record.action:
            at = part["actions"].setdefault(record.action_id, _action(record.action, known))["records"]
        at.append(_record(record))
    found = [part for part in parts.values() if part["records"] or part["actions"]]
    return [{**part, "actions": _in_order(part["actions"], known)} for part in found]


def _part(kind, pk, name):
    return {"kind": kind, "id": pk, "name": name, "records": [], "actions": {}}


def _in_order(actions, known):
    place = {pk: n for n, pk in enumerate(known)}
    return sorted(actions.values(), key=lambda action: place.get(action["id"], len(place)))


def _action(action, known):
    """An action as the meeting had it before it; one that is newer than that, as it is."""
    if seen := known.get(action.pk):
        lead = seen["lead"] and seen["lead"]["name"]
        told = {"wording": seen["wording"], "label": in_words(seen), "reading": seen["reading"], "lead": lead}
    else:
        told = {"wording": action.wording, "label": "", "reading": "", "lead": action.lead and action.lead.name}
    return {"id": action.pk, **told, "records": []}


def _reviewed(pack, outline, records):
    if pack is None:
        return None
    recorded = {record.action_id for record in records}
    return {
        "number": pack.number,
        "made_at": pack.made_at,
        "why": pack.why,
        "sha256": pack.sha256,
        "total": outline["total"],
        "tally": outline["tally"],
        "exceptions": [
            {
                "id": action["id"],
                "wording": action["wording"],
                "reading": action["reading"],
                "label": in_words(action),
                "lead": action["lead"] and action["lead"]["name"],
                "part": part["name"],
                "recorded": action["id"] in recorded,
            }
            for part in (*outline["priorities"], *outline["hallmarks"])
            for action in exceptions(part["actions"])
        ],
    }


def _matter(matter):
    record, action, told = matter.record, matter.action, matter.told
    return {
        "record": record.pk,
        "kind": record.kind,
        "words": record.words,
        "raised_on": clock.date_of(matter.meeting.starts_at),
        "about": str(matter.about) if matter.about else "",
        "waits_for": matter.waits_for,
        "became": matter.became,
        "told": told.words if told else "",
        "lead": matter.lead and matter.lead.name,
        "due_on": matter.due_on,
        "action": action and {"id": action.pk, "wording": action.wording, "label": action.reading_label},
    }


def _next(meeting):
    following = meeting.group.meetings.filter(starts_at__gt=meeting.starts_at).order_by("starts_at").first()
    return following and {"starts_at": following.starts_at, "place": following.place}


def all_records(points):
    """Every record under these points of minutes, in the order in which they are printed."""
    for point in points:
        yield from point["records"]
        for part in point["parts"]:
            yield from part["records"]
            for action in part["actions"]:
                yield from action["records"]


def lacking(minutes):
    """What somebody who closes the meeting should know is not there: a list of sentences."""
    found = []
    if not minutes["attendance"]:
        found.append("Nobody’s attendance is recorded.")
    else:
        found += _lacking_people(minutes["quorum"], minutes["seniors"], minutes["meeting"])
    reviews = [point for point in minutes["points"] if point["kind"] == AgendaItem.Kind.REVIEW]
    if not any(point["reviewed"] for point in reviews):
        found.append("No state of the plan is kept as what the meeting reviewed.")
    records = list(all_records(minutes["points"]))
    for record in records:
        if record["follow_up"] and not record["made"] and not record["settled"]:
            found.append(f"No action was made from a decision that is to be followed up: “{record['words']}”")
    for action in minutes["actions"]:
        open_ends = [what for what, name in (("a lead", "lead"), ("a due date", "due_on")) if not action[name]]
        if open_ends:
            found.append(f"An action made here has not {' or '.join(open_ends)}: “{action['wording']}”")
    for point in minutes["points"]:
        if point["kind"] == AgendaItem.Kind.WORDS and not point["records"] and not point["words"]:
            found.append(f"Nothing is recorded under “{point['title']}”.")
    return found


def _lacking_people(quorum, seniors, meeting):
    if quorum["met"] is False:
        yield f"The quorum is not met: {quorum['present']} of the {quorum['needed']} responsible authorities it needs."
    if meeting["in_public"] and not seniors["met"]:
        yield f"A meeting in public has nobody senior from {', '.join(seniors['missing'])}."
