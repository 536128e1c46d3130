"""The minutes of a meeting as one tree of plain data, built from its records.

During the meeting they are rebuilt on each request. Closing freezes them (see `closing`); the same templates render
both. Parts of the tree that `minutes_of` describes:

record      {id, kind, label, words, follow_up, public, challenged: name or None, answer, settled, change, edition}
edition     {plan: slug, number, published_at, sha256} of the edition agreed, or None
answer, settled   {words, said_on, by} or None
change      as in `decided_data`, or None
part        {kind, id, name, records, actions: [{id, wording, effective_status, label, lead, lead_words,
            records}]}: a priority
            or a hallmark with records, in plan order; only at the review
matter      {record, words, kind, confidential, corrections, raised_on, about, waits_for, became, told, lead,
            lead_words, due_on, due_words, change: as in `decided_data` while it is not in the plan, action}
reviewed    {number, made_at, why, sha256, total, tally, exceptions: [{id, wording, effective_status, label, lead,
            lead_words, part, recorded}]}: the plan as the meeting reviewed it, or None
"""

from collections import defaultdict

from django.utils.translation import gettext

from partners import clock
from partners.languages import in_english
from partners.meetings.quorum import quorum_in_words
from partners.models import AgendaItem
from plans.outline.build import exceptions
from plans.status import in_words

from ..decided_changes.data import decided_data
from .earlier_minutes import earlier_minutes
from .matters_arising import matters_arising
from .proceedings import attendance_of

MINUTES_SCHEMA = 2

OPENING, CLOSING, OTHER = "opening", "closing", "other"

# Titles of points in the minutes that the agenda does not have.
DEFAULT_TITLES = {
    AgendaItem.Kind.MINUTES.value: "Minutes of the last meeting",
    AgendaItem.Kind.MATTERS.value: "Matters arising",
    AgendaItem.Kind.REVIEW.value: "Review of the plan",
    OTHER: "Also recorded",
}


@in_english()
def minutes_of(meeting):
    """The minutes of a meeting so far, by a constant number of queries. A dict of plain data in English, whose keys are
    those of the JSON given out and stay: `words` is the `text` of a model.

    schema, partnership {slug, name, area, colour, notice}
    meeting     {id, group, kind, starts_at, ends_at, place, in_public, started_at, closed_at}
    attendance  [{authority, short_name, state, label, senior, people: [{name, senior, apologies}]}], in the
                partnership's order
    quorum      {needed: number or None, present: number, met: bool or None}
    seniors     {needed: number, missing: [authority name], met}
    opening, closing   the minute-taker's own text, in Markdown
    points      [{place, kind, title, confidential, agenda: the agenda's text, words: the minute-taker's text,
                  records: [record], parts: [part], earlier: [as `earlier_minutes()`], matters: [matter], reviewed}] in
                  agenda order, followed, unless empty, by earlier minutes, matters arising, the review of the plan and
                  the records about the meeting as a whole
    changes     [as `change` of a record]: what the meeting decided to change in the plan
    next        {starts_at, place} of the group's next meeting, or None
    """
    partnership, records = meeting.group.partnership, _records_of(meeting)
    pack = meeting.packs.order_by("number").last()
    outline = pack.contents["outline"] if pack else None
    passages = {passage.place: passage.text for passage in meeting.passages.all()}
    return {
        "schema": MINUTES_SCHEMA,
        "partnership": {name: getattr(partnership, name) for name in ("slug", "name", "area", "colour", "notice")},
        "meeting": _meeting_data(meeting),
        **attendance_data(meeting),
        "opening": passages.get(OPENING, ""),
        "closing": passages.get(CLOSING, ""),
        "points": _points(meeting, records, passages, pack, outline),
        "changes": [decided_data(record.change) for record in records if hasattr(record, "change")],
        "next": _next_meeting(meeting),
    }


def _records_of(meeting):
    """The records of a meeting with everything that its minutes say of them."""
    records = meeting.records.with_changes().select_related(
        "item", "priority", "hallmark", "action__priority", "action__hallmark", "action__lead", "challenged",
        "answer__authority", "edition__plan",
    )  # fmt: skip
    return list(records.defer("edition__payload").prefetch_related("follow_ups__by"))


def _meeting_data(meeting):
    names = ("id", "starts_at", "ends_at", "place", "in_public", "started_at", "closed_at")
    fields = {name: getattr(meeting, name) for name in names}
    return {**fields, "group": meeting.group.name, "kind": meeting.group.kind}


