"""Long lists by time, newest first: pages that begin below a given row, and a file of all their rows."""

from django.http import Http404, HttpResponse
from django.utils.timezone import localtime

from partners import clock
from partners.models import Membership, User
from plans.exports.tables import csv_of

from .forms import FilterForm, choice, day

ON_A_PAGE = 50
# Rows in one file at most; the page shows this limit, and a shorter period gets the rest.
MAX_FILE_ROWS = 10_000


class PeopleAndDaysForm(FilterForm):
    """Filters by a person, past members included, and by a period."""

    DATED = "on"
    who = choice("Who", [])
    locals()["from"] = day("From")
    to = day("To")

    def __init__(self, data, *, partnership):
        super().__init__(data, partnership=partnership)
        members = Membership.all_objects.in_partnership(partnership).values("user")
        self.people = {str(u.pk): u.name for u in User.objects.filter(pk__in=members).order_by("name", "pk")}
        self.fields["who"].choices = [("", "Anybody"), *self.people.items()]


def keyset_context(form, rows, *, after, place):
    """(rows of the page, its context), from up to ON_A_PAGE + 1 rows below `after`. `place(row)` is what follows it.

    New rows do not shift the pages, as they would with page numbers.
    """
    shown = rows[:ON_A_PAGE]
    return shown, {
        "form": form,
        "after": after,
        "older": place(shown[-1]) if len(rows) > ON_A_PAGE else "",
        "query": form.query(),
        "turn": f"{form.query()}&" if form.filters else "?",
        "most": MAX_FILE_ROWS,
    }


def keyset_file(access, kind, name, columns, rows):
    """Rows as a CSV file. Raises Http404 for another kind."""
    if kind != "csv":
        raise Http404
    disposition = f'attachment; filename="{access.partnership.slug}-{name}-{clock.today().isoformat()}.csv"'
    content = csv_of(columns, rows)
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers={"Content-Disposition": disposition})


def to_the_second(moment):
    """A moment in a file: 2009-06-15 14:30:00."""
    return f"{localtime(moment):%Y-%m-%d %H:%M:%S}"
