"""Live public pages: those that are not of one edition, such as the list of editions and the meetings in public."""

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse

from partners import languages
from partners.site_address import site_address

from .page_cache import compressed
from .page_languages import IN_ENGLISH_ALONE, alternates, page_language


def render_live(request, template, context, *, partnership, title, description, status=200):
    """Response with a live public page in the look of the frozen ones.

    It is compressed, since it holds no form: nothing secret stands beside what a stranger may choose.
    """
    html = live_html(
        request, template, context, partnership=partnership, title=title, description=description, status=status
    )
    return compressed(request, HttpResponse(html, status=status))


def live_html(request, template, context, *, partnership, title, description, status=200):
    slug = partnership.slug
    page = {
        "partnership": partnership,
        "slug": slug,
        "root": reverse("summary", args=[slug]),
        "title": title,
        "description": description,
        "canonical": f"{site_address()}{request.path}" if status == 200 else "",
        "alternates": _alternates(request, partnership),
    }
    return render_to_string(template, context | page, request)


def _alternates(request, partnership):
    if request.resolver_match.url_name in IN_ENGLISH_ALONE:
        return []
    language = page_language(partnership.offered_languages)
    return alternates(language, lambda code: languages.address_in(request.path_info, code))
