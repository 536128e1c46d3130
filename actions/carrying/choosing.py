"""What of a plan may go on into the next one: the tree that a coordinator chooses from, and what was chosen of it."""

from dataclasses import dataclass, field

from actions.models import Action, attach_latest
from actions.writing.contents import contents
from actions.writing.kinds import KINDS, Kind, kind_of
from plans.freezing import sha256_of
from plans.models import Plan


@dataclass
class Branch:
    """A thing of the plan and what hangs on it.

    `done` is said of an action that was completed or withdrawn, `carried` of what went on into the next plan already,
    and `there` of that which was not retired there.
    """

    thing: object
    kind: Kind
    held: list = field(default_factory=list)
    done: bool = False
    carried: bool = False
    there: bool = False

    @property
    def word(self):
        """The branch as one word of a form."""
        return f"{self.kind.word}-{self.thing.pk}"

    @property
    def all(self):
        """It and everything that hangs on it."""
        return [self, *(one for held in self.held for one in held.all)]


class Tree:
    """All that stands in a plan, in its order: `branches` are the sections, the priorities and the hallmarks."""

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
        """The words of what goes on unless somebody says otherwise: everything but what is over."""
        return {one.word for one in self.all if not one.done}

    @property
    def seal(self):
        """The tree as one word: another one as soon as anything came, left, ended or went on."""
        told = [f"{one.word} {one.done} {one.carried} {one.thing}" for one in self.all]
        return sha256_of("\n".join(told))

    def going(self, words):
        """The branches that are to go on. What hangs on something goes only where that goes, or went before."""
        found = []
        for branch in self.branches:
            goes = branch.word in words and not branch.carried
            found += [branch] if goes else []
            if goes or branch.there:
                found += [one for one in branch.held if one.word in words and not one.carried]
        return found

    def staying(self, words):
        """Those that stay behind."""
        going = {one.word for one in self.going(words)}
        return [one for one in self.all if one.word not in going and not one.carried]
