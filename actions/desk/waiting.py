"""What needs the coordinator today: a list of Waiting, by a number of queries that is always the same."""

from dataclasses import dataclass, field
from datetime import timedelta

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime

from actions.duties.register import State, register
from actions.models import Action, DateMove, Pack, Record, attach_latest
from actions.review import by_authority
from actions.rounds import is_owed, running_round
from partners import clock
from partners.models import Invitation, Meeting
from plans.models import Edition
from plans.outline import PARTNERSHIP, outline
from plans.pages import page_of
from plans.publishing import moved_on
from plans.smart import GAPS
from priorities.periods import owed as periods_owed

# How many of a kind are named on the desk itself; the rest is behind the link.
NAMED = 5
SOON = timedelta(days=28)
HALF_A_YEAR = timedelta(days=183)


@dataclass
class Waiting:
    """One kind of thing that waits: what it is called, how many there are, some of them, and where all are.

    An item is (words, what is said beside them, address).
    """

    title: str
    number: int
    more: str
    address: str
    items: list = field(default_factory=list)
    words: str = ""


def waiting(access, plan):
    """([Waiting], in the order of urgency; [title] of those kinds of which nothing waits)."""
    slug = access.partnership.slug
    whole = outline(plan, audience=PARTNERSHIP)
    found = [
        _moves(access, slug),
        _challenges(access, slug),
        _meeting(access, slug),
        _answers(access, plan, slug),
        _off_course(whole, slug),
        _figures(whole, slug),
        _duties(access, whole, slug),
        _invitations(access, slug),
        _gaps(whole, slug),
        _edition(plan, slug),
        _next_plan(plan, slug),
    ]
    return [each for each in found if each.number], [each.title for each in found if not each.number]


def _next_plan(plan, slug):
    """From half a year before the plan ends until there is one that continues it; then, that one until it begins."""
    title, address = "The next plan", reverse("carry_forward", args=[slug])
    after = plan.successor
    if after:
        day = date_format(after.starts_on)
        items = [(f"{after.title}, {after.period}", f"begins on {day}", page_of("write_plan", after))]
        return Waiting(title, 1, "All plans", reverse("plans", args=[slug]), items)
    soon = plan.ends_on - clock.today() <= HALF_A_YEAR
    words = f"This plan ends on {date_format(plan.ends_on)}. None continues it yet."
    return Waiting(title, int(soon), "Carry this one forward", address, words=words)


def _moves(access, slug):
    moves = list(DateMove.objects.in_partnership(access.partnership).waiting().for_list().order_by("pk"))
    items = [
        (m.action.wording, f"{m.authority}, to {date_format(m.to_on)}", reverse("date_move", args=[slug, m.pk]))
        for m in moves[:NAMED]
    ]
    return Waiting("Requests to move a date", len(moves), "All requests", reverse("date_moves", args=[slug]), items)


def _challenges(access, slug):
    records = Record.objects.unanswered().filter(challenged__partnership=access.partnership)
    records = list(records.select_related("challenged", "meeting").order_by("meeting__starts_at", "pk"))
    items = [
        (r.words, f"{r.challenged}, {date_format(r.meeting.starts_at)}", reverse("challenge_answer", args=[slug, r.pk]))
        for r in records[:NAMED]
    ]
    return Waiting("Challenges not answered", len(records), "Meetings", reverse("meetings", args=[slug]), items)


def _meeting(access, slug):
    """The next meeting, within four weeks, and what it lacks."""
    now = clock.now()
    meetings = Meeting.objects.in_partnership(access.partnership).to_come(now).filter(starts_at__lte=now + SOON)
    meeting = meetings.select_related("group").prefetch_related("agenda").first()
    title, address = "The next meeting", reverse("meetings", args=[slug])
    if meeting is None:
        return Waiting(title, 0, "", address)
    address = reverse("meeting_detail", args=[slug, meeting.pk])
    lacks = []
    if not meeting.agenda.all():
        lacks.append(("It has no agenda", "", reverse("meeting_agenda", args=[slug, meeting.pk])))
    if not meeting.place and not meeting.link:
        lacks.append(("It has no place and no link", "", reverse("meeting_edit", args=[slug, meeting.pk])))
    if meeting.state == Meeting.State.DRAFT:
        lacks.append(("It is a draft still: nobody else sees it", "", address))
    if not Pack.objects.filter(meeting=meeting).exists():
        lacks.append(("Its pack is not sent", "", reverse("meeting_pack", args=[slug, meeting.pk])))
    when = localtime(meeting.starts_at)
    words = f"{meeting.group}, {date_format(when, 'l j F')}, {date_format(when, 'H:i')}"
    return Waiting(title, len(lacks), "The meeting", address, lacks, words)


