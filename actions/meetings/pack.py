"""The pack of a meeting: the plan, and its changes since the group last met. Built from outlines alone."""

from datetime import date

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext_noop

from actions.rounds.rounds import running_round
from partners import clock
from partners.history import attributed_to, revise
from partners.languages import in_english
from partners.models import AgendaItem, Meeting
from plans.changes.describe import changes
from plans.outline.build import PARTNERSHIP, NotThereYet, outline
from plans.plan_pages import current_plan
from plans.serialization import freeze, sha256_of
from plans.status import CLOSED, EXCEPTIONS, answered_on

from ..models import Pack
from .earlier_minutes import papers_to_agree
from .matters_arising import held_meetings, open_matters
from .public_questions import questions_for_pack

PACK_SCHEMA = 1
# Headings, in English, as `since_then` gives them.
NOW_EXCEPTIONS = gettext_noop("Now off track, overdue or not updated")
WORSE, RECOVERED, COMPLETED = gettext_noop("Got worse"), gettext_noop("Recovered"), gettext_noop("Completed")
ADDED, REMOVED, MOVED = gettext_noop("Added"), gettext_noop("Removed"), gettext_noop("Dates moved")
REASONS = {Pack.Why.SENT: "The pack was sent to the members", Pack.Why.BEGUN: "The meeting began"}


@in_english()
def pack_of(meeting):
    """The current contents of the pack, a dict of plain data, in English:

        schema
        meeting     id, group, starts_at, place, link, in_public, agenda: [{kind, title, words}]
        made_at
        since       the previous meeting: {meeting_id, held_at}; None if there was none, or no plan at the time
        outline     the plan as members see it
        changes     `plans.changes.describe.changes` between the outlines of then and now; None if `since` is None
        asked_on    the day the running reporting round opened, or None
        unanswered  [{authority, actions: [{id, wording, due_on}]}]: actions not answered in that round
        matters     `open_matters` of the group's earlier meetings
        questions   `questions_for_pack` since that meeting; an older pack has none
        minutes     `papers_to_agree` of the group's earlier meetings, if they are on the agenda

    Raises Http404 if there is no plan.
    """
    plan = current_plan(meeting.group.partnership)
    newer = outline(plan, audience=PARTNERSHIP)
    last = held_meetings(meeting.group, before=meeting).last()
    since, changed = _since(last, plan, newer)
    a_round = running_round(meeting.group.partnership)
    asked_on = a_round and a_round.opens_on
    return {
        "schema": PACK_SCHEMA,
        "meeting": _meeting_data(meeting),
        "made_at": newer["made_at"],
        "since": since,
        "outline": newer,
        "changes": changed,
        "asked_on": asked_on,
        "unanswered": unanswered(newer, asked_on) if asked_on else [],
        "matters": open_matters(meeting.group, before=meeting),
        "questions": questions_for_pack(meeting.group.partnership, since=last and last.started_at),
        "minutes": papers_to_agree(meeting) if meeting.agenda.filter(kind=AgendaItem.Kind.MINUTES).exists() else [],
    }


def _meeting_data(meeting):
    return {
        "id": meeting.pk,
        "group": meeting.group.name,
        "starts_at": meeting.starts_at,
        "place": meeting.place,
        "link": meeting.link,
        "in_public": meeting.in_public,
        "agenda": list(meeting.agenda.values("kind", "title", "confidential", words=F("introduction"))),
    }


def _since(last, plan, newer):
    if last is None:
        return None, None
    try:
        older = outline(plan, audience=PARTNERSHIP, as_at=last.started_at)
    except NotThereYet:
        return None, None
    return {"meeting_id": last.pk, "held_at": last.started_at}, changes(older, newer)


def unanswered(outline, asked_on):
    """The outline's open actions without an update since a round opened, by lead."""
    by_lead = {a["id"]: {"authority": a["short_name"], "actions": []} for a in outline["authorities"]}
    nobody = {"authority": gettext_noop("Lead to be agreed"), "actions": []}
    for part in (*outline["priorities"], *outline["hallmarks"]):
        for action in part["actions"]:
            heard = (answered_on(action["update"]) or date.min) >= asked_on
            if not heard and action["status"] not in CLOSED:
                lead = by_lead[action["lead"]["id"]] if action["lead"] else nobody
                lead["actions"].append({name: action[name] for name in ("id", "wording", "due_on")})
    return [each for each in (*by_lead.values(), nobody) if each["actions"]]


def since_then(changed):
    """Items of `changes` grouped for a meeting: [(heading, [item])], without empty headings; [] for None.

    An item is listed once under its status, and also under MOVED if its date moved.
    """
    headings = (NOW_EXCEPTIONS, WORSE, RECOVERED, COMPLETED, ADDED, REMOVED, MOVED)
    items_by_heading = {heading: [] for heading in headings}
    for item in (item for group in (changed["groups"] if changed else ()) for item in group["items"]):
        if item["kind"] not in ("activity", "hallmark action"):
            continue
        if item["state"] != "changed":
            items_by_heading[ADDED if item["state"] == "added" else REMOVED].append(item)
            continue
        for note in item["notes"]:
            if heading := _heading(note):
                items_by_heading[heading].append(item)
    return [(heading, items) for heading, items in items_by_heading.items() if items]


def _heading(note):
    if note["what"] == "date":
        return MOVED
    if note["what"] != "status":
        return None
    if note["new_status"] == "complete":
        return COMPLETED
    if note["direction"] == "down":
        return NOW_EXCEPTIONS if note["new_status"] in EXCEPTIONS else WORSE
    return RECOVERED if note["direction"] == "up" else None


def pack_before(meeting):
    """The newest pack that the meeting has before it, or None. A meeting whose beginning was taken back has the one
    that was sent.
    """
    packs = meeting.packs.order_by("number")
    return (packs if meeting.is_begun else packs.filter(why=Pack.Why.SENT)).last()


def next_number(meeting):
    """The number of the meeting's next pack."""
    return (meeting.packs.aggregate(last=Max("number"))["last"] or 0) + 1


@transaction.atomic
def freeze_pack(meeting, *, by, why, because="", contents=None):
    """Freeze a Pack with these contents of `pack_of`, by default the current ones. Returns it.

    The lock on the meeting serialises concurrent calls; each gets its own number. The revision comes first: until it
    is committed nothing else of the partnership is, so the contents are of that revision whatever is saved meanwhile.
    """
    Meeting.objects.select_for_update(of=["self"]).get(pk=meeting.pk)
    with attributed_to(by=by, why=because or REASONS[why]):
        revision = revise(meeting.group.partnership_id, "froze a pack")
        payload = freeze(contents or pack_of(meeting))
        return Pack.objects.create(
            meeting=meeting,
            revision=revision,
            number=next_number(meeting),
            why=why,
            made_at=clock.now(),
            by=by,
            schema=PACK_SCHEMA,
            payload=payload,
            sha256=sha256_of(payload),
        )
