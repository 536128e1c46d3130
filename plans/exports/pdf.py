"""The plan as a PDF to share or print: tagged, with bookmarks, and identical on every server.

WeasyPrint needs Pango from the operating system (Debian: libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0). It is
imported for the first PDF only, so that a site without these libraries lacks PDFs and nothing else.
"""

import functools
import os
import re
import threading
from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from partners import languages
from partners.clock import date_of
from plans.outline.build import PARTNERSHIP
from plans.outline.totals import tally

from ..status import LABEL, EffectiveStatus
from .pdf_languages import note_languages
from .tables import LICENCE, LICENCE_ADDRESS, title_of, without_controls
from .type_and_colour import colours
from .typefaces import Fonts, faces_of
from .unavailable import FileUnavailable

STATIC = settings.BASE_DIR / "static"
SHAPES_FILE = settings.BASE_DIR / "templates" / "components" / "_shapes.html"

STATUS_MEANINGS = {
    EffectiveStatus.OFF_TRACK: _("It will not be done as agreed unless something changes."),
    EffectiveStatus.OVERDUE: _("The due date has passed and it is not complete."),
    EffectiveStatus.NOT_UPDATED: _("No report in the last reporting period, or for four months."),
    EffectiveStatus.AT_RISK: _("It may not be done as agreed."),
    EffectiveStatus.NOT_STARTED: _("It has not begun."),
    EffectiveStatus.NO_REPORT: _("Nothing has been reported yet."),
    EffectiveStatus.ON_TRACK: _("It is going as agreed."),
    EffectiveStatus.COMPLETE: _("It is done."),
    EffectiveStatus.WITHDRAWN: _("It is no longer being done."),
}


NICE = 15

# A PDF with this many takes about 20 seconds and 400 MB; more would starve the server's other users.
MOST_ACTIONS = 1_000


def plan_as_pdf(outline, *, number=None, published_at=None, fingerprint=None, note="", result=""):
    """The outline as a PDF in bytes, tagged as in PDF/UA-1.

    `number`, `published_at` (aware), `fingerprint`, `note` and `result` belong to the edition; without a number the PDF
    is marked as not published. The same input gives the same bytes. Raises FileUnavailable.
    """
    return render_pdf(
        "plans/exports/print.html",
        print_context(
            outline, number=number, published_at=published_at, fingerprint=fingerprint, note=note, result=result
        ),
        colour=outline["partnership"]["colour"],
        identifier=fingerprint or outline["made_at"].isoformat(),
        actions=outline["total"],
    )


def can_make_pdf():
    """Whether this server has WeasyPrint and its libraries."""
    try:
        import weasyprint  # noqa: F401 (whether it can be)
    except (ImportError, OSError):
        return False
    return True


def render_pdf(template, context, *, actions=0, most_actions=None, **look):
    """A template as a tagged PDF in bytes, in the partnership's colour. Raises FileUnavailable.

    The same template, context and identifier give the same bytes. `actions` is the number printed; see `fitted_pdf`.
    """
    most = MOST_ACTIONS if most_actions is None else most_actions
    if actions > most:
        raise FileUnavailable(
            gettext("A plan of more than %(most)s actions has no PDF. Please print the page instead.")
            % {"most": f"{most:,}"}
        )
    return fitted_pdf(template, [context], **look)


def fitted_pdf(template, contexts, *, colour, identifier, pages=None, cover=True, sheet="print.css", more_css=""):
    """A template as a PDF of no more than so many pages: with the first of the contexts that fits, or else the last.

    `cover` says whether the first page is a cover, `sheet` is the name of the stylesheet. Raises FileUnavailable.
    """
    try:
        from weasyprint import CSS, HTML
        from weasyprint.text.fonts import FontConfiguration
        from weasyprint.urls import URLFetcher
    except (ImportError, OSError) as error:
        raise FileUnavailable(
            gettext("This server cannot make PDF files at the moment. Please print the page instead.")
        ) from error
    note_languages()
    fetcher, fonts = URLFetcher(allowed_protocols=("data",)), FontConfiguration()
    ours = URLFetcher(allowed_protocols=("data", "font"))
    ours.add_handler(Fonts())
    sheets = [
        CSS(string=css, font_config=fonts, url_fetcher=ours)
        for css in (_stylesheet(sheet, languages.current()), _brand_css(colour, cover), more_css)
    ]
    options = {"pdf_variant": "pdf/ua-1", "pdf_identifier": identifier.encode()}

    def lay_out(html):
        page = HTML(string=without_controls(html), url_fetcher=fetcher)
        return page.render(font_config=fonts, stylesheets=sheets, **options)

    # Templates may query, so they are rendered here: another thread has another connection to the database.
    style = _chart_style(colour)
    with ThreadPoolExecutor(1, initializer=_be_nice) as pool:
        for context in contexts:
            html = render_to_string(template, {**context, "chart_style": style})
            document = pool.submit(lay_out, html).result()
            if pages is None or len(document.pages) <= pages:
                break
        return pool.submit(document.write_pdf, **options).result()


def _be_nice():
    """Lower this thread's priority, so that a PDF does not slow down other requests.

    Linux has a niceness per thread, and only root can lower it again: hence a thread for each PDF.
    """
    thread = threading.get_native_id()
    os.setpriority(os.PRIO_PROCESS, thread, max(NICE, os.getpriority(os.PRIO_PROCESS, thread)))


