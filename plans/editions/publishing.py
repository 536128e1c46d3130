"""Publishing the plan as an immutable edition for the public, and withdrawing editions."""

from contextlib import suppress
from datetime import date
from typing import Any, Literal, NamedTuple, TypedDict

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext

from partners import clock
from partners.database import snapshot
from partners.fingerprint import fingerprint
from partners.history import attributed_to, revise
from partners.models import Partnership, Revision, User
from plans.exports.formats import note_files
from plans.jobs.worker import job
from plans.outline.build import PUBLIC, outline
from plans.outline.result import result as result_by_rule
from plans.outline.shape import ActionOutline, Outline

from ..models import Edition, Job, Plan, Withdrawal
from ..serialization import OUTLINE_SCHEMA, freeze, sha256_of
from ..status import CLOSED, answered_on

# Attempts when somebody else publishes the same plan at the same moment.
MOST_TRIES = 20
# Kind of the job that makes the revision of an edition's publication later.
REVISION_OF_EDITION = "edition_revision"
# Kind of the job that sends an edition to those who follow the plan; see `actions.followers.mailings`.
EMAILS_OF_EDITION = "edition_emails"


class PlanHasChanged(Exception):
    """The plan differs from the preview that the publisher saw."""


class Unfilled(NamedTuple):
    """A part of the plan with something missing: a priority, a criterion or an action.

    `lacks` is the kind of part that a priority lacks, "" if the part itself is incomplete.
    """

    kind: str
    id: int
    wording: str
    lacks: str = ""


class Missing(TypedDict):
    sentence: list[ActionOutline]
    update: list[ActionOutline]
    # First day of the quarter.
    quarter: date


class AlreadyWithdrawn(Exception):
    pass


def fingerprint_of_outline(outline: Outline) -> str:
    """Fingerprint of the outline without `made_at`, so that it changes only with the content."""
    return fingerprint(freeze({name: value for name, value in outline.items() if name != "made_at"}))


class _Overtaken(Exception):
    """Somebody else published the plan in the meantime."""


def publish(
    plan: Plan, *, by: User | None, note: str, result: str = "", is_correction: bool = False, seen: str | None = None
) -> Edition:
    """Publish the current plan as its next edition. Returns the Edition.

    The edition is a snapshot of one revision and blocks no writers, in this partnership or another: anything saved
    later is in the next edition. Publishing makes a revision of its own.

    `by` is the user, or None for an import; `result` the publisher's words for how the plan is going, or "" for the
    rule's (see `plans.outline.result`). A correction is not sent to followers: what it changes is in the e-mail of the
    next edition; a plan's first edition is none. `seen` is the `fingerprint_of_outline` of the preview. Raises
    PlanHasChanged if the plan has changed since.
    """
    for _ in range(MOST_TRIES):
        with suppress(_Overtaken):
            return _add(_next_edition(plan, by=by, note=note, result=result, is_correction=is_correction, seen=seen))
    raise PlanHasChanged


def _next_edition(
    plan: Plan, *, by: User | None, note: str, result: str, is_correction: bool, seen: str | None
) -> Edition:
    """The plan's next Edition, unsaved, from one database snapshot. Raises PlanHasChanged."""
    with snapshot():
        revision = Revision.objects.filter(partnership=plan.partnership_id).latest("number")
        last = plan.editions.order_by("-number").first()
        public_outline = outline(plan, audience=PUBLIC)
        rounds = [
            {"opens_on": each.opens_on, "due_on": each.due_on, "grace_ends_on": each.grace_ends_on}
            for each in plan.rounds.all()
        ]
    if seen is not None and seen != fingerprint_of_outline(public_outline):
        raise PlanHasChanged
    number = last.number + 1 if last else 1
    published_at = (
        public_outline["made_at"] if not last else max(public_outline["made_at"], last.published_at + clock.TICK)
    )
    fields: dict[str, Any] = {
        "number": number,
        "published_at": published_at,
        "note": note,
        "previous_sha256": last.sha256 if last else "",
    }
    slugs = {"partnership": public_outline["partnership"]["slug"], "plan": public_outline["plan"]["slug"]}
    if is_correction and last:
        fields["is_correction"] = True
    told = {"result": result or result_by_rule(public_outline), "rounds": rounds, "outline": public_outline}
    text = freeze({"schema": OUTLINE_SCHEMA, **slugs, **fields, **told})
    return Edition(
        plan=plan, by=by, revision=revision, schema=OUTLINE_SCHEMA, payload=text, sha256=sha256_of(text), **fields
    )


