"""Long lists by time, newest first: pages that begin below a given row, and a file of all their rows."""

from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localtime
from django.utils.translation import gettext

from partners import clock
from plans.exports.tables import csv_of

from .forms import FilterForm, choice, people_ever

ON_A_PAGE = 50
# Rows in one file at most; the page shows this limit, and a shorter period gets the rest.
MAX_FILE_ROWS = 10_000


class KeysetForm(FilterForm):
    """Filters by a person, past members included, and by a period; and the rows that they leave.

    `rows(most, after)` are the newest rows below the one whose `place` is `after`, or of all; it raises ValueError for
    no such place. Each has a `moment`. `file_name`, `COLUMNS` and `cells(row)` are those of the file.
    """

    DATED = "on"

    def __init__(self, data, *, access):
        self.access = access
        super().__init__(data, partnership=access.partnership)

    def filter_fields(self):
        return {
            "who": choice(gettext("Who"), people_ever(self.partnership), empty=gettext("Anybody")),
            **super().filter_fields(),
        }


@dataclass(frozen=True)
class KeysetPage:
    """Rows of a list whose number is known, by ids that fall. `first` is the number of the first of them, from 1.

    The pages beside it begin below the ids `newer` and `older`; the newest page has "" for its id, and no page None.
    """

    rows: list
    first: int
    newer: str | int | None
    older: int | None

    def __iter__(self):
        return iter(self.rows)

    def __len__(self):
        return len(self.rows)

    @property
    def last(self):
        return self.first + len(self.rows) - 1

    @property
    def has_other_pages(self):
        return (self.newer, self.older) != (None, None)


def row_id(place):
    """The id below which a page begins, None without. Raises ValueError if it can be none."""
    if place and not (place.isascii() and place.isdecimal() and len(place) < 19):
        raise ValueError(place)
    return int(place) if place else None


def keyset_page(request, template, form, **context):
    """A page of a KeysetForm's rows. New rows do not shift the pages, as they would with page numbers."""
    after = request.GET.get("after", "")
    try:
        rows = form.rows(ON_A_PAGE + 1, after)
    except ValueError:
        return redirect(f"{request.path}{form.query()}")
    shown = rows[:ON_A_PAGE]
    context |= {
        "form": form,
        "summary": form.summary,
        "rows": [(clock.date_of(row.moment), row) for row in shown],
        "after": after,
        "older": shown[-1].place if len(rows) > ON_A_PAGE else "",
        "most": MAX_FILE_ROWS,
    }
    return render(request, template, context)


def keyset_file(kind, form):
    """All rows of a KeysetForm as a CSV file. Raises Http404 for another kind."""
    if kind != "csv":
        raise Http404
    name = f"{form.partnership.slug}-{form.file_name}-{clock.today().isoformat()}.csv"
    return HttpResponse(
        csv_of(form.COLUMNS, map(form.cells, form.rows(MAX_FILE_ROWS))),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def to_the_second(moment):
    """A moment in a file: 2009-06-15 14:30:00."""
    return f"{localtime(moment):%Y-%m-%d %H:%M:%S}"
