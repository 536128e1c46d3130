from django.http import StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_safe

from partners import clock
from partners.roles import Deed
from partners.standing import member_page
from plans.turns import one_at_a_time

from .archive import export as everything
from .contents import TABLES, rows_of
from .describing import not_in_it


@member_page
@require_safe
def export(request, access):
    """What can be taken out of the site, and the two ways of taking it."""
    access.require(Deed.EXPORT)
    tables = [(table, number_of(label, access.partnership)) for label, table in TABLES.items()]
    return render(request, "actions/export.html", {"tables": tables, "not_in_it": not_in_it()})


def number_of(label, partnership):
    """How many rows a table will have. Whom the others name is known when they have been read."""
    return "" if label == "partners.User" else rows_of(label, partnership).count()


@one_at_a_time
@member_page
@require_GET
def export_zip(request, access):
    access.require(Deed.EXPORT)
    called = f"{access.partnership.slug}-everything-{clock.today().isoformat()}.zip"
    return StreamingHttpResponse(
        everything(access.partnership, addresses=request.GET.get("addresses") == "yes"),
        content_type="application/zip",
        headers={"Content-Disposition": f'attachment; filename="{called}"'},
    )
