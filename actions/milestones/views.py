"""Pages of an action's milestones: whoever may report on the action writes them."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext

from partners.forms.pages import button_page, confirm_saved, form_page, posted, to_edit
from partners.permissions import Permission
from plans import soft_delete
from plans.plan_pages import require_reporting_open, use_plan

from ..models import Action, Milestone
from .forms import MilestoneForm, RemovalForm


def _find_action(access, pk):
    """An action of the plan that this person may read of. Raises Http404."""
    actions = Action.objects.in_partnership(access.partnership)
    action = get_object_or_404(actions.select_related("lead", "priority__plan", "hallmark__plan"), pk=pk)
    if not action.is_seen_by(access):
        raise Http404
    return action


def _find(request, access, pk, *, ever=False):
    """A milestone of an action of the plan, locked for a POST; with `ever` also a removed one. Raises Http404."""
    milestones = Milestone.all_objects if ever else Milestone.objects
    found = get_object_or_404(to_edit(request, milestones.in_partnership(access.partnership)), pk=pk)
    found.action = _find_action(access, found.action_id)
    return found


def _require_reporter(request, access, action):
    if not action.reporters_for(access):
        raise PermissionDenied
    use_plan(request, require_reporting_open(action.plan))


def _back(access, action):
    return redirect("action_detail", access.partnership.slug, action.pk)


@form_page(permission=Permission.READ_OWN)
def milestone_new(request, access, pk):
    action = _find_action(access, pk)
    _require_reporter(request, access, action)
    return _form(request, access, Milestone(action=action), gettext("Milestone added."))


@form_page(permission=Permission.READ_OWN)
def milestone_edit(request, access, pk):
    milestone = _find(request, access, pk)
    _require_reporter(request, access, milestone.action)
    return _form(request, access, milestone, gettext("Your changes are saved."))


def _form(request, access, milestone, saved):
    form = MilestoneForm(posted(request), instance=milestone)
    if form.is_valid():
        confirm_saved(request, form.save_changes(by=request.user, why=form.cleaned_data.get("why", "")), saved)
        return _back(access, milestone.action)
    context = {"form": form, "action": milestone.action, "milestone": milestone}
    return render(request, "actions/milestones/milestone_edit.html", context)


@form_page(permission=Permission.READ_OWN)
def milestone_remove(request, access, pk):
    """Removes a milestone from the plan; it can be brought back. A second click changes nothing."""
    milestone = _find(request, access, pk, ever=True)
    _require_reporter(request, access, milestone.action)
    form = RemovalForm(posted(request))
    if form.is_valid():
        soft_delete.retire([milestone], by=request.user, why=form.cleaned_data["why"])
        messages.success(request, gettext("Milestone removed. You can restore it from this page."))
        return _back(access, milestone.action)
    context = {"form": form, "action": milestone.action, "milestone": milestone}
    return render(request, "actions/milestones/milestone_remove.html", context)


@button_page(permission=Permission.READ_OWN)
def milestone_return(request, access, pk):
    """Brings back a milestone that was removed."""
    milestone = _find(request, access, pk, ever=True)
    _require_reporter(request, access, milestone.action)
    soft_delete.bring_back([milestone], by=request.user, why="Restored")
    messages.success(request, gettext("Milestone restored."))
    return _back(access, milestone.action)
