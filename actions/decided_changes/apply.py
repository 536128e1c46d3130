"""Putting what was decided into the plan, or dropping it."""

from django.db import transaction
from django.utils.translation import gettext

from partners.history import attributed_to
from plans.soft_delete import locked_rows

from ..date_changes import answer_by_decision
from ..models import DecidedChange
from ..plan_editor import operations
from ..plan_editor.kinds import PART_KINDS, lock_open_plan, plan_of
from .comparison import comparison_of, comparisons_of

Kind, Outcome = DecidedChange.Kind, DecidedChange.Outcome


class Refused(Exception):
    """The change cannot be put into the plan, or be dropped; the message says why."""


def settled_already(change):
    """That a change was put into the plan, or dropped, before: a sentence."""
    if change.outcome == Outcome.APPLIED:
        return gettext("Put into the plan already.")
    return gettext("Not put into the plan already.")


@transaction.atomic
def apply(change, *, by, keep=()):
    """Put a pending change into the plan. Returns the action that it changed, removed or added.

    `keep` are the fields whose value in the plan stays, although the decision gives another. The history of all that
    changes names the decision. Raises Refused.
    """
    comparison = _locked(change)
    change, target = comparison.change, comparison.target
    if comparison.refused:
        raise Refused(comparison.refused)
    reason = change.reason
    with attributed_to(by=by, why=reason, what="put a decision into the plan"):
        if change.kind == Kind.ADD:
            target = _add(change, target, by=by, why=reason)
        elif change.kind == Kind.REMOVE:
            operations.retire_part(target, by=by, why=reason)
        else:
            lines = [line for line in comparison.effective if line.name not in keep]
            if not lines:
                raise Refused(gettext("Nothing in the plan would change. Drop the decision, and give the reason."))
            _revise(target, lines, by=by, why=reason)
        change.settle(Outcome.APPLIED, by=by, action=target)
    return target


def _add(change, part, *, by, why):
    kind = PART_KINDS["activity" if change.priority_id else "hallmark-action"]
    fields = {name: getattr(change, name) for name in ("wording", "lead", "due_on", "due_words", "private")}
    return operations.make_part(kind, part, by=by, why=why, **fields)


def _revise(action, lines, *, by, why):
    """Give the action the decided values of these lines. A new due date answers the request for another that waits."""
    change = {line.name: line.value for line in lines if line.value != getattr(action, line.name)}
    supporting = None
    if lead := change.get("lead"):
        supporting = [authority for authority in action.supporting if authority != lead]
        action.lead_words = ""  # they say who led it before
    for name, value in change.items():
        setattr(action, name, value)
    if "due_on" in change:
        if typed := next(line.words for line in lines if line.name == "due_on"):
            action.due_words = typed
        if move := action.waiting_move:
            answer_by_decision(move, by=by, why=why)
    if change:
        action.revise(by=by, why=why, supporting=supporting)


@transaction.atomic
def drop(change, *, by, why):
    """Decide that a pending change does not come into the plan. Raises Refused if it was settled before."""
    change = locked_rows(DecidedChange, [change.pk]).get()
    if change.outcome:
        raise Refused(settled_already(change))
    with attributed_to(by=by, why=why, what="dropped a decided change"):
        change.settle(Outcome.DROPPED, by=by, why=why)


@transaction.atomic
def apply_all(partnership, *, by):
    """Put into the plan what asks no question, the oldest decision first. Returns how many.

    What a later decision overtakes entirely is dropped, with that reason.
    """
    applied = 0
    pending = list(DecidedChange.objects.in_partnership(partnership).pending().for_list())
    for change, comparison in zip(pending, comparisons_of(pending), strict=True):
        if comparison.is_overtaken:
            drop(change, by=by, why=comparison.refused)
        elif comparison.is_ready:
            apply(change, by=by)
            applied += 1
    return applied


def _locked(change):
    """The comparison of a change, with its plan, its action and itself locked. Raises Refused if it was settled."""
    target = comparison_of(change).target
    if target is not None:
        lock_open_plan(plan_of(target))
        locked_rows(type(target), [target.pk]).get()
    change = DecidedChange.objects.for_list().select_for_update(of=["self"]).get(pk=change.pk)
    if change.outcome:
        raise Refused(settled_already(change))
    return comparison_of(change)
