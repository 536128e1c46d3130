"""The minutes: read, edited, closed, corrected; and what a group's meetings left open."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from partners.models import Group, Meeting
from partners.roles import Deed
from partners.standing import atomic_post, member_page
from plans.pages import actions_url
from plans.pdf import PdfUnavailable
from plans.turns import one_at_a_time

from ..models import Minutes
from .closing import MinutesHaveChanged, added_since, close, correct, state_of, unrecorded
from .forms_minutes import CorrectionForm, MinutesForm, typed_anew
from .matters import matters_of
from .minutes import lacking, minutes_of
from .minutes_pdf import as_pdf
from .running import NotInProgress
from .views import find_meeting, not_now


def find_minutes(meeting):
    """The closed minutes of a meeting, or None."""
    return Minutes.objects.select_related("by").filter(meeting=meeting).first()


def said_in(meeting, minutes):
    """What the minutes say: frozen, or as they write themselves; None before the meeting has begun."""
    if minutes:
        return minutes.contents
    return minutes_of(meeting) if meeting.state == Meeting.State.IN_PROGRESS else None


@member_page
@require_safe
def meeting_minutes(request, standing, pk):
    meeting = find_meeting(standing, pk)
    minutes = find_minutes(meeting)
    return render(
        request,
        "actions/meetings/meeting_minutes.html",
        {
            "meeting": meeting,
            "closed": minutes,
            "minutes": said_in(meeting, minutes),
            "added": added_since(minutes) if minutes else [],
            "drafts": meeting.drafts.filter(by=request.user) if minutes else [],
            "may_edit": standing.may_run_meetings,
            "actions_url": actions_url(standing),
        },
    )


@one_at_a_time
@member_page
@require_safe
def meeting_minutes_pdf(request, standing, pk):
    """The minutes as a PDF, with the corrections there are by now; a draft says that it is one."""
    meeting = find_meeting(standing, pk)
    minutes = find_minutes(meeting)
    said = said_in(meeting, minutes)
    if said is None:
        return redirect("meeting_minutes", standing.partnership.slug, pk)
    try:
        content = as_pdf(said, closed=minutes, added=added_since(minutes) if minutes else [])
    except PdfUnavailable as error:
        return render(request, "plans/no_pdf.html", {"why": str(error)}, status=503)
    state = "minutes" if minutes else "draft-minutes"
    name = f"{standing.partnership.slug}-{state}-{said['meeting']['starts_at']:%Y-%m-%d}.pdf"
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response


@member_page
@require_safe
def meeting_minutes_json(request, standing, pk):
    """The words of closed minutes, of which their fingerprint is."""
    minutes = get_object_or_404(Minutes, meeting=find_meeting(standing, pk))
    return HttpResponse(minutes.words, content_type="application/json")


@member_page
@require_http_methods(["GET", "HEAD", "POST"])
@atomic_post
def meeting_minutes_edit(request, standing, pk):
    """Every text of the minutes in place: what was recorded, and the writers' own words."""
    meeting = find_meeting(standing, pk, lock=request.method == "POST")
    standing.require(Deed.RUN_MEETINGS)
    if meeting.state != Meeting.State.IN_PROGRESS:
        return not_now(request, meeting, typed_anew(request.POST))
    minutes = minutes_of(meeting)
    form = MinutesForm(request.POST if request.method == "POST" else None, meeting=meeting, minutes=minutes)
    if request.method == "POST" and form.is_valid():
        count = form.save(by=request.user)
        messages.success(request, "The words are saved." if count else "Nothing was different, so nothing changed.")
        return redirect("meeting_minutes", standing.partnership.slug, pk)
    return render(
        request,
        "actions/meetings/meeting_minutes_edit.html",
        {"meeting": meeting, "minutes": form.laid_out(minutes), "form": form},
    )


@member_page
@require_http_methods(["GET", "HEAD", "POST"])
@atomic_post
def meeting_close(request, standing, pk):
    """What the minutes will say and what is missing; then one press, and they are closed for good."""
    meeting = find_meeting(standing, pk, lock=request.method == "POST")
    standing.require(Deed.RUN_MEETINGS)
    problem = ""
    if request.method == "POST":
        try:
            close(meeting, by=request.user, seen=request.POST.get("seen", ""))
        except MinutesHaveChanged:
            problem = (
                "Something was recorded while you were reading. Look at what the minutes say now, then close them."
            )
        except NotInProgress:
            if not meeting.is_closed:
                return not_now(request, meeting)
            messages.success(request, "The meeting was closed already.")
            return redirect("meeting_minutes", standing.partnership.slug, pk)
        else:
            messages.success(request, "The meeting is closed. Its minutes will not change any more.")
            return redirect("meeting_minutes", standing.partnership.slug, pk)
    elif meeting.state != Meeting.State.IN_PROGRESS:
        return not_now(request, meeting)
    minutes = minutes_of(meeting)
    return render(
        request,
        "actions/meetings/meeting_close.html",
        {
            "meeting": meeting,
            "minutes": minutes,
            "lacking": [*lacking(minutes), *unrecorded(meeting)],
            "seen": state_of(minutes),
            "problem": problem,
            "actions_url": actions_url(standing),
        },
    )


@member_page
@require_http_methods(["GET", "HEAD", "POST"])
@atomic_post
def meeting_correct(request, standing, pk):
    """A correction is added to closed minutes, below them; what they say stays."""
    meeting = find_meeting(standing, pk)
    standing.require(Deed.RUN_MEETINGS)
    minutes = get_object_or_404(Minutes, meeting=meeting)
    form = CorrectionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        correct(minutes, by=request.user, words=form.cleaned_data["words"])
        messages.success(request, "The correction is added below the minutes.")
        return redirect("meeting_minutes", standing.partnership.slug, pk)
    return render(request, "actions/meetings/meeting_correct.html", {"meeting": meeting, "form": form})


@member_page
@require_safe
def group_matters(request, standing, pk):
    """What a group's meetings left open, with what happened since; and, below, what was done."""
    group = get_object_or_404(Group.objects.in_partnership(standing.partnership), pk=pk)
    found = matters_of(group)
    return render(
        request,
        "actions/meetings/group_matters.html",
        {
            "group": group,
            "open": [matter for matter in found if matter.is_open],
            "done": sorted((m for m in found if not m.is_open), key=lambda m: m.ended_at, reverse=True),
        },
    )
