"""Template tags for the language of a page."""

from django import template

from .. import languages

register = template.Library()

# The Language that the page is in.
register.simple_tag(languages.current, name="page_language")
