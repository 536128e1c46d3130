"""Links to addresses given by users."""

from django import template

register = template.Library()


@register.filter
def on_the_web(address):
    """The address if it is http(s), else "": a `javascript:` link would run a user's code."""
    return address if address.lower().startswith(("https://", "http://")) else ""
