"""Tasks: the lines of the lists that coordinators, chairs and officers begin with."""

from dataclasses import dataclass, field
from datetime import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext

from partners import clock


@dataclass
class Task:
    """One line: what is outstanding, how late it is, and a link with one verb; it opens to its `items`.

    `title` names it where nothing is outstanding. An item is (text, detail, address); without a `number` each is
    counted. `until` is the moment when time alone changes the task, if that comes before the day ends.
    """

    title: str
    line: str = ""
    verb: str = ""
    address: str = ""
    items: list = field(default_factory=list)
    number: int | None = None
    late: str = ""
    until: datetime | None = None

    def __post_init__(self):
        if self.number is None:
            self.number = len(self.items)


def counted(text, number, **values):
    """A sentence with its number, such as "3 challenges unanswered"."""
    return text % {"n": f"{number:,}", **values}


def oldest(days):
    """The first of some days, as the end of a line; "" if there is none."""
    return gettext(", oldest %(day)s") % {"day": date_format(min(days), "j F")} if days else ""


def days_late(*due_on):
    """How late what was due on some days is: "5 days late", or "up to 76 days late"; "" if none has passed."""
    late = [clock.today() - day for day in due_on if day < clock.today()]
    if not late:
        return ""
    number = max(late).days
    if len(late) > 1:
        return counted(ngettext("up to %(n)s day late", "up to %(n)s days late", number), number)
    return counted(ngettext("%(n)s day late", "%(n)s days late", number), number)


def waiting(days):
    """How long things have waited since some days: "for 55 days"; "" before the second day."""
    number = (clock.today() - min(days)).days if days else 0
    return counted(ngettext("for %(n)s day", "for %(n)s days", number), number) if number else ""
