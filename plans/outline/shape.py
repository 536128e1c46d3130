"""Shape of the outline, as types: the keys that pages, files and rules may rely on.

`NotRequired` keys are in partnership outlines only. An edition of an older schema (see `plans.serialization`) may lack
more.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import NotRequired, TypedDict

from ..status import StatusOutline


class PartnershipOutline(TypedDict):
    id: int
    slug: str
    name: str
    area: str
    contact: str
    contact_phone: str
    contact_email: str
    colour: str
    notice: str


class PlanOutline(TypedDict):
    id: int
    slug: str
    title: str
    subtitle: str
    period: str
    strapline: str
    starts_on: date
    ends_on: date
    last_updated_on: date | None
    vision: str
    mission: str
    objective_served: str
    measurement_note: str
    continues: int | None


class AuthorityOutline(TypedDict):
    id: int
    name: str
    short_name: str
    kind: str
    starts_on: date | None
    ends_on: date | None


class ObjectiveOutline(TypedDict):
    id: int
    name: str
    served: bool


class SectionOutline(TypedDict):
    id: int
    key: str
    heading: str
    body: str
    body_after: str
    continues: int | None


class PlaceOutline(TypedDict):
    """Place of a priority in the order of an assessment or a consultation."""

    priority_id: int
    place: int
    # The consultation's name for the priority; an assessment has none.
    asked_as: NotRequired[str]


class AssessmentOutline(TypedDict):
    id: int
    title: str
    prepared_on: date | None
    starts_on: date | None
    ends_on: date | None
    summary: str
    value_for_money_public: str
    link: str
    places: list[PlaceOutline]
    value_for_money: NotRequired[str]
    document_name: NotRequired[str]


class ConsultationOutline(TypedDict):
    id: int
    title: str
    starts_on: date | None
    ends_on: date | None
    asked_whom: str
    asked: int | None
    answered: int | None
    summary: str
    changed: str
    places: list[PlaceOutline]


class MeasurementOutline(TypedDict):
    criterion_id: int
    id: int
    starts_on: date
    ends_on: date
    value: Decimal | None
    provisional: bool
    source: str
    recorded_at: datetime
    # Why the value is suppressed: "small", "beside", or "" if it is not.
    hidden: str
    note: NotRequired[str]


class OverrideOutline(TypedDict):
    reason: str
    set_on: date
    by: NotRequired[str]


class RatingOutline(TypedDict):
    word: str
    label: str
    why: str
    by_rule: str
    override: OverrideOutline | None


class CriterionOutline(TypedDict):
    """Success criterion. Its measurements are the newest record of each period, oldest period first."""

    id: int
    kind: str
    wording: str
    laa: bool
    placeholder: bool
    measure: str
    scale: str
    unit: str
    direction: str
    baseline: Decimal | None
    baseline_hidden: str
    baseline_period: str
    target: Decimal | None
    target_kind: str
    # The target in the criterion's own unit.
    target_value: Decimal | None
    due_on: date | None
    source: str
    reporter: AuthorityOutline | None
    frequency: str
    strength: str
    hide_below: int | None
    reward_grant: Decimal | None
    measurements: list[MeasurementOutline]
    latest: MeasurementOutline | None
    rating: RatingOutline
    own_reference: str
    continues: int | None
    figures_words: NotRequired[str]
    private_note: NotRequired[str]


class UpdateOutline(TypedDict):
    status: str
    speaks_of: date
    recorded_on: date
    # From a file: it answers no round.
    brought_in: bool
    id: NotRequired[int]
    recorded_at: NotRequired[datetime]
    happened: NotRequired[str]
    achieved: NotRequired[str]
    public: NotRequired[str]
    next: NotRequired[str]
    by: NotRequired[str]
    authority: NotRequired[str]
    on_behalf: NotRequired[bool]


class SentenceOutline(TypedDict):
    public_text: str
    speaks_of: date


class MilestoneOutline(TypedDict):
    id: int
    wording: str
    due_on: date | None
    done_on: date | None
    late: bool
    continues: int | None
    public: NotRequired[bool]


class DecidedOutline(TypedDict):
    """A change that is decided and not yet in the plan: what of it counts, each empty if it stays as it is.

    `kind` is change, remove or add; `id` that of the DecidedChange.
    """

    id: int
    kind: str
    decided_on: date
    wording: str
    lead: AuthorityOutline | None
    due_on: date | None
    due_words: str
    # Whether an action to be added is only for members.
    private: bool


class ActionOutline(StatusOutline):
    id: int
    kind: str
    wording: str
    note: str
    lead: AuthorityOutline | None
    # In public outlines only if somebody said that the public may read them.
    lead_words: str
    supporting: list[AuthorityOutline]
    due_on: date | None
    due_words: str
    due_first: date | None
    due_moves: int
    sides: list[str]
    # The soonest due first; in public outlines only those that the public may read.
    milestones: list[MilestoneOutline]
    # Ids of the success criteria that it is meant to move.
    aims: list[int]
    update: UpdateOutline | None
    sentence: SentenceOutline | None
    own_reference: str
    continues: int | None
    lead_words_public: NotRequired[bool]
    private_note: NotRequired[str]
    private: NotRequired[bool]
    # Changes and removals, the oldest decision first.
    decided: NotRequired[list[DecidedOutline]]


class PriorityOutline(TypedDict):
    id: int
    key: str
    name: str
    consultation_name: str
    heading: str
    assessment_order: int | None
    consultation_order: int | None
    criteria: list[CriterionOutline]
    actions: list[ActionOutline]
    tally: dict[str, int]
    continues: int | None
    # Actions to be added, the oldest decision first.
    decided: NotRequired[list[DecidedOutline]]


class HallmarkOutline(TypedDict):
    id: int
    key: str
    name: str
    body: str
    actions: list[ActionOutline]
    tally: dict[str, int]
    continues: int | None
    # Actions to be added, the oldest decision first.
    decided: NotRequired[list[DecidedOutline]]


PartOutline = PriorityOutline | HallmarkOutline


class ConsultedPriority(TypedDict):
    """A priority in the consultation's order, with its name there."""

    id: int
    name: str


class Outline(TypedDict):
    audience: str
    made_at: datetime
    today: date
    partnership: PartnershipOutline
    plan: PlanOutline
    authorities: list[AuthorityOutline]
    objectives: list[ObjectiveOutline]
    sections: dict[str, SectionOutline]
    # In the plan's order.
    priorities: list[PriorityOutline]
    in_consultation_order: list[ConsultedPriority]
    # Newest first.
    assessments: list[AssessmentOutline]
    consultations: list[ConsultationOutline]
    hallmarks: list[HallmarkOutline]
    # Number of actions.
    total: int
    # {effective status: number of actions}, without zeros.
    tally: dict[str, int]
    # {what: number} still to be agreed, as in `plans.outline.gaps`.
    gaps: NotRequired[dict[str, int]]
    # Date of the newest update.
    last_heard_on: date | None
