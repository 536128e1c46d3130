"""Columns of the update spreadsheet: locked ones for information, and open ones to fill in."""

from dataclasses import dataclass

from plans.status import Status

SHEET = "Updates"
HELP = "How to"

# Far more than an authority has in one plan, and few enough to check in one request.
MAX_ROWS = 600

YES = "yes"


@dataclass(frozen=True)
class Column:
    """A column. `width` is in characters, 0 hides it; `choices` make a drop-down."""

    name: str
    heading: str
    width: int
    choices: tuple[str, ...] = ()


# Locked; filled by `actions/reporting/spreadsheet/build.py`. Only the number is read back.
LOCKED = (
    Column("number", "Number", 9),
    Column("wording", "What is to be done", 40),
    Column("serves", "Priority", 24),
    Column("part", "Lead or support", 16),
    Column("due_on", "Due", 19),
    Column("due_words", "When, in the plan’s words", 22),
    Column("last_status", "Last status", 13),
    Column("last_on", "Last updated", 19),
    Column("last_text", "Last said", 46),
)

# Open. Each is a field of UpdateForm, which validates it.
UPDATE_FIELDS = (
    Column("status", "How is it going?", 17, tuple(s.label for s in Status if s != Status.WITHDRAWN)),
    Column("happened", "What happened", 50),
    Column("achieved", "What was achieved", 30),
    Column("next", "What is next", 40),
    Column("public", "A sentence for the public", 36),
    Column("speaks_of", "Date this update is about", 24),
)
NO_CHANGE = Column("no_change", "No change", 12, (YES,))
OPEN = (*UPDATE_FIELDS, NO_CHANGE)

# Locked and hidden: the authority the row is answered for, and the newest update when the file was made.
HIDDEN = (Column("authority", "For", 0), Column("seen", "Seen", 0))

SHEET_COLUMNS = (*LOCKED, *OPEN, *HIDDEN)
HEADING = {column.name: column.heading for column in SHEET_COLUMNS}
READ_BACK = (LOCKED[0], *OPEN, *HIDDEN)
