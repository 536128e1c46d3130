"""Who may do what. This table is the rule; everything else asks it.

| | observer | officer | chair | coordinator |
|---|---|---|---|---|
| READ: the live plan, its history, the review, meetings | yes | yes | yes | yes |
| REPORT on an action that one's authority leads or supports | - | yes | - | - |
| REPORT_FOR_ANY: on any action, on an authority's behalf, marked so | - | - | - | yes |
| PUBLISH: make an edition of the plan, withdraw one | - | - | yes | yes |
| RUN_ROUNDS: when the reporting rounds open, when answers are due, how long the grace is | - | - | - | yes |
| WRITE_PLAN: wording, leads, supporting authorities, dates, sides | - | - | - | yes |
"""

from enum import Enum

from django.db import models


class Role(models.TextChoices):
    OBSERVER = "observer", "Observer"
    OFFICER = "officer", "Partner officer"
    CHAIR = "chair", "Chair"
    COORDINATOR = "coordinator", "Coordinator"


class Deed(Enum):
    READ = "read"
    REPORT = "report"
    REPORT_FOR_ANY = "report for any authority"
    PUBLISH = "publish an edition"
    RUN_ROUNDS = "run the reporting rounds"
    WRITE_PLAN = "write the plan"


MAY = {
    Deed.READ: frozenset(Role),
    Deed.REPORT: frozenset({Role.OFFICER}),
    Deed.REPORT_FOR_ANY: frozenset({Role.COORDINATOR}),
    Deed.PUBLISH: frozenset({Role.CHAIR, Role.COORDINATOR}),
    Deed.RUN_ROUNDS: frozenset({Role.COORDINATOR}),
    Deed.WRITE_PLAN: frozenset({Role.COORDINATOR}),
}
