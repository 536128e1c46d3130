"""Template tags for strategic assessments, consultations and their orders of the priorities."""

from django import template
from django.utils.formats import date_format

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
        return f"{begins} to {ends}"
    return f"from {begins}" if begins else f"to {ends}" if ends else ""
