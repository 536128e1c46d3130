"""What an import makes of a file before anything is saved: plain shapes that a page can show and change."""

from dataclasses import dataclass, field

from partners.files.source import LeftOut

Place = tuple[str, int, int]  # sheet, row number, column from 0


@dataclass(slots=True)
class Update:
    """Progress that the file holds, with the heading of its column, which may name a quarter."""

    words: str
    heading: str = ""
    is_status: bool = False


@dataclass(slots=True)
class Criterion:
    """A success criterion; `parts` are its baseline, target, unit and so on, in the file's words, by name."""

    priority: str
    wording: str
    parts: dict[str, str] = field(default_factory=dict)
    made_from: list[Place] = field(default_factory=list)


@dataclass(slots=True)
class ActionEntry:
    """An action in the words of the file. `private_note` and `updates` are not for the public."""

    priority: str
    wording: str
    priority_words: str = ""
    theme: str = ""
    note: str = ""
    private_note: str = ""
    lead_words: str = ""
    supporting_words: str = ""
    due_words: str = ""
    reference: str = ""
    updates: list[Update] = field(default_factory=list)
    is_private: bool = False
    made_from: list[Place] = field(default_factory=list)

    @property
    def bullets(self):
        """Its wording as several actions, where the cell holds a list; empty if it does not."""
        lines = [line.strip() for line in self.wording.splitlines() if line.strip()]
        listed = [line.removeprefix("•").strip() for line in lines if line.startswith("•")]
        return listed if len(listed) > 1 and len(listed) == len(lines) else []


@dataclass(slots=True)
class Section:
    """A heading and the paragraphs below it, which belong to no action."""

    heading: str
    paragraphs: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Question:
    """A decision that the file leaves to a person: what it is about, the question, and the words it is about."""

    about: str
    text: str
    words: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Entries:
    """Everything that a file holds, each word in an entry, a private note or `left_out`."""

    title: str = ""
    actions: list[ActionEntry] = field(default_factory=list)
    criteria: list[Criterion] = field(default_factory=list)
    priorities: dict[str, str] = field(default_factory=dict)  # name: the words that the file has for it
    sections: list[Section] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
