"""The pack of a meeting on the screen, and as a file."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from partners.standing import member_page
from plans.freezing import short_fingerprint
from plans.pages import actions_url
from plans.pdf import PdfUnavailable, render_pdf

from ..review import by_part
from .pack import pack_of, since_then
from .views import find_meeting


def find_pack(meeting, number):
    """The meeting's pack with that number, its newest without one; None if there is none yet. Raises Http404."""
    if number is None:
        return meeting.packs.last()
    for pack in meeting.packs.filter(number=number):
        return pack
    raise Http404


def _asked_for(request):
    number = request.GET.get("number", "")
    return int(number) if number.isdecimal() and len(number) < 5 else None


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


@member_page
@require_safe
def meeting_pack(request, standing, pk):
    """What members read before the meeting: frozen, once it was; until then as it would be now."""
    meeting = find_meeting(standing, pk)
    pack = find_pack(meeting, _asked_for(request))
    return render(
        request,
        "actions/meetings/pack.html",
        {
            "meeting": meeting,
            "frozen": pack,
            "fingerprint": pack and short_fingerprint(pack.sha256),
            "packs": meeting.packs.defer("words").select_related("by"),
            "actions_url": actions_url(standing),
            **context_of(pack.contents if pack else pack_of(meeting)),
        },
    )


@member_page
@require_safe
def meeting_pack_pdf(request, standing, pk):
    """The same as a PDF."""
    meeting = find_meeting(standing, pk)
    pack = find_pack(meeting, _asked_for(request))
    context = context_of(pack.contents if pack else pack_of(meeting))
    try:
        content = render_pdf(
            "actions/meetings/pack_print.html",
            {**context, "meeting": meeting, "frozen": pack, "fingerprint": pack and short_fingerprint(pack.sha256)},
            colour=standing.partnership.colour,
            identifier=pack.sha256 if pack else context["pack"]["made_at"].isoformat(),
            actions=context["outline"]["total"],
        )
    except PdfUnavailable as error:
        return render(request, "plans/no_pdf.html", {"why": str(error)}, status=503)
    response = HttpResponse(content, content_type="application/pdf")
    name = f"{standing.partnership.slug}-pack-{meeting.starts_at:%Y-%m-%d}"
    response.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return response
