"""The tasks of coordinators and chairs, by a constant number of queries."""

from collections import Counter
from datetime import timedelta
from functools import partial

from django.db.models import Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext, ngettext

from actions.meetings.matters_arising import held_meetings, number_of_open_matters
from actions.meetings.outcomes import IN_STATE, OPEN, with_outcome
from actions.meetings.pack_schedule import pack_day
from actions.models.outbox import Posted
from actions.notifications.events import TOLD_FOR
from actions.people.lead_officers import LOST
from actions.review.review import OFF_COURSE, by_authority, without_corrective_action
from actions.rounds.rounds import is_owed_in_outline, running_round
from partners import clock
from partners.models import Invitation, Meeting
from partners.permissions import Permission
from plans.duties.register import State, register
from plans.editions.moved_on import moved_on
from plans.models import Edition
from plans.outline.gaps import GAPS
from plans.outline.kept import member_outline
from plans.outline.totals import actions_in
from plans.plan_pages import end_of, page_of
from plans.status import CLOSED
from priorities.criteria.periods import owed as periods_owed

from ..models import Action, DateMove, DecidedChange, Minutes, NotificationLetter, Pack, Question, Record
from ..models.lead_officers import officers_by_action
from .questions import open_questions
from .residents import format_requests, statements
from .tasks import Task, counted, days_late, oldest, waiting

SOON = timedelta(days=28)
# An e-mail that is sent makes no revision, by which the page is kept.
NOTICED_WITHIN = timedelta(minutes=15)
HALF_A_YEAR = timedelta(days=183)


def _url(slug, name, *args):
    return reverse(name, args=[slug, *args])


def todo(access, plan):
    """[Task] by urgency: what is late, then the rest; those with nothing outstanding too."""
    url = partial(_url, access.partnership.slug)
    outline_now = member_outline(access, plan)
    tasks = [
        (Permission.RUN_MEETINGS, partial(_challenges, access, url)),
        (Permission.RUN_MEETINGS, partial(_decided, access, url)),
        (Permission.READ_QUESTIONS, partial(_questions, access, url)),
        (Permission.DECIDE_DATE, partial(_moves, access, url)),
        (Permission.RUN_MEETINGS, partial(_decisions, access, url)),
        (Permission.RUN_MEETINGS, partial(_not_held, access, url)),
        (Permission.RUN_ROUNDS, partial(_answers, access, outline_now, url)),
        (Permission.RUN_ROUNDS, partial(_not_delivered, access, url)),
        (Permission.WRITE_PLAN, partial(_lost_officers, access, plan, outline_now, url)),
        (Permission.RUN_MEETINGS, partial(_off_course, outline_now, url)),
        (Permission.RUN_MEETINGS, partial(_uncorrected, outline_now, url)),
        (Permission.MEASURE_FOR_ANY, partial(_figures, outline_now, url)),
        (Permission.KEEP_DUTIES, partial(_duties, access, outline_now, url)),
        (Permission.ANSWER_FORMAT_REQUESTS, partial(format_requests, access, url)),
        (Permission.MANAGE_PEOPLE, partial(_invitations, access, url)),
        (Permission.SET_UP, partial(statements, access, url)),
        (Permission.PUBLISH, partial(_edition, access, plan, url)),
        (Permission.WRITE_PLAN, partial(_gaps, outline_now, url)),
        (Permission.WRITE_PLAN, partial(_next_plan, plan, url)),
    ]
    mine = [make() for permission, make in tasks if access.may(permission)]
    coming = _upcoming_meetings(access, url) if access.may(Permission.RUN_MEETINGS) else []
    return sorted([*coming, *mine], key=lambda task: not task.late)


def _next_plan(plan, url):
    """The rollover, due from half a year before the plan ends; once done, the successor until it begins."""
    title, successor = gettext("the next plan"), plan.successor
    if successor:
        line = gettext("%(title)s, %(period)s, begins on %(day)s") % {
            "title": successor.title,
            "period": successor.period,
            "day": date_format(successor.starts_on),
        }
        return Task(title, line, gettext("Write"), page_of("write_plan", successor), number=1)
    ends_soon = plan.ends_on - clock.today() <= HALF_A_YEAR
    line = gettext("This plan ends on %(day)s, and none follows it") % {"day": date_format(plan.ends_on)}
    return Task(title, line, gettext("Carry forward"), url("carry_forward"), number=int(ends_soon))


