"""Pages of the bench's pack scenario: a pack before and after it is sent, and its PDF."""

from datetime import timedelta

from django.urls import reverse

from actions.meetings.pack import freeze_pack
from actions.models import Pack
from partners import clock
from partners.models import Group, Meeting
from plans.exports.pdf import MOST_ACTIONS


def visits(cast):
    """Yield (label, address); to be requested one by one, as the pack is frozen in between. Large plans have no PDF."""
    group = Group.objects.get(partnership__slug=cast.slug)
    meeting = Meeting.objects.create(group=group, starts_at=clock.now() + timedelta(days=14))
    page, file = (reverse(name, args=[cast.slug, meeting.pk]) for name in ("meeting_pack", "meeting_pack_pdf"))
    yield "pack, as it would be now", page
    pack = freeze_pack(meeting, by=cast.chair, why=Pack.Why.SENT)
    yield "pack, as it was sent", page
    if pack.contents["outline"]["total"] <= MOST_ACTIONS:
        yield "its PDF", file
