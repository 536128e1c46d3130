"""The activity log as a page and as a file; the address holds the filters."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from partners.access import member_page
from partners.forms.fields import PlainText
from partners.languages import in_english
from partners.permissions import Permission
from plans.cached_pages import cached_by_revision
from plans.history.activity_log import log_entries, place_in
from plans.history.registry import history_pages
from plans.history.timetravel import HAPPENED
from plans.jobs.turns import one_at_a_time
from plans.plan_pages import beginning_of, end_of

from .forms import choice, without_blanks
from .keyset import KeysetForm, keyset_file, keyset_page, to_the_second


class LogForm(KeysetForm):
    CLAUSES = {
        "terms": _("with “{label}” in the reason"),
        "who": _("by {label}"),
        "kind": _("about a {lower}"),
        "did": "{lower}",
    }
    COLUMNS = ("at", "by", "did", "what", "called", "changes", "why")
    file_name = "log"

    terms = PlainText(label=_("Search reasons"), rows=1, required=False, max_length=100)
    field_order = ["terms", "who", "kind", "did"]

    def filter_fields(self):
        return super().filter_fields() | {
            "kind": choice(gettext("Subject"), [(kind, gettext(kind).capitalize()) for kind in history_pages()]),
            "did": choice(gettext("Change"), [(did, gettext(did).capitalize()) for did in HAPPENED.values()]),
        }

    @property
    def summary(self):
        return (gettext("All changes %(filters)s") % {"filters": self.sentence}).strip()

    def rows(self, most, after=""):
        filters = self.filters
        return log_entries(
            self.partnership,
            most=most,
            after=place_in(after) if after else None,
            kind=filters.get("kind", ""),
            who=int(filters["who"]) if "who" in filters else None,
            since=beginning_of(filters["from"]) if "from" in filters else None,
            until=end_of(filters["to"]) if "to" in filters else None,
            happened=next((sign for sign, did in HAPPENED.items() if did == filters.get("did")), ""),
            terms=filters.get("terms", ""),
            of_people=self.access.may(Permission.MANAGE_PEOPLE),
        )

    def cells(self, entry):
        by = entry.by.name if entry.by else gettext("The system")
        changes = "; ".join(f"{change.label}: {change.old} → {change.new}" for change in entry.differences)
        return to_the_second(entry.moment), by, entry.happened, entry.what, entry.called, changes, entry.why


@member_page
@cached_by_revision
@without_blanks
def log(request, access):
    """The activity log, newest first; it has the words of confidential points too."""
    access.require(Permission.READ_CONFIDENTIAL)
    return keyset_page(request, "actions/search/log.html", LogForm(request.GET, access=access))


@one_at_a_time
@member_page
@in_english()
def log_file(request, access, kind):
    """All pages of the filtered log, as a CSV file."""
    access.require(Permission.READ_CONFIDENTIAL)
    return keyset_file(kind, LogForm(request.GET, access=access))
