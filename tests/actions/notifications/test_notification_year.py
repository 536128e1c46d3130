"""A year of meetings, answers and due dates against the ticking clock, with crashes in between.

What must come out is worked out here a second time, from a diary of what happened.
"""

import re
from collections import Counter
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from random import Random
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command

from actions.date_changes import ask, decide
from actions.decided_changes.apply import apply
from actions.delivery import in_working_hours
from actions.meetings import proceedings
from actions.models import Notification
from actions.models.notifications import Kind
from partners import clock
from partners.permissions import Role
from plans import soft_delete
from tests import factories
from tests.post import DyingBackend, Killed, post_office, text_of
from tests.volume import some
from tests.worlds import member

pytestmark = pytest.mark.slow

BEGIN = date(2009, 6, 1)
YEARS = some({68: 18}, {68: 365, 2009: 60, 7: 60})  # {seed: days}
KINDS = {"Question": Kind.CHALLENGE, "Made": Kind.MADE, "Moved": Kind.DATE, "Due": Kind.DUE}
AUTHORITIES = ("police", "fire", "council")


class Year:
    """The partnership of the year; `diary` is {what happened: [when, who is told, when it was settled, its number]}."""

    def __init__(self, seed):
        self.random = Random(seed)  # noqa: S311 (the same year each time)
        self.plan = factories.PlanFactory(partnership=factories.PartnershipFactory(slug="here"))
        make = factories.AuthorityFactory
        self.bodies = {n: make(partnership=self.plan.partnership, name=n, short_name=n) for n in AUTHORITIES}
        self.officers = {
            n: [member(self.bodies[n], Role.OFFICER, f"{n} {m}") for m in (1, 2)] for n in ("police", "fire")
        }
        self.cora = member(self.bodies["council"], Role.COORDINATOR, "Cora")
        self.chair = member(self.bodies["council"], Role.CHAIR, "Chair")
        self.chair.email_opt_outs.create(kind="week")
        self.priority = factories.PriorityFactory(plan=self.plan)
        group = factories.GroupFactory(partnership=self.plan.partnership)
        self.meeting = factories.MeetingFactory(group=group, starts_at=clock.now(), begun=True)
        self.actions, self.diary, self.open = [], {}, {}
        for n in range(9):
            self.add(f"Action {n};", AUTHORITIES[n % 3])

    def add(self, wording, lead):
        action = factories.ActionFactory(
            priority=self.priority, lead=self.bodies[lead], wording=wording, due_on=None, added_on=BEGIN
        )
        self.actions.append(action)
        return action

    def told(self, authority):
        return [user.email for user in self.officers.get(authority.name, [self.cora])]

    def note(self, key, authority, settle_with, about):
        """Something happened; `settle_with` ends it. Told as the coordinator's if the authority has no officer."""
        self.diary[key] = [clock.now(), self.told(authority), None, str(about)]
        self.open[key] = settle_with

    def happen(self):
        """At one moment: perhaps something happens, and perhaps something that happened is settled."""
        random, n = self.random, len(self.diary)
        if random.random() < 0.35:
            getattr(self, random.choice(["challenge", "make", "move", "fall_due"]))(n)
        for key in [*self.open]:
            if random.random() < 0.03:
                self.open.pop(key)()
                self.diary[key][2] = clock.now()

    def challenge(self, n):
        action = self.random.choice(self.actions[:9])
        fields = {
            "kind": "challenge",
            "text": f"Question {n};",
            "challenged": action.lead,
            "target": {"action": action},
        }
        record = proceedings.record(self.meeting, by=self.chair, token=uuid4(), **fields)
        answer = {"by": self.cora, "authority": action.lead, "text": "Because"}
        ends = [
            lambda: proceedings.answer(record, **answer),
            lambda: proceedings.strike(record, by=self.chair),
        ]
        self.note(f"Question {n};", action.lead, self.random.choice(ends), record.pk)

    def make(self, n):
        lead = self.bodies[self.random.choice(AUTHORITIES)]
        change = {"kind": "add", "wording": f"Made {n};", "lead": lead, "priority": self.priority}
        fields = {"kind": "decision", "text": "Agreed", "target": {}, "change": change}
        record = proceedings.record(self.meeting, by=self.chair, token=uuid4(), **fields)
        self.note(f"Made {n};", lead, self.end(apply(record.change, by=self.chair)), record.change.pk)

    def move(self, n):
        action = self.add(f"Moved {n};", self.random.choice(AUTHORITIES))
        to_on = clock.today() + timedelta(days=400)
        move = ask(action, by=self.cora, authority=action.lead, to_on=to_on, reason="x")
        decide(move, by=self.chair, approve=self.random.random() < 0.5, why="x")
        self.note(f"Moved {n};", action.lead, self.end(action), move.pk)
        self.diary[f"Moved {n};"][1] = [*dict.fromkeys([self.cora.email, *self.told(action.lead)])]

    def fall_due(self, n):
        """Due on the next working day, agreed today: as if it had happened long ago."""
        day = clock.today() + timedelta(days={4: 3, 5: 2}.get(clock.today().weekday(), 1))
        action = self.add(f"Due {n};", self.random.choice(AUTHORITIES))
        action.due_on = day
        action.revise(by=self.cora)
        self.note(f"Due {n};", action.lead, self.end(action), f"{action.pk} {day}")
        self.diary[f"Due {n};"][0] -= timedelta(hours=1)

    def says_why(self, key, address):
        """Whether the log has a letter about it that did not go, or that went, without it, once it was settled."""
        _, _, settled, about = self.diary[key]
        if key.startswith("Due"):
            settled = settled or datetime.fromisoformat(f"{about.split()[1]} 23:59+00:00")
        told = Notification.objects.filter(letter__address=address, kind=KINDS[key.split()[0]], about=about)
        letter = told.select_related("letter").get().letter
        return letter.state in {"unknown", "sending", "failed", "waiting"} or letter.claimed_at > settled

    def end(self, action):
        authority = action.lead
        completes = {"by": self.cora, "authority": authority, "status": "complete", "happened": "Done"}
        ends = [lambda: action.report(**completes), lambda: soft_delete.retire([action], by=self.cora, why="x")]
        return self.random.choice(ends)


