"""Selection for a rollover: the tree of a plan's parts that a coordinator chooses from."""

from dataclasses import dataclass, field

from actions.models import Action, attach_latest
from actions.writing.contents import contents
from actions.writing.kinds import KINDS, Kind, kind_of
from plans.freezing import sha256_of
from plans.models import Plan


@dataclass
class Branch:
    """A part of the plan, with the parts under it in `held`.

    `done`: a completed or withdrawn action. `carried`: already continued in the next plan. `there`: continued, and not
    retired since.
    """

    thing: object
    kind: Kind
    held: list = field(default_factory=list)
    done: bool = False
    carried: bool = False
    there: bool = False

    @property
    def word(self):
        """Form value of the branch."""
        return f"{self.kind.word}-{self.thing.pk}"

    @property
    def all(self):
        """The branch and all branches under it."""
        return [self, *(one for held in self.held for one in held.all)]


class Tree:
    """All parts of a plan in order; `branches` are its sections, priorities and hallmarks."""

    def __init__(self, plan):
        found = contents(plan)
        latest = {a.pk: a for a in attach_latest(Action.objects.in_plan(plan).with_latest_update().for_list())}
        carried, there = (
            {kind.word: self._carried(things(kind.model), kind, plan) for kind in KINDS.values()}
            for things in (lambda model: model.ever, lambda model: model.objects)
        )

        def branch(thing, held=()):
            kind = kind_of(thing)
            done = isinstance(thing, Action) and latest[thing.pk].closed
            if isinstance(thing, Action):
                thing.read = latest[thing.pk]
            went = thing.pk in carried[kind.word], thing.pk in there[kind.word]
            return Branch(thing, kind, [branch(one) for one in held], done, *went)

        self.branches = [
            *(branch(section) for section in found["sections"]),
            *(branch(priority, [*one, *two, *actions]) for priority, one, two, actions in found["priorities"]),
            *(branch(hallmark, actions) for hallmark, actions in found["hallmarks"]),
        ]

    @staticmethod
    def _carried(things, kind, plan):
        path = "plan" if kind.parent is Plan else f"{kind.link}__plan"
        return set(things.filter(**{f"continues__{path}": plan}).values_list("continues", flat=True))

    @property
    def all(self):
        return [one for branch in self.branches for one in branch.all]

    @property
    def usual(self):
        """Default selection: form values of all branches that are not done."""
        return {one.word for one in self.all if not one.done}

    @property
    def seal(self):
        """Fingerprint of the tree; it changes if a part is added, removed, reworded, completed or carried over."""
        told = [f"{one.word} {one.done} {one.carried} {one.thing}" for one in self.all]
        return sha256_of("\n".join(told))

    def going(self, words):
        """Branches to carry over. A child goes only if its parent goes or is already there."""
        found = []
        for branch in self.branches:
            goes = branch.word in words and not branch.carried
            found += [branch] if goes else []
            if goes or branch.there:
                found += [one for one in branch.held if one.word in words and not one.carried]
        return found

    def staying(self, words):
        """Branches left behind."""
        going = {one.word for one in self.going(words)}
        return [one for one in self.all if one.word not in going and not one.carried]
