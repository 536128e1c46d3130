from django.shortcuts import render
from django.views.decorators.http import require_safe

from partners import clock
from partners.roles import Deed
from partners.standing import member_page
from plans.models import Plan

from .beginning import first_steps
from .waiting import waiting


@member_page
@require_safe
def desk(request, access):
    """Where the coordinator's day begins: what waits for them; before there is an edition, what to do first."""
    access.require(Deed.WRITE_PLAN)
    plan = Plan.objects.running(access.partnership)
    steps = first_steps(access.partnership)
    waits, quiet = waiting(access, plan) if plan else ([], [])
    return render(
        request,
        "actions/desk/desk.html",
        {
            "plan": plan,
            "today": clock.today(),
            "steps": [] if all(step.done for step in steps) else steps,
            "next_step": next((step for step in steps if not step.done), None),
            "waits": waits,
            "quiet": quiet,
        },
    )
