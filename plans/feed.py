"""The editions as an Atom feed (RFC 4287)."""

from urllib.parse import urlsplit
from xml.etree import ElementTree

from partners.clock import date_of

from .open_data import LICENCE_ADDRESS, without_controls

ATOM = "http://www.w3.org/2005/Atom"

# A feed has no day of publication of its own to be named by, as an edition has.
SINCE = "2026"
NO_HOST = "localhost"


def as_atom(entries, *, address, title, updated, author, page=None):
    """The bytes of an Atom feed.

    `entries`: dicts of number (int), published_at (aware), note, address (whole), what_changed (a sentence or ""), and
    withdrawn (the reason, or None); where it is known, withdrawn_at (aware). Newest first.
    `address` is the feed's own, whole; `title` and `author` its words; `updated` an aware moment; `page` the address of
    the page that it belongs to.

    The ids are tag: URIs (RFC 4151) of the addresses' host, the day of publication and the path: they stay when the
    site moves to https or to another port, but not when it moves to another host. Where no host is known the addresses
    are paths, and the ids say `localhost`.
    """
    feed = ElementTree.Element("feed", {"xmlns": ATOM, "xml:lang": "en-GB"})
    _add(feed, "id", _tag(address, SINCE))
    _add(feed, "title", title)
    _add(feed, "updated", _moment(updated))
    _add(_add(feed, "author"), "name", author)
    _add(feed, "link", rel="self", type="application/atom+xml", href=address)
    if page:
        _add(feed, "link", rel="alternate", type="text/html", href=page)
    _add(feed, "link", rel="license", href=LICENCE_ADDRESS)
    for entry in entries:
        _entry(feed, entry)
    return ElementTree.tostring(feed, encoding="utf-8", xml_declaration=True)


def _entry(feed, edition):
    entry = _add(feed, "entry")
    withdrawn = edition["withdrawn"]
    _add(entry, "id", _tag(edition["address"], date_of(edition["published_at"]).isoformat()))
    _add(entry, "title", f"Edition {edition['number']}{', withdrawn' if withdrawn else ''}")
    _add(entry, "published", _moment(edition["published_at"]))
    _add(entry, "updated", _moment((withdrawn and edition.get("withdrawn_at")) or edition["published_at"]))
    _add(entry, "link", rel="alternate", type="text/html", href=edition["address"])
    # What was withdrawn may stand in the note itself.
    words = [f"Withdrawn: {withdrawn}"] if withdrawn else [edition["note"], edition["what_changed"]]
    _add(entry, "summary", "\n\n".join(filter(None, words)), type="text")


def _add(parent, name, words=None, **attributes):
    element = ElementTree.SubElement(parent, name, {key: without_controls(value) for key, value in attributes.items()})
    element.text = None if words is None else without_controls(words)
    return element


def _tag(address, day):
    parts = urlsplit(address)
    return f"tag:{parts.hostname or NO_HOST},{day}:{parts.path}"


def _moment(moment):
    """RFC 3339, to the second."""
    return moment.isoformat(timespec="seconds")
