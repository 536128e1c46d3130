"""What is taken out and what is not: of every model there is, one or the other stands here."""

from typing import NamedTuple

from django.apps import apps
from django.db.models import Q

from partners.models import Membership
from plans.logbook import BELONGS, scope


class Table(NamedTuple):
    name: str
    what: str

    @property
    def title(self):
        return self.name.replace("_", " ").capitalize()


TABLES = {
    "partners.Partnership": Table("partnership", "The partnership itself and its settings."),
    "partners.Logo": Table("logo", "Its logo, if it has one: the picture is logo.png."),
    "partners.User": Table("people", "Everybody whom another table names by a number."),
    "partners.Authority": Table("authorities", "The public bodies of the partnership, with their dates."),
    "partners.Membership": Table("memberships", "Who has, or had, which role for which authority."),
    "partners.Invitation": Table("invitations", "Who was asked to sign in, for which authority and as what."),
    "partners.Protocol": Table("protocols", "Versions of the information sharing protocol."),
    "partners.ProtocolSignature": Table("protocol_signatures", "Which authority signed which version."),
    "plans.Plan": Table("plans", "The three-year plans: the words that stand around their priorities."),
    "plans.Section": Table("sections", "A plan’s prose, in Markdown."),
    "plans.StrategicObjective": Table("objectives", "The strategic objectives that a plan names."),
    "plans.Assessment": Table("assessments", "Strategic assessments, of which each year has one."),
    "plans.Consultation": Table("consultations", "What people were asked, and what came of it."),
    "priorities.Priority": Table("priorities", "What a plan puts first."),
    "priorities.AssessmentPlace": Table(
        "assessment_places", "The order of the priorities that an assessment recommends."
    ),
    "priorities.ConsultationPlace": Table("consultation_places", "The order of the priorities that people gave."),
    "priorities.SuccessCriterion": Table(
        "criteria", "How one would know that a priority is met. What is empty is still to be agreed."
    ),
    "priorities.Measurement": Table("measurements", "Values of a criterion; a correction is a row of its own."),
    "actions.Hallmark": Table("hallmarks", "The hallmarks of effective partnership working that a plan serves."),
    "actions.Action": Table(
        "actions",
        "What is to be done: activities, which serve a priority, and hallmark actions, which serve a hallmark.",
    ),
    "actions.ActionPartner": Table("supporting_authorities", "Which authorities support an action that another leads."),
    "actions.Update": Table(
        "updates",
        "What authorities reported on their actions. The newest that was not taken back gives an action its status.",
    ),
    "actions.Undoing": Table("updates_taken_back", "Updates that were taken back by who wrote them."),
    "actions.Evidence": Table("evidence", "Links and files that came with an update."),
    "actions.DateMove": Table("date_moves", "Requests for another due date, and what became of them."),
    "plans.Round": Table("rounds", "Reporting rounds: from when to when updates were asked for."),
    "actions.Reminder": Table("reminders", "Letters that asked people for their updates."),
    "plans.Edition": Table("editions", "The plan as it was published, each edition a file that never changes."),
    "plans.Withdrawal": Table("withdrawals", "Editions that were withdrawn after they were published."),
    "partners.Group": Table("groups", "The groups of the partnership that meet."),
    "partners.GroupMember": Table("group_members", "Who sits on a group."),
    "partners.Meeting": Table("meetings", "Meetings of the groups."),
    "partners.AgendaItem": Table("agenda", "The points of a meeting’s agenda."),
    "partners.Attendance": Table("attendance", "Whether an authority was represented at a meeting, and by whom."),
    "actions.Record": Table("records", "What a meeting put on record: decisions, notes and challenges."),
    "actions.Answer": Table("answers", "Answers of authorities to challenges."),
    "actions.Settlement": Table("settlements", "How decisions ended that were to be followed up."),
    "actions.Pack": Table("packs", "What a meeting had before it: the plan as it stood, frozen as a file."),
    "actions.Sending": Table("packs_sent", "When a pack went out to the members of its group."),
    "actions.PackLetter": Table("pack_letters", "The letters with which packs went out."),
    "actions.Passage": Table("minutes_passages", "Words of people’s own in the minutes."),
    "actions.Minutes": Table("minutes", "The minutes of closed meetings, each a file that never changes."),
    "actions.Correction": Table("minutes_corrections", "What was found wrong in minutes, and what is right."),
    "actions.Duty": Table("duties", "What the partnership must do, and by which rule."),
    "actions.DutyDone": Table("duties_done", "What shows that a duty was done."),
    "priorities.CrimeFile": Table("crime_files", "Months of the police’s open data that were counted here."),
    "priorities.CrimeCount": Table("crime_counts", "How many crimes of a type such a file has in a district."),
    "priorities.CrimeLink": Table("crime_links", "Which of those crimes count for a criterion."),
    "priorities.CrimeFigure": Table("crime_figures", "Measurements that were made from those counts."),
    "actions.SheetMapping": Table("sheet_mapping", "How the partnership’s own spreadsheets are read into the plan."),
}

