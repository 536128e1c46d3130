"""Stylesheets with a partnership's colour: of the public pages, and the colour alone for members' pages."""

import re

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from partners.models import Partnership
from partners.replica import from_replica

from . import page_cache
from .page_cache import EDITION_CACHE_CONTROL, RenderedPage, conditional_response

CSS = settings.BASE_DIR / "static" / "css"
# "theme" is all the public pages need and no more, for phones; "embed" is of the summary on other sites; "colour" is
# the partnership's colour alone.
STYLESHEETS = {
    "theme": ["tokens.css", "shared.css", "changes.css", "public.css"],
    "embed": ["tokens.css", "embed.css"],
    "colour": [],
}
# A tenth of what goes over the line.
COMMENT = re.compile(r"/\*.*?\*/\s*", re.DOTALL)


def stylesheet(slug, name):
    """Stylesheet with the partnership's colour: our strict Content-Security-Policy allows no inline style."""
    colour = page_cache.current.get(("colour", slug), lambda: get_object_or_404(Partnership, slug=slug).colour)

    def make():
        css = COMMENT.sub("", "".join((CSS / file).read_text() for file in STYLESHEETS[name]))
        css = without_unused(css) if name == "embed" else css
        return RenderedPage.of(f"{css}:root{{--brand:{colour}}}\n", "text/css; charset=utf-8", timezone.now())

    return page_cache.front.get((name, slug), colour, make)


def without_unused(css):
    """The stylesheet without the variables that nothing in it uses, and without what print needs."""
    css = re.sub(r"@media print \{.*?\n\}\n", "", css, flags=re.DOTALL)
    while unused := set(re.findall(r"--([\w-]+):", css)) - set(re.findall(r"var\(--([\w-]+)", css)):
        names = "|".join(map(re.escape, unused))
        css = re.sub(rf"[ \t]*--(?:{names}): [^;]*;\n?", "", css)
    return re.sub(r"\n\s*", "\n", css)


@login_not_required
@require_safe
@from_replica
def theme(request, partnership):
    """Stylesheet of the public pages."""
    return conditional_response(request, stylesheet(partnership, "theme"), EDITION_CACHE_CONTROL)


@login_not_required
@require_safe
@from_replica
def colour(request, partnership):
    """Stylesheet with the partnership's colour, for members' pages."""
    return conditional_response(request, stylesheet(partnership, "colour"), EDITION_CACHE_CONTROL)
