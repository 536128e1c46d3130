"""Addresses that people gave, as a page may link to them."""

from django import template

register = template.Library()


@register.filter
def on_the_web(address):
    """The address if it is one of the web, else nothing: a link to `javascript:` would run what somebody wrote."""
    return address if address.lower().startswith(("https://", "http://")) else ""
