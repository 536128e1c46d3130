"""Sign-ins and downloads of a partnership's people, for coordinators, as a page and as a file."""

from django.conf import settings
from django.db.models import F
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from partners.access import member_page
from partners.languages import in_english
from partners.models import AccessEvent
from partners.models.access_events import FAILED, REFUSED, Kind
from partners.permissions import Permission

from .forms import choice, without_blanks
from .keyset import KeysetForm, keyset_file, keyset_page, row_id, to_the_second
from .lists import between

# The links above the list: {key: (label, event kinds)}.
EVENT_GROUPS = {
    "": (_("Everything"), None),
    "sign-ins": (_("Sign-ins"), {Kind.SIGNED_IN, Kind.SIGNED_OUT, Kind.INVITATION_ACCEPTED}),
    "failed": (_("Failed and refused"), FAILED | REFUSED),
    "accounts": (
        _("Changes to accounts"),
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
    "downloads": (_("Downloads"), {Kind.DOWNLOADED}),
}


class SignInsForm(KeysetForm):
    CLAUSES = {"who": _("by or for {label}"), "what": _("only {lower}")}
    COLUMNS = ("at", "who", "what", "outcome", "details", "network", "browser")
    file_name = "sign-ins"

    terms = None
    what = choice(_("What"), [(key, label) for key, (label, _) in EVENT_GROUPS.items() if key], empty=_("Everything"))

    @property
    def summary(self):
        """A description of the list: "Downloads by or for Ann Example and on 1 June 2009 or later"."""
        group, _kinds = EVENT_GROUPS[self.filters.get("what", "")]
        others = gettext(" and ").join(self.clause(*item) for item in self.filters.items() if item[0] != "what")
        return f"{group} {others}".strip()

    @property
    def groups(self):
        """[(label, query string, whether it is shown)] of EVENT_GROUPS."""
        shown = self.filters.get("what", "")
        return [(label, self.query(what=key), key == shown) for key, (label, _) in EVENT_GROUPS.items()]

    def rows(self, most, after=""):
        filters = self.filters
        events = between(AccessEvent.objects.filter(partnerships=self.partnership), filters, "at")
        if "what" in filters:
            events = events.filter(kind__in=EVENT_GROUPS[filters["what"]][1])
        if "who" in filters:
            events = events.filter(user=int(filters["who"]))
        if after:
            events = events.filter(pk__lt=row_id(after))
        events = events.annotate(moment=F("at"), place=F("pk"))
        return list(events.select_related("user").order_by("-pk")[:most])

    def cells(self, event):
        at = to_the_second(event.at)
        who = event.user.name if event.user else gettext("The operator")
        return at, who, event.get_kind_display(), event.outcome, event.about, event.network, event.browser


@member_page(permission=Permission.MANAGE_PEOPLE)
@without_blanks
def sign_ins(request, access):
    """Access events, newest first."""
    form = SignInsForm(request.GET, access=access)
    return keyset_page(request, "actions/search/sign_ins.html", form, days=settings.ACCESS_LOG_DAYS)


@member_page(permission=Permission.MANAGE_PEOPLE)
@in_english()
def sign_ins_file(request, access, kind):
    """All pages of the filtered list, as a CSV file."""
    return keyset_file(kind, SignInsForm(request.GET, access=access))
