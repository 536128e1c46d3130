"""Sign-ins and downloads of a partnership's people, for its coordinator: as a page and as a file."""

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.views.decorators.http import require_safe

from partners import clock
from partners.models import AccessEvent, Membership, User
from partners.models.access import FAILED, REFUSED, Kind
from partners.people import people_page
from plans.open_data import csv_of
from plans.pages import beginning_of, end_of

from .forms import Narrowing, choice, day
from .views import without_blanks

ON_A_PAGE = 50
# What one file holds at most; the page says so, and a shorter period gets the rest.
MOST_IN_A_FILE = 10_000
COLUMNS = ("at", "who", "what", "outcome", "details", "network", "browser")
# The links above the list: what each is called, and what is under it.
GROUPS = {
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


class SignInsForm(Narrowing):
    DATED = "on"
    words = None
    what = choice("What", [(key, label) for key, (label, _) in GROUPS.items() if key], empty="Everything")
    who = choice("Who", [])
    locals()["from"] = day("From")
    to = day("To")

    def __init__(self, data, *, partnership):
        super().__init__(data, partnership=partnership)
        members = Membership.ever.in_partnership(partnership).values("user")
        self.people = {str(u.pk): u.name for u in User.objects.filter(pk__in=members).order_by("name", "pk")}
        self.fields["who"].choices = [("", "Anybody"), *self.people.items()]

    def clause(self, name, value):
        if name == "who":
            return f"by or for {self.people[value]}"
        if name == "what":
            return f"only {GROUPS[value][0].lower()}"
        return super().clause(name, value)

    @property
    def told(self):
        """What the list shows, in words: "Downloads by or for Ann Example and on 1 June 2009 or later"."""
        what = GROUPS[self.said.get("what", "")][0]
        others = " and ".join(self.clause(*said) for said in self.said.items() if said[0] != "what")
        return f"{what} {others}".strip()

    @property
    def events(self):
        """What concerns the partnership, narrowed, the newest first."""
        said = self.said
        found = AccessEvent.objects.filter(partnerships=self.partnership).select_related("user").order_by("-pk")
        if "what" in said:
            found = found.filter(kind__in=GROUPS[said["what"]][1])
        if "who" in said:
            found = found.filter(user=int(said["who"]))
        if "from" in said:
            found = found.filter(at__gte=beginning_of(said["from"]))
        if "to" in said:
            found = found.filter(at__lte=end_of(said["to"]))
        return found


@people_page
@require_safe
def sign_ins(request, access):
    """What happened at the door, newest first. Pages are turned by an event's number, which no newer one moves."""
    if clean := without_blanks(request):
        return clean
    form = SignInsForm(request.GET, partnership=access.partnership)
    found, after = form.events, request.GET.get("after", "")
    if after:
        if not (after.isascii() and after.isdecimal() and len(after) < 19):
            return redirect(f"{request.path}{form.query()}")
        found = found.filter(pk__lt=int(after))
    events = list(found[: ON_A_PAGE + 1])
    shown, chosen = events[:ON_A_PAGE], form.said.get("what", "")
    return render(
        request,
        "actions/finding/sign_ins.html",
        {
            "form": form,
            "fields": [form[field] for field in form.fields],
            "told": form.told,
            "groups": [(label, form.query(what=key), chosen == key) for key, (label, _) in GROUPS.items()],
            "days": settings.ACCESS_LOG_DAYS,
            "events": [(clock.date_of(event.at), event) for event in shown],
            "after": after,
            "older": shown[-1].pk if len(events) > ON_A_PAGE else "",
            "query": form.query(),
            "turn": f"{form.query()}&" if form.said else "?",
            "most": MOST_IN_A_FILE,
        },
    )


@people_page
@require_safe
def sign_ins_file(request, access, kind):
    """The list as it is narrowed, all its pages, as a CSV file."""
    if kind != "csv":
        raise Http404
    form = SignInsForm(request.GET, partnership=access.partnership)
    called = f'attachment; filename="{access.partnership.slug}-sign-ins-{clock.today().isoformat()}.csv"'
    content = csv_of(COLUMNS, map(_row, form.events[:MOST_IN_A_FILE]))
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers={"Content-Disposition": called})


def _row(event):
    moment = localtime(event.at)
    at = f"{date_format(moment, 'Y-m-d')} {moment:%H:%M:%S}"
    who = event.user.name if event.user else "The operator"
    return at, who, event.get_kind_display(), event.outcome, event.about, event.network, event.browser
