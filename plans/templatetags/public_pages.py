"""Template tags of the public pages."""

from typing import NamedTuple

from django import template
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from ..editions.public_pages import KINDS

register = template.Library()


@register.simple_tag(takes_context=True)
def public_url(context, kind, which=""):
    """Address of another public page of the same edition, or preview: {% public_url "priority" priority.key %}."""
    return f"{context['root']}{KINDS[kind].address(which)}{context.get('query', '')}"


@register.filter
def all_cancelled(meetings):
    return all(meeting.is_cancelled for meeting in meetings)


class Contact(NamedTuple):
    """How to reach a partnership: its words with links in them, and [(address, text)] of what they do not name."""

    text: SafeString
    ways: list[tuple[str, str]]


@register.simple_tag
def contact_of(partnership):
    """The Contact of an outline's partnership."""
    words, ways = escape(partnership["contact"].strip()), []
    for scheme, name in (("tel", "contact_phone"), ("mailto", "contact_email")):
        text = (partnership.get(name) or "").strip()
        if not text:
            continue
        address = f"{scheme}:{text.replace(' ', '')}"
        if escape(text) in words:
            words = words.replace(escape(text), format_html('<a href="{}">{}</a>', address, text), 1)
        else:
            ways.append((address, text))
    return Contact(mark_safe(words), ways)  # noqa: S308 (escaped above)
