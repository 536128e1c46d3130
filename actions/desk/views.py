from django.shortcuts import render
from django.views.decorators.http import require_safe

from partners import clock
from partners.roles import Deed
from partners.standing import member_page
from plans.models import Plan

from .beginning import first_steps
from .waiting import todo_groups


@member_page
@require_safe
def desk(request, access):
    """The coordinator's dashboard: their to-do list and, until all are done, the onboarding steps."""
    access.require(Deed.WRITE_PLAN)
    plan = Plan.objects.running(access.partnership)
    steps = first_steps(access.partnership)
    groups, empty_titles = todo_groups(access, plan) if plan else ([], [])
    return render(
        request,
        "actions/desk/desk.html",
        {
            "plan": plan,
            "today": clock.today(),
            "steps": [] if all(step.done for step in steps) else steps,
            "next_step": next((step for step in steps if not step.done), None),
            "waits": groups,
            "quiet": empty_titles,
        },
    )
