"""Publishing: the plan becomes an edition, which the public reads and which never changes again."""

from contextlib import suppress

from django.db import transaction

from partners import clock
from partners.database import snapshot

from .changes import changes
from .files import note_files
from .freezing import SCHEMA, freeze, sha256_of
from .models import Edition, Plan, Withdrawal
from .outline import PUBLIC, outline
from .reading import CLOSED

# How often an edition is put together anew because somebody published this plan at the same moment.
MOST_TRIES = 20


class PlanHasChanged(Exception):
    """The plan is not what the publisher saw."""


class AlreadyWithdrawn(Exception):
    pass


def state_of(outline):
    """A token for what the public would read: the same for the same words, whenever they were put together."""
    return sha256_of(freeze({name: value for name, value in outline.items() if name != "made_at"}))


class _Overtaken(Exception):
    """Somebody else published the plan meanwhile."""


def publish(plan, *, by, note, seen=None):
    """Publish the plan as it stands as its next edition. Returns the Edition.

    The edition is the plan at one moment. Nobody who writes meanwhile waits for it, in this partnership or another:
    what is saved after that moment is in the next edition.

    `by` is the user, or None for an import; `seen` the `state_of` what they were shown. Raises PlanHasChanged if the
    plan has moved on from that.
    """
    for _ in range(MOST_TRIES):
        with suppress(_Overtaken):
            return _add(_next_edition(plan, by=by, note=note, seen=seen))
    raise PlanHasChanged


def _next_edition(plan, *, by, note, seen):
    """The plan's next Edition, not saved, from one snapshot. Raises PlanHasChanged."""
    with snapshot():
        last = plan.editions.order_by("-number").first()
        whole = outline(plan, audience=PUBLIC)
    if seen is not None and seen != state_of(whole):
        raise PlanHasChanged
    number = last.number + 1 if last else 1
    published_at = whole["made_at"] if not last else max(whole["made_at"], last.published_at + clock.TICK)
    previous = last.sha256 if last else ""
    words = freeze(
        {
            "schema": SCHEMA,
            "partnership": whole["partnership"]["slug"],
            "plan": whole["plan"]["slug"],
            "number": number,
            "published_at": published_at,
            "note": note,
            "previous_sha256": previous,
            "outline": whole,
        }
    )
    return Edition(
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


@transaction.atomic
def _add(edition):
    """Add an edition to the chain. Returns it; raises _Overtaken if it does not follow the last one.

    The lock is for those who publish this plan alone: adding something to the plan does not wait for it (`no_key`).
    """
    Plan.objects.select_for_update(no_key=True).get(pk=edition.plan_id)
    last = edition.plan.editions.order_by("-number").values_list("sha256", flat=True).first()
    if edition.previous_sha256 != (last or ""):
        raise _Overtaken
    edition.save(force_insert=True)
    note_files(edition)
    return edition


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
