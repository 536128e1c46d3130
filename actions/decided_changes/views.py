"""Pages of what is decided and not yet in the plan: all of it, one change beside the plan, the plan as decided."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext, ngettext

from partners.access import member_page
from partners.fingerprint import fingerprint
from partners.forms.conflicts import OUTDATED, outdated_notice
from partners.forms.pages import button_page, form_page, posted
from partners.permissions import Permission
from plans.cached_pages import cached_by_revision
from plans.changes.describe import changes as changes_between
from plans.outline.decided import all_decided, with_decided
from plans.outline.kept import member_outline
from plans.plan_pages import actions_url, criteria_url, plan_shown

from ..models import DecidedChange
from .apply import Refused, apply, apply_all, drop, settled_already
from .comparison import comparison_of, comparisons_of
from .forms import ApplyForm, DropForm

# How many settled changes the list shows.
MAX_SETTLED = 50


def find_change(access, pk):
    """The partnership's decided change. Raises Http404."""
    return get_object_or_404(DecidedChange.objects.in_partnership(access.partnership).for_list(), pk=pk)


def _seen(*comparisons):
    """Fingerprint of what somebody was shown of these changes."""
    lines = [[(line.name, line.now, line.new, line.later) for line in each.lines] for each in comparisons]
    return fingerprint([(each.change.pk, each.refused, of_it) for each, of_it in zip(comparisons, lines, strict=True)])


def _pending(access):
    """[(Comparison, its fingerprint)] of the partnership's pending changes, the oldest decision first."""
    pending = DecidedChange.objects.in_partnership(access.partnership).pending().for_list()
    return [(comparison, _seen(comparison)) for comparison in comparisons_of(list(pending))]


@member_page
def decided_changes(request, access):
    """All that is decided and not yet in the plan, and what became of the decisions before."""
    return _list_page(request, access)


def _list_page(request, access, outdated=""):
    pending = _pending(access)
    settled = DecidedChange.objects.in_partnership(access.partnership).exclude(outcome="").for_list()
    return render(
        request,
        "actions/decided_changes/decided_changes.html",
        {
            "pending": pending,
            "ready": sum(1 for comparison, _ in pending if comparison.is_ready),
            "seen": _seen(*(comparison for comparison, _ in pending)),
            "settled": settled.order_by("-settled_at")[:MAX_SETTLED],
            "outdated": outdated,
        },
        status=409 if outdated else 200,
    )


@button_page
def decided_changes_apply(request, access):
    """Put all that asks no question into the plan."""
    access.require(Permission.WRITE_PLAN)
    outdated = outdated_notice(request.POST.get("seen"), _seen(*(comparison for comparison, _ in _pending(access))))
    if outdated:
        return _list_page(request, access, outdated=outdated)
    try:
        number = apply_all(access.partnership, by=request.user)
    except Refused:
        return _list_page(request, access, outdated=OUTDATED)
    text = ngettext("%(n)s decision put into the plan.", "%(n)s decisions put into the plan.", number)
    messages.success(request, text % {"n": number})
    return redirect("decided_changes", access.partnership.slug)


@form_page
def decided_change(request, access, pk):
    """A decided change beside the plan; the coordinator puts it into the plan by one press."""
    change = find_change(access, pk)
    if not change.pending:
        return _change_page(request, access, change)
    comparison = comparison_of(change)
    form = ApplyForm(posted(request), comparison=comparison)
    if request.method != "POST":
        return _change_page(request, access, change, comparison, form)
    access.require(Permission.WRITE_PLAN)
    outdated = outdated_notice(request.POST.get("seen"), _seen(comparison))
    if outdated:
        form = ApplyForm(comparison=comparison)
    elif form.is_valid():
        try:
            action = apply(change, by=request.user, keep=form.keep)
        except Refused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, gettext("The decision is in the plan. To undo it, edit the plan."))
            return redirect("action_detail", access.partnership.slug, action.pk)
    return _change_page(request, access, change, comparison, form, outdated=outdated)


def _change_page(request, access, change, comparison=None, form=None, outdated=""):
    if request.method == "POST" and not change.pending:
        access.require(Permission.WRITE_PLAN)
        messages.warning(request, settled_already(change))
        return redirect("decided_change", access.partnership.slug, change.pk)
    return render(
        request,
        "actions/decided_changes/decided_change.html",
        {
            "change": change,
            "record": change.record,
            "comparison": comparison,
            "form": form,
            "seen": comparison and _seen(comparison),
            "outdated": outdated,
        },
        status=409 if outdated else 200,
    )


@form_page
def decided_change_drop(request, access, pk):
    """The coordinator drops a decided change, with a reason."""
    change = find_change(access, pk)
    access.require(Permission.WRITE_PLAN)
    if not change.pending:
        return _change_page(request, access, change)
    refused = comparison_of(change).refused
    form = DropForm(posted(request), initial={"why": refused[:500]})
    if form.is_valid():
        try:
            drop(change, by=request.user, **form.cleaned_data)
        except Refused as error:
            messages.warning(request, str(error))
        else:
            messages.success(request, gettext("Not put into the plan. The decision and your reason stay on record."))
        return redirect("decided_changes", access.partnership.slug)
    return render(request, "actions/decided_changes/decided_change_drop.html", {"change": change, "form": form})


@member_page
@cached_by_revision
def plan_as_decided(request, access):
    """The plan as it will be once all that is decided is in it, and what that changes."""
    plan = plan_shown(request, access.partnership)
    now = member_outline(access, plan)
    then = with_decided(now)
    return render(
        request,
        "actions/decided_changes/plan_as_decided.html",
        {
            "outline": then,
            "at": request.page.query,
            "decided": all_decided(now),
            "changes": changes_between(now, then),
            "actions_url": actions_url(access),
            "criterion_url": criteria_url(access),
        },
    )
