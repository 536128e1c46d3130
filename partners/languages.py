"""The languages of the site. The address decides which one a page is in, and nothing else does.

English has no prefix, the others begin with their code: /cy/north-herts/. Neither a cookie nor what a browser says it
prefers chooses, so one address is one page for everybody, and links within a language keep it.
"""

import re
from contextlib import contextmanager
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import Resolver404, get_script_prefix, resolve
from django.utils import translation
from django.utils.formats import date_format
from django.utils.functional import lazystr
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import mark_safe
from django.utils.translation import get_language_info

ENGLISH = settings.LANGUAGE_CODE
OTHERS = tuple(code for code, _ in settings.LANGUAGES if code != ENGLISH)
# Languages of members' pages and e-mails: those whose catalogue is whole.
OF_MEMBERS = (ENGLISH, "cy")


class Language(NamedTuple):
    """A language as pages name it: in itself, as `lang` writes it, and whether it is written from right to left."""

    code: str
    name: str
    lang: str
    is_rtl: bool

    @property
    def direction(self):
        return "rtl" if self.is_rtl else "ltr"


def _language(code):
    lang, _, region = code.partition("-")
    name = "English" if code == ENGLISH else get_language_info(code)["name_local"]
    return Language(
        code,
        name[0].upper() + name[1:],
        f"{lang}-{region.upper()}" if region else lang,
        get_language_info(code)["bidi"],
    )


ALL = {code: _language(code) for code, _ in settings.LANGUAGES}


def current():
    """The Language that is active in this thread."""
    return ALL[translation.get_language() or ENGLISH]


def code_in(path):
    """The language of a path below the site's own prefix, such as /cy/north-herts/."""
    first = path[1:3]
    return first if first in OTHERS and path[3:4] == "/" else ENGLISH


def without_prefix(path):
    """A path as it is in English."""
    code = code_in(path)
    return path if code == ENGLISH else path[len(code) + 1 :]


def address_in(path, code):
    """The address, below the host, of the same page in a language, for a path below the site's own prefix."""
    prefix = "" if code == ENGLISH else f"/{code}"
    return f"{get_script_prefix().rstrip('/')}{prefix}{without_prefix(path)}"


def page_at(path):
    """The ResolverMatch of a path, in whatever language that is. Raises Resolver404."""
    with translation.override(code_in(path)):
        return resolve(path)


def same_page(url, code):
    """The URL of the same page in a language; the URL itself where there is none, as for a stylesheet."""
    address = urlsplit(url)
    path = in_no_language(address.path)
    there = path if code == ENGLISH else f"/{code}{path}"
    try:
        page_at(there)
    except Resolver404:
        return url
    return address._replace(path=f"{get_script_prefix().rstrip('/')}{there}").geturl()


def in_no_language(path):
    """What a page's path, below the site's own prefix, is in English, in whatever language it is read."""
    return without_prefix(f"/{path.removeprefix(get_script_prefix())}")


def known(codes):
    """The languages of this site among codes that are separated by spaces."""
    return tuple(code for code in codes.split() if code in OTHERS)


@contextmanager
def in_english():
    """Context or decorator for what is kept, sent or checked: it is the same in whatever language it was asked for.

    An `override` as a decorator would be one object for all threads, which would mix up the languages they return to.
    """
    with translation.override(ENGLISH):
        yield


NATIVE_NAMES = [(code, lazystr(ALL[code].name)) for code in OTHERS]


class InEnglish(str):
    """Text that is in English on a page in another language: templates mark it with `lang`."""

    __slots__ = ()

    def __html__(self):
        english = ALL[ENGLISH]
        return format_html('<span lang="{}" dir="ltr">{}</span>', english.lang, str(self))


def still_english(text):
    """Words that are not translated, as a page shows them: marked, unless it is in English."""
    return text if not text or is_english() else InEnglish(text)


def like(original, text):
    """A text made of another, which is in the same language as that."""
    return InEnglish(text) if isinstance(original, InEnglish) else text


def with_marks(sentence, values):
    """A sentence with %(name)s for each value: as HTML if one of them is still in English, and to be marked."""
    if not any(isinstance(value, InEnglish) for value in values.values()):
        return sentence % values
    escaped = {name: conditional_escape(value) for name, value in values.items()}
    return mark_safe(conditional_escape(sentence) % escaped)  # noqa: S308 (all of it is escaped)


def isolated(text):
    """What is written from left to right, such as an address or a telephone number, kept so among other words."""
    return f"\u2066{text}\u2069" if text and current().is_rtl else text


def is_english():
    return translation.get_language() in (ENGLISH, None)


@lru_cache(256)
def _pattern(sentence):
    named = re.sub(r"%\\?\((\w+)\\?\)s", r"(?P<\1>.+?)", re.escape(sentence))
    return re.compile(named)


def said_again(text, *sentences):
    """What a rule said in English, such as a label that is frozen in an edition, as the page's language says it.

    `sentences` are those of the rule, with %(name)s for what it put in: a day is written anew, a label said again.
    """
    if not text or is_english():
        return text
    if (translated := translation.gettext(text)) != text:
        return translated
    for sentence in sentences:
        if match := _pattern(sentence).fullmatch(text):
            return translation.gettext(sentence) % {name: _value(words) for name, words in match.groupdict().items()}
    return InEnglish(text)


def choices_in_words(choices):
    """Choices whose labels are English, as in what is frozen, in the page's language."""
    return [(value, translation.gettext(label)) for value, label in choices]


def _value(words):
    try:
        return date_format(datetime.strptime(words, "%d %B %Y"))
    except ValueError:
        return translation.gettext(words)
