"""The filtered lists of actions, updates and records, sorted, each with a tally."""

from collections import Counter

from django.db.models import Case, Count, Exists, F, OuterRef, Prefetch, Q, Subquery, When

from actions.meetings.confidential import records_for
from actions.meetings.outcomes import IN_STATE, attach_outcomes, with_outcome
from partners import clock
from plans.models import Round
from plans.plan_pages import beginning_of, end_of
from plans.status import CLOSED, RANK, status_on

from ..models import Action, ActionPartner, DecidedChange, Record, Undoing, Update, attach_latest
from .index import matching
from .keyset import ON_A_PAGE, KeysetPage

Kind, Outcome = DecidedChange.Kind, DecidedChange.Outcome

# Rows of a file that one query fetches.
ROWS_AT_ONCE = 5_000


class Actions:
    """A plan's actions under the filters. `tally` counts them by effective status.

    The effective status depends on today's date, so it is computed here by `plans.status` from four values of each
    action; only the actions on a page are fetched in full.
    """

    def __init__(self, form):
        filters = form.filters
        rows = _rows_with_status(_filtered_actions(form.plan, filters), form.plan) if form.plan else []
        self.tally = _in_order(Counter(row["effective_status"] for row in rows))
        if "effective_status" in filters:
            rows = [row for row in rows if row["effective_status"] == filters["effective_status"]]
        self.keys = [row["pk"] for row in sorted(rows, key=ORDERS[filters.get("sort", "")])]

    def __len__(self):
        return len(self.keys)

    def __getitem__(self, part):
        keys = self.keys[part]
        actions = Action.objects.filter(pk__in=keys).with_latest_update().for_list().with_officers()
        partners = ActionPartner.objects.select_related("authority").order_by("authority__position")
        actions = actions.prefetch_related(Prefetch("partners", partners))
        actions_by_pk = {action.pk: action for action in attach_latest(actions)}
        for action in actions_by_pk.values():
            action.supporting = [partner.authority for partner in action.partners.all()]
        return [actions_by_pk[key] for key in keys if key in actions_by_pk]


def _filtered_actions(plan, filters):
    actions = matching(Action.objects.in_plan(plan), filters.get("terms", ""), plan.partnership)
    if authority := filters.get("authority"):
        supports = Q(pk__in=ActionPartner.objects.filter(authority=authority).values("action"))
        part_filters = {"lead": Q(lead=authority), "supporting": supports}
        actions = actions.filter(part_filters.get(filters.get("part"), Q(lead=authority) | supports))
    gaps = {
        "lead": Q(lead=None),
        "date": Q(due_on=None),
        "sides": Q(priority__isnull=False, **dict.fromkeys(Action.SIDES, False)),
    }
    if "gap" in filters:
        actions = actions.filter(gaps[filters["gap"]])
    if "side" in filters:
        actions = actions.filter(**{filters["side"]: True})
    lookups = {"priority": "priority", "hallmark": "hallmark", "due_from": "due_on__gte", "due_to": "due_on__lte"}
    actions = _narrowed(actions, filters, lookups)
    newest = Update.objects.newest_of("pk")
    answered = newest.annotate(answered_on=Case(When(brought_in=False, then="speaks_of"))).values("answered_on")
    actions = actions.annotate(latest_status=Subquery(newest.values("status")), answered_on=Subquery(answered))
    return _narrowed(actions, filters, {"status": "latest_status"})


def _narrowed(rows, filters, lookups):
    """Rows under the filters named in `lookups`, {filter: lookup}."""
    return rows.filter(**{lookup: filters[name] for name, lookup in lookups.items() if name in filters})


def _rows_with_status(actions, plan):
    today = clock.today()
    wanted_since = Round.objects.answers_wanted_since([plan.pk], today)[plan.pk]
    place = ("priority__position", "priority__assessment_order", "hallmark__position", "position")
    rows = list(
        actions.order_by(*place, "pk").values("pk", "latest_status", "answered_on", "due_on", "added_on", "priority")
    )
    for number, row in enumerate(sorted(rows, key=lambda row: row["priority"] is None)):
        dates = {name: row[name] for name in ("answered_on", "added_on", "due_on")}
        row |= status_on(today, wanted_since, status=row["latest_status"], **dates) | {"place": number}
    return rows


def _due_first(row):
    return (row["due_on"] is None, row["due_on"] and row["due_on"].toordinal(), row["place"])


ORDERS = {
    "": _due_first,
    "worst": lambda row: (RANK[row["effective_status"]], *_due_first(row)),
    "silent": lambda row: (row["status"] in CLOSED, row["heard_on"], row["place"]),
    "plan": lambda row: row["place"],
}


def _in_order(counts):
    return {key: counts[key] for key in RANK if key in counts}


