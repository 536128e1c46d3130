"""A decided change beside the plan: what was agreed on the day of the decision, what the plan says now, what comes."""

from dataclasses import dataclass, field

from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from partners import clock
from plans.due_dates import due
from plans.models import Plan
from plans.outline.decided import CHANGED_FIELDS, FIELDS, REMOVE, overtaken

from ..models import Action, DecidedChange

Kind = DecidedChange.Kind
WITH_PLAN = ("lead", "merged_into", "priority__plan__continued_as", "hallmark__plan__continued_as")
LABELS = {"due_on": _("Due date"), "lead": _("Lead authority"), "wording": _("Wording")}


@dataclass(frozen=True)
class Line:
    """One field of an action that the decision changes. `value` is the decided one, `words` those of a due date.

    `was`, `now` and `new` are texts: on the day of the decision, in the plan, and decided. `is_moved`: the plan says
    neither what it said then nor what was decided. `later` is the day of a later decision about the field, which counts
    instead, or None.
    """

    name: str
    value: object
    words: str
    was: str
    now: str
    new: str
    is_moved: bool
    later: object = None

    @property
    def label(self):
        return LABELS[self.name]

    @property
    def is_asked(self):
        """Whether the plan was changed otherwise since the decision, so that somebody has to choose."""
        return self.is_moved and not self.later


@dataclass(frozen=True)
class Comparison:
    """A change, where it would go (`target`: an action, a priority or a hallmark), and its lines.

    `refused` is why it cannot be put into the plan, or "". `is_overtaken`: a later decision is the reason.
    """

    change: DecidedChange
    target: object
    refused: str = ""
    is_overtaken: bool = False
    lines: list[Line] = field(default_factory=list)

    @property
    def effective(self):
        """The lines that no later decision overtakes."""
        return [line for line in self.lines if not line.later]

    @property
    def asked(self):
        return [line for line in self.lines if line.is_asked]

    @property
    def is_ready(self):
        """Whether one press puts it into the plan, without a question."""
        return not self.refused and not self.asked

    @property
    def followed(self):
        """The action or part in the plan that has begun, if the one decided about was in the plan before; else None."""
        decided_about = self.change.part or self.change.action
        return self.target if self.target is not None and self.target != decided_about else None


def comparison_of(change):
    """The Comparison of a pending change, now."""
    return comparisons_of([change])[0]


def comparisons_of(changes):
    """[Comparison] of pending changes, `for_list`, in a constant number of queries."""
    targets = _targets_of(changes)
    about = {pk for target, _ in targets for pk in _ids_of(target)}
    standing = DecidedChange.objects.standing().exclude(kind=Kind.ADD).filter(action__in=about).order_by()
    others = list(standing.values(*FIELDS))
    return [_compare(change, *target, others) for change, target in zip(changes, targets, strict=True)]


def _ids_of(target):
    """Ids under which decisions are about an action: its own, and that of the one it continues."""
    return {target.pk, target.continues_id} - {None} if isinstance(target, Action) else set()


def _compare(change, target, refused, others):
    lead = change.lead
    if lead and lead.ends_on and lead.ends_on < clock.today():
        ended = gettext("%(authority)s, which was to lead it, ended on %(date)s.")
        refused = refused or ended % {"authority": lead.name, "date": date_format(lead.ends_on)}
    if refused or change.kind == Kind.ADD:
        return Comparison(change, target, refused)
    ids, fields = _ids_of(target), {name: getattr(change, name) for name in FIELDS}
    later = overtaken(fields, [other for other in others if other["action_id"] in ids])
    if change.kind == Kind.REMOVE:
        refused = _overtaken_by(later[REMOVE]["decided_on"]) if REMOVE in later else ""
        return Comparison(change, target, refused, bool(refused))
    lines = _lines_of(change, target, later)
    if all(line.later for line in lines):
        return Comparison(change, target, _overtaken_by(lines[0].later), True, lines)
    return Comparison(change, target, lines=lines)


def _overtaken_by(day):
    return gettext("A later decision, of %(date)s, takes its place.") % {"date": date_format(day)}


def _targets_of(changes):
    """[(what a decision changes now, or None; why it cannot, or "")] of changes."""
    things = [change.part or change.action for change in changes]
    closed = [thing for thing in things if thing.plan.phase == Plan.Phase.CLOSED]
    following = {}
    for model in {type(thing) for thing in closed}:
        related = WITH_PLAN if model is Action else ("plan__continued_as",)
        rows = model.all_objects.filter(continues__in=[thing.pk for thing in closed if isinstance(thing, model)])
        following |= {(model, row.continues_id): row for row in rows.select_related(*related)}
    return [_target_of(thing, following) for thing in things]


def _target_of(thing, following):
    if thing.plan.phase == Plan.Phase.CLOSED:
        closed, thing = thing, following.get((type(thing), thing.pk))
        if thing is None or thing.plan.phase == Plan.Phase.CLOSED:
            sentence = gettext("The plan of %(period)s has closed, and “%(part)s” was not carried forward.")
            return None, sentence % {"period": closed.plan.period, "part": closed}
    if thing.retired_at:
        day = date_format(clock.date_of(thing.retired_at))
        merged = getattr(thing, "merged_into", None)
        sentence = gettext("“%(part)s” was removed from the plan on %(day)s.")
        if merged:
            sentence = gettext("“%(part)s” was removed from the plan on %(day)s: it became part of “%(merged)s”.")
        return thing, sentence % {"part": thing, "day": day, "merged": merged}
    return thing, ""


def _lines_of(change, action, later):
    lines = []
    for column in reversed(CHANGED_FIELDS):
        name = column.removesuffix("_id")
        if value := getattr(change, name):
            was, now, overtaking = getattr(change, f"was_{name}"), getattr(action, name), later.get(column)
            lines.append(
                Line(
                    name=name,
                    value=value,
                    words=change.due_words if name == "due_on" else "",
                    was=_as_text(was),
                    now=due(action) if name == "due_on" else _as_text(now or getattr(action, f"{name}_words", "")),
                    new=_as_text(value),
                    is_moved=now not in (was, value),
                    later=overtaking and overtaking["decided_on"],
                )
            )
    return lines


def _as_text(value):
    """A wording, an authority's or the plan's own words on it, or a date; "" while it is to be agreed."""
    return date_format(value) if hasattr(value, "year") else str(value or "")
