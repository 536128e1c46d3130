from django.shortcuts import render

from actions.review.review import running_meetings
from partners import clock
from partners.access import member_page
from partners.permissions import Permission
from plans.cached_pages import cached_by_revision, valid_until
from plans.models import Plan

from .onboarding import first_steps
from .todo import todo


@member_page
@cached_by_revision
def desk(request, access):
    """The tasks of a coordinator or chair; for coordinators also, until all are done, the onboarding steps."""
    access.require(Permission.RUN_MEETINGS)
    plan = Plan.objects.running(access.partnership)
    steps = first_steps(access.partnership, plan) if access.may(Permission.WRITE_PLAN) else []
    tasks = todo(access, plan) if plan else []
    for task in tasks:
        valid_until(request, task.until)
    return render(
        request,
        "actions/dashboard/desk.html",
        {
            "plan": plan,
            "running_meetings": running_meetings(access.partnership),
            "today": clock.today(),
            "steps": [] if all(step.done for step in steps) else steps,
            "next_step": next((step for step in steps if not step.done), None),
            "tasks": [task for task in tasks if task.number],
            "done": [task.title for task in tasks if not task.number],
        },
    )
