from django.apps import apps
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from partners.standing import member_page

from ..models import Edition
from ..outline import PARTNERSHIP, outline
from ..pages import actions_url, current_plan
from ..publishing import moved_on
from ..timetravel import TRACKED, story


@member_page
@require_safe
def plan_detail(request, standing):
    plan = current_plan(standing.partnership)
    edition = Edition.objects.current(plan)
    return render(
        request,
        "plans/plan_detail.html",
        {
            "outline": outline(plan, audience=PARTNERSHIP),
            "actions_url": actions_url(standing),
            "edition": edition,
            "moved_on": moved_on(plan, edition),
        },
    )


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
