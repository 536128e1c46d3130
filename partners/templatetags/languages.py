"""Template tags for the language of a page."""

from typing import NamedTuple

from django import template

from .. import languages

register = template.Library()

# The Language that the page is in.
register.simple_tag(languages.current, name="page_language")


class Elsewhere(NamedTuple):
    language: languages.Language
    address: str


@register.simple_tag(takes_context=True)
def other_languages(context):
    """The page of a member in the other languages, where it can be read in them.

    In English it says nothing of a language in which the partnership writes for nobody.
    """
    request = context.get("request")
    match = getattr(request, "resolver_match", None)
    if match is None:
        return []
    here, codes = languages.current().code, languages.OF_MEMBERS
    partnership = getattr(request, "partnership", None)
    if partnership and here == languages.ENGLISH:
        codes = partnership.offered_languages
    page = request.get_full_path()
    others = [code for code in languages.OF_MEMBERS if code in codes and code != here]
    addresses = [(code, languages.same_page(page, code)) for code in others]
    return [Elsewhere(languages.ALL[code], address) for code, address in addresses if address != page]
