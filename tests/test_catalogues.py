"""The catalogues of messages are whole and agree with the sources."""

import re

import pytest

from tests import catalogues

PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|%%")


@pytest.fixture(scope="module")
def found():
    return catalogues.messages()


@pytest.fixture(scope="module", params=catalogues.LANGUAGES)
def language(request):
    return request.param


def test_they_have_every_message_of_the_sources_and_no_other(found, language):
    of_sources = {(message.context, message.id) for message in found if message.id}
    of_catalogue = {(message.context, message.id) for message in catalogues.read(language) if message.id}
    assert sorted(map(str, of_catalogue ^ of_sources))[:5] == [], "make messages"


def test_nothing_is_fuzzy_or_obsolete(language):
    catalog = catalogues.read(language)
    assert [message.id for message in catalog if message.fuzzy and message.id] == []
    assert not catalog.obsolete


def test_placeholders_and_plurals_agree(language):
    catalog = catalogues.read(language)
    for message in catalog:
        if not message.id:
            continue
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        if any(strings):
            assert all(strings), message.id
            assert len(strings) == (catalog.num_plurals if len(ids) > 1 else 1), message.id
        wanted = set(PLACEHOLDER.findall(ids[-1]))
        for string in filter(None, strings):
            # A form for one alone may say so in a word.
            assert set(PLACEHOLDER.findall(string)) <= wanted, message.id
            assert set(PLACEHOLDER.findall(string)) >= wanted - {"n", "number", "count"} or len(ids) > 1, message.id


def test_what_is_compiled_is_what_is_written(language):
    assert catalogues.path_of(language, "mo").read_bytes() == catalogues.as_mo(catalogues.read(language)), (
        "make messages"
    )


def test_what_a_translator_has_to_know_is_at_the_head(language):
    assert "To be checked by a" in catalogues.read(language).header_comment
