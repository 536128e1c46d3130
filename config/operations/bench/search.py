"""Pages of the bench's search and log scenarios: searches with common, rare and absent words, lists, the log."""

from datetime import timedelta
from urllib.parse import urlencode

from django.urls import reverse

from actions.models import Update
from partners import clock
from partners.models import Partnership

QUERIES = {
    "a common word": "the",
    "the beginning of a word": "burgl",
    "two words": "police victims",
    "a phrase": '"dwelling burglaries"',
    "a word that nobody wrote": "zebra",
    "one that stands inside of others only": "rgla",
}


def visits(cast):
    """Yield (label, address) for each page."""
    for label, query in QUERIES.items():
        yield f"search: {label}", _address("search", cast, words=query)
    yield "actions", _address("action_list", cast)
    yield "actions that are overdue", _address("action_list", cast, reading="overdue")
    yield "actions as CSV", reverse("action_list_file", args=[cast.slug, "csv"])
    yield "updates", _address("update_list", cast)
    yield "updates, far back", _address("update_list", cast, after=_far_back(cast))
    yield "updates with a word", _address("update_list", cast, words="burgl")
    yield "decisions", _address("decision_list", cast)


def log_visits(cast):
    """Yield (label, address) for pages of the activity log: new and old, with many, few and no rows under a filter."""
    then = clock.now() - timedelta(days=365)
    yield "log", _address("log", cast)
    yield "log, a year back", _address("log", cast, after=f"{then.isoformat()}~actions.Update~0")
    yield "log of an officer", _address("log", cast, who=cast.officer.pk)
    yield "log of the chair, who did nothing", _address("log", cast, who=cast.chair.pk)
    yield "log of actions", _address("log", cast, kind="action")
    yield "log of what was removed: nothing", _address("log", cast, did="removed")
    yield "log by words in the reason", _address("log", cast, words="grant")
    yield "log by words that nobody wrote", _address("log", cast, words="zebra")
    yield "log as CSV, 10,000 lines", reverse("log_file", args=[cast.slug, "csv"])


def _far_back(cast):
    """The id of an update after which a hundredth of the partnership's are left."""
    updates = Update.objects.in_partnership(Partnership.objects.get(slug=cast.slug)).order_by("pk")
    return updates.values_list("pk", flat=True)[updates.count() // 100]


def _address(name, cast, **query):
    return f"{reverse(name, args=[cast.slug])}?{urlencode(query)}"
