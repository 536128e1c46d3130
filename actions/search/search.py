"""Search through everything members may read, newest first.

There is no index: each search reads the partnership's own rows, so results are always current. docs/decisions/0033
has the cost.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import TextField, Value
from django.utils.safestring import SafeString

from partners import clock
from plans.status import Status

from ..models import Record, Update
from .forms import FilterForm, choice, choices_of
from .lists import between
from .query import QueryField, marked, matching
from .sources import RESULT_KINDS, search_sources

# Results listed at most, the newest; with more, a narrower query is needed.
MAX_RESULTS = 1000


class SearchForm(FilterForm):
    DATED = "of"
    CLAUSES = {"kind": "among: {label}", "authority": "with {label}", "status": "said to be {lower}"}

    terms = QueryField(
        label="Search for",
        help_text='All the words, or how they begin. Put a phrase in quotes: "repeat victims".',
    )

    def filter_fields(self):
        return {
            "kind": choice("Where", RESULT_KINDS.items(), "Everywhere"),
            "authority": choice("Authority", choices_of(self.authorities)),
            "status": choice("Status", Status.choices),
            **super().filter_fields(),
        }


@dataclass(frozen=True)
class Result:
    """One search result. `gone` says since when it is retired, or is empty."""

    kind: str
    title: SafeString
    passage: SafeString
    where: str
    who: str
    moment: datetime
    address: str
    gone: str


class Results:
    """Search results, newest first: one query for the matches, and one per source on a page."""

    def __init__(self, form):
        self.terms, self.partnership = form.filters.get("terms", ""), form.partnership
        self.sources = search_sources()
        # One more than the limit is fetched to know whether there are more.
        matches = list(_matching_rows(self.partnership, form.filters)) if self.terms else []
        self.more, self.matches = len(matches) > MAX_RESULTS, matches[:MAX_RESULTS]

    def __len__(self):
        return len(self.matches)

    def __getitem__(self, page):
        matches = self.matches[page]
        rows = {
            source.key: source.all_rows()
            .in_partnership(self.partnership)
            .select_related(*source.related)
            .in_bulk([pk for key, pk, _ in matches if key == source.key])
            for source in self.sources.values()
        }
        return [
            self._result(self.sources[key], rows[key][pk], moment) for key, pk, moment in matches if pk in rows[key]
        ]

    def _result(self, source, row, moment):
        title, text, where, who, address = source.result(row)
        kind = row.get_kind_display() if source.model is Record else source.name
        since = getattr(row.action if source.model is Update else row, "retired_at", None)
        return Result(
            kind=kind,
            title=marked(title, self.terms, whole=True),
            passage=marked(text, self.terms),
            where=where,
            who=who or "",
            moment=moment,
            address=address,
            gone=f"No longer {source.whole} since {clock.date_of(since):%-d %B %Y}" if since else "",
        )


def _matching_rows(partnership, filters):
    """[(source, id, moment)] of the matches in all sources, in one query."""
    queries = []
    for source in search_sources().values():
        if filters.get("kind", source.kind) != source.kind:
            continue
        rows = source.rows_in(partnership)
        for name in filters.keys() & {"authority", "status"}:
            condition = getattr(source, name)
            rows = rows.filter(condition(filters[name])) if condition else rows.none()
        rows = matching(between(rows, filters, "moment"), filters["terms"])
        queries.append(
            rows.annotate(source_key=Value(source.key, TextField())).values_list("source_key", "pk", "moment")
        )
    first, *others = queries
    return first.union(*others, all=True).order_by("-moment", "source_key", "-id")[: MAX_RESULTS + 1]
