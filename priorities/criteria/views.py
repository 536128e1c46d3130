"""Pages for success criteria: list, detail, definition, figures and judgement."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from partners.access import Closed, member_page
from partners.forms.pages import confirm_saved, form_page, posted, to_edit
from partners.languages import in_english
from partners.permissions import Permission
from plans.cached_pages import cached_by_revision
from plans.exports.list_download import list_file
from plans.exports.tables import table
from plans.models import Plan
from plans.outline import gaps
from plans.outline.kept import member_outline
from plans.plan_pages import as_at, criteria_url, page_query, render_plan_page, require_open, use_plan

from ..models import Measurement, SuccessCriterion
from .forms import CriterionForm, JudgeForm, MeasureForm
from .measurements import FIGURE_FIELDS, correct_measurement, judge, record_measurement
from .periods import owed
from .reporters import may_measure

MINE, DUE, OPEN = "mine", "due", "open"
FILTERS = {"": _("All"), MINE: _("Ours to report"), DUE: _("Figure due"), OPEN: _("Not all agreed")}


def find_criterion(request, pk):
    """The partnership's criterion, locked if a form was submitted. Raises Http404."""
    criteria = SuccessCriterion.objects.in_partnership(request.partnership)
    related = criteria.select_related("priority__plan__partnership", "reporter", "override_by")
    return get_object_or_404(to_edit(request, related), pk=pk)


def criterion_of_address(access, pk):
    """The partnership's criterion, retired or not, or None."""
    criteria = SuccessCriterion.all_objects.in_partnership(access.partnership).filter(pk=pk)
    return criteria.select_related("priority__plan", "reporter", "override_by").first()


@member_page
@cached_by_revision
@as_at
def criteria(request, access, plan, day):
    """All criteria with their latest figures and the figures due; filtered by ?by=."""
    by = _filter_key(request)

    def context(plan_outline):
        return {
            "criterion_url": criteria_url(access),
            "filters": FILTERS.items(),
            "by": by,
            "query": page_query(plan, day, by),
            "parts": _filtered_priorities(plan_outline, by, access),
        }

    # The filter depends on the member, so pages of past days are not cached.
    if by == MINE and day:
        plan_outline = member_outline(access, plan, day.moment)
        page = {"part": "priorities/criteria/_criteria.html", "outline": plan_outline, "at": day.query, "day": day}
        return render(request, "priorities/criteria/criteria.html", page | context(plan_outline))
    return render_plan_page(request, "priorities/criteria/criteria.html", context)


@member_page
@as_at
@in_english()
def criteria_list_file(request, access, plan, day, kind):
    """The filtered list of criteria as a download, with the periods whose figures are due."""
    plan_outline, by = member_outline(access, plan, day and day.moment), _filter_key(request)
    parts = _filtered_priorities(plan_outline, by, access)
    due = {criterion["id"]: "; ".join(map(str, periods)) for _, rows in parts for criterion, periods in rows}
    columns, rows = table(plan_outline, "criteria")
    rows = [(*row, due[row[0]]) for row in rows if row[0] in due]
    columns, summary = (*columns, "figures_due"), f"Success criteria: {FILTERS[by].lower()}"
    return list_file(request, kind, "criteria", columns, rows, name="criteria", summary=summary, day=day)


def _filter_key(request):
    return request.GET.get("by") if request.GET.get("by") in FILTERS else ""


def _filtered_priorities(plan_outline, by, access):
    """[(priority, its _filtered_criteria)], without priorities that have none."""
    own_ids = {authority.pk for authority in access.authorities}
    parts = [(each, _filtered_criteria(plan_outline, each, by, own_ids)) for each in plan_outline["priorities"]]
    return [(priority, rows) for priority, rows in parts if rows]


def _filtered_criteria(plan_outline, priority, by, own_ids):
    """[(criterion, periods whose figures are due)] of a priority, filtered."""
    begins_on, today = plan_outline["plan"]["starts_on"], plan_outline["today"]
    rows = [(c, owed(c, begins_on, today)) for c in priority["criteria"] if not c["placeholder"]]
    matches = {
        "": lambda c, due: True,
        MINE: lambda c, due: c["reporter"] and c["reporter"]["id"] in own_ids,
        DUE: lambda c, due: due,
        OPEN: lambda c, due: gaps.of_criterion(c),
    }[by]
    return [(c, due) for c, due in rows if matches(c, due)]


def _in_outline(plan_outline, pk):
    """(criterion, priority) from an outline. Raises Http404."""
    for priority in plan_outline["priorities"]:
        for criterion in priority["criteria"]:
            if criterion["id"] == pk:
                return criterion, priority
    raise Http404


