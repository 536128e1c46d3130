"""Lists as CSV or XLSX downloads for members, with the rows and order of the page."""

from django.http import Http404, HttpResponse
from django.urls import reverse

from partners import clock

from .tables import csv_of, xlsx_of

CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
# Rows. More take longer to write than the server's time-out.
MOST_IN_A_WORKBOOK = 20_000


def check_kind(kind, number):
    """Raise Http404 for an unknown kind of file, or one that cannot hold this number of rows."""
    if kind not in CONTENT_TYPES or (kind == "xlsx" and number > MOST_IN_A_WORKBOOK):
        raise Http404


def list_file(request, kind, page, columns, rows, *, name, summary, query=None, day=None):
    """Response with a list as a file.

    `page` is the URL name of the list and `query` its query string, the request's if None. `name` is for the file,
    `summary` says which rows they are, `day` is the past Day shown, or None. Raises Http404 as `check_kind`.
    """
    check_kind(kind, len(rows))
    partnership, today = request.partnership, day.day if day else clock.today()
    rows = [tuple(None if value == "" else value for value in row) for row in rows]
    if kind == "csv":
        content = csv_of(columns, rows)
    else:
        query_string = request.META.get("QUERY_STRING")
        query = (f"?{query_string}" if query_string else "") if query is None else query
        address = request.build_absolute_uri(reverse(page, args=[partnership.slug]) + query)
        about = [("Partnership", str(partnership)), ("What", summary), ("As on", today), ("Address", address)]
        about += [("For", "The partnership only: not for publication")]
        title = f"{partnership}: {summary}"
        content = xlsx_of({name: (columns, rows)}, title=title, about=about, moment=clock.now())
    disposition = f'attachment; filename="{partnership.slug}-{name}-{today.isoformat()}.{kind}"'
    return HttpResponse(content, content_type=CONTENT_TYPES[kind], headers={"Content-Disposition": disposition})
