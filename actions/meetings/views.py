from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from partners.models import Meeting
from partners.standing import member_page

from ..models import Minutes
from .matters import matters_arising


def find_meeting(standing, pk, *, lock=False):
    """The partnership's meeting. Raises Http404. With `lock`, nobody else changes it until this transaction ends."""
    meetings = Meeting.objects.in_partnership(standing.partnership)
    if lock:
        meetings = meetings.select_for_update(of=["self"])
    return get_object_or_404(meetings.select_related("group"), pk=pk)


@member_page
@require_safe
def meeting_detail(request, standing, pk):
    """A meeting: when and where, its agenda, and the ways to its pack, its screen and its minutes."""
    meeting = find_meeting(standing, pk)
    return render(
        request,
        "actions/meetings/meeting_detail.html",
        {
            "meeting": meeting,
            "agenda": meeting.agenda.all(),
            "matters": matters_arising(meeting),
            "minutes": Minutes.objects.filter(meeting=meeting).first(),
            "attendances": meeting.attendances.select_related("authority"),
        },
    )


def not_now(request, meeting, words=()):
    """What is said to who would record something of a meeting that is not in progress: 409.

    `words` are what they were writing, for them to copy.
    """
    return render(request, "actions/meetings/not_now.html", {"meeting": meeting, "words": words}, status=409)
