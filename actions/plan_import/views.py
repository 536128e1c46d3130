"""Import on one address in three steps: upload, column mapping, preview with saving."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from actions.plan_editor.kinds import lock_open_plan
from partners.access import member_page
from partners.files.xlsx_guard import Refused
from partners.forms.conflicts import outdated_notice
from partners.forms.pages import form_page, posted_with_files
from partners.permissions import Permission
from plans.exports.list_download import CONTENT_TYPES
from plans.jobs.turns import one_at_a_time
from plans.plan_pages import page_of, plan_shown, require_open

from .columns import tables_of
from .forms import PASTED, FileForm, MappingForm, unpacked
from .old_apply import apply_import, remember
from .preview import CHANGED, NEW, SAME, WRONG, ImportPreview
from .template import as_csv_template, as_xlsx_template

NO_HEADINGS = (
    "No row of headings was found in this text. It needs one that names at least one thing that a plan has, such as "
    "Activity, Lead or Due date"
)


@one_at_a_time(methods=["POST"])
@form_page
def plan_import(request, access):
    plan = plan_shown(request, access.partnership)
    access.require(Permission.WRITE_PLAN)
    require_open(plan)
    if "cells" in request.POST:
        return _mapping_page(request, access, plan, request.POST["cells"], data=request.POST)
    form = FileForm(*posted_with_files(request))
    if form.is_valid():
        # What was pasted is in no file: it stays in its box.
        if form.cleaned_data["file"] or tables_of(unpacked(form.cells)[1])[0]:
            return _mapping_page(request, access, plan, form.cells, data=None)
        form.add_error("text", NO_HEADINGS)
    return _upload_page(request, plan, form)


def _upload_page(request, plan, form):
    return render(request, "actions/plan_import/plan_import.html", {"form": form, "plan": plan})


def _mapping_page(request, access, plan, cells, *, data):
    """Second step and, once its form is valid, the third."""
    try:
        name, sheets = unpacked(cells)
    except Refused as error:
        form = FileForm({})
        form.add_error("file", str(error))
        return _upload_page(request, plan, form)
    tables, without = tables_of(sheets)
    form = MappingForm(data, partnership=access.partnership, tables=tables)
    context = {"form": form, "plan": plan, "cells": cells, "name": name, "tables": tables, "without": without}
    context["hidden"] = [sheet.name for sheet in sheets if sheet.hidden]
    if data is None or "back" in data or not form.is_valid():
        return render(request, "actions/plan_import/mapping.html", context)
    if "save" in data:
        lock_open_plan(plan)
    source = form.cleaned_data["priorities_from"]
    preview = ImportPreview(plan, tables, meanings=form.meanings, names=form.meant, priorities_from=source)
    outdated = "save" in data and outdated_notice(data.get("seal"), preview.fingerprint)
    refused = "save" in data and preview.of(WRONG) and "leave" not in data
    if "save" in data and not outdated and not refused:
        created, changed = apply_import(plan, preview, by=request.user, name=name, kind=_kind_of(name, sheets))
        choices = {"headings": form.meanings, "names": form.chosen, "priorities_from": source}
        remember(access.partnership, by=request.user, **choices)
        messages.success(request, f"{created} activities are new and {changed} changed.")
        return redirect(page_of("write_plan", plan))
    context |= {"look": preview, "outdated": outdated, "refused": refused, "data": _mapping_data(data)}
    context |= {effect: preview.of(effect) for effect in (NEW, CHANGED, SAME, WRONG)}
    return render(request, "actions/plan_import/preview.html", context, status=409 if outdated else 200)


def _kind_of(name, sheets):
    """What kind of file it was, as in PlanImport."""
    if name == PASTED:
        return "pasted"
    return "xlsx" if any(sheet.name for sheet in sheets) else "csv"


def _mapping_data(data):
    """[(field name, value)] of the second step, for the third to post again."""
    return [(name, value) for name, value in data.items() if name.startswith(("column-", "name-", "priorities_from"))]


@member_page
def plan_template(request, access, kind):
    """Template with the plan's present content; importing it unchanged changes nothing."""
    plan = plan_shown(request, access.partnership)
    access.require(Permission.WRITE_PLAN)
    build = {"xlsx": as_xlsx_template, "csv": as_csv_template}.get(kind)
    if build is None:
        raise Http404
    disposition = f'attachment; filename="{access.partnership.slug}-plan.{kind}"'
    return HttpResponse(build(plan), content_type=CONTENT_TYPES[kind], headers={"Content-Disposition": disposition})
