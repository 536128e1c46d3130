"""What became of a record: it is open, answered, done, or asks for nothing.

Open are a decision to be followed up, one that changes the plan, and a challenge, until they are answered, the action
that it added is closed, another change is in the plan or dropped, or a FollowUp says that they are done. A FollowUp
opens any record again; the newest of these counts.
"""

from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter

from django.db.models import F, OuterRef, Q, Subquery

from plans.status import CLOSED, NEWEST_FIRST

from ..models import DecidedChange, Record, Update

Kind, Settled = DecidedChange.Kind, DecidedChange.Outcome
OPEN, ANSWERED, DONE = "open", "answered", "settled"


@dataclass(frozen=True)
class Outcome:
    """`state` is OPEN, ANSWERED, DONE or "", and `ended_at` the moment at which it was answered or done."""

    state: str
    ended_at: datetime | None = None


def with_outcome(records):
    """Records with all that `outcome_of` and the conditions below read: also status and date of the action added."""
    added = {"action__decided_changes__record": OuterRef("pk"), "action__decided_changes__kind": Kind.ADD}
    newest = Update.objects.active().filter(**added).order_by(*NEWEST_FIRST)
    return (
        records.with_follow_up()
        .select_related("change")
        .annotate(made_status=Subquery(newest.values("status")[:1]), made_at=Subquery(newest.values("recorded_at")[:1]))
    )


def outcome_of(record):
    """The Outcome of a record that was read `with_outcome`."""
    ends = [(record.followed_at, DONE if record.followed_done else OPEN)] if record.followed_at else []
    if hasattr(record, "answer"):
        ends.append((record.answer.answered_at, ANSWERED))
    if record.made_status in CLOSED:
        ends.append((record.made_at, DONE))
    change = getattr(record, "change", None)
    if change and not record.follow_up and not change.pending and not change.made:
        ends.append((change.settled_at, DONE))
    if not ends:
        return Outcome(OPEN if record.challenged_id or record.follow_up or change else "")
    moment, state = max(ends, key=itemgetter(0))
    if state == OPEN:
        return Outcome(OPEN)
    return Outcome(ANSWERED if hasattr(record, "answer") else DONE, moment)


def attach_outcomes(records):
    """Set `outcome` on each of these records, which were read `with_outcome`. Returns them as a list."""
    records = list(records)
    for record in records:
        record.outcome = outcome_of(record)
    return records


# The same as conditions of a query.
COMES_UP = Q(kind=Record.Kind.CHALLENGE) | Q(follow_up=True) | Q(change__isnull=False) | Q(followed_done__isnull=False)
_MADE_IS_OPEN = Q(made_status=None) | ~Q(made_status__in=CLOSED)
_ADDED = Q(change__outcome=Settled.APPLIED, change__kind=Kind.ADD)
_CARRIED_OUT = Q(follow_up=False) & (
    Q(change__outcome=Settled.DROPPED) | Q(change__outcome=Settled.APPLIED, change__kind__in=[Kind.CHANGE, Kind.REMOVE])
)
_NOT_CARRIED_OUT = Q(follow_up=True) | Q(change__isnull=True) | Q(change__outcome="") | _ADDED
_NOT_DONE = Q(followed_done=None) | Q(followed_done=False)
_REOPENED = (
    Q(followed_done=False)
    & (Q(answer=None) | Q(answer__answered_at__lte=F("followed_at")))
    & (_MADE_IS_OPEN | Q(made_at__lte=F("followed_at")))
    & (_NOT_CARRIED_OUT | Q(change__settled_at__lte=F("followed_at")))
)
_NOT_REOPENED = (
    Q(followed_done=None)
    | Q(followed_done=True)
    | Q(answer__answered_at__gt=F("followed_at"))
    | Q(made_status__in=CLOSED, made_at__gt=F("followed_at"))
    | _CARRIED_OUT & Q(change__settled_at__gt=F("followed_at"))
)
IN_STATE = {
    OPEN: COMES_UP & Q(answer=None) & _NOT_DONE & _MADE_IS_OPEN & _NOT_CARRIED_OUT | _REOPENED,
    ANSWERED: Q(answer__isnull=False) & _NOT_REOPENED,
    DONE: Q(answer=None) & (Q(followed_done=True) | Q(made_status__in=CLOSED) | _CARRIED_OUT) & _NOT_REOPENED,
}