class TalliedList:
    """Rows with a `tally`, {value: number of rows}, from which their number is known.

    `narrowed` are they in their order, `shown` all of the model with what is shown of each: a page first asks for ids,
    since a database that joins before it narrows does so for all.
    """

    def __init__(self, narrowed, shown, by):
        self.narrowed, self.shown = narrowed, shown
        self.tally = dict(narrowed.order_by().values_list(by).annotate(n=Count("pk")))

    def __len__(self):
        return sum(self.tally.values())

    def __getitem__(self, part):
        return self.shown_of(list(self.narrowed.values_list("pk", flat=True)[part]))

    def shown_of(self, keys):
        """The rows with these ids, in this order."""
        rows = {}
        for start in range(0, len(keys), ROWS_AT_ONCE):
            rows |= self.shown.in_bulk(keys[start : start + ROWS_AT_ONCE])
        return [rows[key] for key in keys if key in rows]


# The id, by which PostgreSQL cannot read the whole table backwards, past everybody else's updates.
NO_PRIMARY_KEY = F("pk") + 0


class Updates(TalliedList):
    """Updates that are not withdrawn, those recorded last first.

    Pages begin below an id: new updates do not shift them, and one far back costs what the newest does.
    """

    def __init__(self, form):
        filters = form.filters
        # By their ids: through a join PostgreSQL does not see how few of all updates these are.
        authorities = [authority.pk for authority in form.authorities]
        # As `active` says. PostgreSQL takes few to be left by that, and plans a page of many for those.
        withdrawn = Undoing.objects.filter(update=OuterRef("pk")).order_by()
        updates = Update.objects.filter(~Exists(withdrawn), authority__in=authorities)
        updates = matching(updates, filters.get("terms", ""), form.partnership)
        updates = between(updates, filters, "recorded_at")
        updates = _narrowed(updates, filters, {name: name for name in ("authority", "by", "status")})
        related = ("by", "authority", "action__priority", "action__hallmark", "action__lead")
        super().__init__(updates.order_by(NO_PRIMARY_KEY.desc()), Update.objects.select_related(*related), "status")
        self.tally = _in_order(self.tally)

    def page(self, after):
        """The KeysetPage below the id `after`, or the newest. Raises ValueError if there is none."""
        below = self.narrowed if after is None else self.narrowed.filter(pk__lt=after)
        keys = list(below.values_list("pk", flat=True)[: ON_A_PAGE + 1])
        if after is not None and not keys:
            raise ValueError(after)
        older = keys[ON_A_PAGE - 1] if len(keys) > ON_A_PAGE else None
        before, newer = (0, None) if after is None else self._newer(after)
        return KeysetPage(self.shown_of(keys[:ON_A_PAGE]), before + 1, newer, older)

    def _newer(self, after):
        """How many updates are newer than those below an id, and the id below which the nearest page of them begins."""
        newer = self.narrowed.filter(pk__gte=after)
        next_but_a_page = newer.order_by(NO_PRIMARY_KEY.asc()).values_list("pk", flat=True)[ON_A_PAGE:][:1]
        number = newer.count()
        return number, next(iter(next_but_a_page), "") if number else None


def between(queryset, filters, field):
    """Rows dated between `from` and `to`, inclusive; either bound is optional."""
    if "from" in filters:
        queryset = queryset.filter(**{f"{field}__gte": beginning_of(filters["from"])})
    return queryset.filter(**{f"{field}__lte": end_of(filters["to"])}) if "to" in filters else queryset


class Decisions(TalliedList):
    """Decisions and challenges of meetings, newest first; notes only if filtered by that kind."""

    def __init__(self, form):
        filters = form.filters
        records = records_for(form.access, Record.objects.in_partnership(form.partnership))
        kinds = [filters["kind"]] if "kind" in filters else [Record.Kind.DECISION, Record.Kind.CHALLENGE]
        records = matching(with_outcome(records.filter(kind__in=kinds)), filters.get("terms", ""), form.partnership)
        if "state" in filters:
            records = records.filter(IN_STATE[filters["state"]])
        if authority := filters.get("authority"):
            records = records.filter(concerning(authority))
        records = _narrowed(records, filters, {"group": "meeting__group", "meeting": "meeting"})
        records = between(records, filters, "meeting__starts_at")
        shown = for_list(with_outcome(Record.objects.all()))
        super().__init__(records.order_by("-meeting__starts_at", "-pk"), shown, "kind")

    def __getitem__(self, part):
        records = attach_outcomes(super().__getitem__(part))
        for record in records:
            change = getattr(record, "change", None)
            record.asked = record.challenged or (change and (change.made or change).lead)
        return records


def concerning(authority):
    """Condition for records that challenge an authority, or make it the lead of an action."""
    added = Q(change__kind=Kind.ADD, change__outcome=Outcome.APPLIED)
    return Q(challenged=authority) | added & Q(change__action__lead=authority) | Q(change__lead=authority) & ~added


def for_list(records):
    """Fetch the related rows that lists and files show of records."""
    related = (
        "meeting__group", "item", "priority", "hallmark", "action", "challenged", "by",
        "answer__authority", "answer__by",
    )  # fmt: skip
    return records.with_changes().select_related(*related).prefetch_related("follow_ups", "corrections")
