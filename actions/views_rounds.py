from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from partners import clock
from partners.history import recording
from partners.roles import Deed
from partners.standing import atomic_post, member_page
from plans.models import Plan, Round
from plans.pages import actions_url, plan_shown, still_written

from .forms_rounds import RoundForm
from .rounds import Ledger, account, next_round, reminders_in_words, running_round


def find_round(standing, pk):
    """The partnership's round. Raises Http404."""
    rounds = Round.objects.in_partnership(standing.partnership).select_related("plan__partnership")
    return get_object_or_404(rounds, pk=pk)


@member_page
@require_safe
def rounds(request, standing):
    """The plan's rounds: the one that runs, those to come, those that are over with the newest first."""
    plan, today = plan_shown(request, standing.partnership), clock.today()
    running, ledger = running_round(standing.partnership), Ledger(plan)
    to_come, over = [], []
    for each in plan.rounds.all():
        if each.opens_on > today:
            to_come.append(each)
        elif each != running:
            over.insert(0, (each, _sum(ledger.asked(each))))
    return render(
        request,
        "actions/rounds.html",
        {
            "plan": plan,
            "today": today,
            "running": running,
            "sum": _sum(ledger.asked(running)) if running else None,
            "to_come": to_come,
            "over": over,
        },
    )


def _sum(asked):
    """How many actions were asked about, and how many of them answered in time, late and not at all."""
    answered = [each for each in asked if each.answer]
    late = sum(each.late for each in answered)
    number = len(answered)
    return {"asked": len(asked), "answered": number, "late": late, "silent": len(asked) - number}


@member_page
@require_safe
def round_detail(request, standing, pk):
    a_round = find_round(standing, pk)
    parts = account(a_round)
    return render(
        request,
        "actions/round_detail.html",
        {
            "round": a_round,
            "today": clock.today(),
            "reminders": reminders_in_words(a_round.remind_on),
            "parts": parts,
            "sum": _sum([each for part in parts for each in part["asked"]]),
            "running": running_round(standing.partnership) == a_round,
            "actions_url": actions_url(standing),
        },
    )


@member_page
@require_http_methods(["GET", "HEAD", "POST"])
@atomic_post
def round_new(request, standing):
    plan = plan_shown(request, standing.partnership)
    standing.require(Deed.RUN_ROUNDS)
    return _write(request, standing, next_round(_held(request, plan)))


@member_page
@require_http_methods(["GET", "HEAD", "POST"])
@atomic_post
def round_edit(request, standing, pk):
    plan = find_round(standing, pk).plan
    standing.require(Deed.RUN_ROUNDS)
    _held(request, plan)
    return _write(request, standing, find_round(standing, pk))


def _held(request, plan):
    """The plan. Nobody else writes to its rounds until a POST is over, so that no two overlap. Raises Closed."""
    still_written(plan)
    if request.method == "POST":
        Plan.objects.select_for_update().get(pk=plan.pk)
    return plan


def _write(request, standing, a_round):
    heading = str(a_round) if a_round.pk else ""
    form = RoundForm(request.POST if request.method == "POST" else None, instance=a_round)
    if request.method == "POST" and form.is_valid():
        saved, changed = form.save(by=request.user)
        messages.success(request, f"Saved: {saved}." if changed else "Nothing was different, so nothing changed.")
        return redirect("round_detail", standing.partnership.slug, saved.pk)
    may_delete = bool(form.instance.pk) and not form.opened
    return render(
        request,
        "actions/round_edit.html",
        {"form": form, "round": a_round, "heading": heading, "may_delete": may_delete},
    )


@member_page
@require_POST
@atomic_post
def round_delete(request, standing, pk):
    """A round that has not opened was asked of nobody yet. One that has is kept."""
    a_round = find_round(standing, pk)
    standing.require(Deed.RUN_ROUNDS)
    _held(request, a_round.plan)
    if find_round(standing, pk).opens_on <= clock.today():
        raise Http404("A round that has opened is kept")
    with recording(by=request.user, why="It had not opened yet"):
        a_round.delete()
    messages.success(request, f"Deleted: {a_round}.")
    return redirect("rounds", standing.partnership.slug)
