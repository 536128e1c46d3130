"""The tables of the export, as the models declare them, and what is left out with the reason."""

from django.apps import apps
from django.db.models import Q

from partners.export_options import Export
from partners.models import Membership
from plans.history.activity_log import labels_of, scope
from plans.history.registry import parents_of

# The order in which the tables are listed; others follow.
TABLE_ORDER = [
    "partnership", "logo", "people", "authorities", "memberships", "invitations", "protocols",
    "protocol_signatures", "plans", "sections", "objectives", "assessments", "consultations", "priorities",
    "assessment_places", "consultation_places", "criteria", "measurements", "hallmarks", "actions",
    "supporting_authorities", "updates", "updates_taken_back", "evidence", "date_moves", "rounds", "reminders",
    "editions", "withdrawals", "groups", "group_members", "meetings", "agenda", "attendance", "records", "answers",
    "settlements", "packs", "packs_sent", "pack_letters", "minutes_passages", "minutes", "minutes_corrections",
    "duties", "duties_done", "crime_files", "crime_counts", "crime_links", "crime_figures", "sheet_mapping",
    "revisions",
]  # fmt: skip

ACCOUNTS = "How people sign in: passwords, second factors, accounts of their organisation."
SITE = "The site’s own housekeeping, such as who is signed in now."
ACCESS_LOG = "Who signed in, what was refused and downloaded: kept for some months, on a page of its own with a file."
NOT_EXPORTED = {
    "actions.Draft": "What somebody is typing at a meeting and has not recorded: it is theirs.",
    "partners.Calendar": "The secret addresses of people’s own calendars.",
    "partners.AccessEvent": ACCESS_LOG,
    "partners.AccessEvent_partnerships": ACCESS_LOG,
    "partners.Tally": SITE,
    "partners.User_groups": ACCOUNTS,
    "partners.User_user_permissions": ACCOUNTS,
    "account.EmailAddress": ACCOUNTS,
    "account.EmailConfirmation": ACCOUNTS,
    "mfa.Authenticator": ACCOUNTS,
    "socialaccount.SocialApp": ACCOUNTS,
    "socialaccount.SocialAccount": ACCOUNTS,
    "socialaccount.SocialToken": ACCOUNTS,
    "auth.Permission": SITE,
    "auth.Group": SITE,
    "auth.Group_permissions": SITE,
    "contenttypes.ContentType": SITE,
    "sessions.Session": SITE,
    "plans.Job": SITE,
    "plans.EditionFile": "The PDF, Excel and CSV files of editions, which are at their addresses: their JSON is in it.",
}

# Contents of exported tables that are left out, for the README and the page.
ALSO_NOT_EXPORTED = [
    "The secret in an invitation’s link, which is nowhere kept.",
    "The words of an edition that was withdrawn: it is named, and keeps its place among the others.",
    "A file whose update was taken back, or which the site’s operator removed: its row says that there was one.",
]


def exported_tables():
    """{label: its `Export`} of every exported model, in the order of TABLE_ORDER."""
    place = {name: number for number, name in enumerate(TABLE_ORDER)}
    exports = {m._meta.label: m.export for m in apps.get_models() if isinstance(getattr(m, "export", None), Export)}
    return dict(sorted(exports.items(), key=lambda item: place.get(item[1].name, len(place))))


def columns_left_out():
    """The columns of exported tables that are never exported, as "label.column"."""
    return {f"{label}.{name}" for label, table in exported_tables().items() for name in table.left_out}


def rows_of(label, partnership):
    """A partnership's rows of a model, including retired and ended ones."""
    rows = apps.get_model(label)._base_manager
    if label == "partners.Partnership":
        return rows.filter(pk=partnership.pk)
    if label == "partners.User":
        return rows.filter(pk__in=Membership.all_objects.in_partnership(partnership).values("user"))
    belongs = Q()
    for column, parent in parents_of(label):
        belongs |= Q(**{f"{column}__in": rows_of(parent, partnership).values("pk")})
    return rows.filter(belongs)


def past_rows_of(label, partnership):
    """The history rows of a model that are or were a partnership's."""
    return scope(label, partnership)


def has_history(label):
    """Whether a model's history is exported: not that of accounts, which belong to no partnership."""
    return label in labels_of()