@transaction.atomic
def _add(edition: Edition) -> Edition:
    """Add an edition to the chain. Returns it; raises _Overtaken if it does not follow the last one.

    The row lock blocks other publishers of this plan only: with `no_key`, adding an object to the plan does not wait.
    """
    Plan.objects.select_for_update(no_key=True).get(pk=edition.plan_id)
    last = edition.plan.editions.order_by("-number").values_list("sha256", flat=True).first()
    if edition.previous_sha256 != (last or ""):
        raise _Overtaken
    edition.save(force_insert=True)
    note_files(edition)
    if not edition.is_correction:
        Job.objects.note(EMAILS_OF_EDITION, edition.sha256)
    # As numbers have no gaps, the next is known after a change that is under way: a job waits for that, and we do not.
    free = Partnership.objects.select_for_update(no_key=True, skip_locked=True).order_by().values_list("pk")
    if free.filter(pk=edition.plan.partnership_id):
        _revise(edition)
    else:
        Job.objects.note(REVISION_OF_EDITION, edition.sha256)
    return edition


def _revise(edition: Edition) -> None:
    """Make the revision of an edition's publication, unless there is one."""
    partnership, what = edition.plan.partnership_id, f"published edition {edition.number} of {edition.plan.slug}"
    if not Revision.objects.filter(partnership=partnership, moment__gte=edition.published_at, what=what).exists():
        with attributed_to(by=edition.by, why=edition.note, what=what):
            revise(partnership, what)


@job(REVISION_OF_EDITION)
def revise_later(sha256: str) -> None:
    _revise(Edition.objects.select_related("plan", "by").get(sha256=sha256))


@transaction.atomic
def withdraw(edition: Edition, *, by: User, reason: str) -> Withdrawal:
    """Withdraw an edition from the public. Returns the Withdrawal; raises AlreadyWithdrawn."""
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    if Withdrawal.objects.filter(edition=edition).exists():
        raise AlreadyWithdrawn
    with attributed_to(by=by, why=reason, what=f"withdrew edition {edition.number} of {edition.plan.slug}"):
        return Withdrawal.objects.create(edition=edition, at=clock.now(), reason=reason, by=by)


def missing(outline: Outline) -> Missing:
    """Gaps a publisher should know about, in an outline.

    Open actions without a public sentence, and open actions without an update this quarter.
    """
    today = outline["today"]
    quarter = today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1)
    parts = (*outline["priorities"], *outline["hallmarks"])
    open_actions = [a for part in parts for a in part["actions"] if a["status"] not in CLOSED]
    return {
        "sentence": [a for a in open_actions if not a["sentence"]],
        "update": [a for a in open_actions if (answered_on(a["update"]) or date.min) < quarter],
        "quarter": quarter,
    }


def unfilled(outline: Outline) -> dict[str, list[Unfilled]]:
    """{what is missing: the parts that lack it} of an outline, without empty lists."""
    priorities, parts = outline["priorities"], (*outline["priorities"], *outline["hallmarks"])
    actions = [a for part in parts for a in part["actions"] if a["status"] not in CLOSED]
    criteria = [c for p in priorities for c in p["criteria"] if not c["placeholder"]]

    def of_priorities(lacks: str, name: Literal["actions", "criteria"]) -> list[Unfilled]:
        return [Unfilled("priority", p["id"], p["name"], lacks) for p in priorities if not p[name]]

    def of_actions(name: Literal["lead", "due_on"]) -> list[Unfilled]:
        return [Unfilled("action", a["id"], a["wording"]) for a in actions if a[name] is None]

    def of_criteria(name: Literal["baseline", "target", "due_on"]) -> list[Unfilled]:
        return [Unfilled("criterion", c["id"], c["wording"]) for c in criteria if c[name] is None]

    lists = {
        gettext("Priorities without an activity"): of_priorities("activity", "actions"),
        gettext("Priorities without a success criterion"): of_priorities("criterion", "criteria"),
        gettext("Actions without a lead authority"): of_actions("lead"),
        gettext("Actions without a due date"): of_actions("due_on"),
        gettext("Success criteria without a baseline"): of_criteria("baseline"),
        gettext("Success criteria without a target"): of_criteria("target"),
        gettext("Success criteria without a target date"): of_criteria("due_on"),
    }
    return {what: parts for what, parts in lists.items() if parts}


def doubts(outline: Outline) -> list[str]:
    """Why publishing this outline now may be a mistake, as sentences; the publisher has to confirm them."""
    begins_on, sentences = outline["plan"]["starts_on"], []
    if not any(part["actions"] for part in (*outline["priorities"], *outline["hallmarks"])):
        sentences.append(gettext("The plan has no action that the public may read."))
    if begins_on > outline["today"]:
        sentences.append(gettext("The plan begins only on %(day)s.") % {"day": date_format(begins_on)})
    return sentences
