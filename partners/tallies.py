"""Counting that all workers share, exact on both databases: one statement adds one, and nothing is read before.

A rule allows so many in a length of time, whenever it began: the time is cut into slots, and the present slot counts
together with all that reach into the length of time. It is never more than the rule says, sometimes a little less.
"""

from dataclasses import dataclass

from django.db import connection
from django.db.models import F, Q, Sum
from django.utils.crypto import salted_hmac

from . import clock
from .models import Tally

MINUTE, HOUR, DAY = 60, 60 * 60, 24 * 60 * 60


@dataclass(frozen=True)
class Rule:
    """`most` in `seconds`, of what `name` and `subject` say."""

    name: str
    subject: str
    most: int
    seconds: int

    @property
    def slot_seconds(self):
        return self.seconds // (24 if self.seconds == DAY else 6)

    @property
    def key(self):
        words = f"{self.name}\n{self.most}/{self.seconds}\n{self.subject}"
        return salted_hmac("partners.tallies", words, algorithm="sha256").hexdigest()

    def slots(self, now):
        """(the first that still counts, the present one)"""
        return (now - self.seconds) // self.slot_seconds, now // self.slot_seconds


class Claim:
    """One of each of some rules, taken. `give_back` when it was not to be counted after all."""

    def __init__(self, rules, now):
        self.places = sorted((rule.key, rule.slots(now)[1]) for rule in rules)

    def give_back(self):
        Tally.objects.filter(_any(Q(key=key, slot=slot) for key, slot in self.places)).update(number=F("number") - 1)
        self.places = []


def totals(rules, now=None):
    """{rule: how many count at this moment}"""
    now = int(clock.now().timestamp()) if now is None else now
    asked = _any(Q(key=rule.key, slot__range=rule.slots(now)) for rule in rules)
    found = dict(Tally.objects.filter(asked).order_by().values_list("key").annotate(Sum("number")))
    return {rule: found.get(rule.key, 0) for rule in rules}


def claim(rules):
    """Take one of each of the rules. Returns a Claim, or None if one of them allows no more: then none is taken."""
    now = int(clock.now().timestamp())
    if any(number >= rule.most for rule, number in totals(rules, now).items()):
        return None  # the usual refusal writes nothing
    taken = Claim(rules, now)
    _add_one(rules, taken.places, now)
    if any(number > rule.most for rule, number in totals(rules, now).items()):
        taken.give_back()
        return None
    return taken


def _add_one(rules, places, now):
    """In one order, so that two who count the same things at once do not wait for each other in a circle."""
    ends = {rule.key: now + rule.seconds + rule.slot_seconds for rule in rules}
    table = connection.ops.quote_name(Tally._meta.db_table)
    rows = ", ".join(["(%s, %s, 1, %s)"] * len(places))
    values = [value for key, slot in places for value in (key, slot, ends[key])]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (key, slot, number, ends) VALUES {rows} "  # noqa: S608 (a table's name, placeholders)
            f"ON CONFLICT (key, slot) DO UPDATE SET number = {table}.number + 1",
            values,
        )


def forget_ended():
    """Delete what no longer counts. Returns how many rows."""
    return Tally.objects.filter(ends__lte=int(clock.now().timestamp())).delete()[0]


def _any(conditions):
    found = Q(pk__in=[])
    for condition in conditions:
        found |= condition
    return found
