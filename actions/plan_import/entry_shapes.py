"""What an import makes of a file before anything is saved: plain shapes that a page can show and change."""

from dataclasses import dataclass, field
from datetime import date

from partners.files.cell_words import list_items
from partners.files.source import LeftOut
from partners.models import Authority

from .headings import Meaning

Place = tuple[str, int, int]  # sheet, row number, column from 0


@dataclass(slots=True)
class Update:
    """Progress that the file holds, with the heading of its column, which may name a quarter."""

    words: str
    heading: str = ""
    is_status: bool = False
    about: date | None = None


@dataclass(slots=True)
class Criterion:
    """A success criterion; `parts` are its baseline, target, unit and so on, in the file's words, by name.

    `headings` are those of the parts' columns, which may name the period of a figure.
    """

    priority: str
    wording: str
    parts: dict[str, str] = field(default_factory=dict)
    is_associated: bool = False
    made_from: list[Place] = field(default_factory=list)
    headings: dict[str, str] = field(default_factory=dict)
    key: str = ""


@dataclass(slots=True)
class ActionEntry:
    """An action in the words of the file. `private_note` and `updates` are not for the public.

    `lead_words`, `supporting_words` and `due_words` are all that the file says; those `_kept` are what the leads and
    the date that were read do not say. `status` is "on track", "at risk", "off track", "complete" or "not started".
    """

    priority: str
    wording: str
    priority_words: str = ""
    theme: str = ""
    note: str = ""
    private_note: str = ""
    lead_words: str = ""
    supporting_words: str = ""
    due_words: str = ""
    due_value: date | None = None
    due_shows_month: bool = False
    lead: Authority | None = None
    supporting: list[Authority] = field(default_factory=list)
    lead_kept: str = ""
    supporting_kept: str = ""
    due_on: date | None = None
    due_kept: str = ""
    due_why: str = ""
    status: str = ""
    status_fill: str = ""
    reference: str = ""
    updates: list[Update] = field(default_factory=list)
    is_private: bool = False
    is_of_hallmark: bool = False
    hallmark: str = ""
    lead_words_public: bool = False
    sides: str = ""
    made_from: list[Place] = field(default_factory=list)
    key: str = ""

    @property
    def bullets(self):
        """Its wording as several actions, where the cell holds a list; empty if it does not."""
        return list_items(self.wording)


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
class Answers:
    """What a person said about a file.

    `headings` is the number of the row that holds the headings, by sheet; `columns` what a column holds, by sheet and
    column from 0; `priorities` the priority of a sheet whose rows name none; `names` an authority's pk by name, None
    for nobody; `hidden_sheets` those that are read although hidden.
    """

    headings: dict[str, int] = field(default_factory=dict)
    columns: dict[tuple[str, int], Meaning] = field(default_factory=dict)
    priorities: dict[str, str] = field(default_factory=dict)
    names: dict[str, int | None] = field(default_factory=dict)
    hidden_sheets: set[str] = field(default_factory=set)
    reads_hidden_rows: bool = False


@dataclass(slots=True)
class Entries:
    """Everything that a file holds, each word in an entry, a private note or `left_out`."""

    title: str = ""
    period: str = ""
    vision: str = ""
    mission: str = ""
    actions: list[ActionEntry] = field(default_factory=list)
    criteria: list[Criterion] = field(default_factory=list)
    priorities: dict[str, str] = field(default_factory=dict)  # name: the words that the file has for it
    hallmarks: dict[str, str] = field(default_factory=dict)  # name: what it says
    sections: list[Section] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
