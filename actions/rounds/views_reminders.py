"""Chasing of answers that a round still lacks, and the log of what was sent, open to every member."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from actions.models.outbox import Posted
from actions.models.reminders import Reminder
from partners.access import member_page
from partners.fingerprint import fingerprint
from partners.forms.conflicts import outdated_notice
from partners.forms.fields import PlainText
from partners.forms.pages import button_page, form_page, posted
from partners.permissions import Permission
from partners.site_address import site_of

from ..delivery import new_token
from .emails import Message, letters
from .reminders import chase, send_chase
from .rounds import running_round
from .views import find_round
from .wording import RoundWordings


class ChaseForm(forms.Form):
    """Recipients of a chase, and a sentence above what they owe."""

    introduction = PlainText(
        label=_("Add a message"),
        rows=3,
        max_length=1000,
        required=False,
    )
    to = forms.MultipleChoiceField(
        label=_("Recipients"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Choose at least one recipient"),
            "invalid_choice": _("Choose from the people below: one you chose has nothing outstanding now"),
        },
    )
    fingerprint_field = "seen"
    token = forms.RegexField(r"^[0-9a-f]{32}$", widget=forms.HiddenInput)

    def __init__(self, *args, outgoing, **kwargs):
        self.letters = {letter.key: letter for letter in outgoing}
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = [(key, letter.name) for key, letter in self.letters.items()]
        self.initial.setdefault("to", list(self.letters))

    @property
    def fingerprint(self):
        """Fingerprint of who would get what."""
        return fingerprint(
            [(key, letter.address, [a.pk for a in letter.actions]) for key, letter in self.letters.items()]
        )

    def clean(self):
        if notice := outdated_notice(self.data.get("seen"), self.fingerprint):
            raise ValidationError(notice, code="outdated")
        return super().clean()

    @property
    def chosen(self):
        return [self.letters[key] for key in self.cleaned_data["to"]]


@form_page(atomic=False)
def round_chase(request, access, pk):
    """Preview of every letter; those chosen are then sent, once."""
    a_round = find_round(access, pk)
    access.require(Permission.RUN_ROUNDS)
    site = site_of(request)
    running = running_round(access.partnership) == a_round
    outgoing, stranded = letters(a_round) if running else ([], [])
    data = posted(request)
    form = ChaseForm(data, outgoing=outgoing, initial={"token": new_token()})
    if data and form.is_valid():
        introduction, token = form.cleaned_data["introduction"], form.cleaned_data["token"]
        reminders = chase(a_round, form.chosen, by=request.user, introduction=introduction, token=token)
        send_chase(reminders, a_round, site=site)
        messages.success(request, outcome(a_round, token))
        return redirect("round_sent", access.partnership.slug, a_round.pk)
    chosen = data.getlist("to") if data else list(form.letters)
    wordings = RoundWordings(a_round)
    previews = [
        (letter, Message(letter, a_round, site=site, stamp=0, wordings=wordings), letter.key in chosen)
        for letter in form.letters.values()
    ]
    return render(
        request,
        "actions/rounds/round_chase.html",
        {"round": a_round, "running": running, "form": form, "previews": previews, "stranded": stranded},
    )


def outcome(a_round, token):
    """Outcome of a chase, in a sentence."""
    states = list(Reminder.objects.filter(round=a_round, chase=token).values_list("state", flat=True))
    sent = states.count(Reminder.State.SENT)
    text = ngettext("Sent to %(n)s person.", "Sent to %(n)s people.", sent) % {"n": sent}
    return text + not_sent(states)


def not_sent(states):
    """Sentences about letters in these states that were not sent, or perhaps not; "" if there are none."""
    doubtful, sent = states.count(Posted.State.UNKNOWN), states.count(Posted.State.SENT)
    text = ""
    if waiting := len(states) - sent - doubtful:
        text += " " + gettext("%(n)s not sent yet: see the reason below.") % {"n": waiting}
    if doubtful:
        unknown = ngettext(
            "Not known whether %(n)s was sent: see below.", "Not known whether %(n)s were sent: see below.", doubtful
        )
        text += " " + unknown % {"n": doubtful}
    return text


@member_page
def round_sent(request, access, pk):
    """Log of a round's reminders: recipients and outcomes; only the coordinator sees addresses."""
    a_round = find_round(access, pk)
    reminders = a_round.reminders.select_related("by", "user", "again_by")
    for reminder in reminders:
        reminder.round = a_round
    may_chase = access.may(Permission.RUN_ROUNDS)
    return render(
        request,
        "actions/rounds/round_sent.html",
        {
            "round": a_round,
            "reminders": reminders,
            "in_doubt": [reminder for reminder in reminders if reminder.in_doubt],
            "may_chase": may_chase,
            "may_send_again": may_chase and running_round(access.partnership) == a_round,
        },
    )


@button_page(atomic=False)
def reminder_again(request, access, pk, reminder):
    """The coordinator resends a reminder in doubt."""
    a_round = find_round(access, pk)
    access.require(Permission.RUN_ROUNDS)
    reminder = get_object_or_404(a_round.reminders, pk=reminder)
    site = site_of(request)
    why_not = "" if running_round(access.partnership) == a_round else gettext("this round is over.")
    send_again(request, reminder, why_not=why_not, send=lambda: send_chase([reminder], a_round, site=site))
    return redirect("round_sent", access.partnership.slug, a_round.pk)


def send_again(request, letter, *, why_not, send):
    """Resend a letter whose delivery is in doubt, and tell the outcome; `why_not` says why none is sent any more."""
    if not why_not and letter.send_again(by=request.user):
        send()
        letter.refresh_from_db()
        values = {"name": letter.name, "outcome": str(letter.outcome).lower()}
        messages.success(request, gettext("E-mail to %(name)s: %(outcome)s.") % values)
    else:
        known = gettext("its outcome is known now, or it has been sent again.")
        messages.info(request, gettext("Nothing was sent: %(why)s") % {"why": why_not or known})