def _moves(access, url):
    moves = DateMove.objects.in_partnership(access.partnership).waiting().for_list().order_by("pk")
    text = gettext("%(authority)s, to %(day)s")
    items = [
        (m.action.wording, text % {"authority": m.authority, "day": date_format(m.to_on)}, url("date_move", m.pk))
        for m in moves
    ]
    line = counted(
        ngettext("%(n)s request for a new due date", "%(n)s requests for a new due date", len(items)), len(items)
    )
    return Task(gettext("requests for a new due date"), line, gettext("Decide"), url("date_moves"), items)


def _questions(access, url):
    """Questions of the public, urgent ones first."""
    verb = gettext("Answer") if access.may_answer_questions else gettext("Read")
    questions = Question.objects.in_partnership(access.partnership)
    return open_questions(questions, verb, url("inbox"), lambda question: url("question_detail", question.pk))


def _decided(access, url):
    """Decisions that change the plan and are not in it yet."""
    changes = DecidedChange.objects.in_partnership(access.partnership).pending().for_list()
    items = [
        (change.record.text, f"{change.record.meeting.group}, {date_format(change.decided_on)}",
         url("decided_change", change.pk))
        for change in changes
    ]  # fmt: skip
    line = counted(
        ngettext("%(n)s decided change not in the plan yet", "%(n)s decided changes not in the plan yet", len(items)),
        len(items),
    )
    verb = gettext("Put into the plan") if access.may_write_plan else gettext("Read")
    return Task(gettext("decided changes"), line, verb, url("decided_changes"), items)


def _challenges(access, url):
    records = Record.objects.unanswered().filter(challenged__partnership=access.partnership)
    records = list(records.select_related("challenged", "meeting").order_by("meeting__starts_at", "pk"))
    items = [
        (r.text, f"{r.challenged}, {date_format(r.meeting.starts_at)}", url("record_detail", r.pk)) for r in records
    ]
    address, days = f"{url('decision_list')}?kind=challenge&state=open", [r.meeting.day for r in records]
    line = counted(
        ngettext("%(n)s challenge unanswered", "%(n)s challenges unanswered", len(items)), len(items)
    ) + oldest(days)
    return Task(gettext("challenges"), line, gettext("Answer"), address, items, late=waiting(days))


def _decisions(access, url):
    """Decisions, and notes that were followed up, which nobody marked as done."""
    records = with_outcome(Record.objects.in_partnership(access.partnership)).filter(IN_STATE[OPEN])
    records = records.filter(Q(return_on=None) | Q(return_on__lte=clock.today()))
    records = records.exclude(kind=Record.Kind.CHALLENGE).exclude(change__outcome="")
    records = list(records.select_related("meeting__group").order_by("meeting__starts_at", "pk"))
    items = [
        (r.text, f"{r.meeting.group}, {date_format(r.meeting.starts_at)}", url("record_detail", r.pk)) for r in records
    ]
    line = counted(
        ngettext("%(n)s decision to follow up", "%(n)s decisions to follow up", len(items)), len(items)
    ) + oldest([r.meeting.day for r in records])
    return Task(
        gettext("decisions to follow up"), line, gettext("Follow up"), f"{url('decision_list')}?state=open", items
    )


def _not_held(access, url):
    """Meetings whose day has passed and that were never begun."""
    meetings = list(Meeting.objects.in_partnership(access.partnership).not_held(clock.now()).select_related("group"))
    items = [
        (
            str(meeting.group),
            gettext("planned for %(day)s") % {"day": date_format(meeting.day)},
            url("meeting_detail", meeting.pk),
        )
        for meeting in meetings
    ]
    address = items[0][2] if len(items) == 1 else url("meetings")
    late = waiting([meeting.day for meeting in meetings])
    line = counted(ngettext("%(n)s meeting not held", "%(n)s meetings not held", len(items)), len(items))
    return Task(gettext("meetings not held"), line, gettext("Begin, move or cancel"), address, items, late=late)


def _upcoming_meetings(access, url):
    """The next meeting and, if that is of another group, the strategy group's next one."""
    meetings = Meeting.objects.in_partnership(access.partnership).still_to_come(clock.now())
    meetings = meetings.select_related("group").prefetch_related("agenda")
    following = [each for each in (meetings.first(), meetings.of_strategy_group().first()) if each]
    if not following:
        return [Task(gettext("the next meeting"))]
    return [_upcoming_meeting(meeting, url) for meeting in dict.fromkeys(following)]


