"""Shape of the changes between two outlines, as types."""

from typing import TypedDict

# ("same" | "del" | "ins", text)
Piece = tuple[str, str]


class ChangeNote(TypedDict):
    """One change of an object. Keys that do not concern its kind are empty."""

    # One of `plans.changes.describe.NOTE_KINDS`.
    what: str
    label: str
    old: str | None
    new: str | None
    # Of a status: "up", "down" or "", and both effective statuses.
    direction: str
    old_status: str
    new_status: str
    # Of a date: the first agreed date as text, and how often it was moved.
    original: str | None
    times: int
    # Of wording: in full, and with long unchanged stretches shortened.
    pieces: list[Piece]
    excerpt: list[Piece]
    # Of public sentences, reports and measurements.
    when: str


class ChangedItem(TypedDict):
    kind: str
    id: int
    # The new title, or the old one of a removed object.
    title: str
    # "added", "removed" or "changed".
    state: str
    notes: list[ChangeNote]


class ChangeGroup(TypedDict):
    name: str
    items: list[ChangedItem]


class ChangeSummary(TypedDict):
    sentence: str
    # {what: number}, in the order of the sentence.
    counts: dict[str, int]


class OutlineChanges(ChangeSummary):
    empty: bool
    groups: list[ChangeGroup]
