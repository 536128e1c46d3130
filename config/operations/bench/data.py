"""Data for the bench: any number of partnerships of any size, with texts of the North Herts plan.

Rows are inserted in bulk, bypassing `save`, so their history is copied in SQL. Updates are inserted quarter by quarter
across all partnerships, so that one partnership's rows are scattered, as in real use. The same parameters give the same
data, except for dates, which count back from now.
"""

import random
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import timedelta
from itertools import chain, cycle, islice

from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Value
from django.db.models.functions import Coalesce

from actions.models import Action, ActionPartner, Hallmark, Update
from config.operations.seed.plan import PRIORITY_LISTS, read, without
from partners import clock
from partners.immutable_tables import lifted
from partners.models import Authority, Group, Meeting, Membership, Partnership, Revision, User
from partners.models.querysets import partnership_lookup, related_model
from partners.permissions import Role
from plans.editions.publishing import publish
from plans.history.registry import tracked_models
from plans.models import Plan, Section, StrategicObjective
from plans.status import Status
from priorities.models import Measurement, Priority, SuccessCriterion

FIXTURES = settings.BASE_DIR / "fixtures" / "north-herts-2008"
QUARTER, PLAN_QUARTERS = timedelta(days=91), 12

# The fates of each dozen actions of the current plan; the first three, a quarter, are exceptions at a meeting.
ACTION_FATES = [
    "off track", "overdue", "silent", "at risk", "not started", "complete",
    "on track", "on track", "on track", "on track", "on track", "on track",
]  # fmt: skip
FINAL_STATUS = {
    "off track": Status.OFF_TRACK,
    "at risk": Status.AT_RISK,
    "not started": Status.NOT_STARTED,
    "complete": Status.COMPLETE,
}


@dataclass(frozen=True)
class Cast:
    """The users and the action for measuring, in a partnership in the middle of the data."""

    slug: str
    officer: User
    chair: User
    coordinator: User
    action: Action


