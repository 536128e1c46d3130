"""The pack of a meeting as a PDF, and the template context of its pages."""

from actions.review.review import by_part
from plans.exports.pdf import render_pdf

from .pack import since_then


def pack_as_pdf(contents, frozen=None):
    """A pack's contents as the bytes of a PDF file. Raises FileUnavailable.

    `frozen` is its Pack, or None for an unsent draft, which is marked so on each page. The same pack gives the same
    bytes.
    """
    return render_pdf(
        "actions/meetings/pack_print.html",
        {**pack_context(contents), "frozen": frozen},
        colour=contents["outline"]["partnership"]["colour"],
        identifier=frozen.sha256 if frozen else contents["made_at"].isoformat(),
        actions=contents["outline"]["total"],
    )


def pack_context(contents):
    """The template context of a pack."""
    outline = contents["outline"]
    return {
        "pack": contents,
        "outline": outline,
        "parts": by_part(outline),
        "since_then": since_then(contents["changes"]),
    }
