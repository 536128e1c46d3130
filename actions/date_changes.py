"""Date-change requests: an authority asks, the coordinator decides, unless the partnership needs no approval."""

from django import forms
from django.db import transaction
from django.utils.formats import date_format
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from partners import clock
from partners.forms.conflicts import ConflictCheck
from partners.forms.fields import MEMBERS_READ_IT
from partners.forms.reasons import ReasonField
from partners.history import attributed_to

from .models import DateMove

Outcome = DateMove.Outcome


def ask(action, *, by, authority, to_on, reason, update=None):
    """Ask for another due date. If the partnership needs no approval, it moves at once. Returns the DateMove."""
    fields = {"to_on": to_on, "reason": reason, "asked_by": by, "authority": authority, "update": update}
    move = DateMove(action=action, from_on=action.due_on, **fields)
    if authority.partnership.moves_need_approval:
        with attributed_to(by=by):
            move.save()
    else:
        _settle(move, Outcome.AT_ONCE, by=by)
    return move


def decide(move, *, by, approve, why=""):
    """Approve a request, which moves the date, or decline it, which needs a reason."""
    _settle(move, Outcome.APPROVED if approve else Outcome.DECLINED, by=by, why=why)


def withdraw_request(move, *, by, why=""):
    """Withdraw a pending request."""
    _settle(move, Outcome.WITHDRAWN, by=by, why=why)


def answer_by_decision(move, *, by, why):
    """Settle a request that a meeting's decision answers: approved if the decision gives its date, else declined.

    The caller saves the action, with the decided date.
    """
    outcome = Outcome.APPROVED if move.action.due_on == move.to_on else Outcome.DECLINED
    _settle(move, outcome, by=by, why=why, moves=False)


@transaction.atomic
def _settle(move, outcome, *, by, why="", moves=True):
    move.outcome, move.decided_by, move.decided_at, move.why = outcome, by, clock.now(), why
    if moves and outcome in (Outcome.AT_ONCE, Outcome.APPROVED):
        move.action.due_on = move.to_on
        move.action.revise(by=by, why=f"{move.authority} asked for it: {move.reason}")
    with attributed_to(by=by):
        move.save()


@transaction.atomic
def settle_approval(partnership, *, by, needed):
    """Set whether a coordinator must approve date-change requests."""
    if partnership.moves_need_approval != needed:
        partnership.moves_need_approval = needed
        with attributed_to(by=by):
            partnership.save()


class ApprovalForm(forms.Form):
    needed = forms.TypedChoiceField(
        label=_("When an authority requests a new due date"),
        choices=[("yes", _("The coordinator must approve it")), ("no", _("The date changes straight away"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose whether the coordinator must approve")},
    )


class DecisionForm(ConflictCheck, forms.Form):
    """The coordinator's decision on a request, with a conflict check on the due date its reader has seen."""

    fingerprint_field = "seen"

    decision = forms.ChoiceField(
        label=_("Your decision"),
        choices=[("approve", _("Approve: change the date now")), ("decline", _("Decline: keep the date"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose whether to approve it")},
    )
    why = ReasonField(
        rows=3, max_length=1000, help_text=format_lazy("{} {}", _("Needed if you decline."), MEMBERS_READ_IT)
    )

    def __init__(self, *args, move, **kwargs):
        self.move = move
        super().__init__(*args, **kwargs)

    def current_values(self):
        due_on = self.move.action.due_on
        return [
            ("due_on", gettext("Due date"), date_format(due_on) if due_on else gettext("to be agreed")),
            ("outcome", gettext("Decision"), self.move.get_outcome_display() or gettext("none")),
        ]

    def histories(self):
        return [self.move.history.all(), self.move.action.history.all()]

    def clean(self):
        data = super().clean()
        if data.get("decision") == "decline" and not data.get("why") and "why" not in self.errors:
            self.add_error("why", gettext("Enter the reason for declining"))
        return data

    def save(self, *, by):
        decide(self.move, by=by, approve=self.cleaned_data["decision"] == "approve", why=self.cleaned_data["why"])
