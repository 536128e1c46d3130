"""Large print: the plan in 18 or 24 points, after the clear print guidance of RNIB and UKAAF.

One column, left aligned, no hyphens, no italics, nothing smaller than its size; a chapter begins on a new page.
"""

from django.utils import translation

from ..pdf import render_pdf
from ..type_and_colour import colours
from .chapters import linear_document, xhtml_of

SIZES = (18, 24)
# A plan of this many actions has some 600 pages in 24 points.
MOST_ACTIONS = 400


def as_large_print(outline, edition, language, *, points):
    """The outline as a tagged PDF in bytes. Raises FileUnavailable."""
    document = linear_document(outline, edition, language)
    context = {
        "document": document,
        "points": points,
        "first": xhtml_of(document.chapters[0].body, into="div"),
        "chapters": [(each.key, each.heading, xhtml_of(each.body, into="div")) for each in document.chapters[1:]],
    }
    with translation.override(language):
        return render_pdf(
            "plans/exports/linear/large_print.html",
            context,
            colour=outline["partnership"]["colour"],
            identifier=f"{edition['fingerprint']} {points} {document.lang}",
            actions=outline["total"],
            most_actions=MOST_ACTIONS,
            cover=False,
            sheet="print-large.css",
            more_css=_of_size(points),
        )


def _of_size(points):
    """Margin boxes inherit nothing, so that they get the size in points, and the darkest colour on each page."""
    look = f"color: {colours()['ink']}; font-size: {points}pt;"
    boxes = " ".join(f"@bottom-{side} {{ {look} }}" for side in ("left", "right"))
    return f"html {{ font-size: {points}pt; }} @page {{ {boxes} }} @page :first {{ {boxes} }}"
