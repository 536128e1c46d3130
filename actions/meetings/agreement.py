"""Agreement of the minutes of earlier meetings, at a later meeting of their group; see `earlier_minutes`."""

from django.db import transaction

from partners.history import attributed_to
from partners.models import Meeting

from ..models import Agreement, Correction
from .proceedings import in_progress


@transaction.atomic
def agree(minutes, *, at, by, corrections=()):
    """Record that the meeting `at` agrees these minutes, with corrections. Returns the Agreement.

    Minutes agreed before stay as they were agreed: nothing is added. Raises NotInProgress.
    """
    at = in_progress(at)
    Meeting.objects.select_for_update().get(pk=minutes.meeting_id)
    if existing := Agreement.objects.filter(minutes=minutes).first():
        return existing
    with attributed_to(by=by, why=f"Agreed at the meeting of {at.group} on {at.starts_at:%-d %B %Y}"):
        for text in corrections:
            Correction.objects.create(minutes=minutes, by=by, text=text)
        return Agreement.objects.create(minutes=minutes, meeting=at, by=by)


@transaction.atomic
def take_back_agreement(agreement, *, by):
    """Delete an agreement recorded by mistake, while its meeting is in progress; corrections remain as corrections.

    Raises NotInProgress.
    """
    in_progress(agreement.meeting)
    with attributed_to(by=by, why="Undone before the meeting was closed"):
        agreement.delete()