def _answers(access, plan, slug):
    """Which authorities still owe answers in the running round."""
    a_round, title = running_round(access.partnership), "Answers still to come"
    if a_round is None or a_round.plan_id != plan.pk:
        return Waiting(title, 0, "", reverse("rounds", args=[slug]))
    actions = attach_latest(Action.objects.in_plan(plan).with_latest_update().for_list())
    counts = {}
    for action in actions:
        if is_owed(action, a_round):
            lead = str(action.lead) if action.lead else "Lead to be agreed"
            counts[lead] = counts.get(lead, 0) + 1
    address = reverse("round_detail", args=[slug, a_round.pk])
    ranked = sorted(counts.items(), key=lambda pair: -pair[1])
    items = [(lead, f"{n} action{'' if n == 1 else 's'}", address) for lead, n in ranked]
    due = "were due" if a_round.due_on < clock.today() else "are due"
    chase = reverse("round_chase", args=[slug, a_round.pk])
    words = f"Answers {due} on {date_format(a_round.due_on)}."
    return Waiting(title, sum(counts.values()), "Chase them", chase, items, words)


def _off_course(whole, slug):
    """Actions that are off track or overdue, by lead: not those merely silent, which are among the answers."""
    bad = [
        (action, part["name"])
        for part in by_authority(whole)
        for action in part["exceptions"]
        if action["reading"] in ("off_track", "overdue")
    ]
    items = [
        (action["wording"], f"{action['label']}, {lead}", reverse("action_detail", args=[slug, action["id"]]))
        for action, lead in bad[:NAMED]
    ]
    return Waiting("Off track or overdue", len(bad), "The review", reverse("review", args=[slug]), items)


def _figures(whole, slug):
    begins_on, today = whole["plan"]["starts_on"], whole["today"]
    found = [
        (c, due)
        for p in whole["priorities"]
        for c in p["criteria"]
        if not c["placeholder"] and (due := periods_owed(c, begins_on, today))
    ]
    items = [
        (c["wording"], f"{(c['reporter'] or {}).get('short_name', 'nobody reports it')}, for {due[0]}",
         reverse("criterion_detail", args=[slug, c["id"]]))
        for c, due in found[:NAMED]
    ]  # fmt: skip
    return Waiting("Figures due", len(found), "All figures due", f"{reverse('criteria', args=[slug])}?by=due", items)


def _duties(access, whole, slug):
    late = [
        line
        for group in register(access.partnership, whole["hallmarks"])["groups"]
        for line in group["lines"]
        if line.state == State.OVERDUE
    ]
    items = [(line.duty.words, f"due {date_format(line.due)}" if line.due else "",
              reverse("duty_detail", args=[slug, line.duty.pk])) for line in late[:NAMED]]  # fmt: skip
    return Waiting("Duties overdue", len(late), "All duties", reverse("duties", args=[slug]), items)


def _invitations(access, slug):
    invitations = list(Invitation.objects.in_partnership(access.partnership).pending().select_related("authority"))
    address = reverse("people", args=[slug])
    items = [(f"{i.name}, {i.authority}", str(i.state.label).lower(), address) for i in invitations[:NAMED]]
    return Waiting("Invitations not accepted", len(invitations), "People", address, items)


def _gaps(whole, slug):
    address = reverse("gaps", args=[slug])
    keys = {gap.plural: key for key, gap in GAPS.items()}
    items = [(f"{plural}: {number}", "", f"{address}?by={keys[plural]}") for plural, number in whole["gaps"].items()]
    items = [(words[0].upper() + words[1:], beside, where) for words, beside, where in items]
    return Waiting("Still to be agreed", sum(whole["gaps"].values()), "Work them down", address, items[:NAMED])


def _edition(plan, slug):
    edition = Edition.objects.current(plan)
    if edition is None:
        address = reverse("publish", args=[slug])
        return Waiting("The public page", 1, "Publish the first edition", address, [], "Nothing is published yet.")
    words = moved_on(plan, edition)
    said = f"Since edition {edition.number} of {date_format(edition.published_at)}: {words}."
    title, address = "Changed since the last edition", reverse("publish", args=[slug])
    return Waiting(title, int(bool(words)), "Publish the next edition", address, [], said)