def attendance_data(meeting):
    """The attendance, quorum and seniors of the minutes, as a dict."""
    attendances, quorum, seniors = attendance_of(meeting)
    return {
        "attendance": [
            {
                "authority": attendance.authority.name,
                "short_name": attendance.authority.short_name,
                "state": attendance.state,
                "label": attendance.get_state_display(),
                "senior": attendance.senior,
                "people": [
                    {key: getattr(person, key) for key in ("name", "senior", "apologies")}
                    for person in attendance.people.all()
                ],
            }
            for attendance in attendances
        ],
        "quorum": {"needed": quorum.needed, "present": len(quorum.present), "met": quorum.met},
        "seniors": {
            "needed": len(seniors.needed),
            "missing": [authority.name for authority in seniors.missing],
            "met": seniors.met,
        },
    }


def passage_key(item):
    """The key of an agenda item's passage: its kind, unique in an agenda, or its id for an item of plain text."""
    return f"item-{item.pk}" if item.kind == AgendaItem.Kind.OWN else item.kind


def _by_point(records):
    """({place of a point: [Record]}, [Record about the plan])."""
    at_points, plan_records = defaultdict(list), []
    for record in records:
        if record.priority_id or record.hallmark_id or record.action_id:
            plan_records.append(record)
        else:
            at_points[passage_key(record.item) if record.item else OTHER].append(record)
    return at_points, plan_records


def _points(meeting, records, passages, pack, outline):
    at_points, plan_records = _by_point(records)

    def point(place, **fields):
        return _point(place, words=passages.get(place, ""), records=at_points[place], **fields)

    points = {}
    for item in meeting.agenda.all():
        fields = {"title": item.title, "agenda": item.introduction, "confidential": item.confidential}
        points[passage_key(item)] = point(passage_key(item), kind=item.kind, **fields)
    matters = [_matter_data(matter) for matter in matters_arising(meeting)]
    earlier = earlier_minutes(meeting)
    is_needed = {
        "minutes": any(each["agreed"] for each in earlier),
        "matters": matters,
        "review": pack or plan_records,
        OTHER: True,
    }
    for kind, title in DEFAULT_TITLES.items():
        if kind not in points and (is_needed[kind] or at_points[kind] or passages.get(kind)):
            points[kind] = point(kind, kind=kind, title=title)
    # Keep the text under an item since removed from the agenda.
    orphaned = [text for place, text in passages.items() if text and place not in {*points, OPENING, CLOSING}]
    points[OTHER]["words"] = "\n\n".join(filter(None, [points[OTHER]["words"], *orphaned]))
    if "minutes" in points:
        points["minutes"]["earlier"] = earlier
    if "matters" in points:
        points["matters"]["matters"] = matters
    if "review" in points:
        points["review"] |= {
            "parts": _recorded_parts(plan_records, outline),
            "reviewed": _reviewed(pack, outline, plan_records),
        }
    other = points[OTHER]
    if not (other["words"] or other["records"]):
        del points[OTHER]
    return list(points.values())


def _point(place, *, kind, title, words, records, agenda="", confidential=False):
    return {
        "place": place,
        "kind": kind,
        "title": title,
        "confidential": confidential,
        "agenda": agenda,
        "words": words,
        "records": [_record_data(record) for record in records],
        "parts": [],
        "earlier": [],
        "matters": [],
        "reviewed": None,
    }


def _record_data(record):
    answer, settlement = getattr(record, "answer", None), record.settlement
    return {
        "id": record.pk,
        "kind": record.kind,
        "label": record.get_kind_display(),
        "words": record.text,
        "follow_up": record.follow_up,
        "public": record.public,
        "challenged": record.challenged and record.challenged.name,
        "answer": answer and _response(answer.text, answer.answered_at, answer.authority),
        "settled": settlement and _response(settlement.text, settlement.said_at, settlement.by),
        "change": decided_data(record.change) if hasattr(record, "change") else None,
        "edition": record.edition and _edition_data(record.edition),
    }


def _edition_data(edition):
    own = {name: getattr(edition, name) for name in ("number", "published_at", "sha256")}
    return {"plan": edition.plan.slug, **own}


def _response(text, moment, by):
    return {"words": text, "said_on": clock.date_of(moment), "by": by.name}


