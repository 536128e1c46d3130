"""Template tags of the public pages."""

from django import template

from ..editions.public_pages import KINDS

register = template.Library()


@register.simple_tag(takes_context=True)
def public_url(context, kind, which=""):
    """Address of another public page of the same edition, or preview: {% public_url "priority" priority.key %}."""
    return f"{context['root']}{KINDS[kind].address(which)}{context.get('query', '')}"