def print_context(
    outline,
    *,
    number=None,
    published_at=None,
    fingerprint=None,
    note="",
    result="",
    still_english=None,
    translated_at=None,
):
    """The template context of a plan in print, for PDF and Word; its arguments are those of `plan_as_pdf`.

    Of a translated edition `still_english` counts the texts that are not, and `translated_at` is when those were
    published that are.
    """
    hallmarks = [action for hallmark in outline["hallmarks"] for action in hallmark["actions"]]
    parts = [(p["key"], p["name"], p["tally"]) for p in outline["priorities"]]
    if hallmarks:
        parts.append(("hallmarks", gettext("How the partnership works"), tally(hallmarks)))
    return {
        "outline": outline,
        "title": title_of(outline),
        "number": number,
        "published_on": date_of(published_at) if published_at else None,
        "made_at": (published_at or outline["made_at"]).isoformat(timespec="seconds"),
        "fingerprint": fingerprint,
        "note": note,
        "result": result,
        "still_english": still_english,
        "translated_on": date_of(translated_at) if translated_at else None,
        "internal": outline["audience"] == PARTNERSHIP,
        "parts": [{"key": k, "name": name, "tally": t, "total": sum(t.values())} for k, name, t in parts],
        "legend": [(status, gettext(LABEL[status]), STATUS_MEANINGS[status]) for status in outline["tally"]],
        "licence": LICENCE,
        "licence_address": LICENCE_ADDRESS,
    }


def _brand_css(colour, cover):
    """CSS for the partnership's colour, repeated in @page, where variables do not work."""
    quiet = f"color: {colours()['quiet']};"
    first_page = f"background: {colour};" if cover else f"@bottom-left {{ {quiet} }} @bottom-right {{ {quiet} }}"
    return f":root {{ --brand: {colour}; }} @page :first {{ {first_page} }}"


@functools.lru_cache(16)
def _chart_style(colour):
    """The site's rules for charts with their colours spelt out, as a picture in a PDF knows no other stylesheet."""
    known = colours() | {"brand": colour, "link": colour}
    rules = re.findall(
        r"^(\.chart__(?:svg path|text|\w+)[^{]*) \{([^}]*)\}", (STATIC / "css" / "shared.css").read_text(), re.M
    )
    style = " ".join(
        f"{selector} {{{body}}}"
        for selector, body in rules
        if re.search("(stroke|fill): ", body) and "paint-order" not in body
    )
    style = re.sub(r"var\(--behind, ([^)]*\))\)", r"\1", style)
    return re.sub(r"var\(--([\w-]+)\)", lambda name: known[name[1]], style)


@functools.cache
def _stylesheet(name, language):
    """A print stylesheet of ours with what all have in common: tokens, the fonts of a Language, status icons."""
    shared = (STATIC / "css" / "shared.css").read_text()
    parts = ["print-base.css", name, *(["print-rtl.css"] if language.is_rtl else [])]
    bars = re.findall(r"\.bar__(\w+) \{ fill: ([^;]+); \}", shared)
    sheet = "\n".join(
        [
            (STATIC / "css" / "tokens.css").read_text().partition("@media")[0],
            *(face.css for face in faces_of(language.code)),
            *(_shape(*shape) for shape in _coloured_shapes(shared)),
            *(f".bar__{status} {{ background: {colour}; }}" for status, colour in bars),
            *((STATIC / "css" / part).read_text() for part in parts),
        ]
    )
    # Variables do not work in @page. What depends on the partnership stays one.
    values = (
        dict(re.findall(r"--([\w-]+): ([^;]+);", sheet)) | colours() | {"brand": "var(--brand)", "link": "var(--brand)"}
    )
    return re.sub(r"var\(--([\w-]+)\)", lambda name: values[name[1]], sheet)


def _coloured_shapes(shared):
    """[(status, colour, SVG content)] of the status icons, taken from the site's template and stylesheet."""
    colour_of = _status_colours(shared)
    symbols = re.findall(r'<symbol id="s-(\w+)"[^>]*>(.*?)</symbol>', SHAPES_FILE.read_text())
    return [(status, colour_of[status], inside) for status, inside in symbols]


def _status_colours(shared):
    """{status: colour} in the site's stylesheet."""
    return {
        status: colours()[name]
        for selectors, name in re.findall(r"((?:\.status--\w+,? )+)\{ color: var\(--([\w-]+)\); \}", shared)
        for status in re.findall(r"\.status--(\w+)", selectors)
    }


@functools.cache
def shape_colours():
    """{class of a status in print: its colour}."""
    by_status = _status_colours((STATIC / "css" / "shared.css").read_text())
    return {f"shape--{status}": colour for status, colour in by_status.items()}


def _shape(status, colour, inside):
    """CSS rule with a status icon as background image: the label beside it says the same, so it is not read out."""
    inside = inside.replace("currentColor", colour)
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 20" fill="{colour}">{inside}</svg>'
    return f".shape--{status} {{ color: {colour}; background-image: url({_data('image/svg+xml', svg.encode())}); }}"


def _data(kind, content):
    return f"data:{kind};base64,{b64encode(content).decode()}"
