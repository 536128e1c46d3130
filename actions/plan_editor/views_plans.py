"""Pages for a partnership's first plan, and for a plan's own text and dates."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from partners.forms.pages import confirm_saved, form_page, posted
from partners.permissions import Permission
from plans.models import Plan
from plans.plan_pages import page_of, plan_shown, require_open

from .kinds import lock_open_plan
from .plan_forms import NewPlanForm, PlanForm, PlanRunsError, begin_plan, revise_plan

PLAN_EXISTS = _("There is a plan already. Edit it, or carry it forward when it ends.")


@form_page
def plan_new(request, access):
    access.require(Permission.WRITE_PLAN)
    form = NewPlanForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            begin_plan(access.partnership, by=request.user, **form.cleaned_data)
        except PlanRunsError:
            form.add_error(None, PLAN_EXISTS)
        else:
            messages.success(request, gettext("Plan started. Now add priorities and actions."))
            return redirect("plan_import" if "import" in request.POST else "write_plan", access.partnership.slug)
    runs = Plan.objects.in_partnership(access.partnership).exists()
    return render(request, "actions/plan_editor/plan_new.html", {"form": form, "runs": runs})


@form_page
def plan_edit(request, access):
    plan = plan_shown(request, access.partnership)
    access.require(Permission.WRITE_PLAN)
    require_open(plan)
    if request.method == "POST":
        lock_open_plan(plan)
        plan.refresh_from_db()
    form = PlanForm(posted(request), instance=plan)
    if request.method == "POST" and form.is_valid():
        if form.is_different:
            revise_plan(form.save(commit=False), by=request.user, why=form.cleaned_data["why"], objectives=form.parsed)
        confirm_saved(request, form.is_different)
        return redirect(page_of("write_plan", plan))
    return render(request, "actions/plan_editor/plan_edit.html", {"form": form, "plan": plan})
