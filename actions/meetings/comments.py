"""Comments of members on draft minutes, until the meeting is closed."""

from django.db import transaction

from partners.history import attributed_to

from ..models import Comment
from .proceedings import in_progress


def may_comment(user, access, meeting):
    """Whether the person may comment: whoever sits on the group, or runs meetings."""
    return access.may_run_meetings or meeting.group.members.filter(user=user).exists()


@transaction.atomic
def comment(meeting, *, by, text, place="", said_by=""):
    """Add a comment on the draft minutes; a repeated submission adds only one. Returns it. Raises NotInProgress."""
    meeting = in_progress(meeting)
    newest = meeting.comments.last()
    if newest and (newest.by_id, newest.place, newest.text, newest.said_by) == (by.pk, place, text, said_by):
        return newest
    with attributed_to(by=by):
        return Comment.objects.create(meeting=meeting, by=by, place=place, text=text, said_by=said_by)


def comments_of(meeting, minutes):
    """The comments on draft minutes, in order: [Comment], each with the title of its point as `about`, or ""."""
    titles = {point["place"]: point["title"] for point in minutes["points"]}
    comments = list(meeting.comments.select_related("by"))
    for each in comments:
        each.about = titles.get(each.place, "")
    return comments


def with_comments(minutes, meeting):
    """The minutes, each point with the comments on it, and the others as comments on the whole."""
    comments = comments_of(meeting, minutes)
    places = {point["place"] for point in minutes["points"]}
    for point in minutes["points"]:
        point["comments"] = [each for each in comments if each.place == point["place"]]
    minutes["comments"] = [each for each in comments if each.place not in places]
    return minutes
