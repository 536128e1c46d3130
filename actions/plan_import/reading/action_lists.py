"""A list of actions in prose: what stands above or below it may be of all of them."""

from dataclasses import dataclass, field

FEWEST = 2


@dataclass
class ActionList:
    """The actions of a list so far. `due` is the time, with its place, that the line above the list says; `group` and
    `with_parts` are the depths of bullets below which others are a group's actions, or parts of one."""

    actions: list = field(default_factory=list)
    due: tuple | None = None
    group: int = 0
    with_parts: int = 0
    is_plain: bool = True

    def add(self, action):
        """Add an action, which is due as the line above the list says."""
        if self.due:
            action.add("due_words", *self.due)
        self.actions.append(action)
        self.is_plain &= not any(one.lead_words for one in self.actions)

    def takes(self, name):
        """Whether a label below the list is of all its actions: none of several has its own."""
        own = any(getattr(one, name) or one.wording.endswith(")") for one in self.actions)
        return self.is_plain and len(self.actions) >= FEWEST and not own
