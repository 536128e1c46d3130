"""Permissions of each role. `MAY` is the only source; everything else reads it.

| | observer | officer | chair | coordinator |
|---|---|---|---|---|
| READ: the live plan, its history, the review, meetings | yes | yes | yes | yes |
| REPORT on an action that one's authority leads or supports | - | yes | - | - |
| REPORT_FOR_ANY: on any action, on an authority's behalf, marked so | - | - | - | yes |
| PUBLISH: make an edition of the plan, withdraw one | - | - | yes | yes |
| SEE_ANY_DELIVERY: what any authority delivered, on one page; an officer sees their own | yes | - | yes | yes |
| ASK_FOR_DATE: another due date of an action that one's authority leads | - | yes | - | - |
| DECIDE_DATE: approve or decline that, and say whether it needs approval | - | - | - | yes |
| RUN_ROUNDS: when the reporting rounds open, when answers are due, how long the grace is | - | - | - | yes |
| MEASURE: a criterion that one's authority reports | - | yes | - | - |
| MEASURE_FOR_ANY: any criterion; figures of the police's open data | - | - | - | yes |
| RUN_MEETINGS: set them, send the pack, record, attendance, minutes | - | - | yes | yes |
| SET_UP_GROUPS: the groups, who sits on them, their quorum | - | - | - | yes |
| KEEP_DUTIES: the register of duties, its evidence, who signed the protocol | - | - | - | yes |
| WRITE_PLAN: criteria, wording, leads, supporting authorities, dates, sides | - | - | - | yes |
| SET_UP: the partnership's settings, its logo, its authorities | - | - | - | yes |
| MANAGE_PEOPLE: invitations, roles, leavers, the rule of the second factor | - | - | - | yes |
| EXPORT: take everything of the partnership away in one file | - | - | - | yes |
"""

from enum import Enum

from django.db import models


class Role(models.TextChoices):
    OBSERVER = "observer", "Observer"
    OFFICER = "officer", "Partner officer"
    CHAIR = "chair", "Chair"
    COORDINATOR = "coordinator", "Coordinator"


def further(*roles: Role) -> Role:
    """The most powerful of several roles; a person has only one for an authority."""
    return max(roles, key=list(Role).index)


# Name of each role's first page.
LANDING: dict[Role, str] = {
    Role.OFFICER: "my_actions",
    Role.COORDINATOR: "desk",
    Role.CHAIR: "review",
    Role.OBSERVER: "plan_detail",
}

# Roles for which a partnership can require a second factor.
NEED_SECOND_FACTOR = frozenset({Role.CHAIR, Role.COORDINATOR})


class Permission(Enum):
    READ = "read"
    REPORT = "report"
    REPORT_FOR_ANY = "report for any authority"
    PUBLISH = "publish an edition"
    SEE_ANY_DELIVERY = "see what any authority delivered"
    ASK_FOR_DATE = "ask for another due date"
    DECIDE_DATE = "decide on a due date"
    RUN_ROUNDS = "run the reporting rounds"
    MEASURE = "record a measurement"
    MEASURE_FOR_ANY = "record a measurement for any authority"
    RUN_MEETINGS = "run meetings"
    SET_UP_GROUPS = "set up groups"
    KEEP_DUTIES = "keep the register of duties"
    WRITE_PLAN = "write the plan"
    SET_UP = "set up the partnership"
    MANAGE_PEOPLE = "manage people"
    EXPORT = "take everything away in one file"


MAY: dict[Permission, frozenset[Role]] = {
    Permission.READ: frozenset(Role),
    Permission.REPORT: frozenset({Role.OFFICER}),
    Permission.REPORT_FOR_ANY: frozenset({Role.COORDINATOR}),
    Permission.PUBLISH: frozenset({Role.CHAIR, Role.COORDINATOR}),
    Permission.SEE_ANY_DELIVERY: frozenset({Role.OBSERVER, Role.CHAIR, Role.COORDINATOR}),
    Permission.ASK_FOR_DATE: frozenset({Role.OFFICER}),
    Permission.DECIDE_DATE: frozenset({Role.COORDINATOR}),
    Permission.RUN_ROUNDS: frozenset({Role.COORDINATOR}),
    Permission.MEASURE: frozenset({Role.OFFICER}),
    Permission.MEASURE_FOR_ANY: frozenset({Role.COORDINATOR}),
    Permission.RUN_MEETINGS: frozenset({Role.CHAIR, Role.COORDINATOR}),
    Permission.SET_UP_GROUPS: frozenset({Role.COORDINATOR}),
    Permission.KEEP_DUTIES: frozenset({Role.COORDINATOR}),
    Permission.WRITE_PLAN: frozenset({Role.COORDINATOR}),
    Permission.SET_UP: frozenset({Role.COORDINATOR}),
    Permission.MANAGE_PEOPLE: frozenset({Role.COORDINATOR}),
    Permission.EXPORT: frozenset({Role.COORDINATOR}),
}
