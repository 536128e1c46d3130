"""A meeting's pack: as it would be now, as it was sent, and as a PDF."""

from datetime import timedelta

from django.urls import reverse

from partners import clock
from partners.models import Group, Meeting
from plans.pdf import MOST_ACTIONS

from ..meetings.pack import freeze_pack
from ..models import Pack


def visits(cast):
    """Yields (what is asked for, its address), each once the one before was asked for; too large a plan has no PDF."""
    group = Group.objects.get(partnership__slug=cast.slug)
    meeting = Meeting.objects.create(group=group, starts_at=clock.now() + timedelta(days=14))
    page, file = (reverse(name, args=[cast.slug, meeting.pk]) for name in ("meeting_pack", "meeting_pack_pdf"))
    yield "pack, as it would be now", page
    pack = freeze_pack(meeting, by=cast.chair, why=Pack.Why.SENT)
    yield "pack, as it was sent", page
    if pack.contents["outline"]["total"] <= MOST_ACTIONS:
        yield "its PDF", file
