"""The pack of a meeting as a PDF, and the template context of its pages."""

from actions.review.review import by_part
from plans.exports.pdf import render_pdf
from plans.serialization import short_fingerprint

from .pack import since_then


def pack_as_pdf(contents, frozen=None):
    """A pack's contents as the bytes of a PDF file. Raises PdfUnavailable.

    `frozen` is its Pack, or None for an unsent draft, which is marked so on each page. The same pack gives the same
    bytes.
    """
    context = pack_context(contents)
    return render_pdf(
        "actions/meetings/pack_print.html",
        {**context, "frozen": frozen, "fingerprint": frozen and short_fingerprint(frozen.sha256)},
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
        "parts": list(zip(_criteria_by_part(outline), parts_with_empty(outline), strict=True)),
        "since_then": since_then(contents["changes"]) if contents["changes"] else [],
    }


def _criteria_by_part(outline):
    return [p["criteria"] for p in outline["priorities"]] + [[] for h in outline["hallmarks"] if h["actions"]]


def parts_with_empty(outline):
    """The parts of the review, including priorities without actions."""
    parts = {part["anchor"]: part for part in by_part(outline)}
    priority_parts = []
    for p in outline["priorities"]:
        empty = {"name": p["name"], "anchor": f"priority-{p['key']}", "total": 0, "tally": {}}
        priority_parts.append(
            parts.get(f"priority-{p['key']}") or {**empty, "exceptions": [], "at_risk": [], "rest": []}
        )
    return priority_parts + [parts[f"hallmark-{h['key']}"] for h in outline["hallmarks"] if h["actions"]]
