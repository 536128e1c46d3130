"""What a meeting's pack says of the public's questions: nothing of who asked, as packs are kept for good."""

from partners import clock

from ..models import PublicAnswer, Question


def questions_for_pack(partnership, *, since):
    """Plain data:

    answered  [{id, said, answer, about, published_on}]: published since the moment `since`, or ever if it is None
    open      number of unanswered questions
    late      number of those that should have been answered by now
    urgent    [{reference, about, asked_on, answer_by, assigned_to}]: the unanswered ones marked as urgent
    """
    answers = PublicAnswer.objects.in_partnership(partnership).newest_first().select_related("priority", "action")
    if since:
        answers = answers.filter(published_at__gt=since)
    unanswered = list(Question.objects.in_partnership(partnership).unanswered().urgent_first().for_list())
    return {
        "answered": [
            {
                "id": answer.pk,
                "said": answer.said,
                "answer": answer.answer,
                "about": _name(answer),
                "published_on": clock.date_of(answer.published_at),
            }
            for answer in answers
        ],
        "open": len(unanswered),
        "late": sum(question.is_late for question in unanswered),
        "urgent": [
            {
                "reference": question.reference,
                "about": _name(question),
                "asked_on": question.asked_on,
                "answer_by": question.answer_by,
                "assigned_to": question.assigned_to.short_name if question.assigned_to else "",
            }
            for question in unanswered
            if question.urgent
        ],
    }


def _name(row):
    part = row.action or row.priority
    return str(part) if part else ""
