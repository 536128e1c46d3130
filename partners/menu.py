"""The menu: six entries at most, each with the pages of its section; which of them a person sees, and where it is."""

from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

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
        _("Your tasks"),
        (
            MenuPage("desk", _("Your tasks"), (Permission.RUN_MEETINGS,)),
            MenuPage("my_actions", _("My actions"), TASKS_OF_OFFICERS),
            MenuPage("my_updates", _("My updates"), TASKS_OF_OFFICERS),
            MenuPage("lead_officers", _("Lead officers"), (Permission.REPORT_FOR_ANY,)),
            MenuPage("inbox", _("Questions"), (Permission.READ_QUESTIONS, Permission.REPORT)),
            MenuPage("notifications", _("E-mails sent"), (Permission.RUN_ROUNDS,)),
        ),
        ("notification_", "spreadsheet", "delivered", "question_", "answer_"),
    ),
    Section(
        _("Review"),
        (
            MenuPage("review", _("Review")),
            MenuPage("rounds", _("Reporting")),
            MenuPage("working", _("Activity and results")),
            MenuPage("criteria", _("Success criteria")),
            MenuPage("laa", _("Local Area Agreement")),
            MenuPage("crimes", _("Police figures")),
            MenuPage("action_list", _("Actions")),
            MenuPage("update_list", _("Updates")),
            MenuPage("decision_list", _("Decisions")),
        ),
        (
            "round_", "wording", "reminder_", "uncorrected", "criteria_", "criterion_", "laa_", "crime_", "crimes_",
            "triangle", "log", "search", "action_list_", "update_list_", "decision_list_",
        ),
    ),
    Section(
        _("Plan"),
        (
            MenuPage("plan_detail", _("Plan")),
            MenuPage("write_plan", _("Edit the plan"), (Permission.WRITE_PLAN,)),
            MenuPage("gaps", _("Gaps")),
            MenuPage("assessments", _("Assessment and consultation")),
            MenuPage("plan_changes", _("Changes")),
            MenuPage("publish", _("Publish"), (Permission.PUBLISH,)),
            MenuPage("editions", _("Editions")),
            MenuPage("followers", _("Followers"), (Permission.PUBLISH,)),
            MenuPage("versions", _("Other formats")),
            MenuPage("translations", _("Translations")),
            MenuPage("plans", _("All plans")),
        ),
        (
            "action_", "milestone_", "evidence", "date_move", "plan_", "write_", "gaps_", "assessment_",
            "consultation_", "restore", "publish_", "preview_", "withdraw", "edition", "receipt", "history",
            "carry_forward", "format_request", "version_", "easy_read_", "translation_",
        ),
    ),
    Section(
        _("Meetings"),
        (
            MenuPage("meetings", _("Meetings")),
            MenuPage("groups", _("Groups")),
            MenuPage("decided_changes", _("Changes decided")),
            MenuPage("calendar", _("Calendar")),
            MenuPage("duties", _("Duties")),
            MenuPage("protocols", _("Information sharing")),
        ),
        (
            "meeting_", "group_", "standing_point", "agenda_point", "record_", "challenge_", "paper_letter_",
            "decided_change", "duty_", "duties_", "protocol_", "signature_",
        ),
    ),
    Section(
        _("People"),
        (
            MenuPage("people", _("People"), (Permission.MANAGE_PEOPLE,)),
            MenuPage("sign_ins", _("Sign-ins"), (Permission.MANAGE_PEOPLE,)),
            MenuPage("authorities", _("Authorities"), (Permission.SET_UP,)),
            MenuPage("contacts", _("Contacts"), (Permission.MANAGE_PEOPLE,)),
            MenuPage("settings", _("Settings"), (Permission.SET_UP,)),
            MenuPage("export", _("Export"), (Permission.EXPORT,)),
        ),
        (
            "people_", "person_", "invitation_", "second_factor", "sign_ins_", "authority_", "logo_edit", "export_",
            "accessibility_", "privacy_",
        ),
    ),
    Section(_("Public page"), (MenuPage("summary", _("Public page"), (Permission.READ_OWN,)),)),
)  # fmt: skip

# The pages about a person's own account, in no partnership.
ACCOUNT = Section(
    _("Your account"),
    (
        MenuPage("mfa_index", _("Your account")),
        MenuPage("email_choices", _("E-mails you get")),
        MenuPage("account_language", _("Language")),
        MenuPage("my_data", _("Your data")),
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
