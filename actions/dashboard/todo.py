"""The to-do list of coordinators and chairs, by a constant number of queries."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from django.db.models import Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime

from actions.meetings.matters_arising import held_meetings, open_matters
from actions.meetings.outcomes import IN_STATE, OPEN, with_outcome
from actions.meetings.pack_schedule import pack_day
from actions.models.outbox import Posted
from actions.notifications.events import TOLD_FOR
from actions.people.lead_officers import LOST, actions_led, passing
from actions.review.review import OFF_COURSE, by_authority, without_corrective_action
from actions.rounds.rounds import is_owed, running_round
from partners import clock
from partners.models import Invitation, Meeting
from partners.permissions import Permission
from plans.duties.register import State, register
from plans.editions.moved_on import moved_on
from plans.models import Edition
from plans.outline.gaps import GAPS
from plans.outline.kept import member_outline
from plans.plan_pages import end_of, page_of
from priorities.criteria.periods import owed as periods_owed

from ..models import Action, DateMove, DecidedChange, Minutes, NotificationLetter, Pack, Record, attach_latest

# Items of a group listed on the dashboard; the rest are behind its link.
MAX_SHOWN = 5
SOON = timedelta(days=28)
# An e-mail that is sent makes no revision, by which the page is kept.
NOTICED_WITHIN = timedelta(minutes=15)
HALF_A_YEAR = timedelta(days=183)


@dataclass
class TodoGroup:
    """One group of tasks: its title, a link (`more`, `address`) to all of them, and the `items` shown.

    An item is (text, detail, address). Without a `number` each item is a task, and the first MAX_SHOWN are shown.
    `until` is the moment when time alone changes the group, if that comes before the day ends.
    """

    title: str
    more: str
    address: str
    items: list = field(default_factory=list)
    introduction: str = ""
    number: int | None = None
    until: datetime | None = None

    def __post_init__(self):
        if self.number is None:
            self.number, self.items = len(self.items), self.items[:MAX_SHOWN]


def _url(slug, name, *args):
    return reverse(name, args=[slug, *args])


def todo_groups(access, plan):
    """[TodoGroup] by urgency, those without tasks too, of all that this person may do something about."""
    url = partial(_url, access.partnership.slug)
    outline_now = member_outline(access, plan)
    groups = [
        (Permission.RUN_MEETINGS, partial(_decided, access, url)),
        (Permission.DECIDE_DATE, partial(_moves, access, url)),
        (Permission.RUN_MEETINGS, partial(_challenges, access, url)),
        (Permission.RUN_MEETINGS, partial(_decisions, access, url)),
        (Permission.RUN_MEETINGS, partial(_not_held, access, url)),
        (Permission.RUN_ROUNDS, partial(_answers, access, plan, url)),
        (Permission.RUN_ROUNDS, partial(_not_delivered, access, url)),
        (Permission.WRITE_PLAN, partial(_lost_officers, access, plan, url)),
        (Permission.RUN_MEETINGS, partial(_off_course, outline_now, url)),
        (Permission.RUN_MEETINGS, partial(_uncorrected, outline_now, url)),
        (Permission.MEASURE_FOR_ANY, partial(_figures, outline_now, url)),
        (Permission.KEEP_DUTIES, partial(_duties, access, outline_now, url)),
        (Permission.MANAGE_PEOPLE, partial(_invitations, access, url)),
        (Permission.WRITE_PLAN, partial(_gaps, outline_now, url)),
        (Permission.PUBLISH, partial(_edition, access, plan, url)),
        (Permission.WRITE_PLAN, partial(_next_plan, plan, url)),
    ]
    mine = [make() for permission, make in groups if access.may(permission)]
    return [*(_upcoming_meetings(access, url) if access.may(Permission.RUN_MEETINGS) else []), *mine]


def _next_plan(plan, url):
    """The rollover, due from half a year before the plan ends; once done, the successor until it begins."""
    title, successor = "The next plan", plan.successor
    if successor:
        day = date_format(successor.starts_on)
        items = [(f"{successor.title}, {successor.period}", f"begins on {day}", page_of("write_plan", successor))]
        return TodoGroup(title, "All plans", url("plans"), items)
    ends_soon = plan.ends_on - clock.today() <= HALF_A_YEAR
    text = f"This plan ends on {date_format(plan.ends_on)}. None continues it yet."
    return TodoGroup(title, "Carry this one forward", url("carry_forward"), introduction=text, number=int(ends_soon))


def _moves(access, url):
    moves = DateMove.objects.in_partnership(access.partnership).waiting().for_list().order_by("pk")
    items = [(m.action.wording, f"{m.authority}, to {date_format(m.to_on)}", url("date_move", m.pk)) for m in moves]
    return TodoGroup("Requests to move a date", "All requests", url("date_moves"), items)


def _decided(access, url):
    """Decisions that change the plan and are not in it yet."""
    changes = DecidedChange.objects.in_partnership(access.partnership).pending().for_list()
    items = [
        (change.record.text, f"{change.record.meeting.group}, {date_format(change.decided_on)}",
         url("decided_change", change.pk))
        for change in changes
    ]  # fmt: skip
    more = "Put them into the plan" if access.may_write_plan else "All of them"
    return TodoGroup("Decided, not yet in the plan", more, url("decided_changes"), items)


def _challenges(access, url):
    records = Record.objects.unanswered().filter(challenged__partnership=access.partnership)
    records = records.select_related("challenged", "meeting").order_by("meeting__starts_at", "pk")
    items = [
        (r.text, f"{r.challenged}, {date_format(r.meeting.starts_at)}", url("record_detail", r.pk)) for r in records
    ]
    address = f"{url('decision_list')}?kind=challenge&state=open"
    return TodoGroup("Challenges not answered", "All open challenges", address, items)


def _decisions(access, url):
    """Decisions, and notes that were followed up, which nobody marked as done."""
    records = with_outcome(Record.objects.in_partnership(access.partnership)).filter(IN_STATE[OPEN])
    records = records.filter(Q(return_on=None) | Q(return_on__lte=clock.today()))
    records = records.exclude(kind=Record.Kind.CHALLENGE).exclude(change__outcome="")
    records = records.select_related("meeting__group")
    items = [
        (r.text, f"{r.meeting.group}, {date_format(r.meeting.starts_at)}", url("record_detail", r.pk))
        for r in records.order_by("meeting__starts_at", "pk")
    ]
    return TodoGroup("Decisions to follow up", "All open decisions", f"{url('decision_list')}?state=open", items)


def _not_held(access, url):
    """Meetings whose day has passed and that were never begun."""
    meetings = Meeting.objects.in_partnership(access.partnership).not_held(clock.now()).select_related("group")
    items = [
        (str(meeting.group), f"set for {date_format(localtime(meeting.starts_at))}: move, cancel or begin it",
         url("meeting_detail", meeting.pk))
        for meeting in meetings
    ]  # fmt: skip
    return TodoGroup("Meetings not held", "Meetings", url("meetings"), items)


def _upcoming_meetings(access, url):
    """The next meeting and, if that is of another group, the strategy group's next one."""
    meetings = Meeting.objects.in_partnership(access.partnership).still_to_come(clock.now())
    meetings = meetings.select_related("group").prefetch_related("agenda")
    following = [each for each in (meetings.first(), meetings.of_strategy_group().first()) if each]
    if not following:
        return [TodoGroup("The next meeting", "", url("meetings"))]
    return [_upcoming_meeting(meeting, url) for meeting in dict.fromkeys(following)]


