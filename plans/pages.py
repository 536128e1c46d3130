"""What the pages of a plan have in common."""

from django.http import Http404
from django.urls import reverse

from .models import Plan


def current_plan(partnership):
    """The partnership's plan. Raises Http404 if it has none yet."""
    try:
        return Plan.objects.select_related("partnership").current(partnership)
    except Plan.DoesNotExist as error:
        raise Http404("This partnership has no plan yet") from error


def actions_url(standing):
    """What stands before an action's id in its address: resolving thousands of them is what a long page would cost."""
    return reverse("action_detail", args=[standing.partnership.slug, 0]).removesuffix("0/")
