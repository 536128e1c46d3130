"""The feed of editions, as a reader's program understands it."""

from datetime import UTC, datetime
from time import struct_time

import feedparser
import pytest

from plans.editions.feed import as_atom

ADDRESS = "https://plan.example.org/here/editions.atom"
PAGE = "https://plan.example.org/here/editions/"
JUNE = datetime(2009, 6, 15, 23, 30, tzinfo=UTC)


def edition(number, published_at=JUNE, **fields):
    address = f"https://plan.example.org/here/editions/2008-2011/{number}/"
    return {
        "number": number,
        "published_at": published_at,
        "result": "Half is done.",
        "note": "The first year.",
        "address": address,
        "what_changed": "2 completed, 1 date moved.",
        "withdrawn": None,
        **fields,
    }


def read(*entries, address=ADDRESS, page=PAGE, **fields):
    words = {"title": "Here Community Safety Plan", "updated": JUNE, "author": "Here Partnership", **fields}
    feed = feedparser.parse(as_atom(entries, address=address, page=page, **words))
    assert (feed.bozo, feed.version) == (False, "atom10")
    return feed


def test_a_reader_gets_the_feed_and_its_entries():
    feed = read(edition(2), edition(1))
    assert (feed.feed.title, feed.feed.author, feed.feed.language, feed.feed.link) == (
        "Here Community Safety Plan", "Here Partnership", "en-GB", PAGE,
    )  # fmt: skip
    assert {link.rel: link.href for link in feed.feed.links}["self"] == ADDRESS
    assert [(e.title, e.link, e.summary) for e in feed.entries] == [
        (
            f"Edition {number}",
            f"https://plan.example.org/here/editions/2008-2011/{number}/",
            "Half is done.\n\nThe first year.\n\n2 completed, 1 date moved.",
        )
        for number in (2, 1)
    ]
    assert feed.entries[0].published_parsed == struct_time((2009, 6, 15, 23, 30, 0, 0, 166, 0))


def test_ids_name_the_host_the_london_day_and_the_path():
    feed = read(edition(1))
    assert (feed.feed.id, feed.entries[0].id) == (
        "tag:plan.example.org,2026:/here/editions.atom",
        "tag:plan.example.org,2009-06-16:/here/editions/2008-2011/1/",
    )


def test_ids_stay_when_all_else_changes():
    before = read(edition(1))
    after = read(
        edition(2),
        edition(1, withdrawn="A name was in it", address="http://plan.example.org:8000/here/editions/2008-2011/1/"),
        address=ADDRESS.replace("https", "http"),
        title="Another",
        updated=datetime(2010, 1, 1, tzinfo=UTC),
    )
    assert (after.feed.id, after.entries[1].id) == (before.feed.id, before.entries[0].id)
    assert after.entries[0].id != after.entries[1].id


def test_a_withdrawn_edition_says_why_and_no_longer_what_it_said():
    withdrawn_at = datetime(2009, 7, 1, tzinfo=UTC)
    (entry,) = read(edition(1, withdrawn="A name was in it", withdrawn_at=withdrawn_at)).entries
    assert (entry.title, entry.summary, entry.updated, entry.published) == (
        "Edition 1, withdrawn", "Withdrawn: A name was in it", "2009-07-01T00:00:00+00:00", "2009-06-15T23:30:00+00:00",
    )  # fmt: skip


@pytest.mark.parametrize("words", ["<script>alert(1)</script> & ]]>", "Quotes \" and '", "ŵ, ż and 🙂", "a\nb"])
def test_whatever_was_written_is_read_as_written(words):
    feed = read(edition(1, result="", note=words, what_changed=""), title=words, author=words)
    assert (feed.feed.title_detail.value, feed.entries[0].summary_detail.value) == (words, words)


def test_characters_that_xml_cannot_hold_are_left_out():
    assert read(edition(1, result="", note="a\x00b\x0bc\ufffed", what_changed="")).entries[0].summary == "abcd"


def test_an_edition_without_words_and_a_feed_without_editions_are_well_formed():
    assert (read(edition(1, result="", note="", what_changed="")).entries[0].title, read().entries) == ("Edition 1", [])
