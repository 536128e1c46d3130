"""Sign-ins and downloads of a partnership's people, for coordinators, as a page and as a file."""

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.views.decorators.http import require_safe

from partners import clock
from partners.access import member_page
from partners.models import AccessEvent, Membership, User
from partners.models.access_events import FAILED, REFUSED, Kind
from partners.permissions import Permission
from plans.exports.tables import csv_of
from plans.plan_pages import beginning_of, end_of

from .forms import FilterForm, choice, day
from .views import without_blanks

ON_A_PAGE = 50
# Rows in one file at most; the page shows this limit, and a shorter period gets the rest.
MAX_FILE_ROWS = 10_000
SIGN_IN_COLUMNS = ("at", "who", "what", "outcome", "details", "network", "browser")
# The links above the list: {key: (label, event kinds)}.
EVENT_GROUPS = {
    "": ("Everything", None),
    "sign-ins": ("Sign-ins", {Kind.SIGNED_IN, Kind.SIGNED_OUT, Kind.INVITATION_ACCEPTED}),
    "failed": ("Failed and refused", FAILED | REFUSED),
    "accounts": (
        "Changes to accounts",
        {
            Kind.FACTOR_ADDED,
            Kind.FACTOR_REMOVED,
            Kind.CODES_MADE,
            Kind.PASSWORD_CHANGED,
            Kind.RESET_ASKED,
            Kind.PASSWORD_RESET,
            Kind.ADDRESS_ASKED,
            Kind.ADDRESS_CHANGED,
        },
    ),
    "downloads": ("Downloads", {Kind.DOWNLOADED}),
}


class SignInsForm(FilterForm):
    DATED = "on"
    words = None
    what = choice("What", [(key, label) for key, (label, _) in EVENT_GROUPS.items() if key], empty="Everything")
    who = choice("Who", [])
    locals()["from"] = day("From")
    to = day("To")

    def __init__(self, data, *, partnership):
        super().__init__(data, partnership=partnership)
        members = Membership.all_objects.in_partnership(partnership).values("user")
        self.people = {str(u.pk): u.name for u in User.objects.filter(pk__in=members).order_by("name", "pk")}
        self.fields["who"].choices = [("", "Anybody"), *self.people.items()]

    def clause(self, name, value):
        if name == "who":
            return f"by or for {self.people[value]}"
        if name == "what":
            return f"only {EVENT_GROUPS[value][0].lower()}"
        return super().clause(name, value)

    @property
    def summary(self):
        """A description of the list: "Downloads by or for Ann Example and on 1 June 2009 or later"."""
        what = EVENT_GROUPS[self.filters.get("what", "")][0]
        others = " and ".join(self.clause(*item) for item in self.filters.items() if item[0] != "what")
        return f"{what} {others}".strip()

    @property
    def events(self):
        """The partnership's access events under the filters, newest first."""
        filters = self.filters
        events = AccessEvent.objects.filter(partnerships=self.partnership).select_related("user").order_by("-pk")
        if "what" in filters:
            events = events.filter(kind__in=EVENT_GROUPS[filters["what"]][1])
        if "who" in filters:
            events = events.filter(user=int(filters["who"]))
        if "from" in filters:
            events = events.filter(at__gte=beginning_of(filters["from"]))
        if "to" in filters:
            events = events.filter(at__lte=end_of(filters["to"]))
        return events


@member_page(permission=Permission.MANAGE_PEOPLE)
@require_safe
def sign_ins(request, access):
    """Access events, newest first. Pages start after a given event, so new events do not shift them."""
    if redirection := without_blanks(request):
        return redirection
    form = SignInsForm(request.GET, partnership=access.partnership)
    all_events, after = form.events, request.GET.get("after", "")
    if after:
        if not (after.isascii() and after.isdecimal() and len(after) < 19):
            return redirect(f"{request.path}{form.query()}")
        all_events = all_events.filter(pk__lt=int(after))
    events = list(all_events[: ON_A_PAGE + 1])
    shown, chosen = events[:ON_A_PAGE], form.filters.get("what", "")
    return render(
        request,
        "actions/search/sign_ins.html",
        {
            "form": form,
            "fields": [form[field] for field in form.fields],
            "summary": form.summary,
            "groups": [(label, form.query(what=key), chosen == key) for key, (label, _) in EVENT_GROUPS.items()],
            "days": settings.ACCESS_LOG_DAYS,
            "events": [(clock.date_of(event.at), event) for event in shown],
            "after": after,
            "older": shown[-1].pk if len(events) > ON_A_PAGE else "",
            "query": form.query(),
            "turn": f"{form.query()}&" if form.filters else "?",
            "most": MAX_FILE_ROWS,
        },
    )


@member_page(permission=Permission.MANAGE_PEOPLE)
@require_safe
def sign_ins_file(request, access, kind):
    """All pages of the filtered list, as a CSV file."""
    if kind != "csv":
        raise Http404
    form = SignInsForm(request.GET, partnership=access.partnership)
    disposition = f'attachment; filename="{access.partnership.slug}-sign-ins-{clock.today().isoformat()}.csv"'
    content = csv_of(SIGN_IN_COLUMNS, map(_sign_in_row, form.events[:MAX_FILE_ROWS]))
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers={"Content-Disposition": disposition})


def _sign_in_row(event):
    moment = localtime(event.at)
    at = f"{date_format(moment, 'Y-m-d')} {moment:%H:%M:%S}"
    who = event.user.name if event.user else "The operator"
    return at, who, event.get_kind_display(), event.outcome, event.about, event.network, event.browser