def _recorded_parts(records, outline):
    """Records about the plan by priority and hallmark, in plan order; what is newer than the pack comes last."""
    parts, outline_actions = {}, {}
    for kind, name in (("priority", "priorities"), ("hallmark", "hallmarks")):
        for part in outline[name] if outline else ():
            parts[kind, part["id"]] = _empty_part(kind, part["id"], part["name"])
            outline_actions |= {action["id"]: action for action in part["actions"]}
    order = {pk: n for n, pk in enumerate(outline_actions)}
    for record in sorted(records, key=lambda record: order.get(record.action_id, len(order))):
        serves = record.action.serves if record.action else record.priority or record.hallmark
        key = (serves._meta.model_name, serves.pk)
        target = parts.setdefault(key, _empty_part(*key, serves.name))
        if action := record.action:
            target = target["actions"].setdefault(action.pk, _reviewed_action(action, outline_actions.get(action.pk)))
        target["records"].append(_record_data(record))
    used_parts = [part for part in parts.values() if part["records"] or part["actions"]]
    return [{**part, "actions": list(part["actions"].values())} for part in used_parts]


def _empty_part(kind, pk, name):
    return {"kind": kind, "id": pk, "name": name, "records": [], "actions": {}}


def _reviewed_action(action, reviewed):
    """An action as in the reviewed plan; for one added since, its current wording and lead without a status."""
    if reviewed:
        return {**_outline_action(reviewed), "records": []}
    lead = action.lead and action.lead.name
    data = {"id": action.pk, "wording": action.wording, "effective_status": "", "label": "", "lead": lead}
    return {**data, "lead_words": action.lead_words, "records": []}


def _outline_action(action):
    return {
        "id": action["id"],
        "wording": action["wording"],
        "effective_status": action["effective_status"],
        "label": in_words(action),
        "lead": action["lead"] and action["lead"]["name"],
        "lead_words": action.get("lead_words", ""),
    }


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
            {**_outline_action(action), "part": part["name"], "recorded": action["id"] in recorded}
            for part in (*outline["priorities"], *outline["hallmarks"])
            for action in exceptions(part["actions"])
        ],
    }


def _matter_data(matter):
    record, action, resolution = matter.record, matter.action, matter.resolution
    return {
        "record": record.pk,
        "kind": record.kind,
        "words": record.text,
        "confidential": record.confidential,
        "corrections": [correction.text for correction in record.corrections.all()],
        "raised_on": matter.meeting.day,
        "about": str(matter.about) if matter.about else "",
        "waits_for": matter.waits_for,
        "became": matter.became,
        "told": resolution.text if resolution else "",
        "lead": matter.lead and matter.lead.name,
        "lead_words": action.lead_words if action else "",
        "due_on": matter.due_on,
        "due_words": action.due_words if action else "",
        "change": decided_data(matter.change) if matter.change and matter.change.pending else None,
        "action": action and {"id": action.pk, "wording": action.wording, "label": action.effective_status_label},
    }


def _next_meeting(meeting):
    following = meeting.group.meetings.still_to_come(clock.now()).first()
    return following and {"starts_at": following.starts_at, "place": following.place}


def all_records(points):
    """Every record under these points of minutes, in print order."""
    for point in points:
        yield from point["records"]
        for part in point["parts"]:
            yield from part["records"]
            for action in part["actions"]:
                yield from action["records"]


def omissions(minutes):
    """What is missing from the minutes, to show before closing: a list of sentences."""
    sentences = []
    if not minutes["attendance"]:
        sentences.append(gettext("Attendance not recorded."))
    else:
        sentences += _missing_people(minutes["quorum"], minutes["seniors"], minutes["meeting"])
    reviews = [point for point in minutes["points"] if point["kind"] == AgendaItem.Kind.REVIEW]
    if not any(point["reviewed"] for point in reviews):
        sentences.append(gettext("No state of the plan is kept as what the meeting reviewed."))
    records = list(all_records(minutes["points"]))
    for record in records:
        if record["follow_up"] and not record["change"] and not record["settled"]:
            sentence = gettext("A decision that is to be followed up changes nothing in the plan: “%(text)s”")
            sentences.append(sentence % {"text": record["words"]})
    for point in minutes["points"]:
        if point["kind"] == AgendaItem.Kind.OWN and not point["records"] and not point["words"]:
            sentences.append(gettext("Nothing is recorded under “%(point)s”.") % {"point": point["title"]})
    return sentences


def _missing_people(quorum, seniors, meeting):
    if quorum["met"] is False:
        yield f"{quorum_in_words(quorum['needed'], quorum['present'])}."
    if meeting["in_public"] and not seniors["met"]:
        sentence = gettext("A meeting in public has nobody senior from %(authorities)s.")
        yield sentence % {"authorities": ", ".join(seniors["missing"])}
