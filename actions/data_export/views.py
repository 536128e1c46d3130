from django.http import StreamingHttpResponse
from django.shortcuts import render

from partners import clock
from partners.access import member_page
from partners.permissions import Permission
from plans.jobs.turns import one_at_a_time

from .archive import export as export_archive
from .datapackage import not_in_it
from .tables import exported_tables, rows_of


@member_page
def export(request, access):
    """The contents of the export, and its download with or without e-mail addresses."""
    access.require(Permission.EXPORT)
    # How many people there are is known only once the other tables are read.
    tables = [
        (table, "" if label == "partners.User" else rows_of(label, access.partnership).count())
        for label, table in exported_tables().items()
    ]
    return render(request, "actions/data_export/export.html", {"tables": tables, "not_in_it": not_in_it()})


@one_at_a_time
@member_page
def export_zip(request, access):
    access.require(Permission.EXPORT)
    name = f"{access.partnership.slug}-everything-{clock.today().isoformat()}.zip"
    return StreamingHttpResponse(
        export_archive(access.partnership, addresses=request.GET.get("addresses") == "yes"),
        content_type="application/zip",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
