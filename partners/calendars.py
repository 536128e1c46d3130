"""Meetings as an iCalendar feed (RFC 5545), which calendars on phones and desks read again and again.

What stands in a feed lies on somebody else's server: when, where, which group, and the way to the meeting's page.
"""

import re
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import icalendar
from django.db import transaction
from django.utils import timezone

from . import clock
from .models import Calendar, Meeting

PRODID = "-//Living Plan//Meetings//EN"
LONDON = "Europe/London"
# In the names of meetings, where the site does not know its own.
NO_HOST = "localhost"

# How far along a meeting is, in the words of RFC 5545.
STATUS = {Meeting.State.DRAFT: "TENTATIVE"}
CERTAIN = "CONFIRMED"

# What may stand in no line of a calendar.
CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f]")


def as_ics(meetings, *, name, site, page):
    """The bytes of a calendar called `name`, of meetings with their changes (see `MeetingQuerySet.with_changes`).

    `site` is the site's own whole address, without a path, or nothing if it is not known: by its host the meetings are
    told apart from those of any other site. `page(meeting)` is the path of a meeting's page. The same meetings give the
    same bytes.
    """
    calendar = icalendar.Calendar()
    calendar.add("prodid", PRODID)
    calendar.add("version", "2.0")
    for key in ("name", "x-wr-calname"):
        # The library knows neither, and escapes what it does not know only if it is told to.
        calendar.add(key, icalendar.vText(plain(name)))
    calendar.add("refresh-interval", timedelta(hours=6), parameters={"VALUE": "DURATION"})
    calendar.add_component(_london())
    for meeting in meetings:
        calendar.add_component(_event(meeting, site, page(meeting)))
    return calendar.to_ical()


def _event(meeting, site, path):
    changed_at = max(filter(None, [meeting.meeting_saved_at, meeting.group_saved_at]), default=meeting.starts_at)
    event = icalendar.Event()
    event.add("uid", f"meeting-{meeting.pk}@{urlsplit(site).hostname or NO_HOST}")
    event.add("dtstamp", changed_at.astimezone(UTC))
    event.add("last-modified", changed_at.astimezone(UTC))
    event.add("sequence", max((meeting.meeting_saved or 0) + (meeting.group_saved or 0) - 2, 0))
    event.add("status", STATUS.get(meeting.state, CERTAIN))
    event.add("dtstart", timezone.localtime(meeting.starts_at))
    if meeting.ends_at:
        event.add("dtend", timezone.localtime(meeting.ends_at))
    event.add("summary", plain(meeting.group.name) + (" (in public)" if meeting.in_public else ""))
    if where := meeting.place or meeting.link:
        event.add("location", plain(where))
    join = f"Join: {meeting.link}" if meeting.link else ""
    event.add("description", plain("\n\n".join(filter(None, [meeting.about, join, f"{site}{path}"]))))
    if site:
        event.add("url", f"{site}{path}")
    return event


def plain(words):
    """The words as a calendar can hold them: lines end in one way, and no control characters."""
    return CONTROLS.sub("", words.replace("\r\n", "\n").replace("\r", "\n"))


def _london():
    """The clocks of Europe/London by the rule that has held since 1996."""
    zone = icalendar.Timezone()
    zone.add("tzid", LONDON)
    zone.add_component(_clock(icalendar.TimezoneDaylight(), "BST", datetime(1996, 3, 31, 1), 3, before=0, after=1))
    zone.add_component(_clock(icalendar.TimezoneStandard(), "GMT", datetime(1996, 10, 27, 2), 10, before=1, after=0))
    return zone


def _clock(part, name, since, month, *, before, after):
    part.add("tzname", name)
    part.add("dtstart", since)
    part.add("tzoffsetfrom", timedelta(hours=before))
    part.add("tzoffsetto", timedelta(hours=after))
    part.add("rrule", {"freq": "yearly", "bymonth": month, "byday": "-1su"})
    return part


@transaction.atomic
def make_address(user, partnership, *, seen, all_groups):
    """Give somebody the address of a calendar of their own, or another, which ends the one they have.

    `seen` is how many addresses there had been when they asked, as their form says: what is sent twice is done once.
    """
    Calendar.objects.get_or_create(user=user, partnership=partnership, defaults={"ended_at": clock.now()})
    calendar = Calendar.objects.select_for_update().get(user=user, partnership=partnership)
    if str(calendar.number) == seen:
        calendar.number, calendar.all_groups = calendar.number + 1, all_groups
        calendar.made_at, calendar.ended_at = clock.now(), None
        calendar.save()


def choose_groups(user, partnership, *, all_groups):
    """What somebody's calendar shows, at the address that it has."""
    Calendar.objects.filter(user=user, partnership=partnership).update(all_groups=all_groups)


def end_address(user, partnership):
    """Their address, if they have one, leads nowhere from now on."""
    Calendar.objects.filter(user=user, partnership=partnership, ended_at=None).update(ended_at=clock.now())
