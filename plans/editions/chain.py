"""The chain of a plan's editions: each holds the SHA-256 of the one before, so that a later alteration shows."""

from ..models import Edition, Plan
from ..serialization import sha256_of


def broken_links(plan: Plan) -> list[tuple[Edition, str]]:
    """[(Edition, fault)] in the chain of the plan's editions, in order; empty if it is intact."""
    faults, expected_number, previous = [], 1, ""
    for edition in plan.editions.order_by("number"):
        envelope = edition.envelope
        if edition.number != expected_number:
            faults.append((edition, f"edition {expected_number} is missing"))
        if sha256_of(edition.payload) != edition.sha256:
            faults.append((edition, "its words are not those that were published"))
        elif edition.previous_sha256 != previous or envelope["previous_sha256"] != previous:
            faults.append((edition, "it does not follow the edition before it"))
        elif (envelope["number"], envelope["published_at"], envelope["note"]) != (
            edition.number,
            edition.published_at,
            edition.note,
        ):
            faults.append((edition, "its number, moment or note is not what its words say"))
        expected_number, previous = edition.number + 1, edition.sha256
    return faults
