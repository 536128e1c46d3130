"""Template tags of the public pages."""

from django import template

from ..editions.public_pages import KINDS
from ..exports.other_forms import forms_by_purpose

register = template.Library()


@register.simple_tag(takes_context=True)
def public_url(context, kind, which=""):
    """Address of another public page of the same edition, or preview: {% public_url "priority" priority.key %}."""
    return f"{context['root']}{KINDS[kind].address(which)}{context.get('query', '')}"


register.simple_tag(forms_by_purpose, name="forms_by_purpose")


@register.filter
def all_cancelled(meetings):
    return all(meeting.is_cancelled for meeting in meetings)


@register.simple_tag
def contact_of(partnership):
    """How to reach an outline's partnership: its words as [(address or "", text)], then what they do not name."""
    pieces = [("", partnership["contact"].strip())]
    for scheme, name in (("tel", "contact_phone"), ("mailto", "contact_email")):
        if text := (partnership.get(name) or "").strip():
            pieces = _linked(pieces, f"{scheme}:{text.replace(' ', '')}", text)
    return [piece for piece in pieces if piece[1]]


def _linked(pieces, address, text):
    """The pieces with a link to the address at the first place that has the text, or at the end."""
    for n, (link, words) in enumerate(pieces):
        before, found, after = words.partition(text)
        if found and not link:
            return [*pieces[:n], ("", before), (address, text), ("", after), *pieces[n + 1 :]]
    return [*pieces, (address, text)]
