"""Search through everything members may read, newest first, by the index (see `index`)."""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import connection
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from partners import clock
from partners.languages import choices_in_words
from plans.plan_pages import beginning_of, end_of
from plans.status import Status

from ..models import Record, Update
from .forms import FilterForm, choice, choices_of
from .index import condition
from .query import QueryField, marked, terms_of
from .sources import RESULT_KINDS, search_sources

# Results listed at most, the newest; with more, a narrower query is needed.
MAX_RESULTS = 1000


class SearchForm(FilterForm):
    DATED = "of"
    CLAUSES = {"kind": _("among: {label}"), "authority": _("with {label}"), "status": _("said to be {lower}")}

    terms = QueryField(
        label=_("Search for"),
        help_text=_('Type whole words or beginnings. Put a phrase in quotes: "repeat victims".'),
    )

    def filter_fields(self):
        return {
            "kind": choice(gettext("Where"), RESULT_KINDS.items(), gettext("Everywhere")),
            "authority": choice(gettext("Authority"), choices_of(self.authorities)),
            "status": choice(gettext("Status"), choices_in_words(Status.choices)),
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

    def __init__(self, form, access):
        self.terms, self.partnership = form.filters.get("terms", ""), form.partnership
        self.sources = search_sources()
        # One more than the limit is fetched to know whether there are more.
        matches = _matches(access, form.filters) if self.terms else []
        self.more, self.matches = len(matches) > MAX_RESULTS, matches[:MAX_RESULTS]

    def __len__(self):
        return len(self.matches)

    def __getitem__(self, page):
        matches = self.matches[page]
        rows = {
            key: self.sources[key]
            .all_rows()
            .in_partnership(self.partnership)
            .select_related(*self.sources[key].related)
            .in_bulk([pk for matched, pk, _ in matches if matched == key])
            for key in {key for key, _, _ in matches}
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
            gone=_gone(source, since) if since else "",
        )


def _gone(source, since):
    return gettext("No longer %(whole)s since %(day)s") % {
        "whole": source.whole,
        "day": date_format(clock.date_of(since)),
    }


def _matches(access, filters):
    """[(source, id, moment)] of the documents under the filters that this person may read, in one query."""
    partnership = access.partnership
    sql, parameters = condition(partnership, terms_of(filters["terms"]))
    for comparison, bound in (
        (">=", "from" in filters and beginning_of(filters["from"])),
        ("<=", "to" in filters and end_of(filters["to"])),
    ):
        if bound:
            sql += f" AND moment {comparison} %s"
            parameters.append(connection.ops.adapt_datetimefield_value(bound))
    narrowed, more = _narrowed(partnership, filters)
    if not access.may_read_confidential:
        hidden, ids = _confidential(partnership)
        narrowed, more = narrowed + hidden, [*more, *ids]
    with connection.cursor() as cursor:
        cursor.execute(
            # Conditions of our own, whose values are parameters.
            f"SELECT source, object_id, moment FROM search_document WHERE {sql}{narrowed} "  # noqa: S608 (see above)
            f"ORDER BY moment DESC NULLS LAST, source, object_id DESC LIMIT {MAX_RESULTS + 1}",
            [*parameters, *more],
        )
        return [(source, pk, _moment(value)) for source, pk, value in cursor.fetchall()]


def _narrowed(partnership, filters):
    """(SQL, parameters) of the filters that depend on the source; "" for none."""
    names, parts, parameters = filters.keys() & {"authority", "status"}, [], []
    if not names and "kind" not in filters:
        return "", []
    for source in search_sources().values():
        if filters.get("kind", source.kind) != source.kind or not all(getattr(source, name) for name in names):
            continue
        parts.append("source = %s")
        parameters.append(source.key)
        if names:
            rows = source.all_rows().in_partnership(partnership).order_by()
            for name in names:
                rows = rows.filter(getattr(source, name)(filters[name]))
            sql, more = rows.values("pk").query.sql_with_params()
            parts[-1] += f" AND object_id IN ({sql})"
            parameters += more
    return f" AND ({' OR '.join(parts) or 'false'})", parameters


def _confidential(partnership):
    """(SQL, parameters) of the condition that leaves out what belongs to confidential points of meetings."""
    conditions, parameters = "", []
    for source in search_sources().values():
        if source.confidential:
            rows = source.all_rows().in_partnership(partnership).order_by().filter(source.confidential)
            sql, more = rows.values("pk").query.sql_with_params()
            conditions += f" AND NOT (source = %s AND object_id IN ({sql}))"
            parameters += [source.key, *more]
    return conditions, parameters


def _moment(value):
    """A moment as the database gives it, which on SQLite is text in UTC."""
    return datetime.fromisoformat(value).replace(tzinfo=UTC) if isinstance(value, str) else value
