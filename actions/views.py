from operator import attrgetter

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from partners import clock
from partners.access import atomic_post, member_page
from partners.compiled_queries import compiled
from partners.files.uploads import as_download
from partners.forms.pages import button_page, confirm_saved, form_page, posted, posted_with_files
from partners.permissions import Permission
from plans.cached_pages import cached_by_revision, only_for_reader, valid_until
from plans.history.restore import mark_earlier_wordings
from plans.history.timetravel import story
from plans.models import Plan
from plans.outline.build import action_outline
from plans.plan_pages import (
    actions_url,
    as_at,
    days_to_compare,
    render_plan_page,
    require_open,
    require_reporting_open,
    use_plan,
)
from priorities.criteria.measurements import figures_due
from priorities.models import SuccessCriterion

from .dashboard.officer import OwnActions, officer_tasks
from .date_changes import ApprovalForm, DecisionForm, settle_approval, withdraw_request
from .forms import ActionForm
from .meetings.confidential import records_for
from .meetings.outcomes import OPEN, attach_outcomes, with_outcome
from .milestones.reached import reached_with
from .models import Action, DateMove, Evidence, PublicAnswer, Question, Record
from .people.lead_officers import may_name_officers
from .reporting.earlier_reports import note_on
from .reporting.evidence import delete_on_failure
from .reporting.undo import UNDO_WITHIN, is_recent, stays, undo, why_not
from .reporting.update_form import ReportForm
from .review.review import by_authority, by_part, meetings_around, number_uncorrected, running_meetings
from .rounds.rounds import running_round

# Fields that an officer may have filled in when the action was retired.
TYPED_FIELDS = {
    "happened": _("What happened"),
    "achieved": _("What was achieved"),
    "next": _("What is next"),
    "public": _("For the public"),
}


@member_page(permission=Permission.READ_OWN)
@cached_by_revision
def my_actions(request, access):
    """What is due from this person; then their actions, the others that their authorities lead, and those they support,
    soonest due first.
    """
    only_for_reader(request)
    plan = Plan.objects.running(access.partnership)
    own = OwnActions(access, plan, user=request.user) if plan else None
    challenges = Record.objects.unanswered().filter(challenged__in=access.answering_for)
    return render(
        request,
        "actions/my_actions.html",
        {
            "running_meetings": running_meetings(access.partnership) if access.may_read else [],
            "tasks": own
            and officer_tasks(
                access,
                own,
                a_round=running_round(access.partnership),
                challenges=challenges.select_related("meeting__group"),
                questions=Question.objects.assigned_to_any(access.answering_for),
                figures=[] if access.is_limited else figures_due(plan, access.measuring_for),
            ),
            "authorities": access.authorities,
            "names": ", ".join(authority.name for authority in access.authorities),
            "may_report": bool(access.reporting_for) or access.may(Permission.REPORT_FOR_ANY),
            "actions_url": actions_url(access),
            "own": own,
            "by_part": own and own.by_part(),
            "ended": _ended(access, plan, user=request.user),
        },
    )


def _ended(access, plan, *, user):
    """OwnActions of the previous plan, while it still takes updates; else None."""
    before = plan and plan.continues
    return OwnActions(access, before, user=user) if before and before.is_reporting_open else None


@member_page
@cached_by_revision
@as_at
def review(request, access, plan, day):
    """The whole plan at a glance, exceptions first: the chair's page for the projector."""
    by = "authority" if request.GET.get("by") == "authority" else "priority"
    moves = DateMove.objects.in_partnership(access.partnership).waiting()
    now = day.moment if day else clock.now()

    def context(plan_outline):
        last, coming = meetings_around(access.partnership, now)
        return {
            "actions_url": actions_url(access),
            "columns": plan_outline["tally"],
            "parts": [part for part in (by_authority if by == "authority" else by_part)(plan_outline) if part["total"]],
            "by": by,
            "running_meetings": running_meetings(access.partnership) if day is None else [],
            "last_meeting": last,
            "since_meeting": last and days_to_compare(plan, last.day, day and day.day),
            "next_meeting": coming,
            "uncorrected": access.may_run_meetings and number_uncorrected(plan_outline),
            "gaps_open": access.may_write_plan and day is None and sum(plan_outline["gaps"].values()),
            "moves_waiting": access.may_decide_dates and day is None and moves.count(),
        }

    return render_plan_page(request, "actions/review/review.html", context)


