"""The editions as an Atom feed (RFC 4287)."""

from urllib.parse import urlsplit

from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from partners.clock import date_of
from plans.exports.tables import LICENCE_ADDRESS, without_controls

# Year in the feed's own tag: URI; a feed has no publication day, unlike an edition.
FEED_TAG_YEAR = "2026"
NO_HOST = "localhost"


class EditionsFeed(Atom1Feed):
    """Django's feed, with the licence, the moment of the last change, and summaries that are plain text."""

    def latest_post_date(self):
        return self.feed["updated"]

    def add_root_elements(self, handler):
        super().add_root_elements(handler)
        handler.addQuickElement("link", "", {"rel": "license", "href": LICENCE_ADDRESS})

    def add_item_elements(self, handler, item):
        super().add_item_elements(handler, item)
        handler.addQuickElement("summary", item["summary"], {"type": "text"})


def as_atom(entries, *, address, title, updated, author, page):
    """Atom feed as bytes.

    `entries`: dicts of number (int), published_at (aware), note, address (absolute), what_changed (a sentence or ""),
    withdrawn (the reason or None) and, if known, withdrawn_at (aware); newest first.
    `address` is the feed's own absolute address, `updated` an aware datetime, `page` the address of its HTML page.

    Ids are tag: URIs (RFC 4151) of host, publication day and path: they survive a move to https or another port, not to
    another host. If no host is known, addresses are paths and the ids use `localhost`.
    """
    feed = _feed(address=address, title=title, updated=updated, author=author, page=page)
    for edition in entries:
        feed.add_item(**_entry(edition))
    return feed.writeString("utf-8").encode()


def _entry(edition):
    withdrawn, published_at = edition["withdrawn"], edition["published_at"]
    # Its own words are left out of a withdrawn one: they may hold the text that had to be withdrawn.
    paragraphs = (
        [f"Withdrawn: {withdrawn}"] if withdrawn else [edition[key] for key in ("result", "note", "what_changed")]
    )
    return {
        "title": f"Edition {edition['number']}{', withdrawn' if withdrawn else _correction(edition)}",
        "link": edition["address"],
        "description": None,
        "unique_id": _tag(edition["address"], date_of(published_at).isoformat()),
        "pubdate": _to_the_second(published_at),
        "updateddate": _to_the_second((withdrawn and edition.get("withdrawn_at")) or published_at),
        "summary": without_controls("\n\n".join(filter(None, paragraphs))),
    }


def _correction(edition):
    return f", {_('small correction')}" if edition.get("is_correction") else ""


def atom_of_news(entries, *, address, title, updated, author, page):
    """Atom feed as bytes, of news that never change.

    `entries`: dicts of title, link (absolute), id (what makes it different from others with the same link), at (aware)
    and summary; newest first. The others are as in `as_atom`.
    """
    feed = _feed(address=address, title=title, updated=updated, author=author, page=page)
    for entry in entries:
        feed.add_item(
            title=without_controls(entry["title"]),
            link=entry["link"],
            description=None,
            unique_id=f"{_tag(entry['link'], date_of(entry['at']).isoformat())}{entry['id']}",
            pubdate=_to_the_second(entry["at"]),
            updateddate=_to_the_second(entry["at"]),
            summary=without_controls(entry["summary"]),
        )
    return feed.writeString("utf-8").encode()


def _feed(*, address, title, updated, author, page):
    return EditionsFeed(
        without_controls(title),
        page,
        description=None,
        language="en-GB",
        author_name=without_controls(author),
        feed_url=address,
        feed_guid=_tag(address, FEED_TAG_YEAR),
        updated=_to_the_second(updated),
    )


def _tag(address, day):
    parts = urlsplit(address)
    return f"tag:{parts.hostname or NO_HOST},{day}:{parts.path}"


def _to_the_second(moment):
    return moment.replace(microsecond=0)
