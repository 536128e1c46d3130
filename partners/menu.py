"""The menu: six entries at most, each with the pages of its section; which of them a person sees, and where it is."""

from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from .permissions import Permission

TASKS_OF_OFFICERS = (Permission.REPORT, Permission.REPORT_FOR_ANY)


class MenuPage(NamedTuple):
    """A page that its section's line links to, by URL name; shown to those with one of the permissions."""

    name: str
    label: str
    permissions: tuple[Permission, ...] = (Permission.READ,)


class Section(NamedTuple):
    """An entry of the menu, which leads to the first of its pages that a person may open.

    `others` are the beginnings of URL names of pages that belong to it without standing in its line.
    """

    label: str
    pages: tuple[MenuPage, ...]
    others: tuple[str, ...] = ()


SECTIONS = (
    Section(
        "Your tasks",
        (
            MenuPage("desk", "Your tasks", (Permission.RUN_MEETINGS,)),
            MenuPage("my_actions", "My actions", TASKS_OF_OFFICERS),
            MenuPage("my_updates", "My updates", TASKS_OF_OFFICERS),
            MenuPage("lead_officers", "Lead officers", (Permission.REPORT_FOR_ANY,)),
            MenuPage("inbox", "Questions", (Permission.READ_QUESTIONS, Permission.REPORT)),
            MenuPage("notifications", "E-mails sent", (Permission.RUN_ROUNDS,)),
        ),
        ("notification_", "spreadsheet", "delivered", "question_", "answer_"),
    ),
    Section(
        "Review",
        (
            MenuPage("review", "Review"),
            MenuPage("rounds", "Reporting"),
            MenuPage("working", "Activity and results"),
            MenuPage("criteria", "Success criteria"),
            MenuPage("laa", "Local Area Agreement"),
            MenuPage("crimes", "Police figures"),
            MenuPage("action_list", "Actions"),
            MenuPage("update_list", "Updates"),
            MenuPage("decision_list", "Decisions"),
        ),
        (
            "round_", "wording", "reminder_", "uncorrected", "criteria_", "criterion_", "laa_", "crime_", "crimes_",
            "triangle", "log", "search", "action_list_", "update_list_", "decision_list_",
        ),
    ),
    Section(
        "Plan",
        (
            MenuPage("plan_detail", "Plan"),
            MenuPage("write_plan", "Edit the plan", (Permission.WRITE_PLAN,)),
            MenuPage("gaps", "Gaps"),
            MenuPage("assessments", "Assessment and consultation"),
            MenuPage("plan_changes", "Changes"),
            MenuPage("publish", "Publish", (Permission.PUBLISH,)),
            MenuPage("editions", "Editions"),
            MenuPage("versions", "Other formats"),
            MenuPage("plans", "All plans"),
        ),
        (
            "action_", "milestone_", "evidence", "date_move", "plan_", "write_", "gaps_", "assessment_",
            "consultation_", "restore", "publish_", "preview_", "withdraw", "edition", "receipt", "history",
            "carry_forward", "format_request", "version_",
        ),
    ),
    Section(
        "Meetings",
        (
            MenuPage("meetings", "Meetings"),
            MenuPage("groups", "Groups"),
            MenuPage("decided_changes", "Changes decided"),
            MenuPage("calendar", "Calendar"),
            MenuPage("duties", "Duties"),
            MenuPage("protocols", "Information sharing"),
        ),
        (
            "meeting_", "group_", "standing_point", "agenda_point", "record_", "challenge_", "paper_letter_",
            "decided_change", "duty_", "duties_", "protocol_", "signature_",
        ),
    ),
    Section(
        "People",
        (
            MenuPage("people", "People", (Permission.MANAGE_PEOPLE,)),
            MenuPage("sign_ins", "Sign-ins", (Permission.MANAGE_PEOPLE,)),
            MenuPage("authorities", "Authorities", (Permission.SET_UP,)),
            MenuPage("contacts", "Contacts", (Permission.MANAGE_PEOPLE,)),
            MenuPage("settings", "Settings", (Permission.SET_UP,)),
            MenuPage("export", "Export", (Permission.EXPORT,)),
        ),
        (
            "people_", "person_", "invitation_", "second_factor", "sign_ins_", "authority_", "logo_edit", "export_",
            "accessibility_", "privacy_",
        ),
    ),
    Section("Public page", (MenuPage("summary", "Public page", (Permission.READ_OWN,)),)),
)  # fmt: skip

# The pages about a person's own account, in no partnership.
ACCOUNT = Section(
    "Your account",
    (
        MenuPage("mfa_index", "Your account"),
        MenuPage("email_choices", "E-mails you get"),
        MenuPage("my_data", "Your data"),
    ),
)


@dataclass(frozen=True)
class Menu:
    """The sections that a person sees, each with its pages; the label of the one they are in; the pages in the line.

    A page of no section has the first one's line, so that the header has the same height everywhere.
    """

    sections: tuple[Section, ...]
    here: str | None
    line: Section


def menu_of(access, url_name):
    """The Menu of an Access on the page with this URL name."""
    sections = []
    for section in SECTIONS:
        pages = tuple(page for page in section.pages if any(access.may(each) for each in page.permissions))
        if pages:
            sections.append(section._replace(pages=pages))
    here = label_of(url_name)
    line = next((section for section in sections if section.label == here), sections[0])
    return Menu(tuple(sections), here, line)


@cache
def label_of(url_name):
    """Label of the section that a page belongs to, by its URL name; None if it is in no section."""
    for section in SECTIONS:
        if any(page.name == url_name for page in section.pages):
            return section.label
    for section in SECTIONS:
        if url_name and url_name.startswith(section.others):
            return section.label
    return None
