"""Minutes as a Word document, of the same contents and the same template as their PDF."""

from django.template.loader import render_to_string


def minutes_as_docx(minutes, *, closed=None, added=()):
    """Minutes as the bytes of a Word document. The arguments are those of `minutes_as_pdf`."""
    from plans.exports.docx.from_html import docx_from_html

    context = {"minutes": minutes, "closed": closed, "added": added, "pdf": True, "word": True}
    html = render_to_string("actions/meetings/print_minutes.html", context)
    return docx_from_html(html, colour=minutes["partnership"]["colour"])
