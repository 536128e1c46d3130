"""The tables of the export, and those left out: every model is listed in one or the other."""

from typing import NamedTuple

from django.apps import apps
from django.db.models import Q

from partners.models import Membership
from plans.history.activity_log import BELONGS, scope


class ExportTable(NamedTuple):
    name: str
    what: str

    @property
    def title(self):
        return self.name.replace("_", " ").capitalize()


EXPORTED_TABLES = {
    "partners.Partnership": ExportTable("partnership", "The partnership itself and its settings."),
    "partners.Logo": ExportTable("logo", "Its logo, if it has one: the picture is logo.png."),
    "partners.User": ExportTable("people", "Everybody whom another table names by a number."),
    "partners.Authority": ExportTable("authorities", "The public bodies of the partnership, with their dates."),
    "partners.Membership": ExportTable("memberships", "Who has, or had, which role for which authority."),
    "partners.Invitation": ExportTable("invitations", "Who was asked to sign in, for which authority and as what."),
    "partners.Protocol": ExportTable("protocols", "Versions of the information sharing protocol."),
    "partners.ProtocolSignature": ExportTable("protocol_signatures", "Which authority signed which version."),
    "plans.Plan": ExportTable("plans", "The three-year plans: the words that stand around their priorities."),
    "plans.Section": ExportTable("sections", "A plan’s prose, in Markdown."),
    "plans.StrategicObjective": ExportTable("objectives", "The strategic objectives that a plan names."),
    "plans.Assessment": ExportTable("assessments", "Strategic assessments, of which each year has one."),
    "plans.Consultation": ExportTable("consultations", "What people were asked, and what came of it."),
    "priorities.Priority": ExportTable("priorities", "What a plan puts first."),
    "priorities.AssessmentPlace": ExportTable(
        "assessment_places", "The order of the priorities that an assessment recommends."
    ),
    "priorities.ConsultationPlace": ExportTable("consultation_places", "The order of the priorities that people gave."),
    "priorities.SuccessCriterion": ExportTable(
        "criteria", "How one would know that a priority is met. What is empty is still to be agreed."
    ),
    "priorities.Measurement": ExportTable("measurements", "Values of a criterion; a correction is a row of its own."),
    "actions.Hallmark": ExportTable("hallmarks", "The hallmarks of effective partnership working that a plan serves."),
    "actions.Action": ExportTable(
        "actions",
        "What is to be done: activities, which serve a priority, and hallmark actions, which serve a hallmark.",
    ),
    "actions.ActionPartner": ExportTable(
        "supporting_authorities", "Which authorities support an action that another leads."
    ),
    "actions.Update": ExportTable(
        "updates",
        "What authorities reported on their actions. The newest that was not taken back gives an action its status.",
    ),
    "actions.Undoing": ExportTable("updates_taken_back", "Updates that were taken back by who wrote them."),
    "actions.Evidence": ExportTable("evidence", "Links and files that came with an update."),
    "actions.DateMove": ExportTable("date_moves", "Requests for another due date, and what became of them."),
    "plans.Round": ExportTable("rounds", "Reporting rounds: from when to when updates were asked for."),
    "actions.Reminder": ExportTable("reminders", "Letters that asked people for their updates."),
    "plans.Edition": ExportTable("editions", "The plan as it was published, each edition a file that never changes."),
    "plans.Withdrawal": ExportTable("withdrawals", "Editions that were withdrawn after they were published."),
    "partners.Group": ExportTable("groups", "The groups of the partnership that meet."),
    "partners.GroupMember": ExportTable("group_members", "Who sits on a group."),
    "partners.Meeting": ExportTable("meetings", "Meetings of the groups."),
    "partners.AgendaItem": ExportTable("agenda", "The points of a meeting’s agenda."),
    "partners.Attendance": ExportTable("attendance", "Whether an authority was represented at a meeting, and by whom."),
    "actions.Record": ExportTable("records", "What a meeting put on record: decisions, notes and challenges."),
    "actions.Answer": ExportTable("answers", "Answers of authorities to challenges."),
    "actions.Settlement": ExportTable("settlements", "How decisions ended that were to be followed up."),
    "actions.Pack": ExportTable("packs", "What a meeting had before it: the plan as it stood, frozen as a file."),
    "actions.Sending": ExportTable("packs_sent", "When a pack went out to the members of its group."),
    "actions.PackLetter": ExportTable("pack_letters", "The letters with which packs went out."),
    "actions.Passage": ExportTable("minutes_passages", "Words of people’s own in the minutes."),
    "actions.Minutes": ExportTable("minutes", "The minutes of closed meetings, each a file that never changes."),
    "actions.Correction": ExportTable("minutes_corrections", "What was found wrong in minutes, and what is right."),
    "plans.Duty": ExportTable("duties", "What the partnership must do, and by which rule."),
    "plans.DutyDone": ExportTable("duties_done", "What shows that a duty was done."),
    "priorities.CrimeFile": ExportTable("crime_files", "Months of the police’s open data that were counted here."),
    "priorities.CrimeCount": ExportTable("crime_counts", "How many crimes of a type such a file has in a district."),
    "priorities.CrimeLink": ExportTable("crime_links", "Which of those crimes count for a criterion."),
    "priorities.CrimeFigure": ExportTable("crime_figures", "Measurements that were made from those counts."),
    "actions.SheetMapping": ExportTable(
        "sheet_mapping", "How the partnership’s own spreadsheets are read into the plan."
    ),
}

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

