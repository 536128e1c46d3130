"""A list as a file for the partnership: all that its page shows, in its order, as CSV or XLSX."""

from django.http import Http404, HttpResponse
from django.urls import reverse

from partners import clock

from .open_data import csv_of, xlsx_of

CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
# More than this takes a workbook longer to write than a server waits.
MOST_IN_A_WORKBOOK = 20_000


def check_kind(kind, number):
    """Raises Http404 for a kind of file that there is not, and for one that cannot hold so many rows."""
    if kind not in CONTENT_TYPES or (kind == "xlsx" and number > MOST_IN_A_WORKBOOK):
        raise Http404


def list_file(request, kind, page, columns, rows, *, name, told, query=None, day=None):
    """The response with a list as a file.

    `page` names the list's address and `query` is what follows it, as in the request if it is None. `name` is for the
    file, `told` says in words what is in it, `day` is the past plans.pages.Day that it shows. Raises Http404 as
    `check_kind` does.
    """
    check_kind(kind, len(rows))
    partnership, today = request.partnership, day.day if day else clock.today()
    rows = [tuple(None if value == "" else value for value in row) for row in rows]
    if kind == "csv":
        content = csv_of(columns, rows)
    else:
        asked = request.META.get("QUERY_STRING")
        query = (f"?{asked}" if asked else "") if query is None else query
        address = request.build_absolute_uri(reverse(page, args=[partnership.slug]) + query)
        about = [("Partnership", str(partnership)), ("What", told), ("As on", today), ("Address", address)]
        about += [("For", "The partnership only: not for publication")]
        title = f"{partnership}: {told}"
        content = xlsx_of(name.capitalize(), columns, rows, title=title, about=about, moment=clock.now())
    called = f'attachment; filename="{partnership.slug}-{name}-{today.isoformat()}.{kind}"'
    return HttpResponse(content, content_type=CONTENT_TYPES[kind], headers={"Content-Disposition": called})