@member_page
@cached_by_revision
@as_at(of=criterion_of_address)
def criterion_detail(request, access, plan, day, pk, instance):
    """A criterion's definition, its rating, and all figures with those they replaced."""
    plan_outline = member_outline(access, plan, day and day.moment)
    criterion, priority = _in_outline(plan_outline, pk)
    current = None if day else instance
    return render(
        request,
        "priorities/criteria/criterion_detail.html",
        {
            "outline": plan_outline,
            "criterion": criterion,
            "priority": priority,
            "part_kind": "associated" if criterion["kind"] == "associated" else "criterion",
            "gaps": [gaps.in_words(key) for key in gaps.of_criterion(criterion)],
            "due": owed(criterion, plan_outline["plan"]["starts_on"], plan_outline["today"]),
            "records": _figure_history(current) if current else [],
            "aimed_at_by": _actions_that_aim_at(plan_outline, pk),
            "now": current,
            "may_measure": bool(current) and not criterion["placeholder"] and may_measure(access, current.in_use),
            "may_edit": bool(current) and access.may_write_plan and plan.phase != Plan.Phase.CLOSED,
            "day": day,
            "at": page_query(plan, day),
        },
    )


def _actions_that_aim_at(outline, pk):
    """The actions of an outline that are meant to move the success criterion with this id."""
    parts = (*outline["priorities"], *outline["hallmarks"])
    return [action for part in parts for action in part["actions"] if pk in action["aims"]]


def _figure_history(criterion):
    """[(Measurement, reason it was recorded, whether it was replaced)], newest period first. Two queries."""
    series = criterion.series.select_related("by", "criterion__priority__plan")
    records = list(series.order_by("-ends_on", "-starts_on", "-pk"))
    history = Measurement.history.filter(id__in=[record.pk for record in records], history_type="+")
    reasons = dict(history.values_list("id", "revision__why"))
    seen, rows = set(), []
    for record in records:
        period = record.starts_on, record.ends_on
        rows.append((record, reasons.get(record.pk) or "", period in seen))
        seen.add(period)
    return rows


@form_page
def criterion_edit(request, access, pk):
    """Edits a criterion's definition. Coordinators only."""
    criterion = find_criterion(request, pk)
    access.require(Permission.WRITE_PLAN)
    use_plan(request, require_open(criterion.plan))
    authorities = access.partnership.authorities.acting()
    form = CriterionForm(posted(request), instance=criterion, authorities=authorities)
    if request.method == "POST" and form.is_valid():
        confirm_saved(request, form.save_changes(by=request.user, why=form.cleaned_data["why"]))
        return redirect("criterion_detail", access.partnership.slug, criterion.pk)
    context = {"criterion": criterion, "heading": form.initial["wording"], "form": form}
    return render(request, "priorities/criteria/criterion_edit.html", context)


@form_page
def criterion_measure(request, access, pk):
    """Records a figure for a period, or a correction of the current one."""
    criterion = find_criterion(request, pk)
    if not may_measure(access, criterion):
        access.require(Permission.MEASURE_FOR_ANY)
    if criterion.in_use != criterion:
        if request.method == "POST":
            raise Closed(gettext("Record figures of this criterion in the current plan, where it continues."))
        address = reverse("criterion_measure", args=[access.partnership.slug, criterion.in_use.pk])
        return redirect(f"{address}?{request.GET.urlencode()}" if request.GET else address)
    use_plan(request, criterion.plan)
    if criterion.placeholder or not criterion.unit:
        return render(request, "priorities/criteria/not_measurable.html", {"criterion": criterion}, status=409)
    form = MeasureForm(posted(request), criterion=criterion, initial=_initial_figure(request, criterion))
    if request.method == "POST" and form.is_valid():
        messages.success(request, _save_figure(form, by=request.user))
        return redirect("criterion_detail", access.partnership.slug, criterion.pk)
    return render(request, "priorities/criteria/criterion_measure.html", {"criterion": criterion, "form": form})


def _initial_figure(request, criterion):
    """Initial values of the form: the period in ?period= and, for a correction, the current figure."""
    period = request.GET.get("period", "")
    measurements = criterion.series if "/" in period else ()
    same = [m for m in measurements if f"{m.starts_on}/{m.ends_on}" == period]
    return {"period": period} | ({name: getattr(same[-1], name) for name in FIGURE_FIELDS} if same else {})


def _save_figure(form, *, by):
    """Records the form's figure. Returns the confirmation message."""
    data = form.cleaned_data
    figure = {name: data[name] for name in FIGURE_FIELDS}
    if form.existing is None:
        record_measurement(form.criterion, by=by, starts_on=form.days[0], ends_on=form.days[1], **figure)
        return gettext("Figure added.")
    if form.is_same:
        return gettext("This figure is recorded already.")
    correct_measurement(form.existing, of=form.criterion, by=by, why=data["why"], **figure)
    return gettext("The figure is corrected. The old one is kept below.")


@form_page
def criterion_judge(request, access, pk):
    """Overrides the rating by rule, with a reason, or removes the override. Coordinators only."""
    criterion = find_criterion(request, pk)
    access.require(Permission.WRITE_PLAN)
    use_plan(request, require_open(criterion.plan))
    form = JudgeForm(posted(request), initial={"word": criterion.override, "reason": criterion.override_reason})
    if request.method == "POST" and form.is_valid():
        changed = judge(criterion, by=request.user, **form.cleaned_data)
        messages.success(request, gettext("Your rating is saved.") if changed else gettext("Nothing changed."))
        return redirect("criterion_detail", access.partnership.slug, criterion.pk)
    return render(request, "priorities/criteria/criterion_judge.html", {"criterion": criterion, "form": form})
