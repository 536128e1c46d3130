from django.apps import apps
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from partners.models import Partnership
from partners.standing import member_page

from .models import Plan
from .outline import PARTNERSHIP, PUBLIC, outline
from .timetravel import TRACKED, story


def current_plan(partnership):
    """The partnership's plan. Raises Http404 if it has none yet."""
    try:
        return Plan.objects.current(partnership)
    except Plan.DoesNotExist as error:
        raise Http404("This partnership has no plan yet") from error


def actions_url(standing):
    """What stands before an action's id in its address: resolving thousands of them is what a long page would cost."""
    return reverse("action_detail", args=[standing.partnership.slug, 0]).removesuffix("0/")


@login_not_required
@require_safe
def summary(request, partnership):
    """The public page: what the law calls the summary of the partnership plan."""
    partnership = get_object_or_404(Partnership, slug=partnership)
    return render(
        request,
        "plans/summary.html",
        {
            "outline": outline(current_plan(partnership), audience=PUBLIC),
            "colour": partnership.colour.removeprefix("#"),
        },
    )


@member_page
@require_safe
def plan_detail(request, standing):
    whole = outline(current_plan(standing.partnership), audience=PARTNERSHIP)
    return render(request, "plans/plan_detail.html", {"outline": whole, "actions_url": actions_url(standing)})


@member_page
@require_safe
def history(request, standing, kind, pk):
    """Who changed a tracked thing, when, from what to what, and why."""
    if kind not in TRACKED:
        raise Http404
    things = apps.get_model(TRACKED[kind]).objects.in_partnership(standing.partnership)
    thing = get_object_or_404(things, pk=pk)
    return render(
        request, "plans/history.html", {"thing": thing, "kind_name": thing._meta.verbose_name, "changes": story(thing)}
    )
