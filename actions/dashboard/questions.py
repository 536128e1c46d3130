"""The task of whoever answers the public's questions, or drafts answers."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .tasks import Task, days_late


def open_questions(questions, verb, inbox, address_of):
    """Task of the unanswered ones among some questions; `address_of` returns the address of one."""
    rows = list(questions.unanswered().urgent_first().for_list())
    items = [(_called(row), _detail(row), address_of(row)) for row in rows]
    line = ngettext(
        "%(number)s question from the public unanswered", "%(number)s questions from the public unanswered", len(rows)
    ) % {"number": len(rows)}
    if urgent := sum(row.urgent for row in rows):
        line += ngettext(", %(number)s urgent", ", %(number)s urgent", urgent) % {"number": urgent}
    return Task(_("questions from the public"), line, verb, inbox, items, late=days_late(*(q.answer_by for q in rows)))


def _called(question):
    about = question.about or _("the plan as a whole")
    return _("%(reference)s, about: %(about)s") % {"reference": question.reference, "about": about}


def _detail(question):
    words = _("answer by %(day)s") % {"day": date_format(question.answer_by)}
    return f"{_('urgent')}, {words}" if question.urgent else words
