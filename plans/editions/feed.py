"""The editions as an Atom feed (RFC 4287)."""

from urllib.parse import urlsplit
from xml.etree import ElementTree

from partners.clock import date_of
from plans.exports.tables import LICENCE_ADDRESS, without_controls

ATOM = "http://www.w3.org/2005/Atom"

# Year in the feed's own tag: URI; a feed has no publication day, unlike an edition.
FEED_TAG_YEAR = "2026"
NO_HOST = "localhost"


def as_atom(entries, *, address, title, updated, author, page=None):
    """Atom feed as bytes.

    `entries`: dicts of number (int), published_at (aware), note, address (absolute), what_changed (a sentence or ""),
    withdrawn (the reason or None) and, if known, withdrawn_at (aware); newest first.
    `address` is the feed's own absolute address, `updated` an aware datetime, `page` the address of its HTML page.

    Ids are tag: URIs (RFC 4151) of host, publication day and path: they survive a move to https or another port, not to
    another host. If no host is known, addresses are paths and the ids use `localhost`.
    """
    feed = ElementTree.Element("feed", {"xmlns": ATOM, "xml:lang": "en-GB"})
    _add(feed, "id", _tag(address, FEED_TAG_YEAR))
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
    # Its own words are left out of a withdrawn one: they may hold the text that had to be withdrawn.
    paragraphs = (
        [f"Withdrawn: {withdrawn}"] if withdrawn else [edition[key] for key in ("result", "note", "what_changed")]
    )
    _add(entry, "summary", "\n\n".join(filter(None, paragraphs)), type="text")


def _add(parent, name, text=None, **attributes):
    element = ElementTree.SubElement(parent, name, {key: without_controls(value) for key, value in attributes.items()})
    element.text = None if text is None else without_controls(text)
    return element


def _tag(address, day):
    parts = urlsplit(address)
    return f"tag:{parts.hostname or NO_HOST},{day}:{parts.path}"


def _moment(moment):
    """RFC 3339, to the second."""
    return moment.isoformat(timespec="seconds")
