"""The log as a page and as a file, narrowed by its address."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.views.decorators.http import require_safe

from partners import clock
from partners.models import Membership, User
from partners.roles import Deed
from partners.standing import member_page
from partners.words import WordsField
from plans.logbook import log as lines_of
from plans.logbook import place_in
from plans.open_data import csv_of
from plans.pages import beginning_of, end_of
from plans.timetravel import TRACKED
from plans.turns import one_at_a_time

from .forms import Narrowing, choice, day
from .views import without_blanks

ON_A_PAGE = 50
# What one file holds at most; the page says so, and a shorter period gets the rest.
MOST_IN_A_FILE = 10_000
WHAT = {"+": "added", "~": "changed", "-": "removed"}
COLUMNS = ("at", "by", "did", "what", "called", "changes", "why")


class LogForm(Narrowing):
    DATED = "on"
    words = WordsField(label="Words in the reason", rows=1, required=False, max_length=100)
    who = choice("Who", [])
    kind = choice("What", [(word, word.capitalize()) for word in TRACKED])
    did = choice("Done", [("added", "Added"), ("changed", "Changed"), ("removed", "Removed")])
    locals()["from"] = day("From")
    to = day("To")

    def __init__(self, data, *, partnership):
        super().__init__(data, partnership=partnership)
        members = Membership.ever.in_partnership(partnership).values("user")
        self.people = {str(u.pk): u.name for u in User.objects.filter(pk__in=members).order_by("name", "pk")}
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
    def wanted(self):
        """What `plans.logbook.log` is asked for."""
        said = self.said
        return {
            "kind": said.get("kind", ""),
            "who": int(said["who"]) if "who" in said else None,
            "since": beginning_of(said["from"]) if "from" in said else None,
            "until": end_of(said["to"]) if "to" in said else None,
            "happened": next((sign for sign, word in WHAT.items() if word == said.get("did")), ""),
            "words": said.get("words", ""),
        }


@member_page
@require_safe
def log(request, access):
    """Everything that anybody did, newest first. Pages are turned by a line's place, which no newer line moves."""
    if clean := without_blanks(request):
        return clean
    form = LogForm(request.GET, partnership=access.partnership)
    try:
        after = place_in(request.GET["after"]) if "after" in request.GET else None
    except ValueError:
        return redirect(f"{request.path}{form.query()}")
    lines = lines_of(
        access.partnership, most=ON_A_PAGE + 1, after=after, **form.wanted, of_people=access.may(Deed.MANAGE_PEOPLE)
    )
    shown = lines[:ON_A_PAGE]
    return render(
        request,
        "actions/finding/log.html",
        {
            "form": form,
            "narrower": [form[field] for field in form.fields if field != "words"],
            "told": f"Everything that was done {form.sentence}".strip(),
            "lines": [(clock.date_of(line.moment), line) for line in shown],
            "after": after,
            "older": shown[-1].place if len(lines) > ON_A_PAGE else "",
            "query": form.query(),
            "turn": f"{form.query()}&" if form.said else "?",
            "most": MOST_IN_A_FILE,
        },
    )


@one_at_a_time
@member_page
@require_safe
def log_file(request, access, kind):
    """The log as it is narrowed, all its pages, as a CSV file."""
    if kind != "csv":
        raise Http404
    form = LogForm(request.GET, partnership=access.partnership)
    of_people = access.may(Deed.MANAGE_PEOPLE)
    lines = lines_of(access.partnership, most=MOST_IN_A_FILE, **form.wanted, of_people=of_people)
    called = f'attachment; filename="{access.partnership.slug}-log-{clock.today().isoformat()}.csv"'
    content = csv_of(COLUMNS, map(_row, lines))
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers={"Content-Disposition": called})


def _row(line):
    changes = "; ".join(f"{d.label}: {d.old} → {d.new}" for d in line.differences)
    moment = localtime(line.moment)
    by = line.by.name if line.by else "The system"
    at = f"{date_format(moment, 'Y-m-d')} {moment:%H:%M:%S}"
    return at, by, line.happened, line.what, line.called, changes, line.why
