from plans.exports.pdf import render_pdf

from .closing import minutes_fingerprint


def minutes_as_pdf(minutes, *, closed=None, added=()):
    """Minutes as the bytes of a PDF file. Raises FileUnavailable.

    `closed` is their Minutes, or None for a draft, which is marked so on each page; `added` as from `added_since`.
    """
    return render_pdf(
        "actions/meetings/print_minutes.html",
        {"minutes": minutes, "closed": closed, "added": added, "pdf": True},
        colour=minutes["partnership"]["colour"],
        identifier=closed.sha256 if closed else minutes_fingerprint(minutes),
        cover=False,
        sheet="print-minutes.css",
    )
