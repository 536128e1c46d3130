"""Agreeing the minutes of earlier meetings, from the screen of a meeting in progress."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from partners.forms.keys import key_in
from partners.forms.pages import form_page
from partners.models import AgendaItem, Meeting
from partners.permissions import Permission

from .agreement import agree, take_back_agreement
from .earlier_minutes import agreement_of, minutes_to_agree
from .forms_minutes import AgreementForm
from .proceedings import NotInProgress
from .views import find_meeting, not_in_progress_page, run_url


@form_page
def meeting_agree(request, access, pk):
    """Agree earlier minutes as a true record or with corrections, or take that back."""
    meeting = find_meeting(access, pk)
    access.require(Permission.RUN_MEETINGS)
    back = _screen_of_minutes(meeting)
    if request.method != "POST":
        return redirect(back)
    if meeting.state != Meeting.State.IN_PROGRESS:
        return not_in_progress_page(request, meeting)
    wanted = key_in(request.POST.get("minutes", ""))
    minutes = next((each for each in minutes_to_agree(meeting) if each.pk == wanted), None)
    if minutes is None:
        messages.warning(request, gettext("These minutes are not among those to be agreed here. Nothing was changed."))
        return redirect(back)
    form = AgreementForm(request.POST, minutes=minutes)
    try:
        if "take_back" in request.POST:
            _take_back(request, minutes)
            return redirect(back)
        if form.is_valid():
            agree(minutes, at=meeting, by=request.user, corrections=form.corrections)
            messages.success(request, gettext("Recorded: the minutes are agreed."))
            return redirect(back)
    except NotInProgress:
        return not_in_progress_page(request, meeting)
    context = {"form": form, "meeting": meeting, "minutes": minutes, "back": back}
    return render(request, "actions/meetings/meeting_agree.html", context)


def _take_back(request, minutes):
    if agreement := agreement_of(minutes):
        take_back_agreement(agreement, by=request.user)
        messages.success(request, gettext("Undone: the minutes are not agreed."))


def _screen_of_minutes(meeting):
    item = meeting.agenda.filter(kind=AgendaItem.Kind.MINUTES).first()
    return run_url(meeting, f"point-{item.pk}" if item else "")
