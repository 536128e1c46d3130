"""The coordinator's tasks for residents: requests for another format, and the pages that the law asks for."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from plans.models import AccessibilityStatement, FormatRequest, PrivacyNotice
from plans.statements.views import words_of

from .tasks import Task, days_late


def format_requests(access, url):
    """Requests for another format that nobody answered."""
    requests = list(FormatRequest.objects.in_partnership(access.partnership).open().for_list())
    items = [
        (each.what, _("by %(day)s, %(name)s") % {"day": date_format(each.due_on), "name": each.handled_by.name}
         if each.handled_by else _("by %(day)s") % {"day": date_format(each.due_on)},
         url("format_request_detail", each.pk))
        for each in requests
    ]  # fmt: skip
    late = days_late(*(each.due_on for each in requests))
    number = len(items)
    line = ngettext(
        "%(number)s request for another format", "%(number)s requests for another format", number
    ) % {"number": number}  # fmt: skip
    title, address = _("requests for another format"), items[0][2] if number == 1 else url("format_requests")
    return Task(title, line, _("Answer"), address, items, late=late)


def statements(access, url):
    """What is missing in the pages that the law asks for, or was to be reviewed by now."""
    items, due = [], []
    for model, page in ((AccessibilityStatement, "accessibility_edit"), (PrivacyNotice, "privacy_edit")):
        words = words_of(model, access.partnership)
        items += [(label, str(words), url(page)) for label in words.missing]
        if words.is_review_due:
            items.append((_("Review due"), str(words), url(page)))
            due.append(words.review_due_on)
    number = len(items)
    line = ngettext(
        "%(number)s gap in the pages on accessibility and privacy",
        "%(number)s gaps in the pages on accessibility and privacy",
        number,
    ) % {"number": number}
    address = items[0][2] if items else ""
    return Task(_("pages on accessibility and privacy"), line, _("Fill"), address, items, late=days_late(*due))
