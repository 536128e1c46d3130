import logging

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.formats import date_format
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from partners import clock
from partners.models import Meeting
from partners.roles import Deed
from partners.standing import atomic_post, member_page
from partners.uploads import as_download, path_of
from plans.models import Plan
from plans.outline import PARTNERSHIP, NotThereYet, outline
from plans.pages import actions_url, as_at, days_to_compare, looking_at, plan_shown, show, still_written, takes_word
from plans.restoring import mark_earlier_wordings
from plans.timetravel import story
from priorities.measuring import figures_owed

from .delivered import PeriodForm
from .delivered import delivered as what_was_delivered
from .evidence import no_orphans
from .forms import ActionForm
from .models import Action, DateMove, Evidence, Record, attach_latest
from .moves import ApprovalForm, DecisionForm, settle_approval, withdraw
from .reporting import ReportForm
from .review import by_authority, by_part, in_the_past
from .rounds import is_owed, running_round
from .undoing import stays, undo, why_not

# What an officer may have been typing when the action was retired.
TYPED = {
    "happened": "What happened",
    "achieved": "What was achieved",
    "next": "What is next",
    "public": "For the public",
}

log = logging.getLogger(__name__)


@member_page
@require_safe
def my_actions(request, standing):
    """What this person's authorities lead, then what they support; what is due first comes first."""
    plan = Plan.objects.running(standing.partnership)
    actions = Action.objects.in_plan(plan).with_latest_update().for_list()
    led = attach_latest(actions.led_by(standing.authorities).soonest_first())
    supported = attach_latest(actions.supported_by(standing.authorities).soonest_first())
    a_round = running_round(standing.partnership)
    wanted = [a for a in led if a_round and is_owed(a, a_round)]
    return render(
        request,
        "actions/my_actions.html",
        {
            "round": a_round,
            "challenges": Record.objects.unanswered().filter(challenged__in=standing.answering_for),
            "figures": figures_owed(standing),
            "today": clock.today(),
            "wanted": wanted,
            "authorities": standing.authorities,
            "may_report": bool(standing.reporting_for) or standing.may(Deed.REPORT_FOR_ANY),
            "waiting": sum(1 for a in led if a.reading in ("overdue", "not_updated", "no_report")),
            "led": [a for a in led if not a.closed],
            "supported": [a for a in supported if not a.closed],
            "closed": [a for a in led + supported if a.closed],
            "ended": plan and plan.continues,
            "unfinished": _unfinished(standing, plan),
        },
    )


def _unfinished(standing, plan):
    """What this person's authorities left open in the plan before, while the last word on it is taken."""
    if not plan or not plan.continues_id or not plan.continues.takes_word:
        return []
    actions = Action.objects.in_plan(plan.continues).led_by(standing.authorities)
    return [a for a in attach_latest(actions.with_latest_update().for_list().soonest_first()) if not a.closed]


@member_page
@require_safe
@as_at
def review(request, standing, plan, day):
    """The whole plan at a glance, exceptions first: what the chair puts on the projector."""
    by = "authority" if request.GET.get("by") == "authority" else "priority"
    meetings = Meeting.objects.in_partnership(standing.partnership).select_related("group").of_strategy_group()
    moves = DateMove.objects.in_partnership(standing.partnership).waiting()
    now = day.moment if day else clock.now()

    def context(whole):
        last = meetings.before(now).last()
        since = last and clock.date_of(last.starts_at)
        return {
            "actions_url": actions_url(standing),
            "columns": whole["tally"],
            "parts": by_authority(whole) if by == "authority" else by_part(whole),
            "by": by,
            "last_meeting": last,
            "since_meeting": since and days_to_compare(plan, since, day and day.day),
            "next_meeting": meetings.to_come(now).first(),
            "gaps_open": standing.may_write_plan and day is None and sum(whole["gaps"].values()),
            "moves_waiting": standing.may_decide_dates and day is None and moves.count(),
        }

    return show(request, "actions/review.html", "actions/_review.html", plan, day, context)


