"""The header of a page: its menu, and its notice, which a person may hide."""

import hashlib

from django import template

from ..menu import ACCOUNT, Menu, menu_of

register = template.Library()


@register.simple_tag(takes_context=True)
def menu(context):
    """The Menu of the request's person and page; about their own account, that section alone."""
    request = context["request"]
    if access := getattr(request, "access", None):
        return menu_of(access, request.resolver_match and request.resolver_match.url_name)
    return Menu((), ACCOUNT.label, ACCOUNT)


@register.filter
def notice_key(text):
    """Digest of a notice, by which a session remembers that it is hidden; another notice is shown again."""
    return hashlib.sha256(str(text).encode()).hexdigest()[:16]
