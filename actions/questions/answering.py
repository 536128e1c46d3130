"""What members do with a question: assign, draft, publish, close; and with a published answer."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q

from partners import clock
from partners.history import EVERY, PLAN, attributed_to, revise
from partners.rewritings import rewriting
from plans import soft_delete
from plans.plan_pages import beginning_of

from ..models import AnswerAction, PublicAnswer, Question, QuestionDetails, QuestionLetter
from ..models.questions import KEPT_AT_MOST, KEPT_FOR, OVERWRITTEN
from .asking import note_email


class AlreadyEnded(Exception):
    """The question was answered or closed meanwhile."""


def _locked(question):
    """The question as it is now, locked. Raises AlreadyEnded unless it is open."""
    question = Question.objects.select_for_update().get(pk=question.pk)
    if not question.is_open:
        raise AlreadyEnded
    return question


@transaction.atomic
def save_draft(question, *, by, text):
    """Save the draft of an answer. Raises AlreadyEnded."""
    question = _locked(question)
    QuestionDetails.objects.filter(question=question).update(draft=text)
    question.drafted_at = clock.now() if text else None
    with attributed_to(by=by, what="drafted an answer"):
        question.save()


@transaction.atomic
def publish_answer(question, *, by, said, answer, action_ids=()):
    """Publish an answer, with what was asked in words for the public. Returns the PublicAnswer. Raises AlreadyEnded."""
    question = _locked(question)
    with attributed_to(by=by, what="answered a question of the public"):
        question.state, question.ended_at = Question.State.PUBLISHED, clock.now()
        question.save()
        published = PublicAnswer.objects.create(
            partnership_id=question.partnership_id,
            question=question,
            priority_id=question.priority_id,
            action_id=question.action_id,
            said=said,
            answer=answer,
            published_at=question.ended_at,
        )
        set_actions(published, action_ids)
    note_email(question, QuestionLetter.Kind.ANSWERED)
    return published


def set_actions(answer, action_ids):
    """Set the actions taken because of what was said, within `attributed_to`. Returns whether there was a change."""
    now = {deed.action_id: deed for deed in answer.deeds.all()}
    for pk in now.keys() - set(action_ids):
        now[pk].delete()
    for pk in sorted(set(action_ids) - now.keys()):
        AnswerAction.objects.create(answer=answer, action_id=pk)
    return now.keys() != set(action_ids)


@transaction.atomic
def close(question, *, by, closed_as, message):
    """Close a question without publishing it; the asker gets the message. Raises AlreadyEnded."""
    question = _locked(question)
    QuestionDetails.objects.filter(question=question).update(message=message)
    question.state, question.closed_as, question.ended_at = Question.State.CLOSED, closed_as, clock.now()
    with attributed_to(by=by, what="closed a question of the public"):
        question.save()
    if closed_as not in (Question.ClosedAs.ABUSE, Question.ClosedAs.EXPIRED):
        note_email(question, QuestionLetter.Kind.CLOSED)


@transaction.atomic
def correct(answer, *, by, why, said, text, action_ids, overwrite=False):
    """Correct a published answer; with `overwrite`, its earlier words leave the history too. Returns if it changed."""
    answer = PublicAnswer.all_objects.select_for_update().get(pk=answer.pk)
    with attributed_to(by=by, why=why, what="corrected a published answer"):
        changed = (answer.said, answer.answer) != (said, text)
        if changed:
            answer.said, answer.answer = said, text
            answer.save()
        changed = set_actions(answer, action_ids) or changed
    if overwrite:
        _overwrite_history(answer, by=by, why=why)
    return changed


def take_off(answer, *, by, why, overwrite=False):
    """Take a published answer off the public pages; it can be put back unless its words are overwritten."""
    soft_delete.retire([answer], by=by, why=why)
    if overwrite:
        _overwrite_history(answer, by=by, why=why)


@transaction.atomic
def _overwrite_history(answer, *, by, why):
    """Overwrite the words of a published answer in all history rows that differ from what it says now; if it was taken
    off, in the answer itself.
    """
    answer.refresh_from_db(from_queryset=PublicAnswer.all_objects.all())
    with attributed_to(by=by, why=why, what="removed personal details", rewrites_past=True):
        revise(answer.partnership_id, holds=[PLAN.format(EVERY)])
        if answer.retired_at:
            answer.said = answer.answer = OVERWRITTEN
            answer.save()
        with rewriting(by=by, why=why, what=f"removed personal details from published answer {answer.pk}") as door:
            rows = PublicAnswer.history.filter(id=answer.pk)
            for name in ("said", "answer"):
                door.update(rows.exclude(**{name: getattr(answer, name)}), **{name: OVERWRITTEN})


@transaction.atomic
def forget(question, *, by, why=""):
    """Delete the personal details of a question: who asked, in which words, and the e-mails to them.

    One that is still open is closed, as nobody can answer it any more.
    """
    question = Question.objects.select_for_update().get(pk=question.pk)
    QuestionDetails.objects.filter(question=question).delete()
    question.letters.all().delete()
    if question.is_open:
        question.state, question.ended_at = Question.State.CLOSED, clock.now()
        question.closed_as = Question.ClosedAs.ERASED if by else Question.ClosedAs.EXPIRED
    with attributed_to(by=by, why=why, what="deleted the personal details of a question"):
        question.save()


def forget_old_details():
    """Delete the personal details of all questions whose day has come (`Question.delete_on`)."""
    tomorrow = clock.today() + timedelta(days=1)
    ended, asked = (beginning_of(tomorrow - kept) for kept in (KEPT_FOR, KEPT_AT_MOST))
    due = Question.objects.filter(details__isnull=False).filter(Q(ended_at__lt=ended) | Q(asked_at__lt=asked))
    for question in due:
        forget(question, by=None)
