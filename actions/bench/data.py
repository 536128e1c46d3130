"""Data for the bench: partnerships as many and as large as asked for, in the words of the North Herts plan.

Rows go in by the thousand and past the models, so their history is copied from them in SQL. What is said each quarter
goes in quarter by quarter over all partnerships, as in life: no partnership's rows lie side by side. The same request
gives the same data, but for its dates, which count back from now.
"""

import random
from dataclasses import dataclass
from datetime import timedelta
from itertools import chain, cycle, islice

from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.db.models import F

from partners import clock
from partners.models import Authority, Group, Meeting, Membership, Partnership, User
from partners.roles import Role
from plans.models import Plan, Section, StrategicObjective
from plans.publishing import publish
from plans.reading import Status
from priorities.models import Measurement, Priority, SuccessCriterion

from ..importing import read
from ..models import Action, ActionPartner, Hallmark, Update

FIXTURES = settings.BASE_DIR / "fixtures" / "north-herts-2008"
QUARTER, PLAN_QUARTERS = timedelta(days=91), 12
HISTORY_COLUMNS = ["history_date", "history_type", "history_user_id", "history_change_reason"]

# What becomes of each action in a dozen of the current plan: the first three, a quarter, are a meeting's exceptions.
FATES = [
    "off track", "overdue", "silent", "at risk", "not started", "complete",
    "on track", "on track", "on track", "on track", "on track", "on track",
]  # fmt: skip
ENDS_AS = {
    "off track": Status.OFF_TRACK,
    "at risk": Status.AT_RISK,
    "not started": Status.NOT_STARTED,
    "complete": Status.COMPLETE,
}


@dataclass(frozen=True)
class Cast:
    """Who and what is measured, in a partnership that stands in the middle of all."""

    slug: str
    officer: User
    chair: User
    coordinator: User
    action: Action