def _upcoming_meeting(meeting, url):
    """A meeting to come, with the last minutes, if they are to be agreed, its matters arising and, from four weeks
    before it, what is missing.
    """
    address = url("meeting_detail", meeting.pk)
    when = localtime(meeting.starts_at)
    text = f"{date_format(when, 'l j F')}, {date_format(when, 'H:i')}"
    items = _missing_of(meeting, address, url) if meeting.starts_at <= end_of(clock.today() + SOON) else []
    if matters := open_matters(meeting.group, before=meeting):
        count = f"{len(matters)} matter{'' if len(matters) == 1 else 's'} arising"
        items = [(count, "", f"{address}#matters-arising"), *items]
    last = held_meetings(meeting.group, before=meeting).last()
    if last and Minutes.objects.filter(meeting=last, agreement=None).exists():
        items = [(f"Minutes of {date_format(last.day)} to be agreed", "", url("meeting_minutes", last.pk)), *items]
    title = f"Next meeting: {meeting.group}"
    return TodoGroup(title, "The meeting", address, items, text, number=max(len(items), 1))


def _missing_of(meeting, address, url):
    gaps = []
    if not meeting.agenda.all():
        gaps.append(("No agenda", "", url("meeting_agenda", meeting.pk)))
    if not meeting.place and not meeting.link:
        gaps.append(("No place and no link to join", "", url("meeting_edit", meeting.pk)))
    if meeting.state == Meeting.State.DRAFT:
        gaps.append(("Still a draft: mark it as ready", "", address))
    if not Pack.objects.filter(meeting=meeting, why=Pack.Why.SENT).exists():
        day = pack_day(meeting)
        goes = f"it will be sent on {date_format(day, 'l j F')}" if day else ""
        gaps.append(("Meeting pack not sent", goes, url("meeting_pack", meeting.pk)))
    return gaps


