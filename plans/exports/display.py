"""Poster and leaflet of an edition, to put on a wall and to hand out: tagged PDFs of a fixed number of pages.

What does not fit is left out in a stated order, and nothing is cut off: first how much work is done, then figures,
then the ratings; then names are set smaller; then the last priorities are counted. A leaflet leaves out news before.
"""

from base64 import b64encode
from datetime import datetime
from typing import NamedTuple

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from partners import clock, languages
from partners.models import Meeting
from partners.site_address import site_address
from partners.templatetags.codes import code_to_scan

from ..editions.front_page import context as front_page
from ..editions.public_pages import Shown
from ..outline.totals import actions_in
from .pdf import fitted_pdf, print_context

POSTER_SIZES = {"A4": 12, "A3": 17}
LEAFLET_PAGES = 2


class Detail(NamedTuple):
    """How much a poster or leaflet says: of each priority, of how many, in which size of type, and how many news.

    `scale` is a step of type: 4 is the usual, 1 the largest, 6 the smallest.
    """

    work: bool = True
    figures: bool = True
    ratings: bool = True
    is_small: bool = False
    most: int | None = None
    news: int = 6
    scale: int = 4


# From all to little: the first that fits is taken.
LESS = [
    Detail(work=False, news=0),
    Detail(work=False, news=0, scale=6),
    *(Detail(work=False, figures=False, news=0, scale=scale) for scale in (4, 6)),
    *(Detail(work=False, figures=False, ratings=False, news=0, scale=scale) for scale in (4, 6)),
    *(
        Detail(work=False, figures=False, ratings=False, is_small=True, most=most, news=0)
        for most in (None, 12, 9, 6, 4, 3, 2, 1)
    ),
]
LEAFLET_STEPS = [
    *(Detail(scale=scale) for scale in (3, 4, 5)),
    *(Detail(news=news) for news in (3, 1, 0)),
    Detail(work=False, news=3),
    *LESS,
]
POSTER_STEPS = [*(Detail(news=0, scale=scale) for scale in (1, 2, 3, 4, 5, 6)), *LESS]


class News(NamedTuple):
    """A sentence for the public about an action: by whom and of which day."""

    text: str
    lead: str
    day: datetime


def as_poster(outline, edition, language, *, size):
    """A poster of one page, A4 or A3, as a PDF in bytes. Raises FileUnavailable."""
    return _fitted(
        "poster", outline, edition, language, steps=POSTER_STEPS, pages=1, size=size, points=POSTER_SIZES[size]
    )


def as_leaflet(outline, edition, language):
    """A leaflet for both sides of a sheet of A4, as a PDF in bytes. Raises FileUnavailable."""
    return _fitted(
        "leaflet", outline, edition, language, steps=LEAFLET_STEPS, pages=LEAFLET_PAGES, size="A4", points=12
    )


def _fitted(kind, outline, edition, language, *, steps, pages, size, points):
    with translation.override(language):
        context = _context(outline, edition, languages.ALL[language])
        return fitted_pdf(
            f"plans/exports/display/{kind}.html",
            [_at(context, step) for step in steps],
            pages=pages,
            colour=outline["partnership"]["colour"],
            identifier=f"{edition['fingerprint']} {kind} {size} {language}",
            cover=False,
            sheet="print-display.css",
            more_css=f"html {{ font-size: {points}pt; }} @page {{ size: {size}; }}",
        )


def _context(outline, edition, language):
    slug = outline["partnership"]["slug"]
    address = f"{site_address()}{reverse('summary', args=[slug])}" if site_address() else ""
    envelope = {"outline": outline, "result": edition["result"]}
    return {
        **print_context(outline, **edition),
        **front_page(Shown(outline, envelope, None), ""),
        "lang": language.lang,
        "dir": language.direction,
        "address": address,
        "code": code_address(address) if address else "",
        "meeting": next_meeting(slug),
        "all_news": _news(outline),
    }


def _at(context, detail):
    rows = context["rows"]
    shown = rows[: detail.most]
    return {
        **context,
        "detail": detail,
        "rows": shown,
        "others": len(rows) - len(shown),
        "news": context["all_news"][: detail.news],
        "edge": _edge(context),
    }


def _edge(context):
    """How long the title is: long ones are set smaller."""
    letters = len(context["outline"]["plan"]["title"]) + len(context["outline"]["partnership"]["area"])
    return "long" if letters > 120 else "middling" if letters > 60 else "short"


def next_meeting(slug):
    """The next public meeting that is not cancelled, as is known now, or None."""
    meetings = Meeting.objects.filter(group__partnership__slug=slug).announced(clock.now())
    return meetings.exclude(state=Meeting.State.CANCELLED).select_related("group").first()


def code_address(text):
    """QR code of a text, as an address of a picture within a document."""
    svg = render_to_string("plans/exports/display/_code.svg", code_to_scan(text))
    return f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}"


def _news(outline):
    """[News] of the plan's actions, the newest first."""
    said = [
        News(action["sentence"]["public_text"], (action["lead"] or {}).get("name", ""), action["sentence"]["speaks_of"])
        for action in actions_in(outline)
        if action["sentence"]
    ]
    return sorted(said, key=lambda news: news.day, reverse=True)[: LEAFLET_STEPS[0].news]
