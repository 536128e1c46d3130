from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext, ngettext

from actions.reporting.earlier_reports import notes_on
from partners import clock
from partners.access import member_page
from partners.files.xlsx_guard import Refused
from partners.forms.keys import key_in
from partners.forms.pages import button_page, form_page
from partners.limits import SHEET_MB
from partners.permissions import Permission
from plans.exports.list_download import CONTENT_TYPES
from plans.jobs.turns import one_at_a_time

from .columns import SHEET
from .parse import read_rows
from .preview import preview_rows, save_preview, sign_rows, unsign_rows
from .rows import open_actions


def authorities_of(access, asked):
    """Authorities of the spreadsheet: the one with id `asked` or, if None, the person's own. Raises Http404 or 403."""
    may_any = access.may(Permission.REPORT_FOR_ANY)
    own = access.authorities if may_any else access.reporting_for
    if not own:
        raise PermissionDenied
    if asked is None:
        return own
    authority = get_object_or_404(access.partnership.authorities, pk=key_in(asked))
    if not may_any and authority not in own:
        raise PermissionDenied
    return [authority]


@member_page(permission=Permission.READ_OWN)
def spreadsheet(request, access):
    """Instructions, in three steps."""
    return _steps(request, access)


def _steps(request, access, problem=None):
    own = authorities_of(access, None)
    others = access.partnership.authorities.acting() if access.may(Permission.REPORT_FOR_ANY) else []
    return render(
        request,
        "actions/reporting/spreadsheet.html",
        {
            "authorities": own,
            "names": ", ".join(authority.name for authority in own),
            "number": len(open_actions(access.partnership, own)),
            "others": [authority for authority in others if authority not in own],
            "problem": problem,
            "largest": SHEET_MB,
        },
    )


@member_page(permission=Permission.READ_OWN)
def spreadsheet_download(request, access):
    from .build import as_xlsx  # openpyxl, which few requests need

    authorities = authorities_of(access, request.GET.get("authority"))
    name = slugify(" ".join(authority.short_name for authority in authorities)) or "updates"
    return HttpResponse(
        as_xlsx(access.partnership, authorities),
        content_type=CONTENT_TYPES["xlsx"],
        headers={"Content-Disposition": f'attachment; filename="updates-{name[:60]}-{clock.today()}.xlsx"'},
    )


@one_at_a_time(methods=["POST"])
@form_page(permission=Permission.READ_OWN, atomic=False)
def spreadsheet_upload(request, access):
    """Preview of what the file would change. Nothing is saved, and the file is not kept."""
    authorities_of(access, None)
    if request.method != "POST":
        return redirect("spreadsheet", access.partnership.slug)
    try:
        if "file" not in request.FILES:
            raise Refused(gettext("Choose the file that you filled in"))
        preview = preview_rows(read_rows(request.FILES["file"]), access=access, by=request.user)
        return _preview(request, access, preview)
    except Refused as refused:
        return _steps(request, access, problem=str(refused))


@button_page(permission=Permission.READ_OWN)
def spreadsheet_save(request, access):
    """Save the previewed rows, if all of them can still be saved; otherwise show a new preview."""
    authorities_of(access, None)
    try:
        rows = unsign_rows(request.POST.get("rows", ""), by=request.user, partnership=access.partnership)
        ticked = {row.place for row in rows if f"save-{row.place}" in request.POST}
        preview = preview_rows(rows, access=access, by=request.user, ticked=ticked, lock=True)
        if preview.errors or preview.unseen or not (preview.to_save or preview.kept):
            return _preview(request, access, preview, again=True)
    except Refused as refused:
        return _steps(request, access, problem=str(refused))
    saved = save_preview(preview, access=access)
    note = notes_on([change.form for change in preview.to_save])
    text = ngettext("Your update is saved.", "%(n)s updates are saved.", saved) % {"n": saved}
    messages.success(request, f"{text} {note}".strip())
    return redirect("my_actions", access.partnership.slug)


def _preview(request, access, preview, *, again=False):
    """The preview page. `again` means that saving was attempted and refused."""
    can_save = not preview.errors and (preview.changes or preview.conflicts)
    return render(
        request,
        "actions/reporting/spreadsheet_preview.html",
        {
            # Not "preview", which base.html uses.
            "sheet_preview": preview,
            "own": access.authorities,
            "again": again,
            "sheet": SHEET,
            "signed_rows": sign_rows(preview.rows, by=request.user, partnership=access.partnership) if can_save else "",
        },
    )
