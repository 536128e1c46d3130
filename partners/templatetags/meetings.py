"""What pages and files say of a meeting in the same words."""

from django import template

from ..meetings.quorum import quorum_in_words

register = template.Library()


@register.filter
def quorum(counted):
    """`quorum_in_words` of a Quorum, or of the quorum of minutes, which has the number of those present."""
    if isinstance(counted, dict):
        return quorum_in_words(counted["needed"], counted["present"])
    return quorum_in_words(counted.needed, len(counted.present))