def find_action(standing, pk, *, lock=False, ever=False):
    """The partnership's action; with `ever` also one that was retired. Raises Http404.

    With `lock`, nobody else writes to it until this transaction ends.
    """
    actions = (Action.ever if ever else Action.objects).in_partnership(standing.partnership)
    if lock:
        actions = actions.select_for_update(of=["self"])
    return get_object_or_404(actions.select_related("lead", "priority__plan", "hallmark__plan"), pk=pk)


def waiting_move(action):
    """The request for another due date that waits for the coordinator, or None."""
    return action.date_moves.waiting().for_list().first()


def plan_of_action(standing, pk):
    """The plan in which an action stands, or None."""
    action = Action.ever.in_partnership(standing.partnership).filter(pk=pk).first()
    return action and action.plan


@member_page
@require_safe
@as_at(of=plan_of_action)
def action_detail(request, standing, plan, day, pk):
    if day:
        return _past_action(request, plan, day, pk)
    action = find_action(standing, pk, ever=True)
    return render(
        request,
        "actions/action_detail.html",
        {
            "action": action,
            "update": action.latest_update,
            "may_report": not action.retired_at and plan.takes_word and bool(action.reporters_for(standing)),
            "may_edit": standing.may_write_plan and plan.phase != Plan.Phase.CLOSED,
            "took_in": Action.ever.filter(merged_into=action),
            "may_undo": not action.retired_at
            and plan.takes_word
            and not why_not(action.latest_update, by=request.user),
            "evidence": Evidence.objects.of_action(action),
            "move": waiting_move(action),
            "challenges": action.records.challenges().select_related("answer__by", "answer__authority"),
            "said": Record.objects.about(action),
            "may_answer_any": standing.may(Deed.REPORT_FOR_ANY),
            "changes": mark_earlier_wordings(action, story(action)),
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
        {
            "action": action,
            "update": action["update"],
            "evidence": Evidence.objects.of_action(pk).filter(update__recorded_at__lte=day.moment),
            "changes": story(Action(pk=pk), until=day.moment),
        },
    )


@member_page
@require_http_methods(["GET", "HEAD", "POST"])
@no_orphans()
@atomic_post
def action_update(request, standing, pk):
    action = find_action(standing, pk, lock=request.method == "POST", ever=True)
    authorities = action.reporters_for(standing)
    if not authorities:
        raise PermissionDenied
    if action.retired_at:
        typed = [(label, request.POST.get(name, "")) for name, label in TYPED.items()]
        return render(request, "actions/action_retired.html", {"action": action, "typed": typed}, status=409)
    runs = looking_at(request, takes_word(action.plan)).phase == Plan.Phase.RUNNING
    latest, move = action.latest_update, waiting_move(action)
    form = ReportForm(
        *((request.POST, request.FILES) if request.method == "POST" else ()),
        action=action,
        by=request.user,
        authorities=authorities,
        asks_for=action.lead if runs and action.lead in standing.asking_for and not move else None,
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
            "move": move,
            "authorities": authorities,
            "on_behalf": not set(authorities) & set(standing.authorities),
        },
    )


@member_page
@require_http_methods(["GET", "HEAD", "POST"])
@atomic_post
def action_undo(request, standing, pk):
    """The writer of the last update takes it back, after a look at what will stand then."""
    action = find_action(standing, pk, lock=request.method == "POST")
    if not action.reporters_for(standing):
        raise PermissionDenied
    takes_word(action.plan)
    update = action.latest_update
    refused = why_not(update, by=request.user)
    if request.method == "POST":
        if request.POST.get("update") != str(update and update.pk):
            refused = refused or "This is not the update that you were shown. Read it before you take it back."
        if not refused:
            undo(update, by=request.user)
            messages.success(request, "Your update is taken back.")
            return redirect("action_detail", standing.partnership.slug, action.pk)
    return render(
        request,
        "actions/action_undo.html",
        {
            "action": action,
            "update": update,
            "refused": refused,
            "before": not refused and action.updates.standing().exclude(pk=update.pk).first(),
            "request_waits": not refused and update.date_moves.waiting().first(),
            "stays": not refused and stays(update),
        },
        status=409 if refused and request.method == "POST" else 200,
    )


