"""Receipts: what of a partnership's official record there was at a moment, as a small text to be kept elsewhere.

A line for each edition, withdrawal, pack, minutes, correction … and for each thousand revisions, with a fingerprint.
All that a receipt names must be there for ever as it was; more may follow.
docs/decisions/0071-history-is-immutable-and-receipts-prove-it.md
"""

import re
from dataclasses import dataclass, field

from django.apps import apps
from django.db.models import F

from partners import clock
from partners.models import Departure, Partnership
from partners.models.querysets import partnership_lookup

from ..serialization import sha256_of
from .fingerprints import Past, fingerprint_of_row, revisions_of

FORM = "Living Plan receipt, form 1"
REVISIONS_IN_A_LINE = 1000
LINE = re.compile(r"(?P<fingerprint>[0-9a-f]{64})  (?P<thing>[a-z][a-z ]* \S+)(?:  (?P<file>[0-9a-f]{64}))?")
HEAD = re.compile(r"^(Partnership|Made|Fingerprint): (.+)$", re.MULTILINE)
REVISIONS = re.compile(r"revisions ([0-9]+)-([0-9]+)")


class NotAReceipt(Exception):
    """The message says why."""


@dataclass(frozen=True)
class Thing:
    """Something official. `file` is the SHA-256 of the frozen text that anybody can download, or ""."""

    name: str
    fingerprint: str
    file: str = ""
    # Number of the revision in which it was added; None if that is in its history.
    revision: int | None = None

    @property
    def line(self):
        return f"{self.fingerprint}  {self.name}" + (f"  {self.file}" if self.file else "")

    @property
    def kind(self):
        return self.name.rpartition(" ")[0]


@dataclass
class Receipt:
    partnership: int
    slug: str
    made_at: str
    things: dict = field(default_factory=dict)  # {name: Thing}, in order

    @property
    def newest_revision(self):
        ranges = filter(None, map(REVISIONS.fullmatch, self.things))
        return max((int(match[2]) for match in ranges), default=0)

    @property
    def body(self):
        lines = [f"Partnership: {self.partnership} {self.slug}", f"Made: {self.made_at}", ""]
        return "\n".join([*lines, *(thing.line for thing in self.things.values())]) + "\n"

    @property
    def fingerprint(self):
        """SHA-256 of all that it says."""
        return sha256_of(self.body)

    @property
    def text(self):
        return f"{FORM}\nFingerprint: {self.fingerprint}\n{self.body}"

    def counts(self):
        """{kind: number of things}"""
        kinds = [thing.kind for thing in self.things.values()]
        return {kind: kinds.count(kind) for kind in dict.fromkeys(kinds)}


def official_models():
    models = [model for model in apps.get_models() if hasattr(model, "official")]
    return sorted(models, key=lambda model: KINDS.index(model.official.kind))


OF_MEETINGS = ["pack", "minutes", "correction", "answer", "follow up"]
# In this order in a receipt.
KINDS = ["edition", "withdrawal", *OF_MEETINGS]


def make_receipt(partnership, past=None):
    """The Receipt of a partnership as it is now. For one moment of it, call it within `snapshot`."""
    receipt = Receipt(partnership.pk, partnership.slug, clock.now().isoformat(timespec="seconds"))
    for thing in things_of(partnership):
        receipt.things[thing.name] = thing
    revisions, past = revisions_of(partnership.pk), past or Past.of(partnership)
    for first in range(0, len(revisions), REVISIONS_IN_A_LINE):
        some = revisions[first : first + REVISIONS_IN_A_LINE]
        name = f"revisions {some[0]['number']}-{some[-1]['number']}"
        receipt.things[name] = Thing(name, past.fingerprint(some))
    return receipt


def file_name(partnership):
    return f"receipt-{partnership.slug}-{clock.today():%Y-%m-%d}.txt"


def things_of(partnership):
    """Yield the Thing of each official row of a partnership."""
    for model in official_models():
        yield from _things(model, model._base_manager.filter(**{partnership_lookup(model): partnership}))


def _things(model, rows):
    official, columns = model.official, [field.attname for field in model._meta.concrete_fields]
    names = {f"named_by_{n}": F(lookup) for n, lookup in enumerate(official.named_by)}
    own = "revision_id" in columns and official.kind != "edition"
    more = {"revision_number": F("revision__number")} if own else {}
    for row in rows.order_by("pk").values(*columns, **names, **more).iterator(50):
        name = f"{official.kind} {'/'.join(str(row[each]) for each in names)}"
        values = {column: row[column] for column in columns}
        file = ""
        if official.payload:
            file = values[official.payload] = sha256_of(row[official.payload])
        yield Thing(name, fingerprint_of_row(model._meta.label, values), file, row.get("revision_number"))


def read_receipts(text):
    """[Receipt] in a text, of which each begins with FORM. Raises NotAReceipt, also if one is not whole."""
    parts = text.replace("\r\n", "\n").split(f"{FORM}\n")[1:]
    if not parts:
        raise NotAReceipt(f"no line says “{FORM}”")
    return [_read(part) for part in parts]


def _read(part):
    head = dict(HEAD.findall(part.partition("\n\n")[0]))
    try:
        (pk, slug), made_at = head["Partnership"].split(), head["Made"]
        receipt = Receipt(int(pk), slug, made_at)
    except (KeyError, ValueError) as error:
        raise NotAReceipt("it has no partnership or date") from error
    for match in LINE.finditer(part):
        receipt.things[match["thing"]] = Thing(match["thing"], match["fingerprint"], match["file"] or "")
    if receipt.fingerprint != head.get("Fingerprint"):
        raise NotAReceipt("its lines are not those that it had: compare it with another copy")
    return receipt


@dataclass
class Comparison:
    """What became of all that a receipt names: {name: state}."""

    receipt: Receipt
    states: dict
    departure: Departure | None = None

    AS_IT_WAS, CHANGED, MISSING, ADDED = "as it was", "changed", "missing", "added afterwards, with an older date"

    @property
    def faults(self):
        states = {} if self.departure else self.states
        return {name: state for name, state in states.items() if state != self.AS_IT_WAS}


def compare(receipt, past=None):
    """The Comparison of a receipt with what there is now."""
    partnership = Partnership.objects.filter(pk=receipt.partnership).first()
    if partnership is None:
        departure = Departure.objects.filter(number=receipt.partnership, slug=receipt.slug).first()
        return Comparison(receipt, dict.fromkeys(receipt.things, Comparison.MISSING), departure)
    now = {thing.name: thing for thing in things_of(partnership)}
    now |= _revisions_in(receipt, revisions_of(partnership.pk), past or Past.of(partnership))
    states = {name: _state(thing, now.get(name)) for name, thing in receipt.things.items()}
    for name, thing in now.items():
        if name not in states and thing.revision and thing.revision <= receipt.newest_revision:
            states[name] = Comparison.ADDED
    return Comparison(receipt, states)


def _revisions_in(receipt, revisions, past):
    """{name: Thing} of the same ranges of revisions as in the receipt, as they are now."""
    result = {}
    for name in receipt.things:
        if match := REVISIONS.fullmatch(name):
            some = [each for each in revisions if int(match[1]) <= each["number"] <= int(match[2])]
            if some:
                result[name] = Thing(name, past.fingerprint(some))
    return result


def _state(then, now):
    if now is None:
        return Comparison.MISSING
    return Comparison.AS_IT_WAS if now.line == then.line else Comparison.CHANGED
