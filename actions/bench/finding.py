"""What the bench looks for: a word that is common, one that is rare, one that nobody wrote; the lists; the log."""

from datetime import timedelta
from urllib.parse import urlencode

from django.urls import reverse

from partners import clock

SOUGHT = {
    "a common word": "the",
    "the beginning of a word": "burgl",
    "two words": "police victims",
    "a phrase": '"dwelling burglaries"',
    "a word that nobody wrote": "zebra",
    "one that stands inside of others only": "rgla",
}


def visits(cast):
    """(what, address) for each."""
    for what, words in SOUGHT.items():
        yield f"search: {what}", _page("search", cast, words=words)
    yield "actions", _page("action_list", cast)
    yield "actions that are overdue", _page("action_list", cast, reading="overdue")
    yield "actions as CSV", reverse("action_list_file", args=[cast.slug, "csv"])
    yield "updates", _page("update_list", cast)
    yield "updates, their hundredth page", _page("update_list", cast, page=100)
    yield "updates with a word", _page("update_list", cast, words="burgl")
    yield "decisions", _page("decision_list", cast)


def of_log(cast):
    """The same of the log: its newest page and one far back, narrowed to much, to little and to nothing."""
    then = clock.now() - timedelta(days=365)
    yield "log", _page("log", cast)
    yield "log, a year back", _page("log", cast, after=f"{then.isoformat()}~actions.Update~0")
    yield "log of an officer", _page("log", cast, who=cast.officer.pk)
    yield "log of the chair, who did nothing", _page("log", cast, who=cast.chair.pk)
    yield "log of actions", _page("log", cast, kind="action")
    yield "log of what was removed: nothing", _page("log", cast, did="removed")
    yield "log by words in the reason", _page("log", cast, words="grant")
    yield "log by words that nobody wrote", _page("log", cast, words="zebra")
    yield "log as CSV, 10,000 lines", reverse("log_file", args=[cast.slug, "csv"])


def _page(name, cast, **query):
    return f"{reverse(name, args=[cast.slug])}?{urlencode(query)}"
