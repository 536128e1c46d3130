"""Template tags about followers, for pages of lower rooms."""

from django import template

from ..followers.counts import at_least, to_be_written_to

register = template.Library()


@register.simple_tag
def emails_if_published(plan, outline):
    """How many followers get an e-mail if this outline of a plan is published now, as text."""
    return at_least(to_be_written_to(plan.partnership, plan, outline))
