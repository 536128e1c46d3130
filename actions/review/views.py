from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext

from partners import clock
from partners.access import member_page
from partners.permissions import Permission
from plans.cached_pages import cached_by_revision
from plans.outline.build import NotThereYet
from plans.plan_pages import actions_url, as_at, plan_shown, render_plan_page

from . import delivery_report
from .review import without_corrective_action


@member_page(permission=Permission.READ_OWN)
def delivered(request, access):
    """Delivery report of an authority, for an officer to send to their own boss."""
    acting = list(access.partnership.authorities.acting())
    mine = [a for a in acting if a in access.authorities]
    choices = acting if access.may(Permission.SEE_ANY_DELIVERY) else mine
    asked_for = request.GET.get("authority") or str((mine or choices)[0].pk if choices else "")
    authority = next((a for a in choices if str(a.pk) == asked_for), None)
    if authority is None:
        raise Http404
    plan = plan_shown(request, access.partnership)
    form = delivery_report.PeriodForm(request.GET, authorities=choices, authority=authority)
    report = None
    if form.is_valid():
        try:
            report = delivery_report.delivered(plan, authority, form.cleaned_data["from"], form.cleaned_data["to"])
        except NotThereYet:
            form.add_error("to", gettext("Enter a later date: the plan was not recorded here yet"))
    return render(
        request,
        "actions/review/delivered.html",
        {
            "authority": authority,
            "plan": plan,
            "form": form,
            "period": form.cleaned_data,
            "report": report,
            "today": clock.today(),
            "actions_url": actions_url(access),
        },
    )


@member_page
@cached_by_revision
@as_at
def uncorrected(request, access, plan, day):
    """Actions off track or overdue of which nobody says what is next, for chair and coordinator."""
    access.require(Permission.RUN_MEETINGS)

    def context(plan_outline):
        return {"actions_url": actions_url(access), "parts": without_corrective_action(plan_outline)}

    return render_plan_page(request, "actions/review/uncorrected.html", context)
