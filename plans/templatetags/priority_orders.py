"""Template tags for strategic assessments, consultations and their orders of the priorities."""

from django import template
from django.utils.formats import date_format
from django.utils.translation import gettext

from ..outline import assessments, priority_orders

register = template.Library()

register.simple_tag(priority_orders.compared, name="compared")
register.filter("put", priority_orders.put)
register.filter("answers", assessments.answers_in_words)


@register.simple_tag
def newest(outline, kind):
    """Newest of an outline's "assessments" or "consultations", or None, as in early editions."""
    return next(iter(outline.get(kind) or ()), None)


@register.filter
def period(record):
    """Period of an assessment or consultation as text; "" if unknown."""
    begins, ends = (each and date_format(each) for each in assessments.days_of(record))
    if begins and ends:
        return gettext("%(first)s to %(last)s") % {"first": begins, "last": ends}
    if begins:
        return gettext("from %(day)s") % {"day": begins}
    return gettext("to %(day)s") % {"day": ends} if ends else ""
