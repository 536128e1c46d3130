"""Publishing: the plan becomes an edition, which the public reads and which never changes again."""

from django.db import connection, transaction

from partners import clock

from .changes import changes
from .files import note_files
from .freezing import SCHEMA, freeze, sha256_of
from .models import Edition, Plan, Withdrawal
from .outline import PUBLIC, outline
from .reading import CLOSED

# What an outline is made of. While an edition is made nobody writes to these, so that it is one consistent moment.
WRITTEN_IN = [
    "partners_partnership", "partners_authority", "plans_plan", "plans_section", "plans_strategicobjective",
    "plans_round", "plans_assessment", "plans_consultation",
    "priorities_priority", "priorities_successcriterion", "priorities_measurement",
    "priorities_assessmentplace", "priorities_consultationplace",
    "actions_hallmark", "actions_action", "actions_actionpartner", "actions_update",
]  # fmt: skip


class PlanHasChanged(Exception):
    """The plan is not what the publisher saw."""


class AlreadyWithdrawn(Exception):
    pass


def state_of(outline):
    """A token for what the public would read: the same for the same words, whenever they were put together."""
    return sha256_of(freeze({name: value for name, value in outline.items() if name != "made_at"}))


@transaction.atomic
def publish(plan, *, by, note, seen=None):
    """Publish the plan as it stands as its next edition. Returns the Edition.

    `by` is the user, or None for an import; `seen` the `state_of` what they were shown. Raises PlanHasChanged if the
    plan has moved on from that.
    """
    _hold_still(plan)
    whole = outline(plan, audience=PUBLIC)
    if seen is not None and seen != state_of(whole):
        raise PlanHasChanged
    last = plan.editions.order_by("-number").first()
    number = last.number + 1 if last else 1
    published_at = whole["made_at"] if not last else max(whole["made_at"], last.published_at + clock.TICK)
    previous = last.sha256 if last else ""
    words = freeze(
        {
            "schema": SCHEMA,
            "partnership": plan.partnership.slug,
            "plan": plan.slug,
            "number": number,
            "published_at": published_at,
            "note": note,
            "previous_sha256": previous,
            "outline": whole,
        }
    )
    edition = Edition.objects.create(
        plan=plan,
        number=number,
        published_at=published_at,
        note=note,
        by=by,
        schema=SCHEMA,
        words=words,
        sha256=sha256_of(words),
        previous_sha256=previous,
    )
    note_files(edition)
    return edition


def _hold_still(plan):
    """Until this transaction ends nobody else publishes this plan, and nobody writes to what it is made of.

    On SQLite the transaction itself does that (transaction_mode is IMMEDIATE).
    """
    Plan.objects.select_for_update().get(pk=plan.pk)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {', '.join(WRITTEN_IN)} IN SHARE MODE")


@transaction.atomic
def withdraw(edition, *, by, reason):
    """Take an edition's words from the public. Raises AlreadyWithdrawn."""
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    if Withdrawal.objects.filter(edition=edition).exists():
        raise AlreadyWithdrawn
    return Withdrawal.objects.create(edition=edition, at=clock.now(), reason=reason, by=by)


def broken_links(plan):
    """What is wrong with the chain of the plan's editions, in order: [(Edition, what)]. Empty when all is well."""
    found, expected, previous = [], 1, ""
    for edition in plan.editions.order_by("number"):
        envelope = edition.envelope
        if edition.number != expected:
            found.append((edition, f"edition {expected} is missing"))
        if sha256_of(edition.words) != edition.sha256:
            found.append((edition, "its words are not those that were published"))
        elif edition.previous_sha256 != previous or envelope["previous_sha256"] != previous:
            found.append((edition, "it does not follow the edition before it"))
        elif (envelope["number"], envelope["published_at"], envelope["note"]) != (
            edition.number,
            edition.published_at,
            edition.note,
        ):
            found.append((edition, "its number, moment or note is not what its words say"))
        expected, previous = edition.number + 1, edition.sha256
    return found


def moved_on(plan, edition):
    """How far the plan has moved on from what the public reads, as a sentence; "" if not at all."""
    if edition is None:
        return ""
    found = changes(edition.outline, outline(plan, audience=PUBLIC))
    return "" if found["empty"] else found["sentence"]


def told(edition):
    """What changed in an edition from the one before that stands, as a sentence; "" for the first."""
    before = edition.before
    return changes(before.outline, edition.outline)["sentence"] if before else ""


def missing(outline):
    """What somebody who publishes should know is not there, in a partnership outline.

    Returns {"sentence": [action], "word": [action], "quarter": the quarter's first day}.
    `sentence`: open actions of which the public was never told anything; `word`: those not updated this quarter.
    """
    today = outline["today"]
    quarter = today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1)
    parts = (*outline["priorities"], *outline["hallmarks"])
    open_actions = [a for part in parts for a in part["actions"] if a["status"] not in CLOSED]
    return {
        "sentence": [a for a in open_actions if not a["sentence"]],
        "word": [a for a in open_actions if not a["update"] or a["update"]["recorded_on"] < quarter],
        "quarter": quarter,
    }
