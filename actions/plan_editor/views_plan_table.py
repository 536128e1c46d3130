from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext, ngettext

from partners import clock
from partners.forms.keys import key_in
from partners.forms.pages import form_page, to_edit
from partners.permissions import Permission
from plans.plan_pages import plan_shown, require_open

from .overview import (
    FILTERS,
    MOST_ROWS,
    actions_with_plan,
    chapter_links,
    chapters,
    criteria_with_plan,
    is_large,
    retired_parts,
    rows_of,
)
from .plan_table import PlanTable


@form_page
def write_plan(request, access):
    """All parts of the plan, with their leads and due dates as one form; of a large plan a chapter at a time."""
    plan = plan_shown(request, access.partnership)
    access.require(Permission.WRITE_PLAN)
    require_open(plan)
    by = request.GET.get("by") if request.GET.get("by") in FILTERS else ""
    links = chapter_links(plan)
    only = _chapter(request, links) if (large := is_large(plan)) else None
    page, criteria = rows_of(plan, by, only, request.GET.get("page"))
    rows = _submitted(request, plan) or (page.object_list.prefetch_related("partners"), criteria)
    context = {"plan": plan, "authorities": access.partnership.authorities.acting().existing(clock.today())}
    table = PlanTable(*rows, **context, data=request.POST or None)
    if request.method == "POST" and "fill" in request.POST:
        table.fill_selected()
    elif request.method == "POST" and table.is_valid():
        changed = table.save(by=request.user)
        saved = ngettext("%(n)s row saved.", "%(n)s rows saved.", changed) % {"n": changed}
        messages.success(request, saved if changed else gettext("Nothing was different."))
        return redirect(request.get_full_path())
    return render(
        request,
        "actions/plan_editor/write_plan.html",
        {
            "plan": plan,
            "table": table,
            "chapters": chapters(plan, table.rows, only=only, parts_alone=not by),
            "links": links,
            "only": only,
            "large": large,
            "page": page,
            "filters": FILTERS.items(),
            "by": by,
            "retired": [] if by else retired_parts(plan),
        },
    )


def _chapter(request, links):
    """The anchor of the chapter asked for, else of the first priority."""
    anchors = [anchor for anchor, _ in links]
    return request.GET["part"] if request.GET.get("part") in anchors else anchors[min(1, len(anchors) - 1)]


def _submitted(request, plan):
    """The actions and criteria that a submitted form holds, locked; None if none is submitted."""
    if request.method != "POST":
        return None

    def found(name, rows):
        pks = [key for text in request.POST.getlist(name) if (key := key_in(text))][:MOST_ROWS]
        return list(to_edit(request, rows.filter(pk__in=pks)))

    actions = found("action", actions_with_plan(plan).prefetch_related("partners"))
    criteria = found("criterion", criteria_with_plan(plan))
    return (actions, criteria) if actions or criteria else None
