"""The pack of a meeting: its page, its files, and sending it to the members."""

import re

from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render

from actions.rounds.reminders import new_token
from actions.rounds.views_reminders import not_sent, send_again
from partners.access import member_page
from partners.forms.fields import PlainText
from partners.forms.pages import button_page, form_page, posted
from partners.meetings.scheduling import NOT_BEGUN, AlreadyBegun
from partners.permissions import Permission
from partners.site_address import site_of
from plans.exports.pdf import can_make_pdf
from plans.jobs.turns import one_at_a_time
from plans.plan_pages import actions_url

from ..models import Pack, PackLetter, Sending
from .pack import next_number, pack_before, pack_of
from .pack_docx import pack_as_docx
from .pack_emails import (
    CannotBeSent,
    PackHasChanged,
    cannot_be_sent,
    file_name,
    may_go_again,
    pack_fingerprint,
    previews,
    send_letters,
    send_pack,
)
from .pack_pdf import pack_as_pdf, pack_context
from .views import docx_response, find_meeting, pdf_response

NOW = "now"
CHANGED = (
    "The plan, the meeting or its members changed while you were reading, or somebody sent the pack. "
    "Look again, then send it."
)


def find_pack(request, meeting):
    """The meeting's pack of ?number=, by default its newest; None if there is none yet, or for NOW. Raises Http404."""
    number = request.GET.get("number", "")
    if number == NOW:
        return None
    if number.isdecimal() and len(number) < 5:
        return get_object_or_404(meeting.packs, number=int(number))
    return pack_before(meeting)


@member_page
def meeting_pack(request, access, pk):
    """The pack that members read before the meeting: the frozen one or, until there is one, its current contents."""
    meeting = find_meeting(access, pk)
    pack = find_pack(request, meeting)
    return render(
        request,
        "actions/meetings/pack.html",
        {
            "meeting": meeting,
            "frozen": pack,
            "packs": packs_with_letters(meeting),
            "may_send": access.may(Permission.RUN_MEETINGS) and meeting.state in NOT_BEGUN,
            "actions_url": actions_url(access),
            **pack_context(pack.contents if pack else pack_of(meeting)),
        },
    )


def packs_with_letters(meeting):
    """The meeting's packs, newest first, with sender, time and letters."""
    packs = meeting.packs.defer("payload").select_related("by", "sending")
    packs = list(packs.prefetch_related("sending__letters__again_by").order_by("-number"))
    begun = [pack for pack in packs if pack.why == Pack.Why.BEGUN]
    for pack in begun[1:] if meeting.is_begun else begun:
        pack.taken_back = True
    return packs


@one_at_a_time
@member_page
def meeting_pack_pdf(request, access, pk):
    """The pack as a PDF."""
    meeting = find_meeting(access, pk)
    pack = find_pack(request, meeting)
    contents = pack.contents if pack else pack_of(meeting)
    return pdf_response(request, lambda: pack_as_pdf(contents, pack), file_name(meeting))


@one_at_a_time
@member_page
def meeting_pack_docx(request, access, pk):
    """The pack as a Word document."""
    meeting = find_meeting(access, pk)
    pack = find_pack(request, meeting)
    contents = pack.contents if pack else pack_of(meeting)
    return docx_response(request, lambda: pack_as_docx(contents, pack), file_name(meeting, "docx"))


class SendForm(forms.Form):
    """The sender's text above the letter and, for a later pack, the reason it replaces the previous one."""

    because = PlainText(
        label="Why it replaces the pack before",
        rows=2,
        max_length=500,
        help_text="Stands in the letter, on the pack’s page and in the history: the figures for May came in.",
        ask="Say why it replaces the pack that the members have",
    )
    introduction = PlainText(
        label="A sentence of yours to stand above the letter", rows=3, max_length=1000, required=False
    )
    token = forms.RegexField(r"^[0-9a-f]{32}$", widget=forms.HiddenInput)

    def __init__(self, *args, replaces, **kwargs):
        super().__init__(*args, **kwargs)
        if not replaces:
            del self.fields["because"]

    @property
    def typed(self):
        """{field: text typed so far}, for the preview."""
        data = self.data if self.is_bound else {}
        return {name: str(data.get(name, "")).strip() for name in ("introduction", "because")}


@form_page(atomic=False)
def meeting_pack_send(request, access, pk):
    """A preview of every letter; on submission the pack is frozen and sent to each recipient once."""
    meeting = find_meeting(access, pk)
    access.require(Permission.RUN_MEETINGS)
    site = site_of(request)
    data = posted(request)
    # Only well-formed tokens reach the query: PostgreSQL raises an error on characters it cannot store.
    token = data and re.fullmatch("[0-9a-f]{32}", data.get("token", ""))
    if token and (existing := Sending.objects.filter(token=token[0], pack__meeting=meeting).first()):
        return _send_and_redirect(request, access, existing, site)
    replaces = meeting.packs.filter(why=Pack.Why.SENT).last()
    form = SendForm(data, replaces=replaces, initial={"token": new_token()})
    if data and form.is_valid() and "look" not in data:
        try:
            sending = send_pack(meeting, by=request.user, seen=data.get("seen", ""), **form.cleaned_data)
        except PackHasChanged:
            form.add_error(None, CHANGED)
        except CannotBeSent as error:
            form.add_error(None, str(error))
        except AlreadyBegun:
            meeting = find_meeting(access, pk)
        else:
            return _send_and_redirect(request, access, sending, site)
    return render(request, "actions/meetings/pack_send.html", _send_context(request, meeting, form, replaces, site))


def _send_and_redirect(request, access, sending, site):
    """Send as many letters as go at once, then redirect to the pack with the outcome."""
    send_letters(sending.letters.to_send(), site=site)
    messages.success(request, outcome(sending))
    return redirect("meeting_pack", access.partnership.slug, sending.pack.meeting_id)


def _send_context(request, meeting, form, replaces, site):
    """Template context of the send page, without a preview once the meeting has begun."""
    context = {"meeting": meeting, "form": form, "replaces": replaces, "number": next_number(meeting)}
    if meeting.state not in NOT_BEGUN:
        return context
    contents = pack_of(meeting)
    letters, left_out = previews(meeting, contents, site=site, by=request.user, **form.typed)
    return context | {
        "letters": letters,
        "left_out": left_out,
        "why_not": cannot_be_sent(meeting),
        "seen": pack_fingerprint(meeting, contents),
        "pack": contents,
        "can_make_pdf": can_make_pdf(),
    }


def outcome(sending):
    """The outcome of a sending so far, as a sentence."""
    states = list(sending.letters.values_list("state", flat=True))
    sent = states.count(PackLetter.State.SENT)
    return f"Pack {sending.pack.number} went to {sent} {'person' if sent == 1 else 'people'}.{not_sent(states)}"


@button_page(atomic=False)
def pack_letter_again(request, access, pk, letter):
    """Resend a letter whose delivery is in doubt."""
    meeting = find_meeting(access, pk)
    access.require(Permission.RUN_MEETINGS)
    letters = PackLetter.objects.filter(sending__pack__meeting=meeting).to_send()
    letter = get_object_or_404(letters, pk=letter)
    site = site_of(request)
    why_not = "" if may_go_again(letter.sending.pack) else "the meeting has begun, or a newer pack was sent."
    send_again(request, letter, why_not=why_not, send=lambda: send_letters([letter], site=site))
    return redirect("meeting_pack", access.partnership.slug, meeting.pk)