@transaction.atomic
def make(*, partnerships, actions, years):
    """Partnerships with a three-year plan of so many actions, and as many plans before it as the years want.

    A tenth of the actions are for hallmarks. The current plan is published. Returns the Cast.
    """
    world = _World(actions, years)
    world.found(partnerships)
    world.agree()
    world.act()
    for quarters_ago in reversed(range(years * 4)):
        world.measure(quarters_ago)
        world.report(quarters_ago)
    _remember_everything(world.began)
    for plan in world.plans[:partnerships]:
        publish(plan, by=None, note="What we agreed")
    return world.cast(partnerships // 2)


def count_rows():
    """The number of rows in all tables, history included."""
    return sum(model._base_manager.count() for model in apps.get_models())


class _World:
    """What was made so far, in lists of model objects that go from level to level of the plan."""

    def __init__(self, actions, years):
        self.random = random.Random(12062008)  # noqa: S311 (the bench has no secrets)
        self.words = read(FIXTURES / "plan.toml")
        year = read(FIXTURES / "illustrative-year.toml")
        self.said = [update for action in year["actions"] for update in action.get("updates", [])]
        self.now, self.today = clock.now(), clock.today()
        self.ages = range(-(-years * 4 // PLAN_QUARTERS))  # in plans before the current one, which is 0
        self.began = self.now - QUARTER * PLAN_QUARTERS * len(self.ages)
        self.hallmark_actions = actions // 10
        self.activities = actions - self.hallmark_actions
        self.told = {age: [] for age in self.ages}

    def found(self, number):
        """The partnerships, with six authorities, an officer of each, a chair, a coordinator and a group that meets."""
        bodies = [{k: v for k, v in body.items() if k != "key"} for body in self.words["authorities"]]
        head = self.words["partnership"]
        self.partnerships = _create(
            Partnership(**{**head, "slug": f"bench-{n}", "area": f"{head['area']} {n}"}) for n in range(number)
        )
        self.authorities = _create(
            Authority(partnership=p, position=position, **body)
            for p in self.partnerships
            for position, body in enumerate(bodies, 1)
        )
        roles = [Role.OFFICER] * len(bodies) + [Role.CHAIR, Role.COORDINATOR]
        users = _create(
            User(email=f"{role}-{place}@{p.slug}.example.org", name=f"{role.label} of {p.slug}", password="!")  # noqa: S106 (nobody’s)
            for p in self.partnerships
            for place, role in enumerate(roles)
        )
        self.of, self.people = _shares(self.authorities, number), _shares(users, number)
        _create(
            Membership(user=user, authority=mine[place % len(mine)], role=role)
            for mine, people in zip(self.of, self.people, strict=True)
            for place, (user, role) in enumerate(zip(people, roles, strict=True))
        )
        groups = _create(
            Group(partnership=p, name="Responsible Authority Group", kind="strategy") for p in self.partnerships
        )
        moments = [self.now + QUARTER * (0.5 - n) for n in range(len(self.ages) * PLAN_QUARTERS)]
        _create(Meeting(group=group, starts_at=moment) for moment in moments for group in groups)

    def agree(self):
        """The plans, from the current one backwards, with everything that the real one has but its actions."""
        words = {k: v for k, v in self.words["plan"].items() if k != "last_updated"}
        self.plans = []
        for age in self.ages:
            starts_on = self.today - QUARTER * PLAN_QUARTERS * (age + 1)
            words |= {"slug": f"plan-{age}", "starts_on": starts_on, "ends_on": starts_on + timedelta(days=1095)}
            self.plans += _create(Plan(**{**words, "partnership": p}) for p in self.partnerships)
        for model, key in [(StrategicObjective, "objectives"), (Section, "sections"), (Hallmark, "hallmarks")]:
            rows = [
                {("served" if k == "serves" else k): v for k, v in row.items()} | {"position": position}
                for position, row in enumerate(self.words[key], 1)
            ]
            made = _create(model(plan=plan, **row) for plan in self.plans for row in rows)
        self.hallmarks = _shares(made, len(self.plans))
        lists = "headline_criteria", "associated_criteria", "activities"
        rows = [{k: v for k, v in row.items() if k not in lists} for row in self.words["priorities"]]
        self.priorities = _shares(_create(Priority(plan=p, **row) for p in self.plans for row in rows), len(self.plans))
        self.criteria = _create(
            SuccessCriterion(priority=priority, kind=kind, position=position, **row, **self.figures(row))
            for priorities in self.priorities
            for priority, words in zip(priorities, self.words["priorities"], strict=True)
            for kind in SuccessCriterion.Kind
            for position, row in enumerate(words[f"{kind.value}_criteria"], 1)
        )

    def figures(self, criterion):
        if criterion.get("placeholder") or self.random.random() < 0.3:
            return {}
        baseline = self.random.randint(100, 2000)
        return {"unit": "incidents", "baseline": baseline, "baseline_period": "2007/08", "target": baseline * 9 // 10}

    def act(self):
        """The actions, each with its fate, its lead and 1.3 supporting authorities."""
        activities = [words for priority in self.words["priorities"] for words in priority["activities"]]
        for_hallmarks = [row["wording"] for row in self.words["hallmark_actions"]]
        for number, plan in enumerate(self.plans):
            age, place = divmod(number, len(self.partnerships))
            rows = list(_spread("priority", self.priorities[number], activities, self.activities))
            rows += _spread("hallmark", self.hallmarks[number], for_hallmarks, self.hallmark_actions)
            leads = self.random.choices(self.of[place], k=len(rows))
            fates = islice(cycle(FATES), len(rows))
            actions = _create(
                Action(added_on=plan.starts_on, lead=lead, due_on=self.due(plan, age, fate), **self.sides(row), **row)
                for row, lead, fate in zip(rows, leads, fates, strict=True)
            )
            officer = dict(zip(self.of[place], self.people[place], strict=False))
            self.told[age] += [
                (action.pk, fate, officer[action.lead].pk, action.lead_id)
                for action, fate in zip(actions, cycle(FATES), strict=False)
            ]
            ActionPartner.objects.bulk_create(
                [ActionPartner(action=a, authority=b) for a in actions for b in self.supporters(a, self.of[place])]
            )

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

    def measure(self, quarters_ago):
        each = len(self.criteria) // len(self.ages)
        criteria = self.criteria[quarters_ago // PLAN_QUARTERS * each :][:each]
        ends_on = self.today - QUARTER * quarters_ago
        _create(
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

    def report(self, quarters_ago):
        """One update of each action that is heard of in a quarter, of the plan that ran in it."""
        age, left = divmod(quarters_ago, PLAN_QUARTERS)
        _create(
            Update(
                action_id=action,
                status=self.status(age, left, fate),
                recorded_at=(moment := self.moment(quarters_ago)),
                speaks_of=clock.date_of(moment),
                by_id=by,
                authority_id=authority,
                **self.speak(),
            )
            for action, fate, by, authority in self.told[age]
            if age or left > 1 or fate != "silent"
        )

    def status(self, age, left, fate):
        if left:
            return Status.ON_TRACK
        return Status.COMPLETE if age else ENDS_AS.get(fate, Status.ON_TRACK)

    def speak(self):
        """What happened in one to three of the real plan's reports, and what one of them says besides."""
        said = self.random.choices(self.said, k=self.random.randint(1, 3))
        happened = " ".join(update["happened"] for update in said)
        return {"happened": happened, "public": said[0].get("public", ""), "next": said[0].get("next", "")}

    def cast(self, place):
        """An officer who leads an action that is on track, with the chair and the coordinator beside them."""
        lead = self.of[place][0]
        current = Action.objects.in_plan(self.plans[place])
        *officers, chair, coordinator = self.people[place]
        on_track = [pk for pk, fate, *_ in self.told[0] if fate == "on track"]
        return Cast(
            slug=self.partnerships[place].slug,
            officer=officers[0],
            chair=chair,
            coordinator=coordinator,
            action=next(a for a in current.filter(lead=lead).order_by("pk") if a.pk in on_track),
        )


def _create(objects):
    """Save objects of one model. Returns them, with their ids."""
    first, *rest = objects
    return type(first).objects.bulk_create([first, *rest], batch_size=2000)


def _shares(rows, number):
    """The rows in so many lists of the same length, in their order."""
    each = len(rows) // number
    return [rows[n * each :][:each] for n in range(number)]


def _spread(name, parents, words, number):
    """The fields of so many actions that serve the parents, as many for each, in the words given, over and over."""
    for position, wording in enumerate(islice(cycle(words), number)):
        yield {name: parents[position * len(parents) // number], "wording": wording, "position": position}


def _remember_everything(began):
    """A row of history for each row, and three for each action: added, agreed a month later, moved after a year."""
    for model in chain.from_iterable(apps.get_app_config(app).get_models() for app in ("partners", "plans")):
        _remember(model, began)
    for model in (Priority, SuccessCriterion, Measurement, Hallmark, ActionPartner, Update, Action):
        _remember(model, began)
    coordinator = Membership.objects.filter(role=Role.COORDINATOR).earliest("pk").user_id
    history = Action.history.model.objects
    history.update(lead=None, due_on=None)
    _remember(Action, began + timedelta(days=30), "~", coordinator, "Agreed with the authorities")
    history.filter(history_type="~").update(due_on=F("due_on") - QUARTER)
    _remember(Action, began + timedelta(days=365), "~", coordinator, "The grant came late")


def _remember(model, moment, happened="+", by=None, why=None):
    """Copy a model's rows to its history, with their own moment and author where they have them."""
    if not hasattr(model, "history"):
        return
    history, quote = model.history.model, connection.ops.quote_name
    names = {each.attname for each in model._meta.concrete_fields}
    columns = [quote(each.column) for each in history.tracked_fields]
    date, moment = ("recorded_at", []) if "recorded_at" in names else ("%s", [_adapted(history, moment)])
    user, by = ("by_id", []) if "by_id" in names else ("%s", [by])
    into = ", ".join([*columns, *HISTORY_COLUMNS])
    values = ", ".join([*columns, date, "%s", user, "%s"])
    here, there = quote(model._meta.db_table), quote(history._meta.db_table)
    statement = f"INSERT INTO {there} ({into}) SELECT {values} FROM {here} ORDER BY id"  # noqa: S608 (our own names)
    with connection.cursor() as cursor:
        cursor.execute(statement, [*moment, happened, *by, why])


def _adapted(history, moment):
    return history._meta.get_field("history_date").get_db_prep_value(moment, connection)
