"""Moments in the `datetime` attribute of HTML's `time`."""

from django import template
from django.utils.timezone import localtime

register = template.Library()


@register.filter
def to_the_second(moment):
    """The moment in ISO 8601 without microseconds, which HTML does not allow: 2009-06-15T10:00:00+01:00."""
    return localtime(moment).isoformat(timespec="seconds")
