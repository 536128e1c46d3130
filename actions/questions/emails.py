"""E-mails to people who asked: an acknowledgement, the answer, or why there is none. Each goes once at most."""

from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from actions.delivery import Post, deliver
from partners import clock
from partners.mail import in_language_of

from ..models import PublicAnswer, QuestionLetter

# For how long a mail server that cannot be reached is tried.
TRIED_FOR = timedelta(days=7)
SUBJECTS = {
    QuestionLetter.Kind.RECEIVED: lambda: _("We have your question %(reference)s"),
    QuestionLetter.Kind.ANSWERED: lambda: _("Your question %(reference)s is answered"),
    QuestionLetter.Kind.CLOSED: lambda: _("Your question %(reference)s is closed"),
}


def send_emails(*, site):
    """Send the e-mails that are still to go. Yields each QuestionLetter tried, after those whose sender died."""
    yield from QuestionLetter.objects.give_up()
    for letter in QuestionLetter.objects.unfinished(since=clock.now() - TRIED_FOR):
        if letter.claim():
            yield _send(letter, site)


def _send(letter, site):
    answer = PublicAnswer.objects.filter(question=letter.question).first()
    if letter.kind == QuestionLetter.Kind.ANSWERED and answer is None:  # taken off meanwhile
        letter.end(letter.State.OVERTAKEN)
        return letter
    return deliver(letter, message(letter, answer, site=site))


def message(letter, answer, *, site):
    """The e-mail, in the language of the page on which they asked. It never repeats what somebody typed on the public
    form, so it carries nobody's advertising.
    """
    with in_language_of(letter.question.details):
        return _message(letter, answer, site)


def _message(letter, answer, site):
    question = letter.question
    slug = question.partnership.slug
    return Post(
        "actions/mail/question",
        {
            "kind": letter.kind,
            "question": question,
            "partnership": question.partnership,
            "answer": answer,
            "message": question.details.message,
            "link": f"{site}{reverse('ask_received', args=[slug, question.reference])}",
            "public_link": answer and f"{site}{reverse('public_answer', args=[slug, answer.pk])}",
        },
        name="",
        address=letter.address,
        subject=SUBJECTS[letter.kind]() % {"reference": question.reference},
        partnership=question.partnership,
        site=site,
        stamp=letter.stamp,
    )