@pytest.mark.django_db
@pytest.mark.parametrize(("seed", "days"), YEARS.items())
def test_a_year_in_which_each_is_told_once_and_none_after_it_is_settled(seed, days, settings, monkeypatch):
    settings.SITE_URL = "https://plan.example.org"
    with clock.frozen_at(datetime(2009, 5, 31, 9, tzinfo=UTC)):
        year = Year(seed)
    random, calm, fates = year.random, [False], Counter()

    def fate(choices):
        chosen = None if calm[0] else random.choices([None, *choices], [9, *[1] * len(choices)])[0]
        fates[chosen] += 1
        return chosen

    monkeypatch.setattr(DyingBackend, "fate", staticmethod(lambda: fate(["before", "after"])))
    came = Counter()
    with post_office("tests.post.DyingBackend") as office:
        office.moody = lambda address: fate(["451 4.7.1 Later", "drop"])
        office.silent = lambda address: fate(["silent"])
        for n in range(days):
            today = BEGIN + timedelta(days=n)
            calm[0] = random.random() < 0.5
            for minutes in (0, 5, 15, 20, 120, 400):
                moment = datetime(today.year, today.month, today.day, 9, tzinfo=UTC) + timedelta(minutes=minutes)
                before = len(office.accepted)
                with clock.frozen_at(moment):
                    if today.weekday() < 5 and minutes < 200:
                        year.happen()
                    if random.random() < 0.9:
                        by_hand_only = not in_working_hours(clock.now())
                        with suppress(Killed, CommandError):
                            call_command(
                                "send_reminders", by_hand_only=by_hand_only, stdout=StringIO(), stderr=StringIO()
                            )
                for address, message in office.accepted[before:]:
                    keys = re.findall(r"(?:Question|Made|Moved|Due) \d+;", text_of(message))
                    assert len(keys) == len(set(keys)) > 0
                    waited = [moment - year.diary[key][0] for key in keys]
                    assert min(waited) >= timedelta(minutes=14) or max(waited) >= timedelta(minutes=119), "collected"
                    for key in keys:
                        _, people, settled, _ = year.diary[key]
                        assert address in people
                        assert settled is None, "none after it is settled"
                        came[address, key] += 1
    assert came.most_common(1)[0][1] == 1, "each once at most"
    lived_on = {
        (address, key)
        for key, (happened, people, settled, _) in year.diary.items()
        if happened.date() < today - timedelta(days=4) and (settled is None or settled - happened > timedelta(days=1))
        for address in people
    }
    missed = lived_on - came.keys()
    for address, key in missed:
        assert year.says_why(key, address), "what did not come is in the log"
    assert len(missed) < len(lived_on) / 4
    assert len(lived_on) > days
    assert {"before", "after", "silent", "drop", "451 4.7.1 Later"} <= fates.keys()
