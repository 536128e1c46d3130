from partners.access import member_page
from partners.permissions import Permission
from plans.cached_pages import cached_by_revision
from plans.plan_pages import actions_url, as_at, render_plan_page

from .review import without_corrective_action


@member_page
@cached_by_revision
@as_at
def uncorrected(request, access, plan, day):
    """Actions off track or overdue of which nobody says what is next, for chair and coordinator."""
    access.require(Permission.RUN_MEETINGS)

    def context(plan_outline):
        return {"actions_url": actions_url(access), "parts": without_corrective_action(plan_outline)}

    return render_plan_page(request, "actions/review/uncorrected.html", context)
