"""How far a plan has moved on since an edition, for its members."""

from django.utils.translation import get_language

from partners.access import Access
from partners.caches import LruCache

from ..changes.describe import changes
from ..models import Edition, Plan
from ..outline.build import PUBLIC
from ..outline.kept import MAX_ACTIONS, KeptOutline, kept_outline

summaries = LruCache(64)
# Outlines of the editions that were compared last: reading one of a large plan takes longer than the comparison.
editions = LruCache(MAX_ACTIONS, size_of=lambda outline: outline["total"])


def moved_on(access: Access, plan: Plan, edition: Edition | None) -> str:
    """Summary of what the public would see change since an edition, as a sentence; "" if nothing, or without edition.

    Kept by edition, revision and day.
    """
    if edition is None:
        return ""
    newer = kept_outline(plan, access.revision, audience=PUBLIC)
    if not isinstance(newer, KeptOutline):
        return _summary(edition, newer)
    return summaries.get(
        (edition.pk, access.revision, newer["today"], get_language()), lambda: _summary(edition, newer)
    )


def _summary(edition, newer):
    older = editions.get(edition.sha256, lambda: edition.outline)
    differences = changes(older, newer)
    return "" if differences["empty"] else differences["sentence"]
