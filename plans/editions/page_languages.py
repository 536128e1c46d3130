"""The language of a public page, and the same page in the other languages that its partnership offers."""

from collections.abc import Callable
from typing import NamedTuple

from partners import languages
from partners.languages import Language
from partners.site_address import site_address

# What is in one language: feeds, files, and easy words, which are a version of their own.
IN_ENGLISH_ALONE = {
    "calendar_feed",
    "easy_read",
    "easy_read_picture",
    "embed_css",
    "meetings_news",
    "other_format_media",
    "page_feed",
    "public_meetings_feed",
    "questions_csv",
}


class PageLanguage(NamedTuple):
    """What a page's words depend on beside its edition: its language, and those offered, which it links to.

    `texts` is the id of the TranslationSet that it shows, 0 for none.
    """

    code: str = languages.ENGLISH
    offered: tuple[str, ...] = ()
    texts: int = 0

    def __str__(self) -> str:
        return "+".join((self.code, *self.offered, *([f"texts-{self.texts}"] if self.texts else [])))


ENGLISH_ALONE = PageLanguage()


class Alternate(NamedTuple):
    """The same page in a language. `address` is below the host, `url` whole."""

    language: Language
    address: str
    url: str
    is_current: bool


def page_language(offered: tuple[str, ...]) -> PageLanguage:
    """The PageLanguage of what is shown in this thread's language, without translations of the plan's texts."""
    return PageLanguage(languages.current().code, offered)


def alternates(language: PageLanguage, address_in: Callable[[str], str]) -> list[Alternate]:
    """The page in English and in each language offered; none if that is English alone."""
    if not language.offered:
        return []
    site = site_address()
    addresses = [(code, address_in(code)) for code in (languages.ENGLISH, *language.offered)]
    return [
        Alternate(languages.ALL[code], address, f"{site}{address}", code == language.code)
        for code, address in addresses
    ]
