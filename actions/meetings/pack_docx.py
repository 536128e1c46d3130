"""The pack of a meeting as a Word document, of the same frozen contents and the same template as its PDF."""

from django.template.loader import render_to_string

from .pack_pdf import pack_context


def pack_as_docx(contents, frozen=None):
    """A pack's contents as the bytes of a Word document; `frozen` is its Pack, or None for an unsent draft."""
    from plans.exports.docx.from_html import docx_from_html

    context = {**pack_context(contents), "frozen": frozen, "word": True}
    html = render_to_string("actions/meetings/pack_print.html", context)
    return docx_from_html(html, colour=contents["outline"]["partnership"]["colour"])
