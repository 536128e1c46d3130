"""Rollover on one address: selection, preview, and creating the next plan."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext

from partners.access import member_page
from partners.forms.conflicts import outdated_notice
from partners.forms.pages import form_page, posted
from partners.permissions import Permission
from plans.changes.describe import changes
from plans.models import Plan
from plans.outline.kept import member_outline
from plans.plan_pages import actions_url, page_of, plan_shown

from ..models import DecidedChange
from .forms import TermsForm
from .rollover import CarriedAlreadyError, carry, carry_forward, rollover_summary
from .selection import Tree


@member_page
def plans(request, access):
    """All plans of the partnership, the current one first, with their links."""
    all_plans = Plan.objects.in_partnership(access.partnership).select_related("partnership", "continued_as")
    all_plans = list(all_plans.running_first())
    for plan in all_plans:
        plan.page, plan.of = page_of("plan_detail", plan), page_of("plan_detail", plan).partition("?")[2]
    return render(request, "actions/plan_rollover/plans.html", {"plans": all_plans})


@form_page
def carry_on(request, access):
    """Rollover into the next plan or, once it exists, carrying over more parts."""
    plan = plan_shown(request, access.partnership)
    access.require(Permission.WRITE_PLAN)
    if plan.phase == Plan.Phase.COMING:
        return redirect(f"{request.path}?plan={plan.continues.slug}" if request.GET.get("plan") else request.path)
    into, tree = plan.successor, Tree(plan)
    data = posted(request)
    selected = set(data.getlist("go")) if data else tree.usual
    form = TermsForm(data, plan=plan, into=into)
    context = {
        "plan": plan,
        "into": into,
        "form": form,
        "tree": tree,
        "selected": selected,
        "decided": DecidedChange.objects.in_partnership(access.partnership).pending().count(),
    }
    if data is None or not form.is_valid() or "back" in data:
        return render(request, "actions/plan_rollover/choose.html", context)
    going = tree.going(selected)
    outdated = "save" in data and outdated_notice(data.get("seal"), tree.fingerprint)
    if "save" in data and not outdated and (going or not into):
        return _roll_over(request, plan, into, form, going)
    created, to_agree = rollover_summary(going, form.terms)
    context |= {
        "made": created,
        "anew": to_agree,
        "staying": tree.staying(selected),
        "going": going,
        "outdated": outdated,
    }
    return render(request, "actions/plan_rollover/preview.html", context, status=409 if outdated else 200)


def _roll_over(request, plan, into, form, going):
    """Performs the rollover once; a second submission is redirected to the existing plan."""
    if into:
        carry(plan, into, by=request.user, terms=form.terms, branches=going)
        messages.success(
            request,
            gettext("%(number)s more carried forward to the plan of %(period)s.")
            % {"number": len(going), "period": into.period},
        )
        return redirect(page_of("write_plan", into))
    try:
        next_plan = carry_forward(
            plan, by=request.user, title=form.cleaned_data["title"], terms=form.terms, branches=going
        )  # fmt: skip
    except CarriedAlreadyError as error:
        messages.warning(
            request,
            gettext("The plan of %(period)s has already been started. Nothing was changed.")
            % {"period": error.plan.period},
        )
        return redirect(page_of("write_plan", error.plan))
    messages.success(
        request,
        gettext("The plan of %(period)s has been started. Now edit what should change.") % {"period": next_plan.period},
    )
    return redirect(page_of("write_plan", next_plan))


@member_page
def plan_succession(request, access, plan):
    """Changes from the previous plan to this one, both as of now."""
    plans = Plan.objects.in_partnership(access.partnership).select_related("partnership", "continues__partnership")
    plan = get_object_or_404(plans.exclude(continues=None), slug=plan)
    older, newer = (member_outline(access, one) for one in (plan.continues, plan))
    return render(
        request,
        "actions/plan_rollover/succession.html",
        {
            "plan": plan,
            "changes": changes(older, newer),
            "actions_url": actions_url(access),
            "at": "",
            "at_older": "?",
        },
    )
