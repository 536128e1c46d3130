"""What the public reads of a meeting held in public: its agenda and papers before it, its public minutes afterwards.

Attendance is by authority; no person is named. Of what was recorded only what is marked for the public is included,
and nothing of a confidential point or a private action; no free text of the minutes, and no text of corrections.
"""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from partners import clock
from plans.models import Edition

from ..models import Action, Answer, Minutes, Record
from .minutes import attendance_data

# Words of frozen minutes that pages in other languages say again.
WORDS = (
    gettext_noop("Decision"),
    gettext_noop("Note"),
    gettext_noop("Challenge"),
    gettext_noop("Present"),
    gettext_noop("Apologies"),
    gettext_noop("Absent"),
)

# Titles that the public reads in other words.
PUBLIC_TITLES = {"Matters arising": _("Action log")}


def public_agenda(meeting):
    """The points of the agenda that are not confidential, as [{title, introduction}]."""
    points = meeting.agenda.filter(confidential=False).values("title", "introduction")
    return [point | {"title": PUBLIC_TITLES.get(point["title"], point["title"])} for point in points]


def public_papers(meeting):
    """The edition that the public had when the meeting began, by default the newest, without its payload; or None."""
    editions = Edition.objects.active().filter(plan__partnership=meeting.group.partnership_id)
    if meeting.started_at:
        editions = editions.filter(published_at__lte=meeting.started_at)
    return editions.running_first().select_related("plan").defer("payload").first()


def public_record_of(meeting):
    """The public record of a closed meeting as plain data, from its frozen minutes; without minutes, from the
    attendance alone.

    attendance    [{authority, state, label, senior}]
    quorum, seniors   as in `minutes.minutes_of`
    points        as `public_points`
    agreed_on     the day of the meeting that agreed the minutes, or None
    has_minutes   whether there are minutes
    corrected_on  the days on which corrections were added; their texts are not public, nor those of confidential points
    """
    minutes = Minutes.objects.select_related("agreement__meeting").filter(meeting=meeting).first()
    contents = minutes.contents if minutes else attendance_data(meeting)
    corrections = minutes.corrections.select_related("record__item") if minutes else []
    agreement = minutes and getattr(minutes, "agreement", None)
    return {
        "attendance": [
            {key: attendance[key] for key in ("authority", "state", "label", "senior")}
            for attendance in contents["attendance"]
        ],
        "quorum": contents["quorum"],
        "seniors": contents["seniors"],
        "points": public_points(contents) if minutes else [],
        "agreed_on": agreement and agreement.meeting.day,
        "has_minutes": minutes is not None,
        "corrected_on": [clock.date_of(each.corrected_at) for each in corrections if not each.confidential],
    }


def public_points(minutes):
    """The public part of minutes' points, by two queries: [{title, introduction, records}], with the records that are
    marked for the public, each {kind, label, words, about, challenged, answer: {words, said_on} or None}.

    An answer is included if it is marked for the public, and so is its challenge; answers given since are, too.
    Minutes of schema 1 were written when agendas were not public: of theirs only decisions are, without the points.
    """
    points = [point for point in minutes["points"] if not point.get("confidential")]
    actions = {action["id"] for point in points for part in point["parts"] for action in part["actions"]}
    private = set(Action.all_objects.filter(pk__in=actions, private=True).values_list("pk", flat=True))
    if minutes["schema"] == 1:
        records = [found for point in points for found in _public_records(point, private, {})]
        decisions = [record for record in records if record["kind"] == Record.Kind.DECISION]
        return [{"title": "", "introduction": "", "records": decisions}] if decisions else []
    at_meeting = Answer.objects.filter(record__meeting=minutes["meeting"]["id"], public=True, record__public=True)
    answers = {answer.record_id: answer for answer in at_meeting}
    return [
        {
            "title": PUBLIC_TITLES.get(point["title"], point["title"]),
            "introduction": point["agenda"],
            "records": list(_public_records(point, private, answers)),
        }
        for point in points
    ]


def _public_records(point, private, answers):
    """The public records of a point of minutes, in print order; `private` are ids of actions, `answers` by record."""
    for records, about in _records_by_subject(point, private):
        for record in records:
            if record["public"]:
                answer = answers.get(record["id"])
                yield {
                    **{key: record[key] for key in ("kind", "label", "words", "challenged")},
                    "about": about,
                    "answer": answer and {"words": answer.text, "said_on": clock.date_of(answer.answered_at)},
                }


def _records_by_subject(point, private):
    """(records, what they are about) of a point of minutes, without those about private actions."""
    yield point["records"], ""
    for part in point["parts"]:
        yield part["records"], part["name"]
        for action in part["actions"]:
            if action["id"] not in private:
                yield action["records"], action["wording"]
