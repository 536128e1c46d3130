from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render

from partners import clock
from partners.forms.keys import key_in
from partners.forms.pages import form_page, to_edit
from partners.permissions import Permission
from plans.plan_pages import page_of, plan_shown, require_open

from ..models import Action
from .bulk_table import ROWS_PER_PAGE, TABLE_FILTERS, BulkTable, rows_for


@form_page
def write_table(request, access):
    """Bulk table of leads and due dates."""
    plan = plan_shown(request, access.partnership)
    access.require(Permission.WRITE_PLAN)
    require_open(plan)
    by = request.GET.get("by") if request.GET.get("by") in TABLE_FILTERS else ""
    page = Paginator(rows_for(plan, by), ROWS_PER_PAGE).get_page(request.GET.get("page"))
    authorities = access.partnership.authorities.acting().existing(clock.today())
    table = BulkTable(
        _table_actions(request, plan, page), plan=plan, authorities=authorities, data=request.POST or None
    )
    if request.method == "POST" and "fill" in request.POST:
        table = BulkTable([row.action for row in table.rows], plan=plan, authorities=authorities, data=table.filled())
        table.is_valid()
    elif request.method == "POST" and table.is_valid():
        changed = table.save(by=request.user)
        message = f"{changed} action{'' if changed == 1 else 's'} saved." if changed else "Nothing was changed."
        messages.success(request, message)
        address = page_of("write_table", plan)
        return redirect(f"{address}{'&' if '?' in address else '?'}by={by}&page={page.number}")
    return render(
        request,
        "actions/plan_editor/write_table.html",
        {"table": table, "page": page, "filters": TABLE_FILTERS.items(), "by": by, "plan": plan},
    )


def _table_actions(request, plan, page):
    """Actions of the page or, for a submitted table, those it contains, locked."""
    submitted = request.POST.getlist("action") if request.method == "POST" else []
    pks = [key for text in submitted if (key := key_in(text))][:ROWS_PER_PAGE] or [action.pk for action in page]
    actions = Action.objects.in_plan(plan).select_related("lead", "priority__plan", "hallmark__plan")
    by_pk = to_edit(request, actions.prefetch_related("partners")).in_bulk(pks)
    return [by_pk[pk] for pk in pks if pk in by_pk]
