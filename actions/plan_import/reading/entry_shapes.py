"""What an import makes of a file before anything is saved: plain shapes that a page can show and change."""

from dataclasses import dataclass, field
from datetime import date

from partners.files.cell_words import list_items
from partners.files.source import LeftOut
from partners.models import Authority

from .headings import Meaning
from .structure import Kind, Table

Place = tuple[str, int, int]  # sheet, row number, column from 0


@dataclass(slots=True)
class Update:
    """Progress that the file holds, with the heading of its column, which may name a quarter."""

    words: str
    heading: str = ""
    is_status: bool = False
    about: date | None = None
    place: Place | None = None


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
    places: dict[str, list[Place]] = field(default_factory=dict)

    def add(self, part, words, place, heading=""):
        """Add the words of a place to a part, or to the wording."""
        if heading:
            self.headings.setdefault(part, heading)
        if part == "wording":
            self.wording = f"{self.wording}\n{words}" if self.wording else words
        else:
            self.parts[part] = f"{self.parts[part]}\n{words}" if part in self.parts else words
        self.places.setdefault(part, []).append(place)


@dataclass(slots=True)
class ActionEntry:
    """An action in the words of the file. `private_note` and `updates` are not for the public.

    `lead_words`, `supporting_words` and `due_words` are all that the file says; those `_kept` are what the leads and
    the date that were read do not say. `status` is "on track", "at risk", "off track", "complete" or "not started";
    `status_why` says where it was read, if not in words. `places` are those that each field was read from.
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
    status_why: str = ""
    reference: str = ""
    updates: list[Update] = field(default_factory=list)
    is_private: bool = False
    is_of_hallmark: bool = False
    hallmark: str = ""
    lead_words_public: bool = False
    sides: str = ""
    brings_updates: bool = True
    merged: list[str] = field(default_factory=list)
    made_from: list[Place] = field(default_factory=list)
    key: str = ""
    places: dict[str, list[Place]] = field(default_factory=dict)

    def add(self, name, words, place):
        """Add the words of a place to a field, on a line of their own."""
        before = getattr(self, name)
        setattr(self, name, f"{before}\n{words}" if before else words)
        self.places.setdefault(name, []).append(place)

    @property
    def bullets(self):
        """Its wording as several actions, where the cell holds a list; empty if it does not."""
        return list_items(self.wording)


@dataclass(slots=True)
class Section:
    """A heading and the paragraphs below it, which belong to no action; `priority` is the one that it stands below."""

    heading: str
    paragraphs: list[str] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    priority: str = ""
    key: str = ""


@dataclass(slots=True)
class Question:
    """A decision that the file leaves to a person: what it is about, the question, and the words it is about.

    About "headings" and "columns", `table` is the guess: which row of its sheet holds the headings, and what each
    column holds. About "priorities", `words` is the guess, if there is one, of `sheet`.
    """

    about: str
    text: str
    words: list[str] = field(default_factory=list)
    sheet: str = ""
    table: Table | None = None


@dataclass(slots=True)
class Answers:
    """What a person said about a file.

    `headings` is the number of the row that holds the headings, by sheet, 0 for none; `columns` what a column holds,
    by sheet and column from 0; `kinds` what a row is, by sheet and row number; `priorities` the priority of a sheet
    whose rows name none; `names` an authority's pk by name, None for nobody; `hidden_sheets` those that are read
    although hidden; `public_names` are names that the public may read, in words. Comments are left out, or go into the
    private notes with `keeps_comments`. Words that are struck out are left out, unless whoever reads the file takes
    them for words (`reads_struck`).
    """

    headings: dict[str, int] = field(default_factory=dict)
    columns: dict[tuple[str, int], Meaning] = field(default_factory=dict)
    priorities: dict[str, str] = field(default_factory=dict)
    names: dict[str, int | None] = field(default_factory=dict)
    hidden_sheets: set[str] = field(default_factory=set)
    reads_hidden_rows: bool = False
    reads_struck: bool = False
    kinds: dict[tuple[str, int], Kind] = field(default_factory=dict)
    public_names: set[str] = field(default_factory=set)
    keeps_comments: bool = False


@dataclass(slots=True)
class Entries:
    """Everything that a file holds, each word in an entry, a private note or `left_out`.

    `lines` are a sheet's rows with what they are, `tables` those that were found; `notes` sentences about what was
    read in a way that a person may not expect; `updated_on` the day on which the file says that it was updated;
    `places` those that its own fields are from.
    """

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
    out_by_choice: dict[str, LeftOut] = field(default_factory=dict)
    questions: list[Question] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    lines: dict[str, list] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    updated_on: date | None = None
    places: dict[str, list[Place]] = field(default_factory=dict)

    def keep(self, name, place):
        """Say that the words of a place are in a field of the plan, such as "title" or "priority: Burglary"."""
        if place:
            self.places.setdefault(name, []).append(place)

    def leave_out(self, place, words, why, *, is_beside=False):
        """List words of a place as left out. Row 0 is a sheet's name; `is_beside` are a cell's comment and the like."""
        sheet, row, _column = place
        where = f"{sheet}, row {row}" if sheet and row else sheet or f"Row {row}"
        self.left_out.append(LeftOut(where, words, why, place if row and not is_beside else None))
