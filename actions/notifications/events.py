"""What there is to tell, and to whom: worked out from records, questions, date-change requests and due dates as they
are now.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.utils.translation import gettext

from actions.models.notifications import Kind
from actions.rounds.recipients import Recipients
from partners import clock
from partners.models import User
from partners.working_days import next_working_day
from plans.models import Edition, Plan, Withdrawal

from ..models import Action, DateMove, DecidedChange, Question, Record, attach_latest

# What was not told by then, because no timer ran or nobody could be written to, is not told any more.
TOLD_FOR = timedelta(days=7)


@dataclass
class Event:
    """Something to tell. `about` tells it from others of its kind for good, `moment` is when it happened (None: long
    enough ago), and `people` are those to be told. `subject` is what happened, or the Action that is due.

    `instead` is why it comes to the coordinator; "" if it comes to those whom it concerns.
    """

    kind: Kind
    about: str
    subject: Record | Question | DecidedChange | DateMove | Action | Edition | Withdrawal
    moment: datetime | None = None
    people: list[User] = field(default_factory=list)
    instead: str = ""

    @property
    def key(self):
        return self.kind.value, self.about


def events(partnership):
    """[Event] of the last week that are still open, told or not, in a fixed number of queries.

    What is settled is not among them: a challenge answered or struck, an action completed or retired, a date that has
    passed.
    """
    recipients = Recipients(partnership)
    since = clock.now() - TOLD_FOR
    found = [*_challenges(partnership, since, recipients), *_made(partnership, since, recipients)]
    found += _questions(partnership, since, recipients)
    found += [*_dates_decided(partnership, since, recipients), *_due(partnership, recipients)]
    found += _published(partnership, since, recipients)
    return [event for event in found if event.people]


def _told(event, users, recipients, authority, *, by=None):
    """The event with the people it goes to: `users`, or the coordinators where the authority has nobody; never `by`,
    who did it.
    """
    if not users:
        users = [*recipients.coordinators.values()]
        if authority:
            instead = gettext("Nobody at %(authority)s signs in, so this comes to you as coordinator.")
            event.instead = instead % {"authority": authority.name}
        else:
            event.instead = gettext("Its lead is to be agreed, so this comes to you as coordinator.")
    event.people = [user for user in users if user.pk != by]
    return event


def _challenges(partnership, since, recipients):
    records = Record.objects.unanswered().filter(challenged__partnership=partnership, recorded_at__gte=since)
    open_actions = _open_actions(record.action_id for record in records)
    for record in records:
        if action := open_actions.get(record.action_id):
            record.action = action
            led = action.lead_id == record.challenged_id
            users = recipients.of_action(action) if led else recipients.of_authority(record.challenged)
            event = Event(Kind.CHALLENGE, str(record.pk), record, record.recorded_at)
            yield _told(event, users, recipients, record.challenged, by=record.by_id)


def _questions(partnership, since, recipients):
    """Unanswered questions of the public, for those who draft the answer."""
    questions = Question.objects.in_partnership(partnership).unanswered().exclude(assigned_to=None)
    questions = questions.select_related("assigned_to", "priority").order_by("pk")
    assigned = _assigned([question.pk for question in questions])
    open_actions = _open_actions(question.action_id for question in questions if question.action_id)
    for question in questions:
        row, authority, action = assigned.get(question.pk), question.assigned_to, open_actions.get(question.action_id)
        if row and row.history_date >= since:
            led = action and action.lead_id == authority.pk
            users = recipients.of_action(action) if led else recipients.of_authority(authority)
            event = Event(Kind.QUESTION, f"{question.pk} {row.history_id}", question, row.history_date)
            yield _told(event, users, recipients, authority, by=row.history_user_id)


def _assigned(questions):
    """{id of a question: the row of its history by which it came to the authority that it is assigned to}"""
    found = {}
    for row in Question.history.filter(id__in=questions).select_related("revision").order_by("history_id"):
        if row.id not in found or found[row.id].assigned_to_id != row.assigned_to_id:
            found[row.id] = row
    return found


def _made(partnership, since, recipients):
    """Actions that decisions gave a lead: new ones, and those with another lead, once they are in the plan."""
    applied = {"outcome": DecidedChange.Outcome.APPLIED, "settled_at__gte": since, "lead__isnull": False}
    changes = DecidedChange.objects.in_partnership(partnership).filter(**applied)
    changes = changes.select_related("record__meeting__group").order_by("pk")
    open_actions = _open_actions(change.action_id for change in changes)
    for change in changes:
        action = open_actions.get(change.action_id)
        if action and action.lead_id == change.lead_id:
            change.action = action
            event = Event(Kind.MADE, str(change.pk), change, change.settled_at)
            yield _told(event, recipients.of_action(action), recipients, action.lead, by=change.settled_by_id)


def _dates_decided(partnership, since, recipients):
    outcomes = DateMove.Outcome.APPROVED, DateMove.Outcome.DECLINED
    moves = DateMove.objects.in_partnership(partnership).filter(outcome__in=outcomes, decided_at__gte=since)
    moves = moves.select_related("authority", "asked_by", "decided_by").order_by("pk")
    open_actions = _open_actions(move.action_id for move in moves)
    for move in moves:
        if action := open_actions.get(move.action_id):
            move.action = action
            led = action.lead_id == move.authority_id
            officers = recipients.of_action(action) if led else recipients.of_authority(move.authority)
            here = [*recipients.members.values(), *recipients.of_authority(move.authority)]
            asked_by = [user for user in here if user.pk == move.asked_by_id]
            users = [*{user.pk: user for user in (*asked_by, *officers)}.values()]
            event = Event(Kind.DATE, str(move.pk), move, move.decided_at)
            yield _told(event, users, recipients, move.authority, by=move.decided_by_id)


def _due(partnership, recipients):
    """The running plan's actions due by the next working day, so that Friday tells of the weekend and of Monday."""
    today = clock.today()
    actions = Action.objects.in_plan(Plan.objects.running(partnership)).with_latest_update().for_list()
    soon = actions.filter(due_on__gte=today, due_on__lte=next_working_day(today)).soonest_first()
    for action in attach_latest(soon):
        if not action.closed:
            event = Event(Kind.DUE, f"{action.pk} {action.due_on}", action)
            yield _told(event, recipients.of_action(action), recipients, action.lead)


def _published(partnership, since, recipients):
    """Editions that were published, and withdrawn, for the coordinators and for who did it: with each comes a receipt
    to keep.
    """
    editions = Edition.objects.in_partnership(partnership).select_related("plan").defer("payload")
    happened = [(str(row.pk), row, row.published_at) for row in editions.filter(published_at__gte=since)]
    withdrawals = Withdrawal.objects.filter(edition__in=editions, at__gte=since).select_related("edition__plan")
    happened += [(f"withdrawn {row.pk}", row, row.at) for row in withdrawals.defer("edition__payload")]
    for about, row, moment in happened:
        people = dict(recipients.coordinators)
        if row.by_id in recipients.members:
            people[row.by_id] = recipients.members[row.by_id]
        yield Event(Kind.EDITION, about, row, moment, [*people.values()])


def _open_actions(ids):
    """{id: Action} of those that are neither complete, withdrawn nor retired, in plans that have not closed."""
    actions = Action.objects.in_open_plans().filter(pk__in=set(ids)).with_latest_update().for_list()
    return {action.pk: action for action in attach_latest(actions) if not action.closed}
