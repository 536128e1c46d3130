from django.apps import apps
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from partners.standing import member_page

from ..models import Edition
from ..pages import actions_url, as_at, show
from ..publishing import moved_on
from ..timetravel import TRACKED, story


@member_page
@require_safe
@as_at
def plan_detail(request, standing, plan, day):
    def context(whole):
        edition = Edition.objects.current(plan) if day is None else None
        return {"actions_url": actions_url(standing), "edition": edition, "moved_on": moved_on(plan, edition)}

    return show(request, "plans/plan_detail.html", "plans/_plan.html", plan, day, context)


@member_page
@require_safe
def history(request, standing, kind, pk):
    """Who changed a tracked thing, when, from what to what, and why."""
    if kind not in TRACKED:
        raise Http404
    things = apps.get_model(TRACKED[kind]).objects.in_partnership(standing.partnership)
    thing = get_object_or_404(things, pk=pk)
    return render(
        request,
        "plans/history.html",
        {"thing": thing, "kind_name": thing._meta.verbose_name, "changes": story(thing)},
    )
