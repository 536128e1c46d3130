"""The activity log as a page and as a file; the address holds the filters."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.views.decorators.http import require_safe

from partners import clock
from partners.access import member_page
from partners.forms.fields import WordsField
from partners.models import Membership, User
from partners.permissions import Permission
from plans.exports.tables import csv_of
from plans.history.activity_log import log_entries, place_in
from plans.history.registry import history_pages
from plans.jobs.turns import one_at_a_time
from plans.plan_pages import beginning_of, end_of

from .forms import FilterForm, choice, day
from .views import without_blanks

ON_A_PAGE = 50
# Rows in one file at most; the page shows this limit, and a shorter period gets the rest.
MAX_FILE_ROWS = 10_000
CHANGE_KINDS = {"+": "added", "~": "changed", "-": "removed"}
LOG_COLUMNS = ("at", "by", "did", "what", "called", "changes", "why")


class LogForm(FilterForm):
    DATED = "on"
    words = WordsField(label="Words in the reason", rows=1, required=False, max_length=100)
    who = choice("Who", [])
    kind = choice("What", [])
    did = choice("Done", [("added", "Added"), ("changed", "Changed"), ("removed", "Removed")])
    locals()["from"] = day("From")
    to = day("To")

    def __init__(self, data, *, partnership):
        super().__init__(data, partnership=partnership)
        members = Membership.all_objects.in_partnership(partnership).values("user")
        self.people = {str(u.pk): u.name for u in User.objects.filter(pk__in=members).order_by("name", "pk")}
        self.fields["kind"].choices = [("", "Any"), *((kind, kind.capitalize()) for kind in history_pages())]
        self.fields["who"].choices = [("", "Anybody"), *self.people.items()]

    def clause(self, name, value):
        if name == "words":
            return f"for a reason with the words “{value}”"
        if name == "who":
            return f"by {self.people[value]}"
        if name == "kind":
            return f"about a {value}"
        if name == "did":
            return f"that {value} something"
        return super().clause(name, value)

    @property
    def log_arguments(self):
        """Keyword arguments for `plans.history.activity_log.log_entries`."""
        filters = self.filters
        return {
            "kind": filters.get("kind", ""),
            "who": int(filters["who"]) if "who" in filters else None,
            "since": beginning_of(filters["from"]) if "from" in filters else None,
            "until": end_of(filters["to"]) if "to" in filters else None,
            "happened": next((sign for sign, label in CHANGE_KINDS.items() if label == filters.get("did")), ""),
            "words": filters.get("words", ""),
        }


@member_page
@require_safe
def log(request, access):
    """The activity log, newest first. Pages start after a given line, so new lines do not shift them."""
    if redirection := without_blanks(request):
        return redirection
    form = LogForm(request.GET, partnership=access.partnership)
    try:
        after = place_in(request.GET["after"]) if "after" in request.GET else None
    except ValueError:
        return redirect(f"{request.path}{form.query()}")
    lines = log_entries(
        access.partnership,
        most=ON_A_PAGE + 1,
        after=after,
        **form.log_arguments,
        of_people=access.may(Permission.MANAGE_PEOPLE),
    )
    shown = lines[:ON_A_PAGE]
    return render(
        request,
        "actions/search/log.html",
        {
            "form": form,
            "narrower": [form[field] for field in form.fields if field != "words"],
            "summary": f"Everything that was done {form.sentence}".strip(),
            "lines": [(clock.date_of(line.moment), line) for line in shown],
            "after": after,
            "older": shown[-1].place if len(lines) > ON_A_PAGE else "",
            "query": form.query(),
            "turn": f"{form.query()}&" if form.filters else "?",
            "most": MAX_FILE_ROWS,
        },
    )


@one_at_a_time
@member_page
@require_safe
def log_file(request, access, kind):
    """All pages of the filtered log, as a CSV file."""
    if kind != "csv":
        raise Http404
    form = LogForm(request.GET, partnership=access.partnership)
    of_people = access.may(Permission.MANAGE_PEOPLE)
    lines = log_entries(access.partnership, most=MAX_FILE_ROWS, **form.log_arguments, of_people=of_people)
    disposition = f'attachment; filename="{access.partnership.slug}-log-{clock.today().isoformat()}.csv"'
    content = csv_of(LOG_COLUMNS, map(_log_row, lines))
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers={"Content-Disposition": disposition})


def _log_row(line):
    changes = "; ".join(f"{difference.label}: {difference.old} → {difference.new}" for difference in line.differences)
    moment = localtime(line.moment)
    by = line.by.name if line.by else "The system"
    at = f"{date_format(moment, 'Y-m-d')} {moment:%H:%M:%S}"
    return at, by, line.happened, line.what, line.called, changes, line.why
