"""A year of rounds against a ticking clock, with crashes, silence and bad moods of the mail server in between.

What must come out is worked out here a second time, in the plainest way, from who answered when.
"""

import re
from collections import Counter
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from random import Random

import pytest
from django.core.management import CommandError, call_command

from actions.models import Reminder
from actions.rounds.reminders import send_chase
from partners import clock
from partners.models import Membership
from partners.permissions import Role
from tests import factories
from tests.post import DyingBackend, Killed, post_office, text_of
from tests.volume import some
from tests.worlds import member

pytestmark = pytest.mark.slow

YEAR = [date(2009, 6, 1) + timedelta(days=n) for n in range(365)]
LEAVES = date(2009, 11, 20)
RUNS_AT = some((7, 17), (7, 12, 17))  # o'clock
ROUNDS = [  # opens, due, reminders
    (date(2009, 7, 1), date(2009, 7, 15), [-7, 0, 7]),
    (date(2009, 10, 1), date(2009, 10, 31), [-14, -2, 0, 3, 10]),
    (date(2010, 1, 4), date(2010, 1, 20), [0, 5]),
    (date(2010, 4, 1), date(2010, 4, 14), [-10, -3, 4, 20]),
]


class Year:
    """The partnership of the year, and what its people did."""

    def __init__(self, seed):
        self.random = Random(seed)  # noqa: S311 (the same year each time)
        self.heard = {}  # {wording: the day of its last answer}
        self.plan = factories.PlanFactory(partnership=factories.PartnershipFactory(slug="here"))
        names = ("police", "fire", "council", "health", "parks")
        bodies = {n: factories.AuthorityFactory(partnership=self.plan.partnership, name=n) for n in names}
        for name in ("fire", "health"):
            bodies[name].contact_email = f"desk@{name}.example.org"
            bodies[name].save()
        self.anna, self.ben = (member(bodies["police"], Role.OFFICER, name) for name in ("Anna", "Ben"))
        self.cara = member(bodies["fire"], Role.OFFICER, "Cara")
        Membership.objects.create(user=self.cara, authority=bodies["council"], role=Role.OFFICER)
        self.cora = member(bodies["council"], Role.COORDINATOR, "Cora")
        priority = factories.PriorityFactory(plan=self.plan)
        leads = [bodies[n] for n in (*names, *names)] + [None, None]
        self.actions = [
            factories.ActionFactory(priority=priority, lead=lead, wording=f"Action {n}", added_on=YEAR[0])
            for n, lead in enumerate(leads)
        ]
        for opens_on, due_on, remind_on in ROUNDS:
            factories.RoundFactory(plan=self.plan, opens_on=opens_on, due_on=due_on, remind_on=remind_on)

    def answer(self, today):
        """Each open question has some chance to be answered on a day."""
        for action in self.actions:
            if self.random.random() < 0.012:
                action.report(by=self.cora, authority=action.lead or self.cora.memberships.get().authority,
                              status="on_track", happened="Done", on_behalf=True)  # fmt: skip
                self.heard[action.wording] = today

    def owed(self, opens_on, today):
        """{address: {wording}}, said a second time and more simply than the code does."""
        here = today < LEAVES
        recipients = {
            "police": [self.anna.email, self.ben.email],
            "fire": [self.cara.email] if here else ["desk@fire.example.org"],
            "council": [self.cara.email] if here else [self.cora.email],
            "health": ["desk@health.example.org"],
            "parks": [self.cora.email],
            "": [self.cora.email],
        }
        owed = {}
        for action in self.actions:
            if self.heard.get(action.wording, date.min) < opens_on:
                for address in recipients[action.lead.name if action.lead else ""]:
                    owed.setdefault(address, set()).add(action.wording)
        return owed


def occasions():
    """{day: (the occasion's own day, when its round opened)} for each day on which a reminder is wanted."""
    result = {}
    for place, (opens_on, due_on, remind_on) in enumerate(ROUNDS):
        days = [due_on + timedelta(days=n) for n in remind_on]
        until = ROUNDS[place + 1][0] if place + 1 < len(ROUNDS) else date.max
        for today in YEAR:
            if opens_on <= today < until and (come := [day for day in days if day <= today]):
                result[today] = (max(come), opens_on)
    return result


