"""The coordinator's to-do list, by a constant number of queries."""

from dataclasses import dataclass, field
from datetime import timedelta

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime

from actions.review.review import by_authority
from actions.rounds.rounds import is_owed, running_round
from partners import clock
from partners.models import Invitation, Meeting
from plans.duties.register import State, register
from plans.editions.publishing import moved_on
from plans.models import Edition
from plans.outline.build import PARTNERSHIP, outline
from plans.outline.gaps import GAPS
from plans.plan_pages import page_of
from priorities.criteria.periods import owed as periods_owed

from ..models import Action, DateMove, Pack, Record, attach_latest

# Items of a group listed on the dashboard; the rest are behind its link.
MAX_SHOWN = 5
SOON = timedelta(days=28)
HALF_A_YEAR = timedelta(days=183)


@dataclass
class TodoGroup:
    """One group of tasks: its title, their number, the first `items`, and a link (`more`, `address`) to all.

    An item is (text, detail, address). `words` is an introduction.
    """

    title: str
    number: int
    more: str
    address: str
    items: list = field(default_factory=list)
    words: str = ""


def todo_groups(access, plan):
    """([TodoGroup] by urgency, [title] of the groups without tasks)."""
    slug = access.partnership.slug
    outline_now = outline(plan, audience=PARTNERSHIP)
    groups = [
        _moves(access, slug),
        _challenges(access, slug),
        _upcoming_meeting(access, slug),
        _answers(access, plan, slug),
        _off_course(outline_now, slug),
        _figures(outline_now, slug),
        _duties(access, outline_now, slug),
        _invitations(access, slug),
        _gaps(outline_now, slug),
        _edition(plan, slug),
        _next_plan(plan, slug),
    ]
    return [group for group in groups if group.number], [group.title for group in groups if not group.number]


def _next_plan(plan, slug):
    """The rollover, due from half a year before the plan ends; once done, the successor until it begins."""
    title, address = "The next plan", reverse("carry_forward", args=[slug])
    successor = plan.successor
    if successor:
        day = date_format(successor.starts_on)
        items = [(f"{successor.title}, {successor.period}", f"begins on {day}", page_of("write_plan", successor))]
        return TodoGroup(title, 1, "All plans", reverse("plans", args=[slug]), items)
    ends_soon = plan.ends_on - clock.today() <= HALF_A_YEAR
    text = f"This plan ends on {date_format(plan.ends_on)}. None continues it yet."
    return TodoGroup(title, int(ends_soon), "Carry this one forward", address, words=text)


def _moves(access, slug):
    moves = list(DateMove.objects.in_partnership(access.partnership).waiting().for_list().order_by("pk"))
    items = [
        (m.action.wording, f"{m.authority}, to {date_format(m.to_on)}", reverse("date_move", args=[slug, m.pk]))
        for m in moves[:MAX_SHOWN]
    ]
    return TodoGroup("Requests to move a date", len(moves), "All requests", reverse("date_moves", args=[slug]), items)


def _challenges(access, slug):
    records = Record.objects.unanswered().filter(challenged__partnership=access.partnership)
    records = list(records.select_related("challenged", "meeting").order_by("meeting__starts_at", "pk"))
    items = [
        (r.text, f"{r.challenged}, {date_format(r.meeting.starts_at)}", reverse("challenge_answer", args=[slug, r.pk]))
        for r in records[:MAX_SHOWN]
    ]
    return TodoGroup("Challenges not answered", len(records), "Meetings", reverse("meetings", args=[slug]), items)


def _upcoming_meeting(access, slug):
    """The next meeting within four weeks, with what is missing."""
    now = clock.now()
    meetings = Meeting.objects.in_partnership(access.partnership).to_come(now).filter(starts_at__lte=now + SOON)
    meeting = meetings.select_related("group").prefetch_related("agenda").first()
    title, address = "The next meeting", reverse("meetings", args=[slug])
    if meeting is None:
        return TodoGroup(title, 0, "", address)
    address = reverse("meeting_detail", args=[slug, meeting.pk])
    gaps = []
    if not meeting.agenda.all():
        gaps.append(("It has no agenda", "", reverse("meeting_agenda", args=[slug, meeting.pk])))
    if not meeting.place and not meeting.link:
        gaps.append(("It has no place and no link", "", reverse("meeting_edit", args=[slug, meeting.pk])))
    if meeting.state == Meeting.State.DRAFT:
        gaps.append(("It is a draft still: nobody else sees it", "", address))
    if not Pack.objects.filter(meeting=meeting).exists():
        gaps.append(("Its pack is not sent", "", reverse("meeting_pack", args=[slug, meeting.pk])))
    when = localtime(meeting.starts_at)
    text = f"{meeting.group}, {date_format(when, 'l j F')}, {date_format(when, 'H:i')}"
    return TodoGroup(title, len(gaps), "The meeting", address, gaps, text)


