"""Rate limits shared by all workers, exact on both databases: a single statement increments and returns the new number.

Each caller is judged by the number that its own increment returned, so of two who come for the last place one gets it.
A rule allows a number of uses in a sliding window. The window is counted in slots: the present one and all that overlap
the window. That never allows more than the rule says, and sometimes a little less.
"""

from dataclasses import dataclass

from django.db import connection
from django.db.models import F, Q, Sum
from django.utils.crypto import salted_hmac

from .. import clock
from ..models import Tally

MINUTE, HOUR, DAY = 60, 60 * 60, 24 * 60 * 60


@dataclass(frozen=True)
class Rule:
    """Limit: at most `most` uses in `seconds`, for a `name` (what is counted) and a `subject` (for whom)."""

    name: str
    subject: str
    most: int
    seconds: int

    @property
    def slot_seconds(self):
        return self.seconds // (24 if self.seconds == DAY else 6)

    @property
    def key(self):
        text = f"{self.name}\n{self.most}/{self.seconds}\n{self.subject}"
        return salted_hmac("partners.security.counters", text, algorithm="sha256").hexdigest()

    def slots(self, now):
        """(first slot that still counts, present slot)"""
        return (now - self.seconds) // self.slot_seconds, now // self.slot_seconds


class Claim:
    """One use of each of several rules; `give_back` undoes the count."""

    def __init__(self, rules, now):
        self.places = sorted((rule.key, rule.slots(now)[1]) for rule in rules)

    def give_back(self):
        Tally.objects.filter(_any(Q(key=key, slot=slot) for key, slot in self.places)).update(number=F("number") - 1)
        self.places = []


def totals(rules, now=None):
    """{rule: number of uses that count now}"""
    now = int(clock.now().timestamp()) if now is None else now
    return _sums(rules, lambda rule: rule.slots(now))


def _sums(rules, slots_of):
    in_slots = _any(Q(key=rule.key, slot__range=slots_of(rule)) for rule in rules)
    sums = dict(Tally.objects.filter(in_slots).order_by().values_list("key").annotate(Sum("number")))
    return {rule: sums.get(rule.key, 0) for rule in rules}


def claim(rules):
    """Count one use of each rule. Returns a Claim, or None, with nothing counted, if a rule allows no more."""
    now = int(clock.now().timestamp())
    if any(number >= rule.most for rule, number in totals(rules, now).items()):
        return None  # the usual refusal writes nothing
    taken = Claim(rules, now)
    in_present_slot = _add_one(rules, taken.places, now)
    in_earlier_slots = _sums(rules, lambda rule: (rule.slots(now)[0], rule.slots(now)[1] - 1))
    if any(in_earlier_slots[rule] + in_present_slot[rule.key] > rule.most for rule in rules):
        taken.give_back()
        return None
    return taken


def _add_one(rules, places, now):
    """Increment the counts in the order of `places` (sorted), so that concurrent callers cannot deadlock.

    Returns {key: number in the present slot}.
    """
    ends = {rule.key: now + rule.seconds + rule.slot_seconds for rule in rules}
    table = connection.ops.quote_name(Tally._meta.db_table)
    rows = ", ".join(["(%s, %s, 1, %s)"] * len(places))
    values = [value for key, slot in places for value in (key, slot, ends[key])]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (key, slot, number, ends) VALUES {rows} "  # noqa: S608 (a table's name, placeholders)
            f"ON CONFLICT (key, slot) DO UPDATE SET number = {table}.number + 1 "
            "RETURNING key, number",
            values,
        )
        return dict(cursor.fetchall())


def forget_ended():
    """Delete expired rows. Returns their number."""
    return Tally.objects.filter(ends__lte=int(clock.now().timestamp())).delete()[0]


def _any(conditions):
    combined = Q(pk__in=[])
    for condition in conditions:
        combined |= condition
    return combined
