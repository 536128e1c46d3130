"""The pages of a group's standing agenda."""

from functools import partial

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext

from partners.forms.keys import key_in
from partners.forms.pages import form_page, posted

from ..models import Group, StandingItem
from ..permissions import Permission
from .forms import StandingPointForm
from .standing_agenda import (
    add_standing_point,
    begin_own_agenda,
    end_own_agenda,
    move_standing_point,
    remove_standing_point,
    save_standing_point,
    standing_agenda,
)

BUTTONS = {
    "up": partial(move_standing_point, steps=-1),
    "down": partial(move_standing_point, steps=1),
    "remove": remove_standing_point,
}


@form_page
def group_agenda(request, access, pk):
    """A group's standing agenda: the usual one, or its own, with points to add, move and remove."""
    group = get_object_or_404(Group.objects.in_partnership(access.partnership), pk=pk)
    access.require(Permission.SET_UP_GROUPS)
    points = list(group.standing_agenda.all())
    form = StandingPointForm(request.POST if "add" in request.POST else None, kinds_taken={p.kind for p in points})
    if "own" in request.POST:
        begin_own_agenda(group, by=request.user)
    elif "usual" in request.POST:
        end_own_agenda(group, by=request.user)
        messages.success(request, gettext("New meetings of the group get the usual agenda again."))
    elif points and form.is_valid():
        add_standing_point(group, by=request.user, **form.cleaned_data)
    elif not form.is_bound:
        for button, change in BUTTONS.items():
            if point := group.standing_agenda.filter(pk=key_in(request.POST.get(button, ""))).first():
                change(point, by=request.user)
    if request.method == "POST" and not form.errors:
        return redirect("group_agenda", access.partnership.slug, group.pk)
    context = {"group": group, "points": points or standing_agenda(group), "is_own": bool(points), "form": form}
    return render(request, "partners/meetings/group_agenda.html", context)


@form_page
def standing_point(request, access, pk):
    """Edit the title and text of a point of a standing agenda."""
    points = StandingItem.objects.in_partnership(access.partnership).select_related("group")
    point = get_object_or_404(points, pk=pk)
    access.require(Permission.SET_UP_GROUPS)
    form = StandingPointForm(posted(request), instance=point)
    if form.is_valid():
        save_standing_point(form.instance, by=request.user)
        messages.success(request, gettext("The point is saved."))
        return redirect("group_agenda", access.partnership.slug, point.group_id)
    return render(request, "partners/meetings/standing_point.html", {"point": point, "form": form})
