"""Strategic assessments, consultations and their orders, for templates."""

from django import template
from django.utils.formats import date_format

from plans import assessed, comparing

register = template.Library()

register.simple_tag(comparing.compared, name="compared")
register.filter("put", comparing.put)


@register.simple_tag
def newest(outline, kind):
    """The newest of an outline's "assessments" or "consultations", or None. One of an early edition has none."""
    return next(iter(outline.get(kind) or ()), None)


@register.filter
def period(thing):
    """From when to when, in words; "" where it was not said."""
    begins, ends = (each and date_format(each) for each in assessed.days_of(thing))
    if begins and ends:
        return f"{begins} to {ends}"
    return f"from {begins}" if begins else f"to {ends}" if ends else ""


@register.filter
def answers(thing):
    """How many answered of how many who were asked, in words; "" where neither was said."""
    return assessed.answers_in_words(thing)
