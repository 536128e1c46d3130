"""Taking in a question or remark of somebody without an account."""

from datetime import timedelta

from django.db import transaction
from django.utils.crypto import get_random_string

from partners import clock, languages
from partners.history import attributed_to
from partners.working_days import working_days_after

from ..models import Question, QuestionDetails, QuestionLetter

# Characters of a reference: none that can be read as another.
READABLE = "23456789BCDFGHJKMNPQRTVWXY"
SAME_WITHIN = timedelta(days=1)


@transaction.atomic
def ask(partnership, *, text, name="", email="", priority_id=None, action_id=None):
    """Take in a question on the plan or a part of it. Returns it, or one in the same words within a day."""
    partnership = partnership.lock()
    about = {"priority_id": priority_id, "action_id": action_id}
    same = Question.objects.in_partnership(partnership).filter(
        details__text=text, asked_at__gt=clock.now() - SAME_WITHIN, **about
    )
    if earlier := same.first():
        return earlier
    with attributed_to(by=None):
        question = Question.objects.create(
            partnership=partnership,
            reference=_unused_reference(partnership),
            answer_by=working_days_after(clock.today(), partnership.answer_within_days),
            **about,
        )
    QuestionDetails.objects.create(
        question=question, text=text, name=name, email=email, language=languages.current().code
    )
    if email:
        note_email(question, QuestionLetter.Kind.RECEIVED)
    return question


def _unused_reference(partnership):
    while True:
        reference = f"Q-{get_random_string(6, READABLE)}"
        if not partnership.questions.filter(reference=reference).exists():
            return reference


def note_email(question, kind):
    """Note an e-mail to the asker, if they left an address. Each kind goes once."""
    details = getattr(question, "details", None)
    if details and details.email:
        QuestionLetter.objects.get_or_create(
            question=question, kind=kind, defaults={"name": details.name or details.email, "address": details.email}
        )
