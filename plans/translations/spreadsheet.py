"""Translations as a spreadsheet: the texts of an edition out, translations in, after a look at what would change."""

from dataclasses import dataclass

from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from partners import clock
from partners.files.tables import CellError, Formula, sheets_of, text_of
from partners.files.xlsx_guard import Refused
from partners.fingerprint import fingerprint
from partners.languages import in_english

from ..exports.tables import xlsx_of
from .forms import name_of, text_field
from .operations import Change
from .parts import Item, State

COLUMNS = ("key", "seen", "part", "english", "translation", "state")
SALT, VALID_FOR, LONGEST_PREVIEW = "translations", 24 * 60 * 60, 2_000_000
HOW_TO = (
    "Fill in the column “translation” and leave the others as they are. What is empty there is left as it is. "
    "Upload the file where you downloaded it: you see every change before anything is saved. "
    "What comes from a spreadsheet is to be checked on the pages."
)


@dataclass(frozen=True)
class Problem:
    """A row that cannot be taken: its number in the sheet, or 0, what it is about, and why."""

    row: int
    about: str
    why: str


@dataclass(frozen=True)
class Reading:
    """What a spreadsheet would change, and what of it cannot be taken."""

    changes: list[Change]
    problems: list[Problem]


def seen(item: Item) -> str:
    """What whoever has the sheet saw: the English and its translation, of this plan into this language."""
    return fingerprint([item.row.plan_id, item.row.language, item.english, item.row.text])[:12]


@in_english()
def as_xlsx(edition, language, parts):
    """The workbook's bytes."""
    rows = [
        (name_of(item), seen(item), part.title, item.english, item.row.text or None, str(State(item.state).label))
        for part in parts
        for item in part.items
    ]
    title = f"{edition}: {language.name}"
    about = [("Edition", str(edition)), ("Language", language.name), ("How to", HOW_TO)]
    return xlsx_of({"translations": (COLUMNS, rows)}, title=title, about=about, moment=clock.now())


def read_translations(file, items, language):
    """Reading of an uploaded workbook or CSV file. Raises Refused."""
    for sheet in sheets_of(file):
        head = [str(cell or "").strip().lower() for cell in (sheet.rows or [[]])[0]]
        if {"key", "seen", "translation"} <= set(head):
            places = [head.index(name) if name in head else None for name in ("key", "seen", "english", "translation")]
            rows = [(number, _cells(row, places)) for number, row in enumerate(sheet.rows[1:], 2) if row]
            return match([(number, *cells) for number, cells in rows], items, language)
    raise Refused(
        _("This file has no columns “key”, “seen” and “translation”. Upload the file that you downloaded here")
    )


def _cells(row, places):
    return [row[place] if place is not None and place < len(row) else None for place in places]


def match(rows, items, language):
    """Reading of [(number of the row, key, seen, English or None, translation)] beside the items as they are now."""
    named, changes, problems = {name_of(item): item for item in items}, {}, []
    for number, key, was_seen, english, cell in rows:
        text, item = text_of(cell, date_text=str).strip(), named.get(str(key))
        is_overwritten = bool(item and english is not None and str(english).split() != item.english.split())
        if not is_overwritten and (not text or (item and text == item.row.text)):
            continue
        if why := _refusal(item, key in changes, was_seen, cell, is_overwritten):
            problems.append(Problem(number, item.english if item else str(key)[:60], why))
            continue
        try:
            text = text_field(item, language).clean(text)
        except ValidationError as error:
            problems.append(Problem(number, item.english, " ".join(error.messages)))
        else:
            changes[key] = Change(item, text, False)
    return Reading(list(changes.values()), problems)


def _refusal(item, is_there, was_seen, cell, is_overwritten):
    if item is None:
        return _("The plan does not say this any more")
    if is_there:
        return _("It is in the sheet twice")
    if isinstance(cell, Formula | CellError):
        return _("Enter the words, not a formula")
    if str(was_seen) != seen(item):
        return _("The English or its translation has changed since you downloaded the file")
    if is_overwritten:
        return _("The English is different in the file. Enter the translation in the column “translation” alone")
    return ""


def signed(reading, *, by, edition, language):
    """What was looked at, as signed text for this person, edition and language. Raises Refused if it is too long."""
    rows = [(0, name_of(change.item), seen(change.item), None, change.text) for change in reading.changes]
    whole = signing.dumps([by.pk, edition.pk, language.code, rows], salt=SALT, compress=True)
    if len(whole) > LONGEST_PREVIEW:
        raise Refused(_("This sheet has too much text. Upload it in two parts"))
    return whole


def unsigned(text, *, by, edition, language):
    """The rows of `signed`. Raises Refused."""
    try:
        *whose, rows = signing.loads(text, salt=SALT, max_age=VALID_FOR)
    except signing.BadSignature:
        whose, rows = [], []
    if whose != [by.pk, edition.pk, language.code]:
        raise Refused(_("This preview has expired. Upload the file again"))
    return rows
