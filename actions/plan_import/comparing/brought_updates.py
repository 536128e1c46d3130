"""Updates that a file holds for an action: its progress with its status, and what has none as words of a note."""

from collections import Counter
from datetime import date

from partners import clock
from plans.status import CLOSED, Status

from ..reading.authority_roster import name_key
from ..reading.resolving import status_in
from ..reading.values import WORDS_OF_STATUS
from .comparison_shapes import BroughtUpdate
from .same_words import words_key

NOTHING = {"", "-", "–", "n/a", "na", "none", "tbc", "tba"}
STATUSES = {
    "on track": Status.ON_TRACK,
    "at risk": Status.AT_RISK,
    "off track": Status.OFF_TRACK,
    "complete": Status.COMPLETE,
    "not started": Status.NOT_STARTED,
}


class FileUpdates:
    """The `updates` of an entry, the newest last, and its words that become none, as `lines` for members.

    An update has a status. The newest has the file's; an older one its own, if the file says it of that time, else the
    newest's, but on track where that is closed: nobody said that it was closed then.
    """

    def __init__(self, entry):
        self.entry, self.lines = entry, []
        self.status = STATUSES.get(entry.status)
        self.statuses, self.progress = [], []
        for update in entry.updates:
            if update.words.strip().lower() not in NOTHING:
                self._sort(update)
        self.progress.sort(key=lambda each: each[0].about or date.max)
        events = self._of_progress()
        events += [(one.about, _with_heading(one), own) for one, own in self.statuses if not self._is_said(own, events)]
        if self.status and not events:
            events = [(None, self._words_of_status(), self.status)]
        self.updates = self._in_order(events)

    def _sort(self, update):
        """Put words where they belong: a status alone, progress with or without one, or neither."""
        own = STATUSES.get(status_in(update.words)) if update.is_status else None
        if self.status is None or (update.is_status and not own):
            self.lines.append(_with_heading(update))
        elif own and name_key(update.words) in WORDS_OF_STATUS:
            self.statuses.append((update, own))
        else:
            self.progress.append((update, own))

    def _of_progress(self):
        """[(about, words, status)] of the progress; a status of the same time is its own."""
        events = []
        for at, (update, own) in enumerate(self.progress):
            is_newest = at == len(self.progress) - 1
            is_alone = is_newest or update.about != self.progress[-1][0].about
            said = [one for one in self.statuses if is_alone and not own and _is_of(one[0], update, is_newest)]
            self.statuses = [one for one in self.statuses if one not in said]
            status = own or (said[-1][1] if said else None)
            fallback = Status.ON_TRACK if self.status in CLOSED and not is_newest else self.status
            events.append((update.about, update.words, status or fallback))
        return events

    @staticmethod
    def _is_said(status, events):
        """Whether some progress has a status already, of no time of its own."""
        return any(about is None and status == own for about, _, own in events)

    def _in_order(self, events):
        """BroughtUpdates of events, the newest last and with the file's status."""
        today = clock.today()
        events.sort(key=lambda event: event[0] or date.max)
        statuses = [status for *_, status in events[:-1]] + [self.status]
        return [
            BroughtUpdate(words, status, min(about or today, today))
            for (about, words, _), status in zip(events, statuses, strict=bool(events))
        ]

    def _words_of_status(self):
        """What an update says where no column has a status."""
        if self.entry.status_why:
            return f"{self.status.label}, {self.entry.status_why}"
        return self.entry.due_words or self.status.label


def _is_of(status, update, is_newest):
    """Whether a status is that of some progress: of the same time, or before or beside the newest."""
    if status.about and status.about == update.about:
        return True
    return is_newest and not (status.about and update.about)


def _with_heading(update):
    heading = " ".join(update.heading.split())
    return f"{heading}: {update.words}" if heading else update.words


def not_yet_there(updates, existing):
    """Those of some updates that an action does not have, whose `existing` ones came from files: [(words, status)].

    The newest is another one as well if its status is.
    """
    had = Counter(words_key(words) for words, _ in existing)
    there = {(words_key(words), status) for words, status in existing}
    new = []
    for update in updates:
        key = words_key(update.words)
        had[key] -= 1
        if had[key] < 0 or (update is updates[-1] and (key, update.status) not in there):
            new.append(update)
    return new
