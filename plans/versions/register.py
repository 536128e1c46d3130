"""Which formats of the plan there are, which of them are out of date, and which are missing."""

from dataclasses import dataclass, field

from ..editions.on_show import language_of, on_show
from ..exports.other_forms import forms_that_exist
from ..models import Edition, Version
from .words import ChangedWords, changed_words

# Formats that only people make: without a version of one, it is missing.
MADE_BY_PEOPLE = (Version.Format.EASY_READ, Version.Format.AUDIO, Version.Format.BSL)


@dataclass(frozen=True)
class Dated:
    """A version and the words that the current edition changed since the one it was made from."""

    version: Version
    changed: tuple[ChangedWords, ...]

    @property
    def is_current(self):
        return not self.changed


@dataclass
class Register:
    """`made` are the files that the site makes of the current edition in English, `made_here` in the language that is
    active if that is another, `missing` labels of formats without a version.

    `current` and `out_of_date` are the public versions: of each format and language the newest alone.
    """

    edition: Edition | None
    made: list = field(default_factory=list)
    made_here: list = field(default_factory=list)
    current: list[Dated] = field(default_factory=list)
    out_of_date: list[Dated] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    @property
    def number_current(self):
        return len(self.current) + len(self.made)

    @property
    def versions(self):
        return sorted(self.current + self.out_of_date, key=lambda each: _order(each.version))


def _order(version):
    return list(Version.Format).index(Version.Format(version.format)), version.language, version.title


def current_edition_of(partnership):
    """The Edition that the public reads, or None."""
    sha256 = on_show(partnership.slug).sha256
    return sha256 and Edition.objects.select_related("plan__partnership").get(sha256=sha256)


def register_of(partnership):
    """The Register of a partnership in the language that is active, for the public and for members alike."""
    edition = current_edition_of(partnership)
    register = Register(edition)
    newest: dict[tuple[str, str], Version] = {}
    for version in Version.objects.in_partnership(partnership).public().for_list():
        newest.setdefault((version.format, version.language), version)
    for version in newest.values():
        dated = dated_of(version, edition)
        (register.current if dated.is_current else register.out_of_date).append(dated)
    if edition:
        register.made = forms_that_exist(edition)
        texts = language_of(partnership.offered_languages, edition.sha256).texts
        register.made_here = forms_that_exist(edition, texts) if texts else []
    formats = {key[0] for key in newest}
    register.missing = [str(each.label) for each in MADE_BY_PEOPLE if each.value not in formats]
    return register


def dated_of(version, edition):
    """A version with what changed since its edition. Without a current edition nothing did."""
    return Dated(version, changed_words(version.edition, edition) if edition and version.edition else ())