@pytest.mark.django_db
@pytest.mark.parametrize("seed", some([12], [12, 2009]))
def test_a_year_in_which_everything_goes_wrong_but_each_reminder_comes_once(seed, settings, monkeypatch):
    settings.SITE_URL = "https://plan.example.org"
    with clock.frozen_at(datetime(2009, 5, 31, 9, tzinfo=UTC)):
        year = Year(seed)
    random, wanted = year.random, occasions()
    last_days = {occasion: max(day for day in wanted if wanted[day][0] == occasion) for occasion, _ in wanted.values()}
    calm, fates = [False], Counter()

    def fate(choices):
        chosen = None if calm[0] else random.choices([None, *choices], [6, *[1] * len(choices)])[0]
        fates[chosen] += 1
        return chosen

    monkeypatch.setattr(DyingBackend, "fate", staticmethod(lambda: fate(["before", "after"])))
    received, missed, asked_again = {}, [], Counter()
    with post_office("tests.post.DyingBackend") as office:
        office.moody = lambda address: fate(["451 4.7.1 Later", "drop"])
        office.silent = lambda address: fate(["silent"])
        down_until = YEAR[0]
        for today in YEAR:
            with clock.frozen_at(datetime(today.year, today.month, today.day, 6, tzinfo=UTC)):
                year.answer(today)
                if today == LEAVES:
                    year.cara.is_active = False
                    year.cara.save()
            occasion, opens_on = wanted.get(today, (None, None))
            owed = year.owed(opens_on, today) if occasion else {}
            if random.random() < 0.1:
                down_until = today + timedelta(days=random.randint(1, 4))
            for hour in RUNS_AT:
                calm[0] = today == last_days.get(occasion) and hour == RUNS_AT[-1]
                if today < down_until and not calm[0]:
                    continue
                before = len(office.accepted)
                with (
                    clock.frozen_at(datetime(today.year, today.month, today.day, hour, tzinfo=UTC)),
                    suppress(Killed, CommandError),
                ):
                    call_command("send_reminders", stdout=StringIO(), stderr=StringIO())
                for address, message in office.accepted[before:]:
                    asked = set(re.findall(r"(?m)^\* (.*)$", text_of(message)))
                    assert asked == owed.get(address), "asked for what is owed at that moment, no more and no less"
                    received.setdefault((address, occasion), set()).add(message["Message-ID"])
                if calm[0]:
                    # Whoever is left out is listed; the coordinator presses the button, and exactly those go once more.
                    listed = [row for row in Reminder.objects.filter(day=occasion) if row.in_doubt]
                    left_out = {address for address in owed if (address, occasion) not in received}
                    assert left_out <= {row.address for row in listed}
                    before = len(office.accepted)
                    with clock.frozen_at(datetime(today.year, today.month, today.day, hour, 30, tzinfo=UTC)):
                        for row in listed:
                            assert row.send_again(by=year.cora)
                            send_chase([row], row.round, site=settings.SITE_URL)
                    still = {row.address for row in listed} & owed.keys()
                    assert sorted(address for address, _ in office.accepted[before:]) == sorted(still)
                    asked_again.update((address, occasion) for address in still)
                    for address, message in office.accepted[before:]:
                        received.setdefault((address, occasion), set()).add(message["Message-ID"])
                    missed += [(address, today) for address in owed if (address, occasion) not in received]
    assert missed == []
    assert {key: len(ids) for key, ids in received.items()} == dict.fromkeys(received, 1)
    assert len({each for ids in received.values() for each in ids}) == len(received)
    came = Counter(message["Message-ID"] for _, message in office.accepted)
    allowed = {next(iter(ids)): 1 + asked_again[key] for key, ids in received.items()}
    assert {key: n for key, n in came.items() if n > allowed[key]} == {}, "each once at most, until somebody asks"
    assert asked_again.total() > 3
    assert {"before", "after", "silent", "drop", "451 4.7.1 Later"} <= fates.keys()
    assert len(received) > 40
