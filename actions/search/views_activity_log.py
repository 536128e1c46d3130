"""The activity log as a page and as a file; the address holds the filters."""

from operator import attrgetter

from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from partners import clock
from partners.access import member_page
from partners.forms.fields import PlainText
from partners.permissions import Permission
from plans.history.activity_log import log_entries, place_in
from plans.history.registry import history_pages
from plans.jobs.turns import one_at_a_time
from plans.plan_pages import beginning_of, end_of

from .forms import choice
from .keyset import MAX_FILE_ROWS, ON_A_PAGE, PeopleAndDaysForm, keyset_context, keyset_file, to_the_second
from .views import without_blanks

CHANGE_KINDS = {"+": "added", "~": "changed", "-": "removed"}
LOG_COLUMNS = ("at", "by", "did", "what", "called", "changes", "why")


class LogForm(PeopleAndDaysForm):
    words = PlainText(label="Words in the reason", rows=1, required=False, max_length=100)
    kind = choice("What", [])
    did = choice("Done", [("added", "Added"), ("changed", "Changed"), ("removed", "Removed")])
    field_order = ["words", "who", "kind", "did", "from", "to"]

    def __init__(self, data, *, partnership):
        super().__init__(data, partnership=partnership)
        self.fields["kind"].choices = [("", "Any"), *((kind, kind.capitalize()) for kind in history_pages())]

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
    """The activity log, newest first."""
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
    shown, context = keyset_context(form, lines, after=after, place=attrgetter("place"))
    return render(
        request,
        "actions/search/log.html",
        context
        | {
            "narrower": [form[field] for field in form.fields if field != "words"],
            "summary": f"Everything that was done {form.sentence}".strip(),
            "lines": [(clock.date_of(line.moment), line) for line in shown],
        },
    )


@one_at_a_time
@member_page
@require_safe
def log_file(request, access, kind):
    """All pages of the filtered log, as a CSV file."""
    form = LogForm(request.GET, partnership=access.partnership)
    of_people = access.may(Permission.MANAGE_PEOPLE)
    lines = log_entries(access.partnership, most=MAX_FILE_ROWS, **form.log_arguments, of_people=of_people)
    return keyset_file(access, kind, "log", LOG_COLUMNS, map(_log_row, lines))


def _log_row(line):
    changes = "; ".join(f"{difference.label}: {difference.old} → {difference.new}" for difference in line.differences)
    by = line.by.name if line.by else "The system"
    return to_the_second(line.moment), by, line.happened, line.what, line.called, changes, line.why
