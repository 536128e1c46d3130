from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from partners.access import member_page
from partners.meetings.scheduling import cannot_be_put_back
from partners.models import Meeting
from partners.permissions import Permission
from plans.exports.docx import DOCX_TYPE
from plans.exports.unavailable import FileUnavailable

from ..models import Minutes
from .confidential import agenda_for, matters_for, records_for
from .matters_arising import matters_arising
from .outcomes import attach_outcomes, with_outcome
from .proceedings import recorded_at, unusual
from .sending import pack_state


def find_meeting(access, pk, *, lock=False):
    """The partnership's meeting, with `lock` locked until the transaction ends. Raises Http404."""
    meetings = Meeting.objects.in_partnership(access.partnership)
    if lock:
        meetings = meetings.select_for_update(of=["self"])
    return get_object_or_404(meetings.select_related("group"), pk=pk)


@member_page
def meeting_detail(request, access, pk):
    """A meeting: time, place, agenda, and links to its pack, screens and minutes."""
    meeting = find_meeting(access, pk)
    records = meeting.records.with_changes().select_related("item", "answer").prefetch_related("corrections__by")
    return render(
        request,
        "actions/meetings/meeting_detail.html",
        {
            "meeting": meeting,
            "shown_to_public": Meeting.objects.shown_to_public().filter(pk=pk).exists(),
            "begins_at_once": not unusual(meeting),
            "may_take_back": may_take_back(access, meeting),
            "why_not_back": cannot_be_put_back(meeting),
            "agenda": agenda_for(access, meeting),
            "matters": matters_for(access, matters_arising(meeting)),
            "minutes": Minutes.objects.select_related("agreement__meeting").filter(meeting=meeting).first(),
            "records": attach_outcomes(records_for(access, with_outcome(records))),
            "pack": pack_state(meeting),
            "attendances": meeting.attendances.select_related("authority").prefetch_related("people"),
        },
    )


def run_url(meeting, key="", anchor=""):
    """The address of the meeting's screen with that key, by default the first."""
    path = reverse("meeting_run", args=[meeting.group.partnership.slug, meeting.pk])
    return path + (f"?{urlencode({'at': key})}" if key else "") + anchor


def may_take_back(access, meeting):
    """Whether that the meeting was begun can still be taken back, by this person."""
    running = meeting.state == Meeting.State.IN_PROGRESS
    return running and access.may(Permission.RUN_MEETINGS) and not recorded_at(meeting)


def not_in_progress_page(request, meeting, texts=()):
    """409 page for someone who tries to record at a meeting that is not in progress.

    It shows what they typed, to copy: `texts`, by default the field `text`.
    """
    typed = [text for text in texts or [request.POST.get("text", "").strip()] if text]
    return render(request, "actions/meetings/not_now.html", {"meeting": meeting, "texts": typed}, status=409)


def pdf_response(request, make, name):
    """The PDF that `make` returns, as a file of that name, or the page that says why there is none."""
    return _file_response(request, make, "application/pdf", f'inline; filename="{name}"')


def docx_response(request, make, name):
    """The Word document that `make` returns, as a file of that name, or the page that says why there is none."""
    return _file_response(request, make, DOCX_TYPE, f'attachment; filename="{name}"')


def _file_response(request, make, content_type, disposition):
    try:
        content = make()
    except FileUnavailable as error:
        return render(request, "plans/exports/no_file.html", {"why": str(error)}, status=503)
    return HttpResponse(content, content_type=content_type, headers={"Content-Disposition": disposition})
