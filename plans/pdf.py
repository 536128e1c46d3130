"""The plan as a PDF to hand over or to print: tagged, with bookmarks, and the same on every server.

WeasyPrint needs Pango from the operating system (Debian: libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0). It is
loaded when the first PDF is asked for, so that a site without these libraries lacks its PDFs and nothing else.
"""

import functools
import os
import re
import threading
from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from django.conf import settings
from django.template.loader import render_to_string

from partners.clock import date_of

from .open_data import LICENCE, LICENCE_ADDRESS, title_of, without_controls
from .outline import PARTNERSHIP, tally
from .reading import LABEL, Reading

STATIC = settings.BASE_DIR / "static"
SHAPES = settings.BASE_DIR / "templates" / "components" / "_shapes.html"

# The family and, with the letters that few words need, its second part: (part, weight, style).
FACES = [
    (part, weight, style)
    for part in ("latin", "latin-ext")
    for weight, style in ((300, "normal"), (400, "normal"), (400, "italic"), (700, "normal"))
]

MEANING = {
    Reading.OFF_TRACK: "It will not be done as agreed unless something changes.",
    Reading.OVERDUE: "Its date has passed and it is not done, whatever was said of it before.",
    Reading.NOT_UPDATED: "A reporting round, or four months, went by without word of it, whatever was said before.",
    Reading.AT_RISK: "It may not be done as agreed.",
    Reading.NOT_STARTED: "It is agreed and has not begun.",
    Reading.NO_REPORT: "Nothing has been reported on it yet.",
    Reading.ON_TRACK: "It is going as agreed.",
    Reading.COMPLETE: "It is done.",
    Reading.WITHDRAWN: "It was given up.",
}


NICE = 15

# A PDF of this many takes some 20 seconds and 400 MB; beyond that it would take the server from everybody else.
MOST_ACTIONS = 1_000


class PdfUnavailable(Exception):
    """This PDF cannot be made here. The message says why in a sentence for the reader."""


def as_pdf(outline, *, number=None, published_at=None, fingerprint=None, note=""):
    """The outline as the bytes of a PDF file, tagged in the manner of PDF/UA-1.

    `number`, `published_at` (aware), `fingerprint` and `note` are of the edition; number is None for a plan that is not
    published, and the PDF says so. The same input gives the same bytes. Raises PdfUnavailable.
    """
    return render_pdf(
        "plans/print.html",
        _context(outline, number, published_at, fingerprint, note),
        colour=outline["partnership"]["colour"],
        identifier=fingerprint or outline["made_at"].isoformat(),
        actions=outline["total"],
    )


def can_make_pdf():
    """Whether this server has what it takes."""
    try:
        import weasyprint  # noqa: F401 (whether it can be)
    except (ImportError, OSError):
        return False
    return True


def render_pdf(template, context, *, colour, identifier, actions=0, cover=True, sheet="print.css"):
    """A template as the bytes of a tagged PDF in the partnership's colour. Raises PdfUnavailable.

    The same template, context and identifier give the same bytes. `actions` is how many it prints; `cover` says whether
    its first page is a cover; `sheet` which of our stylesheets it wants.
    """
    if actions > MOST_ACTIONS:
        raise PdfUnavailable(f"A plan of more than {MOST_ACTIONS:,} actions has no PDF. Please print the page instead.")
    try:
        from weasyprint import CSS, HTML
        from weasyprint.text.fonts import FontConfiguration
        from weasyprint.urls import URLFetcher
    except (ImportError, OSError) as error:
        raise PdfUnavailable(
            "This server cannot make PDF files at the moment. Please print the page instead."
        ) from error
    words = render_to_string(template, context)
    fetcher, fonts = URLFetcher(allowed_protocols=("data",)), FontConfiguration()
    sheets = [
        CSS(string=css, font_config=fonts, url_fetcher=fetcher)
        for css in (_stylesheet(sheet), _of_the_partnership(colour, cover))
    ]
    page = HTML(string=without_controls(words), url_fetcher=fetcher)
    write = partial(
        page.write_pdf,
        stylesheets=sheets,
        font_config=fonts,
        pdf_variant="pdf/ua-1",
        pdf_identifier=identifier.encode(),
    )
    with ThreadPoolExecutor(1, initializer=_be_nice) as pool:
        return pool.submit(write).result()


