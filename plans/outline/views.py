"""Analysis pages: gaps, crime triangle, effort versus outcome, LAA targets; from the outline, as at any day."""

from django.http import HttpResponse
from django.utils.translation import gettext

from partners.access import member_page
from partners.languages import in_english
from plans.exports.list_download import list_file
from plans.exports.tables import csv_of

from ..cached_pages import cached_by_revision
from ..plan_pages import actions_url, as_at, criteria_url, page_query, render_plan_page
from . import gaps as gap_rules
from .build import SIDES
from .effort_vs_outcome import by_place
from .kept import member_outline
from .laa import LAA_COLUMNS, of_laa, rows_of


@member_page
@cached_by_revision
@as_at
def gaps(request, access, plan, day):
    """Gaps that keep criteria and actions from being SMART; ?by= filters by kind of gap."""
    only = _only(request)

    def context(plan_outline):
        counts = plan_outline["gaps"]
        kinds = [
            (key, gap_rules.in_words(key), counts[gap.plural])
            for key, gap in gap_rules.GAPS.items()
            if gap.plural in counts
        ]
        return {
            "actions_url": actions_url(access),
            "criterion_url": criteria_url(access),
            "kinds": kinds,
            "only": only and gap_rules.in_words(only),
            "key": only,
            "query": page_query(plan, day, only),
            "register": [
                (part, _with_gap_texts(entries)) for part, entries in gap_rules.gap_register(plan_outline, only)
            ],
            "may_edit": access.may_write_plan and day is None,
        }

    return render_plan_page(request, "plans/outline/gaps.html", context)


@member_page
@as_at
@in_english()
def gaps_list_file(request, access, plan, day, kind):
    """The filtered list of gaps as a file, a row for each criterion or action."""
    plan_outline, only = member_outline(access, plan, day and day.moment), _only(request)
    rows = [
        (
            entry["kind"],
            entry["id"],
            part["name"],
            entry["wording"],
            "; ".join(gap.text for gap in gap_rules.gaps_of(entry)),
        )
        for part, entries in gap_rules.gap_register(plan_outline, only)
        for entry in entries
    ]
    title = gap_rules.in_words(only).text if only else gettext("What is missing")
    columns = ("kind", "id", "serves", "wording", "missing")
    return list_file(request, kind, "gaps", columns, rows, name="gaps", summary=title, day=day)


def _only(request):
    return request.GET.get("by") if request.GET.get("by") in gap_rules.GAPS else None


def _with_gap_texts(entries):
    return [entry | {"gaps": gap_rules.gaps_of(entry)} for entry in entries]


@member_page
@cached_by_revision
@as_at
def triangle(request, access, plan, day):
    """Each priority's activities by side of the crime triangle, with the empty sides."""

    def context(plan_outline):
        return {"actions_url": actions_url(access), "rows": [(p, _by_side(p)) for p in plan_outline["priorities"]]}

    return render_plan_page(request, "plans/outline/triangle.html", context)


def _by_side(priority):
    """[(side, activities not withdrawn)], and last ("", activities without an agreed side)."""
    actions = [a for a in priority["actions"] if a["effective_status"] != "withdrawn"]
    by_side = [(side, [a for a in actions if side in a["sides"]]) for side in SIDES]
    return [*by_side, ("", [a for a in actions if not a["sides"]])]


@member_page
@cached_by_revision
@as_at
def working(request, access, plan, day):
    """Effort versus outcome: each priority by its activity and by whether it is improving."""
    return render_plan_page(
        request, "plans/outline/working.html", lambda plan_outline: {"places": by_place(plan_outline)}
    )


@member_page
@cached_by_revision
@as_at
def laa(request, access, plan, day):
    """The Local Area Agreement's targets on one page."""

    def context(plan_outline):
        return {"criterion_url": criteria_url(access), **of_laa(plan_outline)}

    return render_plan_page(request, "plans/outline/laa.html", context)


@member_page
@as_at
@in_english()
def laa_csv(request, access, plan, day):
    """LAA targets as CSV, with the same columns for every partnership in a county."""
    plan_outline = member_outline(access, plan, day and day.moment)
    name = f"{access.partnership.slug}-laa-{plan_outline['today'].isoformat()}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    content = csv_of(LAA_COLUMNS, rows_of(plan_outline))
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)
