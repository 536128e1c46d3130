"""Meetings as an iCalendar feed (RFC 5545), which calendar programs poll.

A feed ends up on other people's servers, so it has only the time, the place, the group and a link to the meeting's
page.
"""

import re
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import icalendar
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext

from .. import clock
from ..models import Calendar, Meeting

PRODID = "-//Living Plan//Meetings//EN"
LONDON = "Europe/London"
# Host in event UIDs where SITE_URL is not set.
NO_HOST = "localhost"

# Event STATUS as in RFC 5545.
STATUS = {Meeting.State.DRAFT: "TENTATIVE", Meeting.State.CANCELLED: "CANCELLED"}
CERTAIN = "CONFIRMED"

# Characters that RFC 5545 forbids in text.
FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f]")


def as_ics(meetings, *, name, site, page):
    """Calendar named `name`, as bytes, of meetings annotated by `MeetingQuerySet.with_changes`.

    `site` is the site's own address without a path, or "" if unknown; its host makes the event UIDs unique across
    sites. `page(meeting)` is the path of a meeting's page. The same meetings always give the same bytes.
    """
    calendar = icalendar.Calendar()
    calendar.add("prodid", PRODID)
    calendar.add("version", "2.0")
    for key in ("name", "x-wr-calname"):
        # The library knows neither key, and escapes unknown ones only if given as vText.
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
    event.add("summary", _summary(meeting) % {"group": plain(meeting.group.name)})
    if where := meeting.place or meeting.link:
        event.add("location", plain(where))
    join = gettext("Join: %(link)s") % {"link": meeting.link} if meeting.link else ""
    event.add("description", plain("\n\n".join(filter(None, [_moved(meeting), meeting.about, join, f"{site}{path}"]))))
    if site:
        event.add("url", f"{site}{path}")
    return event


def _summary(meeting):
    """The title of an event, in which the name of the group is still to be put."""
    if meeting.is_cancelled:
        return gettext("Cancelled: %(group)s (in public)") if meeting.in_public else gettext("Cancelled: %(group)s")
    return gettext("%(group)s (in public)") if meeting.in_public else "%(group)s"


def _moved(meeting):
    """When and where it was to be before it was moved, as a sentence; not why, which may be for members only."""
    if not meeting.moved_from:
        return ""
    before = [date_format(timezone.localtime(meeting.moved_from), "j F Y, H:i"), meeting.moved_from_place]
    return gettext("Moved from %(before)s.") % {"before": ", ".join(filter(None, before))}


def plain(text):
    """Text fit for a calendar: \\n line ends only, no control characters."""
    return FORBIDDEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def _london():
    """VTIMEZONE of Europe/London by the rule in force since 1996."""
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
    """Give somebody a new calendar address; any earlier one stops working.

    `seen` is the number of addresses made before, as the form shows it (str): a form sent twice makes one address.
    """
    Calendar.objects.get_or_create(user=user, partnership=partnership, defaults={"ended_at": clock.now()})
    calendar = Calendar.objects.select_for_update().get(user=user, partnership=partnership)
    if str(calendar.number) == seen:
        calendar.number, calendar.all_groups = calendar.number + 1, all_groups
        calendar.made_at, calendar.ended_at = clock.now(), None
        calendar.save()


def choose_groups(user, partnership, *, all_groups):
    """Choose which groups' meetings the calendar shows; its address stays."""
    Calendar.objects.filter(user=user, partnership=partnership).update(all_groups=all_groups)


def end_address(user, partnership):
    """Stop the person's calendar address from working, if there is one."""
    Calendar.objects.filter(user=user, partnership=partnership, ended_at=None).update(ended_at=clock.now())