def _answers(access, plan, slug):
    """Authorities with outstanding answers in the running round."""
    a_round, title = running_round(access.partnership), "Answers still to come"
    if a_round is None or a_round.plan_id != plan.pk:
        return TodoGroup(title, 0, "", reverse("rounds", args=[slug]))
    actions = attach_latest(Action.objects.in_plan(plan).with_latest_update().for_list())
    counts = {}
    for action in actions:
        if is_owed(action, a_round):
            lead = str(action.lead) if action.lead else "Lead to be agreed"
            counts[lead] = counts.get(lead, 0) + 1
    address = reverse("round_detail", args=[slug, a_round.pk])
    ranked = sorted(counts.items(), key=lambda pair: -pair[1])
    items = [(lead, f"{n} action{'' if n == 1 else 's'}", address) for lead, n in ranked]
    were_due = "were due" if a_round.due_on < clock.today() else "are due"
    chase = reverse("round_chase", args=[slug, a_round.pk])
    text = f"Answers {were_due} on {date_format(a_round.due_on)}."
    return TodoGroup(title, sum(counts.values()), "Chase them", chase, items, text)


def _off_course(outline_now, slug):
    """Actions off track or overdue, by lead; those only without an update are counted in `_answers`."""
    off_course = [
        (action, part["name"])
        for part in by_authority(outline_now)
        for action in part["exceptions"]
        if action["effective_status"] in ("off_track", "overdue")
    ]
    items = [
        (action["wording"], f"{action['label']}, {lead}", reverse("action_detail", args=[slug, action["id"]]))
        for action, lead in off_course[:MAX_SHOWN]
    ]
    return TodoGroup("Off track or overdue", len(off_course), "The review", reverse("review", args=[slug]), items)


def _figures(outline_now, slug):
    begins_on, today = outline_now["plan"]["starts_on"], outline_now["today"]
    due_figures = [
        (c, due)
        for p in outline_now["priorities"]
        for c in p["criteria"]
        if not c["placeholder"] and (due := periods_owed(c, begins_on, today))
    ]
    items = [
        (c["wording"], f"{(c['reporter'] or {}).get('short_name', 'nobody reports it')}, for {due[0]}",
         reverse("criterion_detail", args=[slug, c["id"]]))
        for c, due in due_figures[:MAX_SHOWN]
    ]  # fmt: skip
    return TodoGroup(
        "Figures due", len(due_figures), "All figures due", f"{reverse('criteria', args=[slug])}?by=due", items
    )


def _duties(access, outline_now, slug):
    overdue = [
        line
        for group in register(access.partnership, outline_now["hallmarks"])["groups"]
        for line in group["lines"]
        if line.state == State.OVERDUE
    ]
    items = [(line.duty.obligation, f"due {date_format(line.due)}" if line.due else "",
              reverse("duty_detail", args=[slug, line.duty.pk])) for line in overdue[:MAX_SHOWN]]  # fmt: skip
    return TodoGroup("Duties overdue", len(overdue), "All duties", reverse("duties", args=[slug]), items)


def _invitations(access, slug):
    invitations = list(Invitation.objects.in_partnership(access.partnership).pending().select_related("authority"))
    address = reverse("people", args=[slug])
    items = [(f"{i.name}, {i.authority}", str(i.state.label).lower(), address) for i in invitations[:MAX_SHOWN]]
    return TodoGroup("Invitations not accepted", len(invitations), "People", address, items)


def _gaps(outline_now, slug):
    address = reverse("gaps", args=[slug])
    key_by_plural = {gap.plural: key for key, gap in GAPS.items()}
    items = [
        (f"{plural}: {number}", "", f"{address}?by={key_by_plural[plural]}")
        for plural, number in outline_now["gaps"].items()
    ]
    items = [(label[0].upper() + label[1:], detail, link) for label, detail, link in items]
    return TodoGroup(
        "Still to be agreed", sum(outline_now["gaps"].values()), "Work them down", address, items[:MAX_SHOWN]
    )


def _edition(plan, slug):
    edition = Edition.objects.current(plan)
    if edition is None:
        address = reverse("publish", args=[slug])
        return TodoGroup("The public page", 1, "Publish the first edition", address, [], "Nothing is published yet.")
    changes = moved_on(plan, edition)
    text = f"Since edition {edition.number} of {date_format(edition.published_at)}: {changes}."
    title, address = "Changed since the last edition", reverse("publish", args=[slug])
    return TodoGroup(title, int(bool(changes)), "Publish the next edition", address, [], text)
