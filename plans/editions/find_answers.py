"""Published answers to questions of the public, as a search in the plan finds them."""

from django.apps import apps
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import get_language, gettext

from partners import clock
from partners.caches import LruCache

from .find import Entry, folded
from .page_cache import newest_revision

TITLE_LENGTH = 120
_kept = LruCache(16)


def answers(slug: str) -> list[Entry]:
    """The entries of a partnership's answers, newest first; they have no status, and are of no authority."""
    key = slug, newest_revision(slug), get_language()
    return _kept.get(key, lambda: list(map(_entry, _rows(slug))))


def _rows(slug):
    return apps.get_model("actions.PublicAnswer").objects.filter(partnership__slug=slug).newest_first()


def _entry(row) -> Entry:
    day = gettext("Answered on %(day)s") % {"day": date_format(clock.date_of(row.published_at))}
    title = " ".join(row.said.split())
    return Entry(
        gettext("Questions and answers"), Truncator(title).chars(TITLE_LENGTH), row.answer, "", "", (day,), frozenset(),
        "answer", row.pk, "", folded(f"{row.said} {row.answer}"),
    )  # fmt: skip
