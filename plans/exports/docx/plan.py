"""The plan as a Word document, of an outline alone: a public outline holds public words only."""

from django.template.loader import render_to_string

from ..pdf import print_context
from .from_html import docx_from_html


def plan_as_docx(outline, **edition):
    """The outline as the bytes of a Word document. `edition` has the keywords of `plan_as_pdf`; without a number the
    document is marked as not published. The same input gives the same bytes.
    """
    html = render_to_string("plans/exports/print.html", {**print_context(outline, **edition), "word": True})
    return docx_from_html(html, colour=outline["partnership"]["colour"])
