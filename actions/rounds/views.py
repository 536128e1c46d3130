from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext

from partners import clock
from partners.access import member_page
from partners.forms.pages import button_page, confirm_saved, form_page, posted
from partners.history import attributed_to
from partners.permissions import Permission
from plans.models import Plan, Round
from plans.plan_pages import actions_url, plan_shown, require_open

from .forms import RoundForm
from .rounds import Ledger, account, next_round, reminders_in_words, running_round


def find_round(access, pk):
    """The partnership's round, with its plan. Raises Http404."""
    rounds = Round.objects.in_partnership(access.partnership).select_related("plan__partnership")
    return get_object_or_404(rounds, pk=pk)


@member_page
def rounds(request, access):
    """The plan's rounds: the running one, those to come, and those that are over, newest first."""
    plan, today = plan_shown(request, access.partnership), clock.today()
    running, ledger = running_round(access.partnership), Ledger(plan)
    to_come, over = [], []
    for each in plan.rounds.all():
        if each.opens_on > today:
            to_come.append(each)
        elif each != running:
            over.insert(0, (each, _totals(ledger.asked(each))))
    return render(
        request,
        "actions/rounds/rounds.html",
        {
            "plan": plan,
            "today": today,
            "running": running,
            "sum": _totals(ledger.asked(running)) if running else None,
            "to_come": to_come,
            "over": over,
        },
    )


def _totals(asked):
    """Numbers of actions asked about, answered, answered late and not answered."""
    answered = [each for each in asked if each.answer]
    late = sum(each.late for each in answered)
    number = len(answered)
    return {"asked": len(asked), "answered": number, "late": late, "silent": len(asked) - number}


@member_page
def round_detail(request, access, pk):
    a_round = find_round(access, pk)
    parts = account(a_round)
    return render(
        request,
        "actions/rounds/round_detail.html",
        {
            "round": a_round,
            "today": clock.today(),
            "reminders": reminders_in_words(a_round.remind_on),
            "parts": parts,
            "sum": _totals([each for part in parts for each in part["asked"]]),
            "running": running_round(access.partnership) == a_round,
            "actions_url": actions_url(access),
        },
    )


@form_page
def round_new(request, access):
    plan = plan_shown(request, access.partnership)
    access.require(Permission.RUN_ROUNDS)
    return _round_form_page(request, access, next_round(_lock_rounds(request, plan)))


@form_page
def round_edit(request, access, pk):
    plan = find_round(access, pk).plan
    access.require(Permission.RUN_ROUNDS)
    _lock_rounds(request, plan)
    return _round_form_page(request, access, find_round(access, pk))


def _lock_rounds(request, plan):
    """The plan; on POST its row is locked, so that no two of its rounds overlap. Raises Closed."""
    require_open(plan)
    if request.method == "POST":
        Plan.objects.select_for_update().get(pk=plan.pk)
    return plan


def _round_form_page(request, access, a_round):
    heading = str(a_round) if a_round.pk else ""
    form = RoundForm(posted(request), instance=a_round)
    if request.method == "POST" and form.is_valid():
        saved, changed = form.save_once(by=request.user)
        confirm_saved(request, changed, gettext("Saved: %(round)s.") % {"round": saved})
        return redirect("round_detail", access.partnership.slug, saved.pk)
    may_delete = bool(form.instance.pk) and not form.opened
    return render(
        request,
        "actions/rounds/round_edit.html",
        {"form": form, "round": a_round, "heading": heading, "may_delete": may_delete},
    )


@button_page
def round_delete(request, access, pk):
    """Delete a round that has not opened, so was asked of nobody yet. One that has opened is kept."""
    a_round = find_round(access, pk)
    access.require(Permission.RUN_ROUNDS)
    _lock_rounds(request, a_round.plan)
    if find_round(access, pk).opens_on <= clock.today():
        raise Http404("A round that has opened is kept")
    with attributed_to(by=request.user, why="It had not opened yet"):
        a_round.delete()
    messages.success(request, gettext("Deleted: %(round)s.") % {"round": a_round})
    return redirect("rounds", access.partnership.slug)