@transaction.atomic
def make_bench_data(*, partnerships, actions, years):
    """Create partnerships with a three-year plan of `actions` actions, and enough earlier plans to fill `years`.

    A tenth of the actions are for hallmarks. The current plans are published. Returns the Cast.
    """
    world = _World(actions, years)
    world.create_partnerships(partnerships)
    world.create_plans()
    world.create_actions()
    for quarters_ago in reversed(range(years * 4)):
        world.create_measurements(quarters_ago)
        world.create_updates(quarters_ago)
    with lifted():
        _write_all_history(world.history_start)
    for plan in world.plans[:partnerships]:
        publish(plan, by=None, note="What we agreed")
    return world.cast(partnerships // 2)


def count_rows():
    """The number of rows in all tables, history included."""
    return sum(model._base_manager.count() for model in apps.get_models())


class _World:
    """The rows created so far, as lists of model objects for each level of the plan."""

    def __init__(self, actions, years):
        self.random = random.Random(12062008)  # noqa: S311 (the bench has no secrets)
        self.plan_data = read(FIXTURES / "plan.toml")
        year = read(FIXTURES / "illustrative-year.toml")
        self.sample_updates = [update for action in year["actions"] for update in action.get("updates", [])]
        self.now, self.today = clock.now(), clock.today()
        self.ages = range(-(-years * 4 // PLAN_QUARTERS))  # plans, counted back from the current one, which is 0
        self.history_start = self.now - QUARTER * PLAN_QUARTERS * len(self.ages)
        self.hallmark_actions = actions // 10
        self.activities = actions - self.hallmark_actions
        self.reporters = {age: [] for age in self.ages}

    def create_partnerships(self, number):
        """Create the partnerships, each with six authorities, their officers, a chair, a coordinator and a group."""
        bodies = [without(body, "key") for body in self.plan_data["authorities"]]
        partnership_data = self.plan_data["partnership"]
        self.partnerships = _bulk_create(
            Partnership(**{**partnership_data, "slug": f"bench-{n}", "area": f"{partnership_data['area']} {n}"})
            for n in range(number)
        )
        self.authorities = _bulk_create(
            Authority(partnership=p, position=position, **body)
            for p in self.partnerships
            for position, body in enumerate(bodies, 1)
        )
        roles = [Role.OFFICER] * len(bodies) + [Role.CHAIR, Role.COORDINATOR]
        users = _bulk_create(
            User(email=f"{role}-{place}@{p.slug}.example.org", name=f"{role.label} of {p.slug}", password="!")  # noqa: S106 (nobody’s)
            for p in self.partnerships
            for place, role in enumerate(roles)
        )
        self.authorities_of, self.people = _split(self.authorities, number), _split(users, number)
        _bulk_create(
            Membership(user=user, authority=authorities[place % len(authorities)], role=role)
            for authorities, people in zip(self.authorities_of, self.people, strict=True)
            for place, (user, role) in enumerate(zip(people, roles, strict=True))
        )
        groups = _bulk_create(
            Group(partnership=p, name="Responsible Authority Group", kind="strategy") for p in self.partnerships
        )
        moments = [self.now + QUARTER * (0.5 - n) for n in range(len(self.ages) * PLAN_QUARTERS)]
        _bulk_create(Meeting(group=group, starts_at=moment) for moment in moments for group in groups)

    def create_plans(self):
        """Create the plans, newest first, with everything the real plan has except its actions."""
        data = without(self.plan_data["plan"], "last_updated")
        self.plans = []
        for age in self.ages:
            starts_on = self.today - QUARTER * PLAN_QUARTERS * (age + 1)
            data |= {"slug": f"plan-{age}", "starts_on": starts_on, "ends_on": starts_on + timedelta(days=1095)}
            self.plans += _bulk_create(Plan(**{**data, "partnership": p}) for p in self.partnerships)
        for model, key in [(StrategicObjective, "objectives"), (Section, "sections"), (Hallmark, "hallmarks")]:
            rows = [
                {("served" if k == "serves" else k): v for k, v in row.items()} | {"position": position}
                for position, row in enumerate(self.plan_data[key], 1)
            ]
            created = _bulk_create(model(plan=plan, **row) for plan in self.plans for row in rows)
        self.hallmarks = _split(created, len(self.plans))
        rows = [without(row, *PRIORITY_LISTS) for row in self.plan_data["priorities"]]
        self.priorities = _split(
            _bulk_create(Priority(plan=p, **row) for p in self.plans for row in rows), len(self.plans)
        )
        self.criteria = _bulk_create(
            SuccessCriterion(priority=priority, kind=kind, position=position, **row, **self.figures(row))
            for priorities in self.priorities
            for priority, data in zip(priorities, self.plan_data["priorities"], strict=True)
            for kind in SuccessCriterion.Kind
            for position, row in enumerate(data[f"{kind.value}_criteria"], 1)
        )

    def figures(self, criterion):
        if criterion.get("placeholder") or self.random.random() < 0.3:
            return {}
        baseline = self.random.randint(100, 2000)
        return {"unit": "incidents", "baseline": baseline, "baseline_period": "2007/08", "target": baseline * 9 // 10}

    def create_actions(self):
        """Create the actions, each with a fate, a lead and on average 1.3 supporting authorities."""
        activities = [wording for priority in self.plan_data["priorities"] for wording in priority["activities"]]
        for_hallmarks = [row["wording"] for row in self.plan_data["hallmark_actions"]]
        for number, plan in enumerate(self.plans):
            age, index = divmod(number, len(self.partnerships))
            rows = list(_action_fields("priority", self.priorities[number], activities, self.activities))
            rows += _action_fields("hallmark", self.hallmarks[number], for_hallmarks, self.hallmark_actions)
            leads = self.random.choices(self.authorities_of[index], k=len(rows))
            fates = islice(cycle(ACTION_FATES), len(rows))
            actions = _bulk_create(
                Action(added_on=plan.starts_on, lead=lead, due_on=self.due(plan, age, fate), **self.sides(row), **row)
                for row, lead, fate in zip(rows, leads, fates, strict=True)
            )
            officer = dict(zip(self.authorities_of[index], self.people[index], strict=False))
            self.reporters[age] += [
                (action.pk, fate, officer[action.lead].pk, action.lead_id)
                for action, fate in zip(actions, cycle(ACTION_FATES), strict=False)
            ]
            supporting = [(a, b) for a in actions for b in self.supporters(a, self.authorities_of[index])]
            ActionPartner.objects.bulk_create([ActionPartner(action=a, authority=b) for a, b in supporting])

    def due(self, plan, age, fate):
        if age:
            return plan.ends_on - timedelta(days=self.random.randint(0, 300))
        away = timedelta(days=self.random.randint(10, 200))
        return self.today - away if fate == "overdue" else self.today + away

    def sides(self, row):
        return {} if "hallmark" in row else {self.random.choice(Action.SIDES): True}

    def supporters(self, action, authorities):
        number = self.random.choices((0, 1, 2, 3), (15, 50, 25, 10))[0]
        return self.random.sample([a for a in authorities if a.pk != action.lead_id], number)

    def moment(self, quarters_ago):
        return self.now - QUARTER * quarters_ago - timedelta(days=1, seconds=self.random.randint(0, 80 * 86400))

    def create_measurements(self, quarters_ago):
        each = len(self.criteria) // len(self.ages)
        criteria = self.criteria[quarters_ago // PLAN_QUARTERS * each :][:each]
        ends_on = self.today - QUARTER * quarters_ago
        _bulk_create(
            Measurement(
                criterion=criterion,
                starts_on=ends_on - QUARTER,
                ends_on=ends_on,
                value=criterion.baseline * self.random.randint(80, 110) // 100,
                source="Recorded crime",
                recorded_at=self.moment(quarters_ago),
                by=self.people[number * len(self.partnerships) // each][-1],
            )
            for number, criterion in enumerate(criteria)
            if criterion.unit
        )

    def create_updates(self, quarters_ago):
        """Create one update for each reporting action of the plan running in a quarter."""
        age, left = divmod(quarters_ago, PLAN_QUARTERS)
        _bulk_create(
            Update(
                action_id=action,
                status=self.status(age, left, fate),
                recorded_at=(moment := self.moment(quarters_ago)),
                speaks_of=clock.date_of(moment),
                by_id=by,
                authority_id=authority,
                **self.update_texts(),
            )
            for action, fate, by, authority in self.reporters[age]
            if age or left > 1 or fate != "silent"
        )

    def status(self, age, left, fate):
        if left:
            return Status.ON_TRACK
        return Status.COMPLETE if age else FINAL_STATUS.get(fate, Status.ON_TRACK)

    def update_texts(self):
        """The texts of an update: one to three of the real reports joined, and the other texts of the first."""
        updates = self.random.choices(self.sample_updates, k=self.random.randint(1, 3))
        happened = " ".join(update["happened"] for update in updates)
        return {"happened": happened, "public": updates[0].get("public", ""), "next": updates[0].get("next", "")}

    def cast(self, place):
        """The Cast of a partnership: its first officer with an on-track action they lead, chair and coordinator."""
        lead = self.authorities_of[place][0]
        current = Action.objects.in_plan(self.plans[place])
        *officers, chair, coordinator = self.people[place]
        on_track = [pk for pk, fate, *_ in self.reporters[0] if fate == "on track"]
        return Cast(
            slug=self.partnerships[place].slug,
            officer=officers[0],
            chair=chair,
            coordinator=coordinator,
            action=next(a for a in current.filter(lead=lead).order_by("pk") if a.pk in on_track),
        )


def _bulk_create(objects):
    """Insert objects of one model in bulk. Returns them, with their ids."""
    first, *rest = objects
    return type(first).objects.bulk_create([first, *rest], batch_size=2000)


def _split(rows, number):
    """The rows split into `number` lists of equal length, in order."""
    each = len(rows) // number
    return [rows[n * each :][:each] for n in range(number)]


def _action_fields(name, parents, wordings, number):
    """Yield the fields of `number` actions spread evenly over the parents, cycling through the wordings."""
    for position, wording in enumerate(islice(cycle(wordings), number)):
        yield {name: parents[position * len(parents) // number], "wording": wording, "position": position}


def _write_all_history(start):
    """Insert one history row per row, and three per action: added, agreed a month later, moved after a year."""
    for model in chain.from_iterable(apps.get_app_config(app).get_models() for app in ("partners", "plans")):
        _write_history(model, start)
    for model in (Priority, SuccessCriterion, Measurement, Hallmark, ActionPartner, Update, Action):
        _write_history(model, start)
    coordinator = Membership.objects.filter(role=Role.COORDINATOR).earliest("pk").user_id
    history = Action.history.model.objects
    history.update(lead=None, due_on=None)
    _write_history(Action, start + timedelta(days=30), "~")
    history.filter(history_type="~").update(due_on=F("due_on") - QUARTER)
    _write_history(Action, start + timedelta(days=365), "~")
    _number_revisions(coordinator)


def _write_history(model, moment, happened="+"):
    """Copy a model's rows to its history, with their own time if they have one."""
    if not hasattr(model, "history"):
        return
    history, quote = model.history.model, connection.ops.quote_name
    field_names = {field.attname for field in model._meta.concrete_fields}
    columns = [quote(field.column) for field in history.tracked_fields]
    date, moment = ("recorded_at", []) if "recorded_at" in field_names else ("%s", [_adapted(history, moment)])
    into = ", ".join([*columns, "history_date", "history_type"])
    values = ", ".join([*columns, date, "%s"])
    table, history_table = quote(model._meta.db_table), quote(history._meta.db_table)
    statement = f"INSERT INTO {history_table} ({into}) SELECT {values} FROM {table} ORDER BY id"  # noqa: S608 (our own names)
    with connection.cursor() as cursor:
        cursor.execute(statement, [*moment, happened])


def _number_revisions(coordinator):
    """Insert a revision for each moment of a partnership's history, and let the history rows point to it."""
    rows, authors, held = {}, {}, defaultdict(set)
    for model in tracked_models():
        if not model.history_options.belongs_to and model is not Partnership:
            continue
        fields = {field.name for field in model._meta.concrete_fields}
        by = F("by_id") if "by" in fields else Value(coordinator)
        columns = ["history_id", _partnership_of(model), "history_date", "history_type", by]
        rows[model] = []
        for number, partnership_id, moment, happened, author in model.history.model.objects.values_list(
            *columns
        ).iterator(5000):
            place = partnership_id, moment
            rows[model].append((number, place))
            authors[place] = author
            held[place] |= {f"{happened}{model._meta.label}", *(["plan:every"] * model.history_options.in_outline)}
    ids = _created_revisions(authors, held)
    with connection.cursor() as cursor:
        for model, places in rows.items():
            table = connection.ops.quote_name(model.history.model._meta.db_table)
            statement = f"UPDATE {table} SET revision_id = %s WHERE history_id = %s"  # noqa: S608 (our own names)
            cursor.executemany(statement, [(ids[place], number) for number, place in places])


def _partnership_of(model):
    """The partnership's id of a history row, as a lookup or an expression."""
    if model is Partnership:
        return "id"
    paths = _paths_to_partnership(model)
    return paths[0] if len(paths) == 1 else Coalesce(*paths)


def _paths_to_partnership(model):
    """Lookups of the partnership; several if a row, or what it belongs to, has one parent or the other."""
    lookups = model.history_options.belongs_to
    if len(lookups) > 1 or len(related_model(model, lookups[0])._meta.model.history_options.belongs_to) > 1:
        parents = {lookup: related_model(model, lookup) for lookup in lookups}
        return [f"{lookup}__{path}" for lookup, parent in parents.items() for path in _paths_to_partnership(parent)]
    return [partnership_lookup(model)]


def _created_revisions(authors, held):
    """{(partnership's id, moment): id} of the revisions inserted for {(partnership's id, moment): author's id}.

    `held` has the words of what each holds.
    """
    numbers, revisions = Counter(), []
    for partnership_id, moment in sorted(authors):
        numbers[partnership_id] += 1
        place = partnership_id, moment
        holds = " ".join(["", *sorted(held[place]), ""])
        revisions.append(
            Revision(
                partnership_id=partnership_id,
                number=numbers[partnership_id],
                moment=moment,
                by_id=authors[place],
                what="added",
                holds=holds,
            )
        )
    return {(r.partnership_id, r.moment): r.pk for r in Revision.objects.bulk_create(revisions, batch_size=2000)}


def _adapted(history, moment):
    return history._meta.get_field("history_date").get_db_prep_value(moment, connection)