# Accounts belong to no partnership (see `plans.history.activity_log`), so their history is not exported.
NO_HISTORY = {"partners.User"}
COLUMNS_LEFT_OUT = {
    "partners.User.password",
    "partners.User.last_login",
    "partners.User.is_superuser",
    "partners.Invitation.token_hash",
    "actions.Record.token",
    "actions.Sending.token",
    "actions.Reminder.process",
    "actions.PackLetter.process",
}
# Exported only on request. The reason why a letter failed may quote the address.
ADDRESSES = {
    "partners.User.email",
    "partners.Authority.contact_email",
    "partners.Invitation.email",
    "partners.GroupMember.email",
    "actions.Reminder.address",
    "actions.Reminder.failure",
    "actions.PackLetter.address",
    "actions.PackLetter.failure",
}


class FileColumn(NamedTuple):
    """A column exported as one file per row: its name, the path in the archive, and the columns that fill that path.

    Only rows that match `given` have a file.
    """

    column: str
    path: str
    path_columns: tuple[str, ...]
    given: Q = Q()


FILES = {
    "partners.Logo": FileColumn("picture", "logo.png", ()),
    "plans.Plan": FileColumn("", "plans/{}.json", ("slug",)),
    # A withdrawn edition held something that must not be read; its row remains in the chain.
    "plans.Edition": FileColumn("payload", "editions/{}/{}.json", ("plan__slug", "number"), Q(withdrawal=None)),
    "actions.Pack": FileColumn("payload", "packs/{}.json", ("pk",)),
    "actions.Minutes": FileColumn("payload", "minutes/{}.json", ("pk",)),
    "plans.Assessment": FileColumn(
        "document_stored", "assessments/{}-{}", ("pk", "document_name"), ~Q(document_stored="")
    ),
    "actions.Evidence": FileColumn("stored", "evidence/{}-{}", ("pk", "name"), Q(kind="file", update__undoing=None)),
}

# Models whose column holds only the name of a file on disk (see `partners.files.uploads`).
ON_DISK = {"plans.Assessment", "actions.Evidence"}

# {label: [(column, parent label)]}: BELONGS of `plans.history.activity_log`, and the models without history.
PARENTS = BELONGS | {
    "plans.Edition": [("plan_id", "plans.Plan")],
    "plans.Withdrawal": [("edition_id", "plans.Edition")],
    "priorities.CrimeFile": [("partnership_id", "partners.Partnership")],
    "priorities.CrimeCount": [("file_id", "priorities.CrimeFile")],
    "priorities.CrimeFigure": [("measurement_id", "priorities.Measurement")],
    "actions.Reminder": [("round_id", "plans.Round")],
    "actions.Pack": [("meeting_id", "partners.Meeting")],
    "actions.PackLetter": [("sending_id", "actions.Sending")],
    "actions.Minutes": [("meeting_id", "partners.Meeting")],
}


def rows_of(label, partnership):
    """A partnership's rows of a model, including retired and ended ones."""
    rows = apps.get_model(label)._base_manager
    if label == "partners.Partnership":
        return rows.filter(pk=partnership.pk)
    if label == "partners.User":
        return rows.filter(pk__in=Membership.all_objects.in_partnership(partnership).values("user"))
    belongs = Q()
    for column, parent in PARENTS[label]:
        belongs |= Q(**{f"{column}__in": rows_of(parent, partnership).values("pk")})
    return rows.filter(belongs)


def past_rows_of(label, partnership):
    """The history rows of a model that are or were a partnership's."""
    return scope(label, partnership)


def has_history(label):
    """Whether a model's history is exported."""
    return label not in NO_HISTORY and hasattr(apps.get_model(label), "history")
