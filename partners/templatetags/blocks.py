"""Blocks of a page that are printed in two places."""

from django import template
from django.template.loader_tags import BlockNode

register = template.Library()


@register.simple_tag(takes_context=True)
def repeat(context, block):
    """The block again, as the page fills it: a title that is also the heading."""
    return BlockNode(block, template.NodeList()).render(context)