# The plan of an action and its successor, which says whether the plan has closed.
WITH_PLAN = (
    "lead", "priority__plan__continued_as", "hallmark__plan__continued_as", "lead_officer__user", "deputy__user",
)  # fmt: skip


def find_action(request, pk, *, ever=False):
    """The partnership's action to edit, locked for a POST; with `ever`, also a retired one. Raises Http404."""
    find = locked_action if request.method == "POST" else action_with_plan
    found = find(pk=pk, partnership=request.partnership.pk)
    if not found or (found[0].retired_at and not ever) or not found[0].is_seen_by(request.access):
        raise Http404
    return found[0]


def _in_partnership(pk, partnership):
    # Not `Action.objects.in_partnership`: the plans are joined anyway.
    here = Q(priority__plan__partnership=partnership) | Q(hallmark__plan__partnership=partnership)
    return Action.all_objects.filter(here, pk=pk).select_related(*WITH_PLAN).order_by()


@compiled
def action_with_plan(pk, partnership):
    # Asking this with the action spares the question that mostly has no answer.
    undecided = DateMove.objects.filter(outcome="", action=OuterRef("pk"))
    actions = _in_partnership(pk, partnership).select_related("continued_as")
    return actions.annotate(has_undecided_move=Exists(undecided))


@compiled
def locked_action(pk, partnership):
    return _in_partnership(pk, partnership).select_for_update(of=["self"])


def action_of_address(access, pk):
    """The partnership's action, retired or not, or None. Raises Http404 for whoever may not read of it."""
    action = next(iter(action_with_plan(pk=pk, partnership=access.partnership.pk)), None)
    if access.is_limited and not (action and action.is_seen_by(access)):
        raise Http404
    return action


@member_page(permission=Permission.READ_OWN)
@cached_by_revision
@as_at(of=action_of_address)
def action_detail(request, access, plan, day, pk, instance):
    """An action with its newest update and its history, today or as at a past day."""
    moment = day and day.moment
    action = action_outline(plan, pk, as_at=moment, retired=not day)
    if action is None:
        if day is None:
            raise Http404
        why = gettext("This action was not in the plan on %(day)s.") % {"day": date_format(day.day)}
        return render(request, "plans/history/no_such_day.html", {"why": why}, status=404)
    evidence, changes = Evidence.objects.of_action(pk), story(Action(pk=pk), until=moment)
    context = {"action": action, "update": action["update"], "changes": changes}
    context["aims"] = SuccessCriterion.all_objects.filter(pk__in=action["aims"]) if action["aims"] else ()
    if day:
        context["evidence"] = evidence.filter(update__recorded_at__lte=moment)
    else:
        context |= _today_context(request, access, plan, instance, action) | {"evidence": evidence}
        mark_earlier_wordings(instance, changes)
    return render(request, "actions/action_detail.html", context)


def _challenges_first(records, access):
    """Challenges shown above the plan's words: those open, and to a limited member, who reads no meetings, all."""
    return (each for each in records if each.challenged_id and (access.is_limited or each.outcome.state == OPEN))


