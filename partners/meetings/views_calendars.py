"""Meetings in people's own calendars: each member's feed, and the public's."""

import hashlib

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from partners.forms.pages import form_page, posted

from ..access import access_of
from ..models import Calendar, Group, Meeting, Partnership
from ..replica import from_replica
from ..site_address import site_address, site_of
from .forms import CalendarForm
from .icalendar import as_ics, choose_groups, end_address, make_address

# Calendar programs may reuse the public feed for five minutes, then ask again with its ETag.
PUBLIC = "public, max-age=300, stale-if-error=86400"
PRIVATE = "private, no-cache"


@form_page
def calendar(request, access):
    """Address of a person's own feed, which only they can make, see, replace and end."""
    owner = {"user": request.user, "partnership": access.partnership}
    if "end" in request.POST:
        end_address(**owner)
        messages.success(request, gettext("The address no longer works. Remove the calendar from your programs."))
        return redirect("calendar", access.partnership.slug)
    calendar = Calendar.objects.filter(**owner).first()
    seats = Group.objects.in_partnership(access.partnership).filter(members__user=request.user).distinct()
    form = CalendarForm(posted(request), initial={"groups": _initial(calendar, seats)})
    if form.is_valid():
        _save(request, form, owner)
        return redirect("calendar", access.partnership.slug)
    return render(
        request,
        "partners/meetings/calendar.html",
        {
            "form": form,
            "seats": seats,
            "live": calendar if calendar and calendar.ended_at is None else None,
            "seen": calendar.number if calendar else 0,
            "site": site_of(request),
        },
    )


def _initial(calendar, seats):
    """Initial choice of the form: the saved one; before that, all groups for people who sit on none."""
    if calendar:
        return CalendarForm.ALL if calendar.all_groups else CalendarForm.MINE
    return CalendarForm.MINE if seats else CalendarForm.ALL


def _save(request, form, owner):
    if "choose" in request.POST:
        choose_groups(**owner, all_groups=form.all_groups)
        messages.success(request, gettext("Saved. Your calendar shows it when it next asks, mostly within some hours."))
        return
    make_address(**owner, seen=request.POST.get("seen", ""), all_groups=form.all_groups)
    messages.success(request, gettext("This is the address. Give it to your calendar, and to nobody else."))


@login_not_required
@require_safe
def calendar_feed(request, partnership, pk, signature):
    """A person's own feed, open to anybody with the address as long as the person may read of meetings."""
    try:
        calendar = Calendar.objects.of_address(pk, signature)
    except Calendar.DoesNotExist as error:
        raise Http404 from error
    if calendar.partnership.slug != partnership:
        raise Http404
    if not access_of(calendar.user, partnership).may_read:
        raise Http404
    site = site_of(request)
    title = gettext("%(partnership)s: meetings") % {"partnership": calendar.partnership}
    return _as_feed(request, calendar.meetings(), calendar.partnership, title, "meeting_detail", PRIVATE, site)


@login_not_required
@require_safe
@from_replica
def public_meetings_feed(request, partnership):
    """Feed of the meetings in public."""
    partnership = get_object_or_404(Partnership, slug=partnership)
    meetings = Meeting.objects.in_partnership(partnership).shown_to_public()
    title = gettext("%(partnership)s: meetings in public") % {"partnership": partnership}
    return _as_feed(request, meetings, partnership, title, "public_meeting", PUBLIC, site_address())


def _as_feed(request, meetings, partnership, title, page, cache_control, site):
    content = as_ics(
        meetings.select_related("group").with_changes(),
        name=title,
        site=site,
        page=lambda meeting: reverse(page, args=[partnership.slug, meeting.pk]),
    )
    etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response.headers["ETag"], response.headers["Cache-Control"] = etag, cache_control
    response.headers["Content-Disposition"] = 'inline; filename="meetings.ics"'
    return get_conditional_response(request, etag=etag, response=response)
