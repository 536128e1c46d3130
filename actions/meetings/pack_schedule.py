"""When packs are sent by themselves: so many working days before the meeting, after a notice to the coordinators."""

from datetime import timedelta

from django.utils.formats import date_format

from partners import clock
from partners.models import Meeting
from partners.working_days import working_days_before

from ..models import Pack, Sending


def pack_day(meeting):
    """The day on which the meeting's pack is sent by itself; None if it is sent by hand only."""
    if meeting.pack_schedule == Meeting.PackSchedule.HELD:
        return None
    day = clock.date_of(meeting.starts_at)
    if meeting.pack_schedule == Meeting.PackSchedule.DAY:
        # A meeting that was moved to an earlier day gets its pack on that day at the latest.
        return min(meeting.pack_on, day)
    number = meeting.group.pack_days_before
    return None if number is None else working_days_before(day, number)


def schedule_in_words(meeting):
    """Why the pack is sent on its day: a sentence for the history."""
    if meeting.pack_schedule == Meeting.PackSchedule.DAY:
        return f"Its pack was to be sent on {date_format(pack_day(meeting))}"
    number = meeting.group.pack_days_before
    return f"Packs of the group are sent {number} working day{'' if number == 1 else 's'} before a meeting"


def notice_token(meeting):
    return f"notice {meeting.pk} {pack_day(meeting)}"


def pack_token(meeting):
    return f"pack {meeting.pk} {pack_day(meeting)}"


def notice_of(meeting):
    """The Sending of the notice that the pack is sent on its day, or None."""
    return Sending.objects.filter(token=notice_token(meeting)).first()


def to_be_sent(now):
    """Meetings to come whose pack may be sent by itself, soonest first."""
    meetings = Meeting.objects.not_begun().filter(starts_at__gt=now).exclude(packs__why=Pack.Why.SENT)
    held = Meeting.PackSchedule.HELD
    return meetings.exclude(pack_schedule=held).select_related("group__partnership").order_by("starts_at")


def notice_is_due(meeting, now):
    """Whether the coordinators are told now that the pack will be sent: on the working day before, or later."""
    day = pack_day(meeting)
    if day is None or working_days_before(day - timedelta(days=1), 0) > clock.date_of(now):
        return False
    return notice_of(meeting) is None


def pack_is_due(meeting, now):
    """Whether the pack of a ready meeting is sent now: on its day or later, and never on the day of the notice."""
    day, today = pack_day(meeting), clock.date_of(now)
    if day is None or day > today or meeting.state != Meeting.State.READY:
        return False
    notice = notice_of(meeting)
    return notice is not None and clock.date_of(notice.made_at) < today
