"""Search: everything that a member may read in which the words occur, the newest first.

No index: each search reads the partnership's own words, so it finds what was saved a moment ago and nothing that is
gone. docs/decisions/0033 has what that costs.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import TextField, Value
from django.utils.safestring import SafeString

from partners import clock
from plans.reading import Status

from .forms import Narrowing, choice, day, each
from .lists import between
from .sources import KINDS, SOURCES
from .words import holding, marked

# The newest that are listed. Whoever gets so many wants another word.
MOST = 1000


class SearchForm(Narrowing):
    DATED = "of"

    def __init__(self, data, *, partnership):
        super().__init__(data, partnership=partnership)
        self.fields["words"].label = "Search for"
        self.fields["words"].help_text = 'All the words, or how they begin. Put a phrase in quotes: "repeat victims".'
        self.fields["kind"] = choice("Where", list(KINDS.items()), "Everywhere")
        self.fields["authority"] = choice("Authority", each(self.authorities.values()))
        self.fields["status"] = choice("Status", Status.choices)
        self.fields["from"], self.fields["to"] = day("From"), day("To")

    def clause(self, name, value):
        match name:
            case "kind":
                return f"among: {self.called(name, value)}"
            case "authority":
                return f"with {self.called(name, value)}"
            case "status":
                return f"said to be {self.called(name, value).lower()}"
        return super().clause(name, value)


@dataclass(frozen=True)
class Result:
    """One of what was found. `gone` says since when it is no more, or is empty."""

    kind: str
    title: SafeString
    passage: SafeString
    where: str
    who: str
    moment: datetime
    address: str
    gone: str


class Results:
    """What was found, the newest first. Finding takes one query, showing a page one for each kind of thing on it."""

    def __init__(self, form):
        self.words, self.partnership, said = form.said.get("words", ""), form.partnership, form.said
        # Found one more than are listed: then there are more.
        found = list(_found(self.partnership, said)) if self.words else []
        self.more, self.found = len(found) > MOST, found[:MOST]

    def __len__(self):
        return len(self.found)

    def __getitem__(self, part):
        found = self.found[part]
        things = {name: self._things(name, [pk for its, pk, _ in found if its == name]) for name in SOURCES}
        return [self._result(name, things[name][pk], moment) for name, pk, moment in found if pk in things[name]]

    def _things(self, name, keys):
        if not keys:
            return {}
        source = SOURCES[name]
        return source.rows().in_partnership(self.partnership).select_related(*source.related).in_bulk(keys)

    def _result(self, name, thing, moment):
        title, text, where, who, address = SOURCES[name].tell(thing)
        kind = thing.get_kind_display() if name == "record" else SOURCES[name].name
        of = thing.action if name == "update" else thing
        since = getattr(of, "retired_at", None)
        return Result(
            kind=kind,
            title=marked(title, self.words, whole=True),
            passage=marked(text, self.words),
            where=where,
            who=who or "",
            moment=moment,
            address=address,
            gone=f"No longer {SOURCES[name].whole} since {clock.date_of(since):%-d %B %Y}" if since else "",
        )


def _found(partnership, said):
    """[(source, id, moment)] of all sources, in one query."""
    queries = []
    for name, source in SOURCES.items():
        if said.get("kind", source.kind) != source.kind:
            continue
        rows = source.of(partnership)
        for asked in ("authority", "status"):
            if asked in said:
                of_it = getattr(source, asked)
                rows = rows.filter(of_it(said[asked])) if of_it else rows.none()
        rows = holding(between(rows, said, "moment"), said["words"], *source.fields)
        queries.append(rows.annotate(found_in=Value(name, TextField())).values_list("found_in", "pk", "moment"))
    first, *others = queries
    return first.union(*others, all=True).order_by("-moment", "found_in", "-id")[: MOST + 1]
