"""Permissions of each role. `MAY` is the only source; everything else reads it."""

from enum import Enum

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    LIMITED = "limited_officer", _("Limited officer")
    OBSERVER = "observer", _("Observer")
    OFFICER = "officer", _("Partner officer")
    CHAIR = "chair", _("Chair")
    COORDINATOR = "coordinator", _("Coordinator")


def further(*roles: Role) -> Role:
    """The most powerful of several roles; a person has only one for an authority."""
    return max(roles, key=list(Role).index)


# Name of each role's first page.
LANDING: dict[Role, str] = {
    Role.LIMITED: "my_actions",
    Role.OFFICER: "my_actions",
    Role.COORDINATOR: "desk",
    Role.CHAIR: "desk",
    Role.OBSERVER: "plan_detail",
}

# Roles for which a partnership can require a second factor.
NEED_SECOND_FACTOR = frozenset({Role.CHAIR, Role.COORDINATOR})


class Permission(Enum):
    """What a role may allow, in words."""

    READ = "read the live plan, its history, the review and what there is of meetings"
    READ_OWN = "read, of all that, the actions that one's authority leads or supports"
    READ_CONFIDENTIAL = "read the confidential points of meetings, and what is recorded at them"
    REPORT = "report on an action that one's authority leads or supports"
    REPORT_FOR_ANY = "report on any action, on an authority's behalf, marked so"
    PUBLISH = "publish an edition of the plan, withdraw one"
    SEE_ANY_DELIVERY = "see what any authority delivered, on one page; an officer sees their own"
    ASK_FOR_DATE = "ask for another due date of an action that one's authority leads"
    DECIDE_DATE = "approve or decline that, and say whether it needs approval"
    RUN_ROUNDS = "set when reporting rounds open, when updates are due and the grace period"
    MEASURE = "record a measurement of a criterion that one's authority reports"
    MEASURE_FOR_ANY = "record a measurement of any criterion; figures of the police's open data"
    RUN_MEETINGS = "set meetings, send the pack, record, keep attendance and minutes"
    SET_UP_GROUPS = "set up the groups, who sits on them and their quorum"
    KEEP_DUTIES = "keep the register of duties, its evidence and who signed the protocol"
    RECORD_FORMAT_REQUESTS = "record that somebody asked for the plan in another format"
    ANSWER_FORMAT_REQUESTS = "read who asked for another format, say who sees to it, and answer"
    MAKE_VERSIONS = "draft versions of the plan in other formats"
    TRANSLATE = "translate the plan's public texts, and check translations"
    WRITE_PLAN = "edit criteria, wording, leads, supporting authorities, dates and sides"
    SET_UP = "keep the partnership's settings, its logo and its authorities"
    MANAGE_PEOPLE = "invite people, change their roles and end them; the rule of the second factor"
    READ_QUESTIONS = "read what the public asked, before it is published, without who asked"
    ANSWER_QUESTIONS = "read who asked, assign, answer, publish and close such questions"
    EXPORT = "take everything of the partnership away in one file"


MAY: dict[Permission, frozenset[Role]] = {
    Permission.READ: frozenset(Role) - {Role.LIMITED},
    Permission.READ_OWN: frozenset(Role),
    Permission.READ_CONFIDENTIAL: frozenset({Role.OBSERVER, Role.OFFICER, Role.CHAIR, Role.COORDINATOR}),
    Permission.REPORT: frozenset({Role.OFFICER, Role.LIMITED}),
    Permission.REPORT_FOR_ANY: frozenset({Role.COORDINATOR}),
    Permission.PUBLISH: frozenset({Role.CHAIR, Role.COORDINATOR}),
    Permission.SEE_ANY_DELIVERY: frozenset({Role.OBSERVER, Role.CHAIR, Role.COORDINATOR}),
    Permission.ASK_FOR_DATE: frozenset({Role.OFFICER, Role.LIMITED}),
    Permission.DECIDE_DATE: frozenset({Role.COORDINATOR}),
    Permission.RUN_ROUNDS: frozenset({Role.COORDINATOR}),
    Permission.MEASURE: frozenset({Role.OFFICER}),
    Permission.MEASURE_FOR_ANY: frozenset({Role.COORDINATOR}),
    Permission.RUN_MEETINGS: frozenset({Role.CHAIR, Role.COORDINATOR}),
    Permission.SET_UP_GROUPS: frozenset({Role.COORDINATOR}),
    Permission.KEEP_DUTIES: frozenset({Role.COORDINATOR}),
    Permission.RECORD_FORMAT_REQUESTS: frozenset({Role.OFFICER, Role.CHAIR, Role.COORDINATOR}),
    Permission.ANSWER_FORMAT_REQUESTS: frozenset({Role.COORDINATOR}),
    Permission.MAKE_VERSIONS: frozenset({Role.OFFICER, Role.COORDINATOR}),
    Permission.TRANSLATE: frozenset({Role.OFFICER, Role.COORDINATOR}),
    Permission.WRITE_PLAN: frozenset({Role.COORDINATOR}),
    Permission.SET_UP: frozenset({Role.COORDINATOR}),
    Permission.MANAGE_PEOPLE: frozenset({Role.COORDINATOR}),
    Permission.READ_QUESTIONS: frozenset({Role.CHAIR, Role.COORDINATOR}),
    Permission.ANSWER_QUESTIONS: frozenset({Role.COORDINATOR}),
    Permission.EXPORT: frozenset({Role.COORDINATOR}),
}
