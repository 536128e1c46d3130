"""Selection for a rollover: the tree of a plan's parts that a coordinator chooses from."""

from dataclasses import dataclass, field

from actions.plan_editor.kinds import PART_KINDS, Kind, kind_of
from actions.plan_editor.overview import contents
from partners.fingerprint import fingerprint

from ..models import Action, attach_latest


@dataclass
class Selectable:
    """A part of the plan, with the parts under it in `held`.

    `action` is the part with its newest update, if it is an action. `carried`: already continued in the next plan.
    `there`: continued, and not retired since.
    """

    part: object
    kind: Kind
    held: list = field(default_factory=list)
    action: Action | None = None
    carried: bool = False
    there: bool = False

    @property
    def key(self):
        """Form value of the branch."""
        return f"{self.kind.key}-{self.part.pk}"

    @property
    def done(self):
        """Whether it is a completed or withdrawn action."""
        return bool(self.action and self.action.closed)

    @property
    def all(self):
        """The branch and all branches under it."""
        return [self, *(branch for held in self.held for branch in held.all)]


class Tree:
    """All parts of a plan in order; `branches` are its sections, priorities and hallmarks."""

    def __init__(self, plan):
        plan_contents = contents(plan)
        latest = {a.pk: a for a in attach_latest(Action.objects.in_plan(plan).with_latest_update().for_list())}
        kinds = PART_KINDS.values()
        carried, there = ({kind.key: self._carried(kind, plan, ever=ever) for kind in kinds} for ever in (True, False))

        def branch(part, held=()):
            kind = kind_of(part)
            action = latest[part.pk] if isinstance(part, Action) else None
            went = part.pk in carried[kind.key], part.pk in there[kind.key]
            return Selectable(part, kind, [branch(child) for child in held], action, *went)

        self.branches = [
            *(branch(section) for section in plan_contents["sections"]),
            *(
                branch(priority, [*headline, *associated, *actions])
                for priority, headline, associated, actions in plan_contents["priorities"]
            ),
            *(branch(hallmark, actions) for hallmark, actions in plan_contents["hallmarks"]),
        ]

    @staticmethod
    def _carried(kind, plan, *, ever):
        """Ids of the parts that have a continuation; `ever` counts those that are retired since."""
        parts = kind.model.all_objects if ever else kind.model.objects
        return set(parts.filter(**{f"continues__{kind.path_to_plan}": plan}).values_list("continues", flat=True))

    @property
    def all(self):
        return [item for branch in self.branches for item in branch.all]

    @property
    def usual(self):
        """Default selection: form values of all branches that are not done."""
        return {item.key for item in self.all if not item.done}

    @property
    def fingerprint(self):
        """Fingerprint of the tree; it changes if a part is added, removed, reworded, completed or carried over."""
        return fingerprint([f"{item.key} {item.done} {item.carried} {item.part}" for item in self.all])

    def going(self, selected):
        """Branches to carry over. A child goes only if its parent goes or is already there."""
        branches = []
        for branch in self.branches:
            goes = branch.key in selected and not branch.carried
            branches += [branch] if goes else []
            if goes or branch.there:
                branches += [item for item in branch.held if item.key in selected and not item.carried]
        return branches

    def staying(self, selected):
        """Branches left behind."""
        going = {item.key for item in self.going(selected)}
        return [item for item in self.all if item.key not in going and not item.carried]
