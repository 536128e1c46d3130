"""Pages of the imports of a plan: the list, what was left out of each, and undo."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext

from actions.plan_editor.operations import Refused
from partners.access import member_page
from partners.forms.pages import form_page, posted
from partners.forms.reasons import RequiredReasonForm
from partners.languages import in_english
from partners.permissions import Permission
from plans.exports.list_download import CONTENT_TYPES
from plans.exports.tables import csv_of
from plans.jobs.turns import one_at_a_time
from plans.plan_pages import page_of, plan_shown, require_open, use_plan

from ..models import PlanImport
from .effects import effects_of
from .undo import undo_import, why_not


@member_page
def plan_imports(request, access):
    """All imports of a plan, the newest first: who brought in what, what it made, and whether it was undone."""
    plan = plan_shown(request, access.partnership)
    access.require(Permission.WRITE_PLAN)
    imports = effects_of(list(plan.imports.select_related("revision__by", "undone__by")))
    return render(request, "actions/plan_import/plan_imports.html", {"plan": plan, "imports": imports})


@member_page
@in_english()
def plan_import_left_out(request, access, pk):
    """The words of a file that did not come into the plan, as CSV."""
    plan_import = _find_import(access, pk)
    access.require(Permission.WRITE_PLAN)
    rows = [(each["place"], each["words"], each["why"]) for each in plan_import.left_out]
    disposition = f'attachment; filename="{access.partnership.slug}-left-out-{pk}.csv"'
    headers = {"Content-Disposition": disposition}
    return HttpResponse(csv_of(("place", "words", "why"), rows), content_type=CONTENT_TYPES["csv"], headers=headers)


@one_at_a_time(methods=["POST"])
@form_page
def plan_import_undo(request, access, pk):
    """Undo of an import, after a preview of what leaves the plan."""
    plan_import = _find_import(access, pk)
    access.require(Permission.WRITE_PLAN)
    plan = use_plan(request, require_open(plan_import.plan))
    form = RequiredReasonForm(posted(request), initial={"why": f"Undid the import of “{plan_import}”"})
    refused = why_not(plan_import)
    if request.method == "POST" and not refused and form.is_valid():
        try:
            undo_import(plan_import, by=request.user, why=form.cleaned_data["why"])
        except Refused as error:
            refused = str(error)
        else:
            messages.success(request, gettext("Import of “%(plan_import)s” is undone.") % {"plan_import": plan_import})
            return redirect(page_of("plan_imports", plan))
    [(_, effects)] = effects_of([plan_import])
    context = {"form": form, "plan": plan, "plan_import": plan_import, "effects": effects, "refused": refused}
    status = 409 if refused and request.method == "POST" else 200
    return render(request, "actions/plan_import/plan_import_undo.html", context, status=status)


def _find_import(access, pk):
    imports = PlanImport.objects.in_partnership(access.partnership)
    return get_object_or_404(imports.select_related("plan__partnership", "plan__continued_as", "revision__by"), pk=pk)
