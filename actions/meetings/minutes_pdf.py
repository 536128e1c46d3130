from plans.pdf import render_pdf

from .closing import state_of


def as_pdf(minutes, *, closed=None, added=()):
    """Minutes as the bytes of a PDF file. `closed` is their Minutes, or None for a draft, which says on each page that
    it is one; `added` what was added since. Raises PdfUnavailable.
    """
    return render_pdf(
        "actions/meetings/print_minutes.html",
        {"minutes": minutes, "closed": closed, "added": added, "pdf": True},
        colour=minutes["partnership"]["colour"],
        identifier=closed.sha256 if closed else state_of(minutes),
        cover=False,
        sheet="print-minutes.css",
    )
