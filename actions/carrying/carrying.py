"""Rollover: the next plan, begun from the current one. Its parts continue those of the current plan, which do not
change.

docs/decisions/0029 lists what is carried over and what has to be agreed again.
"""

from collections import Counter
from dataclasses import dataclass

from django.db import transaction
from django.utils.text import slugify

from actions.models import Action, Hallmark
from actions.writing.kinds import KINDS, lock
from actions.writing.plans import in_print
from partners import clock
from partners.history import recording
from partners.models import Partnership
from plans.models import Plan, Section, StrategicObjective
from priorities.models import Priority, SuccessCriterion

WORDS = (
    "subtitle", "strapline", "vision", "mission", "objective_served", "measurement_note",
)  # fmt: skip


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

    def authority(self, authority):
        """Authority in the next plan; None, to be agreed, if it will have ended by then."""
        return authority if authority and (authority.ends_on is None or authority.ends_on >= self.starts_on) else None


@transaction.atomic
def carry_forward(plan, *, by, title, terms, branches):
    """Creates the plan that continues this one, with the selected branches. Returns it.

    Raises CarriedAlreadyError if the plan has a successor. Serialised by a lock on the partnership.
    """
    Partnership.objects.select_for_update().get(pk=plan.partnership_id)
    if there := Plan.objects.filter(continues=plan).first():
        raise CarriedAlreadyError(there)
    with recording(by=by, why=_why(plan)):
        new = Plan.objects.create(
            partnership=plan.partnership,
            slug=_slug(plan.partnership, terms),
            title=title,
            period=in_print(terms.starts_on, terms.ends_on),
            starts_on=terms.starts_on,
            ends_on=terms.ends_on,
            continues=plan,
            **{name: getattr(plan, name) for name in WORDS},
        )
        for one in plan.objectives.all():
            StrategicObjective.objects.create(plan=new, name=one.name, served=one.served, position=one.position)
    carry(plan, new, by=by, terms=terms, branches=branches)
    return new


def _why(plan):
    return f"Carried forward from the plan of {plan.period}"


def _slug(partnership, terms):
    stem = slugify(f"{terms.starts_on.year}-{terms.ends_on.year}")
    taken = set(Plan.objects.in_partnership(partnership).values_list("slug", flat=True))
    return next(slug for n in range(1, len(taken) + 2) if (slug := stem if n == 1 else f"{stem}-{n}") not in taken)


@transaction.atomic
def carry(plan, new, *, by, terms, branches):
    """Adds the continuations of these branches to the next plan, at the end of its lists."""
    lock(new)
    places = Places(new)
    with recording(by=by, why=_why(plan)):
        for branch in branches:
            places.put(branch.kind, _anew(branch.thing, terms))


class Places:
    """Positions in the next plan: the parent of each new part, and its next position there."""

    def __init__(self, plan):
        self.plan = plan
        self.parents = {
            (model, one.continues_id): one
            for model in (Priority, Hallmark)
            for one in model.ever.filter(plan=plan, continues__isnull=False)
        }
        self.last = Counter()

    def put(self, kind, found):
        """Saves a new part in the plan, with its related rows; `found` is (part, [related row])."""
        thing, along = found
        parent = self.plan
        if kind.parent is not Plan:
            parent = self.parents[kind.parent, getattr(thing.continues, f"{kind.link}_id")]
        setattr(thing, kind.link, parent)
        key = kind.word, parent.pk
        if key not in self.last:
            self.last[key] = kind.last_place(parent)
        self.last[key] += 1
        thing.position = self.last[key]
        thing.save()
        for part in along:
            part.save()
        if isinstance(thing, Priority | Hallmark):
            self.parents[type(thing), thing.continues_id] = thing


def _anew(thing, terms):
    """(continuation of a part, [related row]), unsaved and not yet in a plan."""
    return {Section: _section, Priority: _priority, Hallmark: _hallmark, SuccessCriterion: _criterion, Action: _action}[
        type(thing)
    ](thing, terms)


def _copy(thing, *names, **more):
    return type(thing)(**{name: getattr(thing, name) for name in names}, continues=thing, **more)


def _section(thing, terms):
    return _copy(thing, "key", "heading", "body", "body_after"), []


def _priority(thing, terms):
    """Without its ranks in assessments and consultations, which the next plan will have anew."""
    return _copy(thing, "key", "name", "heading"), []


def _hallmark(thing, terms):
    return _copy(thing, "key", "name", "body"), []


def _criterion(thing, terms):
    """With its crime links. A target due before the next plan has to be agreed again."""
    due_on = terms.day(thing.due_on)
    agreed = {name: getattr(thing, name) for name in ("baseline", "baseline_period", "target")} if due_on else {}
    new = _copy(
        thing, "kind", "wording", "laa", "placeholder", "measure", "scale", "unit", "direction", "target_kind",
        "source", "frequency", "strength", "hide_below", due_on=due_on, reporter=terms.authority(thing.reporter),
        **agreed,
    )  # fmt: skip
    links = thing.crime_links.all()
    return new, [type(link)(criterion=new, force=link.force, district=link.district, crime_type=link.crime_type)
                 for link in links]  # fmt: skip


def _action(thing, terms):
    """With its supporting authorities. Its due date counts as the first one agreed."""
    due_on = terms.day(thing.due_on)
    added_on = max(terms.starts_on, clock.today())
    new = _copy(
        thing, "wording", "note", *Action.SIDES, lead=terms.authority(thing.lead), due_on=due_on, due_first=due_on,
        added_on=added_on,
    )  # fmt: skip
    partners = [partner for partner in thing.partners.all() if terms.authority(partner.authority)]
    return new, [type(partner)(action=new, authority=partner.authority) for partner in partners]


def told(branches, terms):
    """Summary of a rollover: ([(count, kind name)], what has to be agreed again).

    The latter is {"dates": [action], "leads": [action], "targets": [criterion], "reporters": [criterion]}.
    """
    counts = Counter(branch.kind.word for branch in branches)
    made = [(n, kind.name if n == 1 else kind.names) for word, kind in KINDS.items() if (n := counts[word])]
    actions = [branch.thing for branch in branches if isinstance(branch.thing, Action)]
    criteria = [branch.thing for branch in branches if isinstance(branch.thing, SuccessCriterion)]
    anew = {
        "dates": [a for a in actions if a.due_on and not terms.day(a.due_on)],
        "leads": [a for a in actions if a.lead and not terms.authority(a.lead)],
        "targets": [c for c in criteria if c.target is not None and not terms.day(c.due_on)],
        "reporters": [c for c in criteria if c.reporter and not terms.authority(c.reporter)],
    }
    return made, anew