def _answers(access, plan, url):
    """Authorities with outstanding updates in the running round."""
    a_round, title = running_round(access.partnership), "Updates outstanding"
    if a_round is None or a_round.plan_id != plan.pk:
        return TodoGroup(title, "", url("rounds"))
    actions = attach_latest(Action.objects.in_plan(plan).with_latest_update().for_list())
    counts = Counter(str(action.lead or "Lead to be agreed") for action in actions if is_owed(action, a_round))
    address = url("round_detail", a_round.pk)
    items = [(lead, f"{n} action{'' if n == 1 else 's'}", address) for lead, n in counts.most_common()]
    were_due = "were due" if a_round.due_on < clock.today() else "are due"
    text = f"Updates {were_due} on {date_format(a_round.due_on)}."
    return TodoGroup(title, "Chase them", url("round_chase", a_round.pk), items, text, counts.total())


def _not_delivered(access, url):
    """E-mails of the last week that were refused, or perhaps not sent: nobody else was told instead."""
    letters = NotificationLetter.objects.in_partnership(access.partnership).filter(
        state__in=[Posted.State.REFUSED, Posted.State.UNKNOWN], noted_at__gte=clock.now() - TOLD_FOR
    )
    address = url("notifications")
    items = [
        (each.subject or "An e-mail", f"{each.name}: {each.outcome}", f"{address}#letter-{each.pk}") for each in letters
    ]
    until = clock.now() + NOTICED_WITHIN
    return TodoGroup("E-mails not delivered", "All e-mails about what happened", address, items, until=until)


def _lost_officers(access, plan, url):
    """Open actions whose lead officer left, lost the role or is of an authority that leads no more."""
    actions = passing(actions_led(plan, access.partnership.authorities.acting()), LOST)
    items = [(a.wording, f"{a.lead}, was {a.lost_officer.user.name}", url("action_detail", a.pk)) for a in actions]
    return TodoGroup("Lead officer left", "Choose others", f"{url('lead_officers')}?by={LOST}", items)


def _off_course(outline_now, url):
    """Actions off track or overdue, by lead; those only without an update are counted in `_answers`."""
    items = [
        (action["wording"], f"{action['label']}, {part['name']}", url("action_detail", action["id"]))
        for part in by_authority(outline_now)
        for action in part["exceptions"]
        if action["effective_status"] in OFF_COURSE
    ]
    return TodoGroup("Off track or overdue", "The review", url("review"), items)


def _uncorrected(outline_now, url):
    """How many of those say nothing of what is next, by lead."""
    parts, address = without_corrective_action(outline_now), url("uncorrected")
    items = [(part["name"], f"{n} action{'' if n == 1 else 's'}", f"{address}#{part['anchor']}")
             for part in parts if (n := len(part["actions"]))]  # fmt: skip
    number = sum(len(part["actions"]) for part in parts)
    return TodoGroup("Off track without corrective action", "The list", address, items[:MAX_SHOWN], number=number)


def _figures(outline_now, url):
    begins_on, today = outline_now["plan"]["starts_on"], outline_now["today"]
    items = [
        (c["wording"], f"{(c['reporter'] or {}).get('short_name', 'nobody reports it')}, for {due[0]}",
         url("criterion_detail", c["id"]))
        for p in outline_now["priorities"]
        for c in p["criteria"]
        if not c["placeholder"] and (due := periods_owed(c, begins_on, today))
    ]  # fmt: skip
    return TodoGroup("Figures due", "All figures due", f"{url('criteria')}?by=due", items)


def _duties(access, outline_now, url):
    items = [
        (line.duty.obligation, f"due {date_format(line.due)}" if line.due else "", url("duty_detail", line.duty.pk))
        for group in register(access.partnership, outline_now["hallmarks"])["groups"]
        for line in group["lines"]
        if line.state == State.OVERDUE
    ]
    return TodoGroup("Duties overdue", "All duties", url("duties"), items)


def _invitations(access, url):
    invitations = list(Invitation.objects.in_partnership(access.partnership).pending().select_related("authority"))
    items = [(f"{i.name}, {i.authority}", str(i.state.label).lower(), url("people")) for i in invitations]
    until = min((i.expires_at for i in invitations if i.state == Invitation.State.OPEN), default=None)
    return TodoGroup("Invitations not accepted", "People", url("people"), items, until=until)


def _gaps(outline_now, url):
    address, numbers = url("gaps"), outline_now["gaps"]
    items = [
        (f"{gap.plural[0].upper()}{gap.plural[1:]}: {numbers[gap.plural]}", "", f"{address}?by={key}")
        for key, gap in GAPS.items()
        if gap.plural in numbers
    ]
    total = sum(numbers.values())
    return TodoGroup("Still to be agreed", "Fill the gaps", address, items[:MAX_SHOWN], number=total)


def _edition(access, plan, url):
    edition, address = Edition.objects.defer("payload").current(plan), url("publish")
    if edition is None:
        text = "Nothing is published yet."
        return TodoGroup("The public page", "Publish the first edition", address, introduction=text, number=1)
    changes = moved_on(access, plan, edition)
    text = f"Since edition {edition.number} of {date_format(edition.published_at)}: {changes}."
    title = "Changed since the last edition"
    return TodoGroup(title, "Publish the next edition", address, introduction=text, number=int(bool(changes)))
