"""No words of ours are still English on a member's page in Welsh.

A text that is the same on a page in English and in Welsh, and is nothing that somebody typed, is a label that lost its
mark, or never had one.
"""

import re
from itertools import chain, product

import pytest
from django.apps import apps
from lxml import html

from actions.plan_editor.plan_forms import HALLMARKS
from partners import languages
from plans.editions import page_cache

from . import catalogues
from .access import ACCOUNT, GET
from .access_worlds import an_edition_and_rounds, everybody_s_business, files_and_requests
from .addresses import address
from .sweep import UndoneAfterwards

pytestmark = [
    pytest.mark.slow,
    pytest.mark.world(everybody_s_business, files_and_requests, an_edition_and_rounds),
]
SHOWN = ("aria-label", "alt", "title", "placeholder", "data-label")
TYPED = ("CharField", "TextField", "SlugField", "EmailField")
# {why they are in English: the pages}
LEFT = {
    "e-mails as their readers get them": (
        "meeting_minutes_send", "meeting_pack_send", "round_chase", "wording_edit", "wordings",
    ),
    "names and descriptions in files that are in English": ("criteria_table",),
    "the words of a file that is brought in, and where they are in it": (
        "plan_import_columns", "plan_import_part", "plan_import_preview", "plan_import_row",
    ),
}  # fmt: skip
# {why they are in English: the words}
KEPT = {
    "names": (
        "Cymraeg", "English", "Polski", "اردو", "Excel", "Living Plan", "Word", "North Hertfordshire (Hertfordshire)",
        "csrftoken", "ico.org.uk", "known_browser", "messages", "plan.json", "sessionid", "shown_to",
    ),
    "hallmarks, which a new plan gets": HALLMARKS,
    "words that Welsh shares": ("Logo",),
    "pieces of typed words": (
        "1. Matters arising", "Community Safety", "For other formats ring", "Plan", "April 2011 to March 2014",
    ),
}  # fmt: skip
# Fingerprints.
RANDOM = re.compile(r"\b[0-9a-f]{4}( [0-9a-f]{4}){3}\b|\b[0-9a-f]{16}…|\([0-9a-f]{6}\)")


def texts(page, code):
    """The texts of a page, and of its attributes, that are in the page's language."""
    found = set()
    for element in html.fromstring(page).iter():
        if not isinstance(element.tag, str) or element.tag in ("script", "style", "textarea"):
            continue
        lang = next((each.get("lang") for each in [element, *element.iterancestors()] if each.get("lang")), "")
        if lang != languages.ALL[code].lang:
            continue
        shown = [element.text, *(child.tail for child in element), *(element.get(name) for name in SHOWN)]
        if element.tag == "input" and element.get("type") in ("submit", "button"):
            shown.append(element.get("value"))
        found |= {" ".join(text.split()) for text in shown if text}
    return found


def typed():
    """What is in the database."""
    words = set()
    for model in apps.get_models():
        names = [field.attname for field in model._meta.concrete_fields if field.get_internal_type() in TYPED]
        if names and model._meta.label != "plans.Edition":
            for row in model._base_manager.values_list(*names):
                words |= {" ".join(word.split()) for word in row if word}
    return words - {""}


def is_of_ours(text, others):
    """Whether words are left of a text without those of others."""
    for words in others:
        if words in text:
            text = re.sub(rf"(?<!\w){re.escape(words)}(?!\w)", "", text)
    return bool(re.search("[a-z]{2}", RANDOM.sub("", text)))


def test_nothing_is_still_english(here, cast, sign_in):
    type(here.partnership).objects.update(languages=" ".join(languages.OTHERS))
    page_cache.current.forget()
    alike = {str(message.id).casefold() for message in catalogues.read("cy") if message.string == message.id}
    others = sorted({*typed(), *(word for words in KEPT.values() for word in words)}, key=len, reverse=True)
    names = [name for name in (*GET, *ACCOUNT) if name not in chain(*LEFT.values())]
    faults, read = {}, 0
    for method, name in product(("get", "post"), names):
        pages = []
        for code, prefix in (("en-gb", ""), ("cy", "/cy")):
            with UndoneAfterwards():
                page = getattr(sign_in(cast.coordinator), method)(f"{prefix}{address(name, here)}")
                if page.streaming or not page.content or not page["Content-Type"].startswith("text/html"):
                    break
                pages.append(texts(page.content.decode(), code))
        if len(pages) == 2:
            read += 1
            for text in pages[0] & pages[1]:
                if text.casefold() not in alike and is_of_ours(text, others):
                    faults.setdefault(text, name)
    assert faults == {}
    assert read > 200
