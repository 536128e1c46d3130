"""Rows of long lists, each rendered once."""

from django import template
from django.template.loader import render_to_string
from django.utils.translation import get_language

from partners.caches import LruCache

register = template.Library()
# A row of the activity log takes about a kB.
rows = LruCache(500)


@register.simple_tag
def row_of(template_name, row, slug):
    """A row, of values only, as its template renders it in the partnership `slug`. It is kept by those values."""
    return rows.get(
        (template_name, repr(row), slug, get_language()),
        lambda: render_to_string(template_name, {"row": row, "slug": slug}),
    )
