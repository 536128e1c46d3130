"""What the bench looks for: a word that is common, one that is rare, one that nobody wrote; and the lists."""

from urllib.parse import urlencode

from django.urls import reverse

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


def _page(name, cast, **query):
    return f"{reverse(name, args=[cast.slug])}?{urlencode(query)}"