@member_page
@require_safe
def evidence(request, standing, pk):
    """A file, to be saved by the browser and never shown in it: what is in it, an officer of any authority chose."""
    piece = get_object_or_404(Evidence.objects.in_partnership(standing.partnership).standing().files(), pk=pk)
    try:
        return as_download(piece.name, piece.stored)
    except FileNotFoundError as error:
        log.error("The file of evidence %s is not at %s", piece.pk, path_of(piece.stored))
        raise Http404 from error


@member_page
@require_http_methods(["GET", "HEAD", "POST"])
@atomic_post
def action_edit(request, standing, pk):
    action = find_action(standing, pk, lock=request.method == "POST")
    standing.require(Deed.WRITE_PLAN)
    looking_at(request, still_written(action.plan))
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


@member_page
@require_http_methods(["GET", "HEAD", "POST"])
@atomic_post
def date_moves(request, standing):
    """Who asked for another due date, what became of it, and whether a coordinator has to approve it."""
    form = ApprovalForm(
        request.POST if request.method == "POST" else None,
        initial={"needed": "yes" if standing.partnership.moves_need_approval else "no"},
    )
    if request.method == "POST":
        standing.require(Deed.DECIDE_DATE)
        if form.is_valid():
            settle_approval(standing.partnership, by=request.user, **form.cleaned_data)
            messages.success(request, "Your choice is saved.")
            return redirect("date_moves", standing.partnership.slug)
    moves = DateMove.objects.in_partnership(standing.partnership).for_list()
    return render(
        request,
        "actions/date_moves.html",
        {"form": form, "waiting": moves.waiting().order_by("pk"), "settled": moves.settled()[:200]},
    )


def find_move(standing, pk, *, lock=False):
    """A request for another due date, with its action. Raises Http404. See `find_action` for `lock`."""
    moves = DateMove.objects.in_partnership(standing.partnership)
    action = find_action(standing, get_object_or_404(moves, pk=pk).action_id, lock=lock)
    move = moves.for_list().get(pk=pk)
    move.action = action
    return move


@member_page
@require_http_methods(["GET", "HEAD", "POST"])
@atomic_post
def date_move(request, standing, pk):
    """The coordinator approves or declines a request."""
    move = find_move(standing, pk, lock=request.method == "POST")
    standing.require(Deed.DECIDE_DATE)
    still_written(move.action.plan)
    form = DecisionForm(request.POST if request.method == "POST" else None, move=move)
    if request.method == "POST" and not move.outcome and form.is_valid():
        form.save(by=request.user)
        messages.success(request, f"The request is {move.get_outcome_display().lower()}.")
        return redirect("date_moves", standing.partnership.slug)
    return render(request, "actions/date_move.html", {"move": move, "action": move.action, "form": form})


@member_page
@require_POST
@atomic_post
def date_move_withdraw(request, standing, pk):
    """The authority that asked takes its request back."""
    move = find_move(standing, pk, lock=True)
    if move.authority not in standing.asking_for:
        raise PermissionDenied
    still_written(move.action.plan)
    if not move.outcome:
        withdraw(move, by=request.user)
        messages.success(request, "The request is withdrawn.")
    return redirect("action_detail", standing.partnership.slug, move.action_id)


@member_page
@require_safe
def delivered(request, standing):
    """What an authority has delivered: a page for an officer to send to their own boss."""
    acting = list(standing.partnership.authorities.acting())
    mine = [a for a in acting if a in standing.authorities]
    choices = acting if standing.may(Deed.SEE_ANY_DELIVERY) else mine
    asked_for = request.GET.get("authority") or str((mine or choices)[0].pk if choices else "")
    authority = next((a for a in choices if str(a.pk) == asked_for), None)
    if authority is None:
        raise Http404
    plan = plan_shown(request, standing.partnership)
    form = PeriodForm(request.GET, authorities=choices, authority=authority)
    found = None
    if form.is_valid():
        try:
            found = what_was_delivered(plan, authority, form.cleaned_data["from"], form.cleaned_data["to"])
        except NotThereYet:
            form.add_error("to", "The plan was not here yet. Give a later day")
    return render(
        request,
        "actions/delivered.html",
        {
            "authority": authority,
            "plan": plan,
            "form": form,
            "period": form.cleaned_data,
            "found": found,
            "today": clock.today(),
            "actions_url": actions_url(standing),
        },
    )
