"""Template tags for the language of a page."""

from django import template
from django.utils.html import format_html

from .. import languages

register = template.Library()


@register.simple_tag
def lang():
    """Attributes of <html>: the language that the page is in and, where it is not the usual one, its direction."""
    language = languages.current()
    direction = format_html(' dir="{}"', language.direction) if language.is_rtl else ""
    return format_html('lang="{}"{}', language.lang, direction)
