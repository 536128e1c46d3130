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
        rows = {name: self._rows(name, [pk for source, pk, _ in matches if source == name]) for name in self.sources}
        return [self._result(name, rows[name][pk], moment) for name, pk, moment in matches if pk in rows[name]]

    def _rows(self, name, keys):
        if not keys:
            return {}
        source = self.sources[name]
        return source.rows().in_partnership(self.partnership).select_related(*source.related).in_bulk(keys)

    def _result(self, name, row, moment):
        source = self.sources[name]
        title, text, where, who, address = source.result(row)
        kind = row.get_kind_display() if name == "record" else source.name
        owner = row.action if name == "update" else row
        since = getattr(owner, "retired_at", None)
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
    for name, source in search_sources().items():
        if filters.get("kind", source.kind) != source.kind:
            continue
        rows = source.rows_in(partnership)
        for filter_name in ("authority", "status"):
            if filter_name in filters:
                condition = getattr(source, filter_name)
                rows = rows.filter(condition(filters[filter_name])) if condition else rows.none()
        rows = matching(between(rows, filters, "moment"), filters["terms"])
        queries.append(rows.annotate(found_in=Value(name, TextField())).values_list("found_in", "pk", "moment"))
    first, *others = queries
    return first.union(*others, all=True).order_by("-moment", "found_in", "-id")[: MAX_RESULTS + 1]