def _be_nice():
    """Let every other process go before this thread: seconds of one reader's work are nobody else's wait.

    Linux has a niceness for each thread, and only root lowers it again, so the work has a thread of its own.
    """
    thread = threading.get_native_id()
    os.setpriority(os.PRIO_PROCESS, thread, max(NICE, os.getpriority(os.PRIO_PROCESS, thread)))


def _context(outline, number, published_at, fingerprint, note):
    hallmarks = [action for hallmark in outline["hallmarks"] for action in hallmark["actions"]]
    parts = [(p["key"], p["name"], p["tally"]) for p in outline["priorities"]]
    if hallmarks:
        parts.append(("hallmarks", "How the partnership works", tally(hallmarks)))
    return {
        "outline": outline,
        "title": title_of(outline),
        "number": number,
        "published_on": date_of(published_at) if published_at else None,
        "made_at": (published_at or outline["made_at"]).isoformat(timespec="seconds"),
        "fingerprint": fingerprint,
        "note": note,
        "internal": outline["audience"] == PARTNERSHIP,
        "parts": [{"key": k, "name": name, "tally": t, "total": sum(t.values())} for k, name, t in parts],
        "legend": [(reading, LABEL[reading], MEANING[reading]) for reading in outline["tally"]],
        "licence": LICENCE,
        "licence_address": LICENCE_ADDRESS,
    }


def _of_the_partnership(colour, cover):
    """Its colour, also where the page itself is coloured and knows no variables."""
    first = f"background: {colour};" if cover else "@bottom-left { color: #4a545c; } @bottom-right { color: #4a545c; }"
    return f":root {{ --brand: {colour}; }} @page :first {{ {first} }}"


@functools.cache
def _stylesheet(name):
    """One of ours for paper, with the fonts and shapes that it names and the colours that the pages have."""
    shared = (STATIC / "css" / "shared.css").read_text()
    root = re.search(r":root \{.*?\}", shared, re.DOTALL)[0]
    bars = re.findall(r"\.bar__(\w+) \{ fill: ([^;]+); \}", shared)
    return "\n".join(
        [
            root,
            *(_font_face(*face) for face in FACES),
            *(_shape(*shape) for shape in _coloured_shapes(shared)),
            *(f".bar__{reading} {{ background: {colour}; }}" for reading, colour in bars),
            (STATIC / "css" / name).read_text(),
        ]
    )


def _font_face(part, weight, style):
    file = STATIC / "vendor" / "atkinson" / f"{part}-{weight}-{style}.woff2"
    name = "Atkinson" if part == "latin" else "Atkinson Extended"
    address = _data("font/woff2", file.read_bytes())
    return f"@font-face {{ font-family: '{name}'; font-weight: {weight}; font-style: {style}; src: url({address}); }}"


def _coloured_shapes(shared):
    """[(reading, colour, the inside of its SVG symbol)], of the pages' own shapes and colours."""
    colours = dict(re.findall(r"--(\w+): (#\w+);", shared))
    coloured = {
        reading: colours[name]
        for selectors, name in re.findall(r"((?:\.status--\w+,? )+)\{ color: var\(--(\w+)\); \}", shared)
        for reading in re.findall(r"\.status--(\w+)", selectors)
    }
    drawn = re.findall(r'<symbol id="s-(\w+)"[^>]*>(.*?)</symbol>', SHAPES.read_text())
    return [(reading, coloured[reading], inside) for reading, inside in drawn]


def _shape(reading, colour, inside):
    """A picture behind the text and not in it: the word beside it says the same, so it is not to be read out."""
    inside = inside.replace("currentColor", colour)
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 20" fill="{colour}">{inside}</svg>'
    return f".shape--{reading} {{ color: {colour}; background-image: url({_data('image/svg+xml', svg.encode())}); }}"


def _data(kind, content):
    return f"data:{kind};base64,{b64encode(content).decode()}"