def _upcoming_meeting(meeting, url):
    """A meeting to come, with the last minutes, if they are to be agreed, its matters arising and, from four weeks
    before it, what is missing.
    """
    address = url("meeting_detail", meeting.pk)
    when = localtime(meeting.starts_at)
    items = _missing_of(meeting, address, url) if meeting.starts_at <= end_of(clock.today() + SOON) else []
    if matters := number_of_open_matters(meeting.group, before=meeting):
        text = counted(ngettext("%(n)s matter arising", "%(n)s matters arising", matters), matters)
        items = [(text, "", f"{address}#matters-arising"), *items]
    last = held_meetings(meeting.group, before=meeting).last()
    if last and Minutes.objects.filter(meeting=last, agreement=None).exists():
        text = gettext("Minutes of %(day)s to be agreed") % {"day": date_format(last.day)}
        items = [(text, "", url("meeting_minutes", last.pk)), *items]
    line = gettext("%(group)s meets on %(day)s at %(time)s") % {
        "group": meeting.group,
        "day": date_format(when, "l j F"),
        "time": date_format(when, "H:i"),
    }
    verb = gettext("Prepare") if items else gettext("Open")
    return Task(gettext("the next meeting"), line, verb, address, items, number=1)


def _missing_of(meeting, address, url):
    gaps = []
    if not meeting.agenda.all():
        gaps.append((gettext("No agenda"), "", url("meeting_agenda", meeting.pk)))
    if not meeting.place and not meeting.link:
        gaps.append((gettext("No place and no link to join"), "", url("meeting_edit", meeting.pk)))
    if meeting.state == Meeting.State.DRAFT:
        gaps.append((gettext("Still a draft"), "", address))
    if not Pack.objects.filter(meeting=meeting, why=Pack.Why.SENT).exists():
        day = pack_day(meeting)
        goes = gettext("it will be sent on %(day)s") % {"day": date_format(day, "l j F")} if day else ""
        gaps.append((gettext("Meeting pack not sent"), goes, url("meeting_pack", meeting.pk)))
    return gaps


def _answers(access, outline_now, url):
    """Authorities with outstanding updates in the running round."""
    a_round, title = running_round(access.partnership), gettext("updates")
    if a_round is None or a_round.plan_id != outline_now["plan"]["id"]:
        return Task(title)
    counts = Counter(
        action["lead"]["short_name"] if action["lead"] else gettext("Lead to be agreed")
        for action in actions_in(outline_now)
        if is_owed_in_outline(action, a_round)
    )
    address, due_on = url("round_detail", a_round.pk), a_round.due_on
    items = [(lead, _actions(n), address) for lead, n in counts.most_common()]
    number = counts.total()
    if due_on < clock.today():
        text = ngettext("%(n)s update outstanding since %(day)s", "%(n)s updates outstanding since %(day)s", number)
    else:
        text = ngettext("%(n)s update due by %(day)s", "%(n)s updates due by %(day)s", number)
    return Task(
        title, counted(text, number, day=date_format(due_on)), gettext("Chase"), url("round_chase", a_round.pk), items,
        number=number, late=days_late(due_on),
    )  # fmt: skip


def _actions(number):
    return ngettext("%(n)s action", "%(n)s actions", number) % {"n": number}


def _not_delivered(access, url):
    """E-mails of the last week that were refused, or perhaps not sent: nobody else was told instead."""
    letters = NotificationLetter.objects.in_partnership(access.partnership).filter(
        state__in=[Posted.State.REFUSED, Posted.State.UNKNOWN], noted_at__gte=clock.now() - TOLD_FOR
    )
    address = url("notifications")
    items = [
        (each.subject or gettext("An e-mail"), f"{each.name}: {each.outcome}", f"{address}#letter-{each.pk}")
        for each in letters
    ]
    until = clock.now() + NOTICED_WITHIN
    line = counted(ngettext("%(n)s e-mail not delivered", "%(n)s e-mails not delivered", len(items)), len(items))
    return Task(gettext("e-mails not delivered"), line, gettext("See why"), address, items, until=until)


def _lost_officers(access, plan, outline_now, url):
    """Open actions whose lead officer left, lost the role or is of an authority that leads no more."""
    officers = officers_by_action(Action.objects.in_plan(plan).led_by(access.partnership.authorities.acting()))
    lost = {pk: named.lost_officer for pk, named in officers.items() if named.lost_officer}
    text = gettext("%(authority)s, was %(name)s")
    items = [
        (a["wording"], text % {"authority": a["lead"]["short_name"], "name": lost[a["id"]].user.name},
         url("action_detail", a["id"]))
        for a in actions_in(outline_now)
        if a["id"] in lost and a["status"] not in CLOSED
    ]  # fmt: skip
    line = counted(
        ngettext("%(n)s action whose lead officer has left", "%(n)s actions whose lead officer has left", len(items)),
        len(items),
    )
    return Task(gettext("lead officers"), line, gettext("Choose another"), f"{url('lead_officers')}?by={LOST}", items)


