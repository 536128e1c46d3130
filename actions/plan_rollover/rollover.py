"""Rollover: the next plan, begun from the current one. Its parts continue those of the current plan, which do not
change.

docs/decisions/0029 lists what is carried over and what has to be agreed again.
"""

from collections import Counter
from dataclasses import dataclass

from django.db import transaction

from actions.plan_editor.kinds import PART_KINDS, lock_open_plan
from actions.plan_editor.operations import free_slug
from actions.plan_editor.plan_forms import period_in_print
from partners import clock
from partners.history import attributed_to
from partners.models import Partnership
from partners.written_times import read_when
from plans.models import Plan, Section, StrategicObjective
from priorities.models import Priority, SuccessCriterion

from ..models import Action, ActionAim, Hallmark, Milestone

# Fields that the next plan and its parts have as they are; `_next_criterion` and `_next_action` add others. A priority
# goes without its ranks in assessments and consultations, which the next plan will have anew.
COPIED_FIELDS = {
    Plan: ("subtitle", "strapline", "vision", "mission", "objective_served", "measurement_note"),
    Section: ("key", "heading", "body", "body_after"),
    Priority: ("key", "name", "heading"),
    Hallmark: ("key", "name", "body"),
    SuccessCriterion: (
        "kind", "wording", "laa", "placeholder", "measure", "scale", "unit", "direction", "target_kind", "source",
        "frequency", "strength", "hide_below", "own_reference", "private_note",
    ),
    Action: ("wording", "note", *Action.SIDES, "own_reference", "private_note", "private"),
}  # fmt: skip


class CarriedAlreadyError(Exception):
    """Another plan, `plan`, already continues this one."""

    def __init__(self, plan):
        super().__init__(str(plan))
        self.plan = plan


@dataclass(frozen=True)
class Terms:
    """Dates of the next plan, and whether it keeps due dates."""

    starts_on: object
    ends_on: object
    keep_dates: bool = True

    def day(self, day):
        """Due date in the next plan; None, to be agreed, if it is before that plan or dates are not kept."""
        return day if self.keep_dates and day and self.starts_on <= day else None

    def words(self, action):
        """Words on when an action is due that the next plan keeps: with its date, or without any if they name none
        before that plan."""
        if not self.keep_dates or (action.due_on and not self.day(action.due_on)):
            return ""
        when = read_when(action.due_words)
        return "" if when.on and when.on < self.starts_on else action.due_words

    def authority(self, authority):
        """Authority in the next plan; None, to be agreed, if it will have ended by then."""
        return authority if authority and (authority.ends_on is None or authority.ends_on >= self.starts_on) else None


@transaction.atomic
def carry_forward(plan, *, by, title, terms, branches):
    """Creates the plan that continues this one, with the selected branches. Returns it.

    Raises CarriedAlreadyError if the plan has a successor. Serialised by a lock on the partnership.
    """
    Partnership.objects.select_for_update().get(pk=plan.partnership_id)
    if successor := Plan.objects.filter(continues=plan).first():
        raise CarriedAlreadyError(successor)
    with attributed_to(by=by, why=_reason(plan)):
        next_plan = Plan.objects.create(
            partnership=plan.partnership,
            slug=_slug(plan.partnership, terms),
            title=title,
            period=period_in_print(terms.starts_on, terms.ends_on),
            starts_on=terms.starts_on,
            ends_on=terms.ends_on,
            continues=plan,
            **{name: getattr(plan, name) for name in COPIED_FIELDS[Plan]},
        )
        for objective in plan.objectives.all():
            StrategicObjective.objects.create(
                plan=next_plan, name=objective.name, served=objective.served, position=objective.position
            )
    carry(plan, next_plan, by=by, terms=terms, branches=branches)
    return next_plan


def _reason(plan):
    return f"Carried forward from the plan of {plan.period}"


def _slug(partnership, terms):
    taken = set(Plan.objects.in_partnership(partnership).values_list("slug", flat=True))
    return free_slug(f"{terms.starts_on.year}-{terms.ends_on.year}", taken)


@transaction.atomic
def carry(plan, next_plan, *, by, terms, branches):
    """Adds the continuations of these branches to the next plan, at the end of its lists."""
    lock_open_plan(next_plan)
    places = Places(next_plan)
    with attributed_to(by=by, why=_reason(plan)):
        for branch in branches:
            places.put(branch.kind, _continuation(branch.part, terms))
        _carry_aims(next_plan)