def _today_context(request, access, plan, instance, action):
    """Context of an action's page today: what else is known of it, and what this member may do."""
    open_to_reports = not instance.retired_at and plan.is_reporting_open
    last = instance.last_recorded
    recent = last and is_recent(last.recorded_at)
    if recent:
        only_for_reader(request)
        valid_until(request, last.recorded_at + UNDO_WITHIN)
    records = records_for(access, with_outcome(Record.objects.about(instance).with_changes())).select_related(
        "challenged", "answer__by", "answer__authority"
    )
    records = attach_outcomes(records.prefetch_related("follow_ups", "corrections__by"))
    answering_for = access.answering_for
    if access.is_limited:
        records = [record for record in records if record.challenged in answering_for]
    return {
        "now": instance,
        "may_name_officers": plan.phase != Plan.Phase.CLOSED and may_name_officers(access, instance, action),
        "may_report": open_to_reports and bool(instance.reporters_for(access)),
        "may_edit": access.may_write_plan and plan.phase != Plan.Phase.CLOSED,
        "took_in": [a for a in Action.all_objects.filter(merged_into=instance) if a.is_seen_by(access)],
        "removed_milestones": instance.milestones(manager="all_objects").exclude(retired_at=None),
        "may_undo": last if open_to_reports and recent and not why_not(last, by=request.user) else None,
        "move": instance.waiting_move,
        "records": records,
        "challenges": sorted(_challenges_first(records, access), key=attrgetter("pk")),
        "asked": _asked(access, instance, answering_for),
        "answering_for": answering_for,
        "may_answer_any": access.may(Permission.REPORT_FOR_ANY),
    }


def _asked(access, action, answering_for):
    """What the public asked about an action: the open questions that this member may read, and published answers."""
    open_ones = Question.objects.filter(action=action).unanswered().urgent_first().for_list()
    if not access.may_read_questions:
        open_ones = open_ones.assigned_to_any(answering_for)
    return {"open": open_ones, "answers": PublicAnswer.objects.about_action(action.pk).newest_first()}


@form_page(permission=Permission.READ_OWN, atomic=False)
@delete_on_failure()
@atomic_post
def action_update(request, access, pk):
    action = find_action(request, pk, ever=True)
    authorities = action.reporters_for(access)
    if not authorities:
        raise PermissionDenied
    if action.retired_at:
        typed = [(label, request.POST.get(name, "")) for name, label in TYPED_FIELDS.items()]
        return render(request, "actions/action_retired.html", {"action": action, "typed": typed}, status=409)
    running = use_plan(request, require_reporting_open(action.plan)).phase == Plan.Phase.RUNNING
    latest = action.latest_update
    form = ReportForm(
        *posted_with_files(request),
        action=action,
        by=request.user,
        authorities=authorities,
        asks_for=action.lead if running and action.lead in access.asking_for else None,
        initial={"status": latest.status if latest else None},
    )
    if request.method == "POST" and form.is_valid():
        form.save(own=access.authorities)
        messages.success(request, f"{gettext('Your update is saved.')} {note_on(form)}".strip())
        return redirect("action_detail", access.partnership.slug, action.pk)
    return render(
        request,
        "actions/reporting/action_update.html",
        {
            "action": action,
            "form": form,
            "update": action.last_recorded if form.has_conflict else latest,
            "move": action.waiting_move,
            "authorities": authorities,
            "on_behalf": not set(authorities) & set(access.authorities),
        },
    )


@form_page(permission=Permission.READ_OWN)
def action_undo(request, access, pk):
    """Undo of one's own update, the one recorded last, after a preview of the update that will be newest then."""
    action = find_action(request, pk)
    if not action.reporters_for(access):
        raise PermissionDenied
    require_reporting_open(action.plan)
    update = action.last_recorded
    refused = why_not(update, by=request.user)
    if request.method == "POST":
        if request.POST.get("update") != str(update and update.pk):
            refused = refused or gettext("There is a later update than the one you were shown. Check it first.")
        if not refused:
            undo(update, by=request.user)
            messages.success(request, gettext("Update undone."))
            return redirect("action_detail", access.partnership.slug, action.pk)
    return render(
        request,
        "actions/reporting/action_undo.html",
        {
            "action": action,
            "update": update,
            "refused": refused,
            "before": not refused and action.updates.active().exclude(pk=update.pk).first(),
            "request_waits": not refused and update.date_moves.waiting().first(),
            "stays": not refused and stays(update),
            "reached": () if refused else reached_with(update),
        },
        status=409 if refused and request.method == "POST" else 200,
    )