def _off_course(outline_now, url):
    """Actions off track or overdue, by lead; those only without an update are counted in `_answers`."""
    actions = [
        (action, part)
        for part in by_authority(outline_now)
        for action in part["exceptions"]
        if action["effective_status"] in OFF_COURSE
    ]
    items = [
        (action["wording"], f"{gettext(action['label'])}, {(action['lead'] or {}).get('short_name') or part['name']}",
         url("action_detail", action["id"]))
        for action, part in actions
    ]  # fmt: skip
    overdue = [action["due_on"] for action, _ in actions if action["overdue"]]
    line = counted(
        ngettext("%(n)s action off track or overdue", "%(n)s actions off track or overdue", len(items)), len(items)
    )
    late = days_late(*overdue)
    return Task(gettext("actions off track or overdue"), line, gettext("Review"), url("review"), items, late=late)


def _uncorrected(outline_now, url):
    """How many of those say nothing of what is next, by lead."""
    parts, address = without_corrective_action(outline_now), url("uncorrected")
    items = [(part["name"], _actions(n), f"{address}#{part['anchor']}")
             for part in parts if (n := len(part["actions"]))]  # fmt: skip
    number = sum(len(part["actions"]) for part in parts)
    line = counted(
        ngettext(
            "%(n)s action off track without corrective action",
            "%(n)s actions off track without corrective action",
            number,
        ),
        number,
    )
    return Task(gettext("corrective action"), line, gettext("Ask"), address, items, number=number)


def _figures(outline_now, url):
    begins_on, today = outline_now["plan"]["starts_on"], outline_now["today"]
    reported, unreported = gettext("%(authority)s, for %(period)s"), gettext("nobody reports it, for %(period)s")
    items = [
        (c["wording"], (reported % {"authority": c["reporter"]["short_name"], "period": due[0]} if c["reporter"]
                        else unreported % {"period": due[0]}),
         url("criterion_detail", c["id"]))
        for p in outline_now["priorities"]
        for c in p["criteria"]
        if not c["placeholder"] and (due := periods_owed(c, begins_on, today))
    ]  # fmt: skip
    line = counted(ngettext("%(n)s figure due", "%(n)s figures due", len(items)), len(items))
    return Task(gettext("figures"), line, gettext("Add"), f"{url('criteria')}?by=due", items)


def _duties(access, outline_now, url):
    lines = [
        line
        for group in register(access.partnership, outline_now["hallmarks"])["groups"]
        for line in group["lines"]
        if line.state == State.OVERDUE
    ]
    items = [
        (
            line.duty.obligation,
            gettext("due %(day)s") % {"day": date_format(line.due)} if line.due else "",
            url("duty_detail", line.duty.pk),
        )
        for line in lines
    ]
    late = days_late(*(line.due for line in lines if line.due))
    number = len(items)
    line = counted(ngettext("%(n)s duty overdue", "%(n)s duties overdue", number), number)
    return Task(
        gettext("duties"), line, gettext("Record") if number == 1 else gettext("See"), url("duties"), items, late=late
    )


def _invitations(access, url):
    invitations = list(Invitation.objects.in_partnership(access.partnership).pending().select_related("authority"))
    items = [(f"{i.name}, {i.authority}", str(i.state.label).lower(), url("people")) for i in invitations]
    until = min((i.expires_at for i in invitations if i.state == Invitation.State.OPEN), default=None)
    line = counted(ngettext("%(n)s invitation not accepted", "%(n)s invitations not accepted", len(items)), len(items))
    return Task(gettext("invitations"), line, gettext("See who"), url("people"), items, until=until)


def _gaps(outline_now, url):
    address, numbers = url("gaps"), outline_now["gaps"]
    items = [
        (f"{capfirst(gettext(gap.plural))}: {numbers[gap.plural]}", "", f"{address}?by={key}")
        for key, gap in GAPS.items()
        if gap.plural in numbers
    ]
    total = sum(numbers.values())
    line = counted(ngettext("%(n)s gap in the plan", "%(n)s gaps in the plan", total), total)
    return Task(gettext("gaps in the plan"), line, gettext("Fill"), address, items, number=total)


def _edition(access, plan, url):
    edition, address = Edition.objects.defer("payload").current(plan), url("publish")
    if edition is None:
        return Task(
            gettext("the public page"), gettext("Nothing is published yet"), gettext("Publish"), address, number=1
        )
    changes = moved_on(access, plan, edition)
    line = gettext("Since edition %(number)s of %(day)s: %(changes)s") % {
        "number": edition.number,
        "day": date_format(edition.published_at),
        "changes": changes,
    }
    return Task(gettext("changes to publish"), line, gettext("Publish"), address, number=int(bool(changes)))
