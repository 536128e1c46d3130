"""Public pages of meetings held in public."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from partners import clock, languages
from partners.access import greet, greeted
from partners.models import Meeting, Partnership
from partners.replica import from_replica
from plans.editions.live_pages import render_live
from plans.editions.notes import notes_of

from .public_record import public_agenda, public_papers, public_record_of


@login_not_required
@require_safe
@from_replica
def public_meetings(request, partnership):
    """Announced meetings, soonest first, and past meetings, newest first."""
    partnership = greeted(request, partnership)
    meetings = Meeting.objects.in_partnership(partnership).shown_to_public().select_related("group")
    announced = meetings.announced(clock.now())
    return render_live(
        request,
        "actions/meetings/public_meetings.html",
        {
            "to_come": announced,
            "past": meetings.exclude(pk__in=announced.values("pk")).order_by("-starts_at"),
        },
        partnership=partnership,
        title=gettext("Public meetings"),
        description=gettext(
            "When and where anybody may come to a meeting of the %(partnership)s, and what was decided."
        )
        % {"partnership": partnership},
    )


@login_not_required
@require_safe
@from_replica
def public_meeting(request, partnership, pk):
    """A meeting in public: before it, time, place, agenda and papers; once it is closed, its public minutes."""
    partnership = get_object_or_404(Partnership, slug=partnership)
    meetings = Meeting.objects.in_partnership(partnership).shown_to_public()
    meeting = get_object_or_404(meetings.select_related("group__partnership"), pk=pk)
    greet(request, partnership)
    day = date_format(meeting.starts_at)
    edition = None if meeting.is_cancelled else public_papers(meeting)
    return render_live(
        request,
        "actions/meetings/public_meeting.html",
        {
            "meeting": meeting,
            "to_come": meetings.announced(clock.now()).filter(pk=pk).exists(),
            "agenda": [] if meeting.is_closed or meeting.is_cancelled else public_agenda(meeting),
            "edition": edition,
            "note": edition and notes_of([edition], languages.current().code)[edition.pk],
            "held": public_record_of(meeting) if meeting.is_closed else None,
        },
        partnership=partnership,
        title=gettext("Public meeting, %(day)s") % {"day": day},
        description=gettext("Meeting of the %(group)s on %(day)s: time, place, agenda, and what was decided.")
        % {"group": meeting.group, "day": day},
    )
