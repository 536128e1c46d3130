from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.formats import date_format
from django.views.decorators.http import require_http_methods, require_safe

from partners import clock
from partners.models import Meeting
from partners.roles import Deed
from partners.standing import member_page
from plans.outline import PARTNERSHIP, outline
from plans.pages import actions_url, as_at, show
from plans.timetravel import story

from .forms import ActionForm, UpdateForm
from .models import Action, attach_latest
from .review import by_authority, by_part, in_the_past
from .rounds import is_owed, running_round


@member_page
@require_safe
def my_actions(request, standing):
    """What this person's authorities lead, then what they support; what is due first comes first."""
    actions = Action.objects.in_partnership(standing.partnership).with_latest_update().for_list()
    led = attach_latest(actions.led_by(standing.authorities).soonest_first())
    supported = attach_latest(actions.supported_by(standing.authorities).soonest_first())
    a_round = running_round(standing.partnership)
    wanted = [a for a in led if a_round and a.serves.plan_id == a_round.plan_id and is_owed(a, a_round)]
    return render(
        request,
        "actions/my_actions.html",
        {
            "round": a_round,
            "today": clock.today(),
            "wanted": wanted,
            "authorities": standing.authorities,
            "may_report": bool(standing.reporting_for) or standing.may(Deed.REPORT_FOR_ANY),
            "waiting": sum(1 for a in led if a.reading in ("overdue", "not_updated", "no_report")),
            "led": [a for a in led if not a.closed],
            "supported": [a for a in supported if not a.closed],
            "closed": [a for a in led + supported if a.closed],
        },
    )


@member_page
@require_safe
@as_at
def review(request, standing, plan, day):
    """The whole plan at a glance, exceptions first: what the chair puts on the projector."""
    by = "authority" if request.GET.get("by") == "authority" else "priority"
    meetings = Meeting.objects.in_partnership(standing.partnership).select_related("group").of_strategy_group()
    now = day.moment if day else clock.now()

    def context(whole):
        return {
            "actions_url": actions_url(standing),
            "columns": whole["tally"],
            "parts": by_authority(whole) if by == "authority" else by_part(whole),
            "by": by,
            "last_meeting": meetings.before(now).last(),
            "next_meeting": meetings.to_come(now).first(),
        }

    return show(request, "actions/review.html", "actions/_review.html", plan, day, context)


def find_action(standing, pk, *, lock=False):
    """The partnership's action. Raises Http404. With `lock`, nobody else writes to it until this transaction ends."""
    actions = Action.objects.in_partnership(standing.partnership)
    if lock:
        get_object_or_404(actions.select_for_update(), pk=pk)
    return get_object_or_404(actions.select_related("lead", "priority__plan", "hallmark__plan"), pk=pk)


@member_page
@require_safe
@as_at
def action_detail(request, standing, plan, day, pk):
    if day:
        return _past_action(request, plan, day, pk)
    action = find_action(standing, pk)
    return render(
        request,
        "actions/action_detail.html",
        {
            "action": action,
            "update": action.latest_update,
            "may_report": bool(action.reporters_for(standing)),
            "may_edit": standing.may_write_plan,
            "changes": story(action),
        },
    )


def _past_action(request, plan, day, pk):
    """The same page as at a past day, of what the outline of that day says."""
    action = in_the_past(outline(plan, audience=PARTNERSHIP, as_at=day.moment), pk)
    if action is None:
        why = f"This action was not in the plan on {date_format(day.day)}."
        return render(request, "plans/no_such_day.html", {"why": why}, status=404)
    return render(
        request,
        "actions/action_detail.html",
        {"action": action, "update": action["update"], "changes": story(Action(pk=pk), until=day.moment)},
    )


@member_page
@require_http_methods(["GET", "HEAD", "POST"])
@transaction.atomic
def action_update(request, standing, pk):
    action = find_action(standing, pk, lock=request.method == "POST")
    authorities = action.reporters_for(standing)
    if not authorities:
        raise PermissionDenied
    latest = action.latest_update
    form = UpdateForm(
        request.POST if request.method == "POST" else None,
        action=action,
        by=request.user,
        authorities=authorities,
        initial={"status": latest.status if latest else None},
    )
    if request.method == "POST" and form.is_valid():
        form.save(on_behalf=lambda authority: authority not in standing.authorities)
        messages.success(request, "Your update is saved.")
        return redirect("action_detail", standing.partnership.slug, action.pk)
    return render(
        request,
        "actions/action_update.html",
        {
            "action": action,
            "form": form,
            "update": latest,
            "authorities": authorities,
            "on_behalf": not set(authorities) & set(standing.authorities),
        },
    )


@member_page
@require_http_methods(["GET", "HEAD", "POST"])
@transaction.atomic
def action_edit(request, standing, pk):
    action = find_action(standing, pk, lock=request.method == "POST")
    standing.require(Deed.WRITE_PLAN)
    form = ActionForm(
        request.POST if request.method == "POST" else None,
        instance=action,
        authorities=standing.partnership.authorities.acting(),
    )
    if request.method == "POST" and form.is_valid():
        changed = form.save(by=request.user)
        messages.success(
            request, "Your changes are saved." if changed else "Nothing was different, so nothing changed."
        )
        return redirect("action_detail", standing.partnership.slug, action.pk)
    return render(
        request,
        "actions/action_edit.html",
        {"action": action, "heading": form.initial["wording"], "form": form, "before": form.before},
    )
