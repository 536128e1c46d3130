"""The columns of the sheet on which updates are written: what is told there, and what can be filled in."""

from dataclasses import dataclass

from plans.reading import Status

SHEET = "Updates"
HELP = "How to"

# Far more than an authority has in one plan, and few enough to look through at once.
MOST_ROWS = 600

YES = "yes"


@dataclass(frozen=True)
class Column:
    """`width` is in characters; 0 hides the column. `choices` make a drop-down."""

    name: str
    heading: str
    width: int
    choices: tuple[str, ...] = ()


# Locked. `actions/spreadsheet/writing.py` says what stands in them; only the number is read back.
TOLD = (
    Column("number", "Number", 9),
    Column("wording", "What is to be done", 40),
    Column("serves", "Priority", 24),
    Column("part", "Lead or support", 16),
    Column("due_on", "Due", 19),
    Column("last_status", "Last status", 13),
    Column("last_on", "Last updated", 19),
    Column("last_said", "Last said", 46),
)

# Open. Each is a field of UpdateForm, which says what may stand there.
ASKED = (
    Column("status", "How is it going?", 17, tuple(s.label for s in Status if s != Status.WITHDRAWN)),
    Column("happened", "What happened", 50),
    Column("achieved", "What was achieved", 30),
    Column("next", "What is next", 40),
    Column("public", "A sentence for the public", 36),
    Column("speaks_of", "The date it speaks of", 19),
)
NO_CHANGE = Column("no_change", "No change", 12, (YES,))
OPEN = (*ASKED, NO_CHANGE)

# Locked and hidden: for which authority the row is answered, and the newest update when the file was made.
KEPT = (Column("authority", "For", 0), Column("seen", "Seen", 0))

COLUMNS = (*TOLD, *OPEN, *KEPT)
HEADING = {column.name: column.heading for column in COLUMNS}
READ_BACK = (TOLD[0], *OPEN, *KEPT)