class Places:
    """Positions in the next plan: the parent of each new part, and its next position there."""

    def __init__(self, plan):
        self.plan = plan
        self.parents = {
            (model, parent.continues_id): parent
            for model in (Priority, Hallmark)
            for parent in model.all_objects.filter(plan=plan, continues__isnull=False)
        }
        self.last = Counter()

    def put(self, kind, continuation):
        """Saves a new part in the plan, with its related rows; `continuation` is (part, [related row])."""
        part, related = continuation
        parent = self.plan
        if kind.parent is not Plan:
            parent = self.parents[kind.parent, getattr(part.continues, f"{kind.link}_id")]
        setattr(part, kind.link, parent)
        key = kind.key, parent.pk
        if key not in self.last:
            self.last[key] = kind.last_place(parent)
        self.last[key] += 1
        part.position = self.last[key]
        part.save()
        for row in related:
            row.save()
        if isinstance(part, Priority | Hallmark):
            self.parents[type(part), part.continues_id] = part


def _continuation(part, terms):
    """(continuation of a part, [related row]), unsaved and not yet in a plan."""
    if isinstance(part, SuccessCriterion):
        return _next_criterion(part, terms)
    return _next_action(part, terms) if isinstance(part, Action) else (_copy(part), [])


def _copy(part, **kwargs):
    copied = {name: getattr(part, name) for name in COPIED_FIELDS[type(part)]}
    return type(part)(**copied, continues=part, **kwargs)


def _next_criterion(criterion, terms):
    """With its crime links. A target due before the next plan has to be agreed again."""
    due_on = terms.day(criterion.due_on)
    agreed = (
        {name: getattr(criterion, name) for name in ("baseline", "baseline_period", "target", "figures_words")}
        if due_on
        else {}
    )
    continuation = _copy(criterion, due_on=due_on, reporter=terms.authority(criterion.reporter), **agreed)
    links = criterion.crime_links.all()
    return continuation, [
        type(link)(criterion=continuation, force=link.force, district=link.district, crime_type=link.crime_type)
        for link in links
    ]


def _next_action(action, terms):
    """With its supporting authorities and milestones. Its due date counts as the first one agreed.

    Words on the lead stay where the lead does, or there was none; so do its officers.
    """
    due_on = terms.day(action.due_on)
    added_on = max(terms.starts_on, clock.today())
    lead = terms.authority(action.lead)
    words = {"due_words": terms.words(action)}
    if lead == action.lead:
        kept = ("lead_words", "lead_words_public", "lead_officer_id", "deputy_id")
        words |= {name: getattr(action, name) for name in kept}
    continuation = _copy(action, lead=lead, due_on=due_on, due_first=due_on, added_on=added_on, **words)
    partners = [partner for partner in action.partners.all() if terms.authority(partner.authority)]
    supporting = [type(partner)(action=continuation, authority=partner.authority) for partner in partners]
    return continuation, [*supporting, *_next_milestones(action, continuation, terms)]


def _next_milestones(action, continuation, terms):
    """The milestones still to be reached; one whose date is before the next plan has to be agreed again."""
    milestones = Milestone.objects.filter(action=action).to_reach()
    return [
        Milestone(
            action=continuation, wording=each.wording, due_on=terms.day(each.due_on), public=each.public, continues=each
        )
        for each in milestones
    ]


def _carry_aims(next_plan):
    """Tie the actions that a plan continues to the criteria that continue those that they were meant to move."""
    continued = Action.objects.in_plan(next_plan).exclude(continues=None)
    aims = ActionAim.objects.filter(
        action__continued_as__in=continued, criterion__continued_as__priority__plan=next_plan
    )
    here = set(ActionAim.objects.filter(action__in=continued).values_list("action_id", "criterion_id"))
    for pair in aims.values_list("action__continued_as", "criterion__continued_as"):
        if pair not in here:
            ActionAim.objects.create(action_id=pair[0], criterion_id=pair[1])


def rollover_summary(branches, terms):
    """Summary of a rollover: ([(count, kind name)], what has to be agreed again).

    The latter is {"dates": [action], "leads": [action], "targets": [criterion], "reporters": [criterion]}.
    """
    counts = Counter(branch.kind.key for branch in branches)
    created = [(n, kind.name if n == 1 else kind.names) for key, kind in PART_KINDS.items() if (n := counts[key])]
    actions = [branch.part for branch in branches if isinstance(branch.part, Action)]
    criteria = [branch.part for branch in branches if isinstance(branch.part, SuccessCriterion)]
    to_agree = {
        "dates": [a for a in actions if a.due_on and not terms.day(a.due_on)],
        "leads": [a for a in actions if a.lead and not terms.authority(a.lead)],
        "targets": [c for c in criteria if c.target is not None and not terms.day(c.due_on)],
        "reporters": [c for c in criteria if c.reporter and not terms.authority(c.reporter)],
    }
    return created, to_agree