ACCOUNTS = "How people sign in: passwords, second factors, accounts of their organisation."
SITE = "The site’s own housekeeping, such as who is signed in now."
TRACE = "Who signed in, what was refused and downloaded: kept for some months, on a page of its own with a file."
LEFT_OUT = {
    "actions.Draft": "What somebody is typing at a meeting and has not recorded: it is theirs.",
    "partners.Calendar": "The secret addresses of people’s own calendars.",
    "partners.AccessEvent": TRACE,
    "partners.AccessEvent_partnerships": TRACE,
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

# What is said of it besides, where the reader asks: of tables that are there, not everything is.
NOR = [
    "The secret in an invitation’s link, which is nowhere kept.",
    "The words of an edition that was withdrawn: it is named, and keeps its place among the others.",
    "A file whose update was taken back, or which the site’s operator removed: its row says that there was one.",
]

# A person's own account is no partnership's (`plans.logbook`): of it only who is who.
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
# Only if they are asked for. Why a letter failed may quote the address.
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


class Kept(NamedTuple):
    """Of each row a file: the column that holds it, its path in the archive, and the columns that go into that.

    A row that is not `given` has none.
    """

    column: str
    path: str
    of: tuple[str, ...]
    given: Q = Q()


FILES = {
    "partners.Logo": Kept("picture", "logo.png", ()),
    "plans.Plan": Kept("", "plans/{}.json", ("slug",)),
    # What was withdrawn held something that must not be read. Its place in the chain stays.
    "plans.Edition": Kept("words", "editions/{}/{}.json", ("plan__slug", "number"), Q(withdrawal=None)),
    "actions.Pack": Kept("words", "packs/{}.json", ("pk",)),
    "actions.Minutes": Kept("words", "minutes/{}.json", ("pk",)),
    "plans.Assessment": Kept("document_stored", "assessments/{}-{}", ("pk", "document_name"), ~Q(document_stored="")),
    "actions.Evidence": Kept("stored", "evidence/{}-{}", ("pk", "name"), Q(kind="file", update__undoing=None)),
}

# Of these the column only names the file, which lies on the disk (`partners.uploads`).
ON_DISK = {"plans.Assessment", "actions.Evidence"}

# Beside what is in `plans.logbook`: what has no history.
OF = BELONGS | {
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
    """The rows of a model that are a partnership's, those that were retired or ended too."""
    rows = apps.get_model(label)._base_manager
    if label == "partners.Partnership":
        return rows.filter(pk=partnership.pk)
    if label == "partners.User":
        return rows.filter(pk__in=Membership.ever.in_partnership(partnership).values("user"))
    of = Q()
    for column, parent in OF[label]:
        of |= Q(**{f"{column}__in": rows_of(parent, partnership).values("pk")})
    return rows.filter(of)


def past_rows_of(label, partnership):
    """The rows of its history that are, or were, a partnership's."""
    return scope(label, partnership)


def has_history(label):
    return label not in NO_HISTORY and hasattr(apps.get_model(label), "history")
