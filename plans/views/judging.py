"""Is it working, and what is missing: pages made of the outline alone, as at any day."""

import csv
import io

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from partners.standing import member_page

from .. import smart
from ..laa import LAA_COLUMNS, of_laa, rows_of
from ..listing import list_file
from ..open_data import harmless
from ..outline import PARTNERSHIP, SIDES, outline
from ..pages import actions_url, as_at, criteria_url, narrowed, show
from ..working import by_place


@member_page
@require_safe
@as_at
def gaps(request, standing, plan, day):
    """What is missing for each criterion and action to be SMART; with ?by=, all that lack one thing."""
    only = _only(request)

    def context(whole):
        counts = smart.counted(whole)
        kinds = [(key, gap, counts[gap.plural]) for key, gap in smart.GAPS.items() if gap.plural in counts]
        return {
            "actions_url": actions_url(standing),
            "criterion_url": criteria_url(standing),
            "kinds": kinds,
            "only": only and smart.GAPS[only],
            "key": only,
            "query": narrowed(plan, day, only),
            "register": [(part, _with_words(things)) for part, things in smart.register(whole, only)],
            "may_edit": standing.may_write_plan and day is None,
        }

    return show(request, "plans/gaps.html", "plans/_gaps.html", plan, day, context)


@member_page
@require_safe
@as_at
def gaps_list_file(request, standing, plan, day, kind):
    """What is missing, as it is narrowed, as a file: a row for each thing."""
    whole, only = outline(plan, audience=PARTNERSHIP, as_at=day and day.moment), _only(request)
    rows = [
        (
            thing["kind"],
            thing["id"],
            part["name"],
            thing["wording"],
            "; ".join(smart.GAPS[g].words for g in thing["gaps"]),
        )
        for part, things in smart.register(whole, only)
        for thing in things
    ]
    told = smart.GAPS[only].words if only else "What is missing"
    columns = ("kind", "id", "serves", "wording", "missing")
    return list_file(request, kind, "gaps", columns, rows, name="gaps", told=told, day=day)


def _only(request):
    return request.GET.get("by") if request.GET.get("by") in smart.GAPS else None


def _with_words(things):
    return [thing | {"gaps": [smart.GAPS[key] for key in thing["gaps"]]} for thing in things]


@member_page
@require_safe
@as_at
def triangle(request, standing, plan, day):
    """Each priority's activities by the side of the crime triangle that they address, its blanks named."""

    def context(whole):
        return {"actions_url": actions_url(standing), "rows": [(p, _by_side(p)) for p in whole["priorities"]]}

    return show(request, "plans/triangle.html", "plans/_triangle.html", plan, day, context)


def _by_side(priority):
    """[(side, its activities that were not withdrawn)], and last those of which no side is agreed, under ""."""
    actions = [a for a in priority["actions"] if a["reading"] != "withdrawn"]
    found = [(side, [a for a in actions if side in a["sides"]]) for side in SIDES]
    return [*found, ("", [a for a in actions if not a["sides"]])]


@member_page
@require_safe
@as_at
def working(request, standing, plan, day):
    """Each priority by what is done about it and by whether it gets better."""
    return show(
        request, "plans/working.html", "plans/_working.html", plan, day, lambda whole: {"places": by_place(whole)}
    )


@member_page
@require_safe
@as_at
def laa(request, standing, plan, day):
    """The Local Area Agreement's targets on one page."""

    def context(whole):
        return {"criterion_url": criteria_url(standing), **of_laa(whole)}

    return show(request, "plans/laa.html", "plans/_laa.html", plan, day, context)


@member_page
@require_safe
@as_at
def laa_csv(request, standing, plan, day):
    """The same as one table, with the same columns for every partnership of a county."""
    whole = outline(plan, audience=PARTNERSHIP, as_at=day and day.moment)
    page = io.StringIO()
    page.write("\ufeff")
    writer = csv.writer(page, lineterminator="\r\n")
    writer.writerow(LAA_COLUMNS)
    writer.writerows([harmless(value) for value in row] for row in rows_of(whole))
    name = f"{standing.partnership.slug}-laa-{whole['today'].isoformat()}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(page.getvalue(), content_type="text/csv; charset=utf-8", headers=headers)
