from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from partners import clock
from partners.limits import SHEET_MB
from partners.roles import Deed
from partners.standing import member_page
from plans.guarding import Refused
from plans.turns import one_at_a_time

from .checking import look, save, seal, unseal
from .columns import SHEET
from .entries import entries
from .reading import read

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def authorities_of(standing, asked):
    """Whose sheet somebody gets: that of their own authorities or, if they asked for one, of that one."""
    may_any = standing.may(Deed.REPORT_FOR_ANY)
    own = standing.authorities if may_any else standing.reporting_for
    if not own:
        raise PermissionDenied
    if asked is None:
        return own
    if not (asked.isascii() and asked.isdecimal() and len(asked) < 19):
        raise Http404
    authority = get_object_or_404(standing.partnership.authorities, pk=asked)
    if not may_any and authority not in own:
        raise PermissionDenied
    return [authority]


@member_page
@require_safe
def spreadsheet(request, standing):
    """How it goes, in three steps."""
    return _steps(request, standing)


def _steps(request, standing, problem=None):
    own = authorities_of(standing, None)
    others = standing.partnership.authorities.acting() if standing.may(Deed.REPORT_FOR_ANY) else []
    return render(
        request,
        "actions/spreadsheet.html",
        {
            "authorities": own,
            "number": len(entries(standing.partnership, own)),
            "others": [authority for authority in others if authority not in own],
            "problem": problem,
            "largest": SHEET_MB,
        },
    )


@member_page
@require_safe
def spreadsheet_download(request, standing):
    from .writing import as_xlsx  # openpyxl, which few requests need

    authorities = authorities_of(standing, request.GET.get("authority"))
    name = slugify(" ".join(authority.short_name for authority in authorities)) or "updates"
    return HttpResponse(
        as_xlsx(standing.partnership, authorities),
        content_type=XLSX,
        headers={"Content-Disposition": f'attachment; filename="updates-{name[:60]}-{clock.today()}.xlsx"'},
    )


@one_at_a_time(methods=["POST"])
@member_page
@require_http_methods(["GET", "HEAD", "POST"])
def spreadsheet_upload(request, standing):
    """What the file would change. Nothing is saved, and the file is not kept."""
    authorities_of(standing, None)
    if request.method != "POST":
        return redirect("spreadsheet", standing.partnership.slug)
    try:
        if "file" not in request.FILES:
            raise Refused("Choose the file that you filled in")
        preview = look(read(request.FILES["file"]), standing=standing, by=request.user)
        return _preview(request, standing, preview)
    except Refused as refused:
        return _steps(request, standing, problem=str(refused))


@member_page
@require_POST
@transaction.atomic
def spreadsheet_save(request, standing):
    """Save what the preview showed, if all of it can still be saved; else show what is different now."""
    authorities_of(standing, None)
    try:
        rows = unseal(request.POST.get("rows", ""), by=request.user, partnership=standing.partnership)
        ticked = {row.place for row in rows if f"save-{row.place}" in request.POST}
        preview = look(rows, standing=standing, by=request.user, ticked=ticked, lock=True)
        if preview.errors or preview.unseen or not (preview.to_save or preview.kept):
            return _preview(request, standing, preview, again=True)
    except Refused as refused:
        return _steps(request, standing, problem=str(refused))
    saved = save(preview, standing=standing)
    messages.success(request, f"{saved} updates are saved." if saved > 1 else "Your update is saved.")
    return redirect("my_actions", standing.partnership.slug)


def _preview(request, standing, preview, *, again=False):
    """The page that asks. With `again`, somebody wanted to save and something stood in the way."""
    can_save = not preview.errors and (preview.changes or preview.conflicts)
    return render(
        request,
        "actions/spreadsheet_preview.html",
        {
            # Not "preview": base.html knows that word.
            "found": preview,
            "own": standing.authorities,
            "again": again,
            "sheet": SHEET,
            "sealed": seal(preview.rows, by=request.user, partnership=standing.partnership) if can_save else "",
        },
    )
