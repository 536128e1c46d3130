"""The pack of a meeting as a PDF, and what its pages want beside its contents."""

from plans.freezing import short_fingerprint
from plans.pdf import render_pdf

from ..review import by_part
from .pack import since_then


def as_pdf(contents, frozen=None):
    """A pack's contents as the bytes of a PDF file; `frozen` is its Pack, or None for one that was not sent and says so
    on each page. The same pack gives the same bytes. Raises PdfUnavailable.
    """
    context = context_of(contents)
    return render_pdf(
        "actions/meetings/pack_print.html",
        {**context, "frozen": frozen, "fingerprint": frozen and short_fingerprint(frozen.sha256)},
        colour=contents["outline"]["partnership"]["colour"],
        identifier=frozen.sha256 if frozen else contents["made_at"].isoformat(),
        actions=contents["outline"]["total"],
    )


def context_of(contents):
    """What the templates of a pack want beside its contents."""
    whole = contents["outline"]
    return {
        "pack": contents,
        "outline": whole,
        "parts": list(zip(_criteria(whole), by_part_whole(whole), strict=True)),
        "since_then": since_then(contents["changes"]) if contents["changes"] else [],
    }


def _criteria(whole):
    return [p["criteria"] for p in whole["priorities"]] + [[] for h in whole["hallmarks"] if h["actions"]]


def by_part_whole(whole):
    """As the review's, with the priorities that have no action."""
    parts = {part["anchor"]: part for part in by_part(whole)}
    found = []
    for p in whole["priorities"]:
        empty = {"name": p["name"], "anchor": f"priority-{p['key']}", "total": 0, "tally": {}}
        found.append(parts.get(f"priority-{p['key']}") or {**empty, "exceptions": [], "at_risk": [], "rest": []})
    return found + [parts[f"hallmark-{h['key']}"] for h in whole["hallmarks"] if h["actions"]]
