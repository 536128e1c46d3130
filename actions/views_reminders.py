"""The coordinator chases what a round still wants; everybody sees what was sent."""

import hashlib

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from partners.addresses import site_address
from partners.roles import Deed
from partners.standing import member_page
from partners.words import WordsField
from plans.models import Round

from .letters import Message, letters
from .models.outbox import Reminder
from .reminders import chase, new_token, send_chase
from .rounds import running_round


class ChaseForm(forms.Form):
    """To whom, with which sentence above what they owe.

    It knows what the page showed: if that is not what would go now, sending asks to look again.
    """

    words = WordsField(
        label="A sentence of yours to stand above it",
        rows=3,
        max_length=1000,
        required=False,
    )
    to = forms.MultipleChoiceField(
        label="Send it to",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Choose at least one person to write to",
            "invalid_choice": "Choose from the people below: one of those chosen owes nothing any more",
        },
    )
    token = forms.RegexField(r"^[0-9a-f]{32}$", widget=forms.HiddenInput)

    def __init__(self, *args, found, **kwargs):
        self.found = {letter.key: letter for letter in found}
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = [(key, letter.name) for key, letter in self.found.items()]
        self.initial.setdefault("to", list(self.found))

    @property
    def seen(self):
        """A fingerprint of who would get what, for the page's hidden input."""
        whole = [(key, letter.address, [a.pk for a in letter.actions]) for key, letter in self.found.items()]
        return hashlib.sha256(repr(whole).encode()).hexdigest()[:16]

    def clean(self):
        if self.data.get("seen") != self.seen:
            raise ValidationError(
                "Somebody answered, or the plan changed, while you were reading. Look again, then send it.",
                code="overtaken",
            )
        return super().clean()

    @property
    def chosen(self):
        return [self.found[key] for key in self.cleaned_data["to"]]


def find_round(standing, pk):
    """The partnership's round, with its plan. Raises Http404."""
    rounds = Round.objects.in_partnership(standing.partnership).select_related("plan__partnership")
    return get_object_or_404(rounds, pk=pk)


@member_page
@require_http_methods(["GET", "HEAD", "POST"])
def round_chase(request, standing, pk):
    """Exactly who would get what; then it goes to those chosen, once."""
    a_round = find_round(standing, pk)
    standing.require(Deed.RUN_ROUNDS)
    site = site_address() or request.build_absolute_uri("/").rstrip("/")
    running = running_round(standing.partnership) == a_round
    found, stranded = letters(a_round) if running else ([], [])
    posted = request.POST if request.method == "POST" else None
    form = ChaseForm(posted, found=found, initial={"token": new_token()})
    if posted and form.is_valid():
        words, token = form.cleaned_data["words"], form.cleaned_data["token"]
        reminders = chase(a_round, form.chosen, by=request.user, words=words, token=token)
        send_chase(reminders, a_round, site=site)
        messages.success(request, outcome(a_round, token))
        return redirect("round_sent", standing.partnership.slug, a_round.pk)
    chosen = posted.getlist("to") if posted else list(form.found)
    previews = [
        (letter, Message(letter, a_round, site=site, stamp=0), letter.key in chosen) for letter in form.found.values()
    ]
    return render(
        request,
        "actions/round_chase.html",
        {"round": a_round, "running": running, "form": form, "previews": previews, "stranded": stranded},
    )


def outcome(a_round, token):
    """What came of a chase, in a sentence."""
    states = list(Reminder.objects.filter(round=a_round, chase=token).values_list("state", flat=True))
    sent = states.count(Reminder.State.SENT)
    words = f"Sent to {sent} {'person' if sent == 1 else 'people'}."
    if sent < len(states):
        words += f" {len(states) - sent} did not go yet: see below why."
    return words


@member_page
@require_safe
def round_sent(request, standing, pk):
    """What was sent in a round, to whom, and what came of it; addresses are the coordinator's business."""
    a_round = find_round(standing, pk)
    reminders = a_round.reminders.select_related("by", "user")
    for reminder in reminders:
        reminder.round = a_round
    return render(
        request,
        "actions/round_sent.html",
        {"round": a_round, "reminders": reminders, "may_chase": standing.may(Deed.RUN_ROUNDS)},
    )