@member_page(permission=Permission.READ_OWN)
def evidence(request, access, pk):
    """Download of an evidence file, never shown in the browser: any authority's officer may have uploaded it."""
    pieces = Evidence.objects.in_partnership(access.partnership).active().files().select_related("update__action__lead")
    piece = get_object_or_404(pieces, pk=pk)
    if not piece.update.action.is_seen_by(access):
        raise Http404
    return as_download(request, piece.name, piece.stored)


@form_page
def action_edit(request, access, pk):
    action = find_action(request, pk)
    access.require(Permission.WRITE_PLAN)
    use_plan(request, require_open(action.plan))
    form = ActionForm(posted(request), instance=action, authorities=access.partnership.authorities.acting())
    if request.method == "POST" and form.is_valid():
        changed = form.save(by=request.user)
        confirm_saved(request, changed)
        return redirect("action_detail", access.partnership.slug, action.pk)
    return render(
        request,
        "actions/action_edit.html",
        {"action": action, "heading": form.initial["wording"], "form": form, "decided": _decided(action)},
    )


def _decided(action):
    """What is decided of an action and not yet in the plan, as in its outline."""
    return action_outline(action.plan, action.pk, retired=True)["decided"]


@form_page
def date_moves(request, access):
    """Date-change requests with their outcomes, and whether a coordinator has to approve them."""
    form = ApprovalForm(
        posted(request),
        initial={"needed": "yes" if access.partnership.moves_need_approval else "no"},
    )
    if request.method == "POST":
        access.require(Permission.DECIDE_DATE)
        if form.is_valid():
            settle_approval(access.partnership, by=request.user, **form.cleaned_data)
            messages.success(request, gettext("Saved."))
            return redirect("date_moves", access.partnership.slug)
    moves = DateMove.objects.in_partnership(access.partnership).for_list()
    return render(
        request,
        "actions/date_moves.html",
        {"form": form, "waiting": moves.waiting().order_by("pk"), "settled": moves.settled()[:200]},
    )


def find_move(request, pk):
    """A date-change request with its action, as `find_action`. Raises Http404."""
    moves = DateMove.objects.in_partnership(request.partnership)
    action = find_action(request, get_object_or_404(moves, pk=pk).action_id)
    move = moves.for_list().get(pk=pk)
    move.action = action
    return move


@form_page
def date_move(request, access, pk):
    """The coordinator approves or declines a date-change request."""
    move = find_move(request, pk)
    access.require(Permission.DECIDE_DATE)
    require_open(move.action.plan)
    form = DecisionForm(posted(request), move=move)
    if request.method == "POST" and not move.outcome and form.is_valid():
        form.save(by=request.user)
        outcome = move.get_outcome_display().lower()
        messages.success(request, gettext("The request is %(outcome)s.") % {"outcome": outcome})
        return redirect("date_moves", access.partnership.slug)
    return render(
        request,
        "actions/date_move.html",
        {"move": move, "action": move.action, "form": form, "decided": _decided(move.action)},
    )


@button_page(permission=Permission.READ_OWN)
def date_move_withdraw(request, access, pk):
    """The authority withdraws its own date-change request."""
    move = find_move(request, pk)
    if move.authority not in access.asking_for:
        raise PermissionDenied
    require_open(move.action.plan)
    if not move.outcome:
        withdraw_request(move, by=request.user)
        messages.success(request, gettext("The request is withdrawn."))
    return redirect("action_detail", access.partnership.slug, move.action_id)
