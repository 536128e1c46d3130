"""Meetings in people's own calendars: each member's feed, and the public's."""

import hashlib

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_http_methods, require_safe

from .addresses import site_address
from .calendars import as_ics, choose_groups, end_address, make_address
from .forms_meetings import CalendarForm
from .models import Calendar, Group, Meeting, Partnership
from .standing import atomic_post, member_page, standing_of

# What a calendar fetched stays as it is for some minutes, and is asked for again with its ETag.
PUBLIC = "public, max-age=300, stale-if-error=86400"
PRIVATE = "private, no-cache"


def _site(request):
    return site_address() or request.build_absolute_uri("/").rstrip("/")


@member_page
@require_http_methods(["GET", "HEAD", "POST"])
@atomic_post
def calendar(request, access):
    """The address of somebody's own feed: made, shown, replaced and ended by them alone."""
    here = {"user": request.user, "partnership": access.partnership}
    if request.method == "POST" and "end" in request.POST:
        end_address(**here)
        messages.success(request, "The address leads nowhere any more. Take the calendar out of your programs.")
        return redirect("calendar", access.partnership.slug)
    found = Calendar.objects.filter(**here).first()
    seats = Group.objects.in_partnership(access.partnership).filter(members__user=request.user).distinct()
    form = CalendarForm(request.POST if request.method == "POST" else None, initial={"groups": _usual(found, seats)})
    if request.method == "POST" and form.is_valid():
        _save(request, form, here)
        return redirect("calendar", access.partnership.slug)
    return render(
        request,
        "partners/calendar.html",
        {
            "form": form,
            "seats": seats,
            "live": found if found and found.ended_at is None else None,
            "seen": found.number if found else 0,
            "site": _site(request),
        },
    )


def _usual(calendar, seats):
    """What stands in the form: what was chosen; at first, all groups for who sits on none."""
    if calendar:
        return CalendarForm.ALL if calendar.all_groups else CalendarForm.MINE
    return CalendarForm.MINE if seats else CalendarForm.ALL


def _save(request, form, here):
    if "choose" in request.POST:
        choose_groups(**here, all_groups=form.all_groups)
        messages.success(request, "Saved. Your calendar shows it when it next asks, mostly within some hours.")
        return
    make_address(**here, seen=request.POST.get("seen", ""), all_groups=form.all_groups)
    messages.success(request, "This is the address. Give it to your calendar, and to nobody else.")


@login_not_required
@require_safe
def calendar_feed(request, partnership, pk, signature):
    """Somebody's own feed: whoever knows the address reads it, as long as its person is a member."""
    try:
        found = Calendar.objects.of_address(pk, signature)
    except Calendar.DoesNotExist as error:
        raise Http404 from error
    if found.partnership.slug != partnership:
        raise Http404
    standing_of(found.user, partnership)
    site = _site(request)
    return _as_feed(request, found.meetings(), found.partnership, "meetings", "meeting_detail", PRIVATE, site)


@login_not_required
@require_safe
def public_meetings_feed(request, partnership):
    """The meetings in public, for everybody's calendar."""
    found = get_object_or_404(Partnership, slug=partnership)
    meetings = Meeting.objects.in_partnership(found).told_to_all()
    return _as_feed(request, meetings, found, "meetings in public", "public_meeting", PUBLIC, site_address())


def _as_feed(request, meetings, partnership, what, page, cache_control, site):
    words = as_ics(
        meetings.select_related("group").with_changes(),
        name=f"{partnership}: {what}",
        site=site,
        page=lambda meeting: reverse(page, args=[partnership.slug, meeting.pk]),
    )
    etag = f'"{hashlib.sha256(words).hexdigest()[:32]}"'
    response = HttpResponse(words, content_type="text/calendar; charset=utf-8")
    response.headers["ETag"], response.headers["Cache-Control"] = etag, cache_control
    response.headers["Content-Disposition"] = 'inline; filename="meetings.ics"'
    return get_conditional_response(request, etag=etag, response=response)
