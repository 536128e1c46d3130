"""The pages that send a meeting's papers: a preview of every e-mail, the press that sends them, and resending one."""

import re

from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _

from actions.delivery import new_token
from actions.rounds.views_reminders import not_sent, send_again
from partners.forms.fields import PlainText
from partners.forms.pages import button_page, form_page, posted
from partners.permissions import Permission
from partners.site_address import site_of
from plans.exports.pdf import can_make_pdf

from ..models import PaperLetter
from .sending import (
    DRAFT,
    MINUTES,
    PACK,
    PAPERS,
    CannotBeSent,
    PaperHasChanged,
    TooLate,
    paper_fingerprint,
    previews,
    send_letters,
    send_paper,
)
from .views import find_meeting


class SendForm(forms.Form):
    """The sender's text above the letter and, for a later paper, the reason it replaces the previous one."""

    because = PlainText(
        rows=2,
        max_length=500,
        help_text=_("Shown in the e-mail, on the page and in the history. For example: the figures for May came in."),
    )
    introduction = PlainText(label=_("Add a message"), rows=3, max_length=1000, required=False)
    token = forms.RegexField(r"^[0-9a-f]{32}$", widget=forms.HiddenInput)

    def __init__(self, *args, paper, replaces, **kwargs):
        super().__init__(*args, **kwargs)
        if not replaces:
            del self.fields["because"]
            return
        label, missing = paper.asks_why
        self.fields["because"].label = label
        self.fields["because"].error_messages["required"] = missing

    @property
    def typed(self):
        """{field: text typed so far}, for the preview."""
        data = self.data if self.is_bound else {}
        return {name: str(data.get(name, "")).strip() for name in ("introduction", "because")}


@form_page(atomic=False)
def meeting_pack_send(request, access, pk):
    """Send the pack to the members of the group."""
    return _send_page(request, access, pk, lambda meeting: PACK)


@form_page(atomic=False)
def meeting_minutes_send(request, access, pk):
    """Send the minutes: the draft to those who attended, for comment, or the final ones to the members."""
    return _send_page(request, access, pk, lambda meeting: MINUTES if meeting.is_closed else DRAFT)


def _send_page(request, access, pk, paper_of):
    """A preview of every letter; on submission the paper is frozen and sent to each recipient once."""
    meeting = find_meeting(access, pk)
    access.require(Permission.RUN_MEETINGS)
    paper, site, data = paper_of(meeting), site_of(request), posted(request)
    # Only well-formed tokens reach the query: PostgreSQL raises an error on characters it cannot store.
    token = data and re.fullmatch("[0-9a-f]{32}", data.get("token", ""))
    if token and (existing := meeting.sendings.filter(token=token[0]).first()):
        return _send_and_redirect(request, access, existing, site)
    replaces = meeting.sendings.filter(what=paper.what).first()
    form = SendForm(data, paper=paper, replaces=replaces, initial={"token": new_token()})
    if data and form.is_valid() and "look" not in data:
        try:
            sending = send_paper(paper, meeting, by=request.user, seen=data.get("seen", ""), **form.cleaned_data)
        except PaperHasChanged:
            form.add_error(None, paper.changed)
        except CannotBeSent as error:
            form.add_error(None, str(error))
        except TooLate:
            meeting = find_meeting(access, pk)
        else:
            return _send_and_redirect(request, access, sending, site)
    context = _send_context(request, paper, meeting, form, replaces, site)
    return render(request, "actions/meetings/paper_send.html", context)


def _send_and_redirect(request, access, sending, site):
    """Send as many letters as go at once, then redirect to the paper with the outcome."""
    send_letters(sending.letters.to_send(), site=site)
    messages.success(request, outcome(sending))
    return redirect(PAPERS[sending.what].page, access.partnership.slug, sending.meeting_id)


def _send_context(request, paper, meeting, form, replaces, site):
    """Template context of the send page, without a preview once it is too late to send."""
    context = {"meeting": meeting, "paper": paper, "form": form, "replaces": replaces}
    context |= {"number": paper.number(meeting), "too_late": paper.too_late(meeting)}
    if context["too_late"]:
        return context
    contents = paper.contents(meeting)
    letters, unreachable = previews(paper, meeting, contents, site=site, by=request.user, **form.typed)
    return context | {
        "letters": letters,
        "unreachable": unreachable,
        "why_not": paper.why_not(meeting),
        "seen": paper_fingerprint(paper, meeting, contents),
        "can_make_pdf": can_make_pdf(),
    }


def outcome(sending):
    """The outcome of a sending so far, as a sentence."""
    states = list(sending.letters.values_list("state", flat=True))
    sent = states.count(PaperLetter.State.SENT)
    number = sending.pack.number if sending.pack_id else None
    return PAPERS[sending.what].was_sent(sent) % {"n": sent, "number": number} + not_sent(states)


@button_page(atomic=False)
def paper_letter_again(request, access, pk, letter):
    """Resend a letter whose delivery is in doubt."""
    meeting = find_meeting(access, pk)
    access.require(Permission.RUN_MEETINGS)
    letter = get_object_or_404(PaperLetter.objects.filter(sending__meeting=meeting).to_send(), pk=letter)
    site, paper = site_of(request), PAPERS[letter.sending.what]
    why_not = "" if paper.still_wanted(letter.sending) else paper.overtaken
    send_again(request, letter, why_not=why_not, send=lambda: send_letters([letter], site=site))
    return redirect(paper.page, access.partnership.slug, meeting.pk)
