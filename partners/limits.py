"""Upload limits: the largest request and the number of files for each form.

Form texts and checks, Django's settings and the example configurations of web servers (`manage.py proxy_example`) all
use this table, so that what a form promises gets through.
"""

from dataclasses import dataclass

from django.conf import settings
from django.urls import get_resolver

MEGABYTE = 1024 * 1024

# Form data besides files. The largest are a pasted table of figures (500,000 characters, each up to six bytes encoded)
# and a plan's sheets, carried through the steps of an import (1.5 MB).
FORM_MB = 8
# The rollover form has a checkbox for everything in a plan.
FORM_FIELDS = 20_000
# More than any form takes, so that the form itself can reject them with a message.
FORM_FILES = 500
# Limit of form recovery, in URL-encoded characters: enough for most pasted tables.
KEPT_CHARACTERS = 1_000_000

EVIDENCE_FILES = 5
CRIMES_FILES = 60
LOGO_MB = 2
SHEET_MB = 2
PLAN_MB = 10


@dataclass(frozen=True)
class Limit:
    """Limit of one kind of form: at most `number` files of `megabytes` in total. `addresses` are URL names."""

    form: str
    addresses: tuple[str, ...]
    megabytes: int
    number: int = 1

    @property
    def body_mb(self):
        """Largest request in MB: files and other form data."""
        return self.megabytes + FORM_MB

    @property
    def body_bytes(self):
        return self.body_mb * MEGABYTE

    @property
    def pattern(self):
        return pattern_of(*self.addresses)


def limits():
    """[Limit] of every form with files, by this site's settings."""
    one, crimes = settings.EVIDENCE_MAX_MB, settings.CRIMES_MAX_MB
    return [
        Limit("An update with its files of evidence", ("action_update",), EVIDENCE_FILES * one, EVIDENCE_FILES),
        Limit("A strategic assessment with its document", ("assessment_new", "assessment_edit"), one),
        Limit("The police’s files", ("crimes_load",), crimes, CRIMES_FILES),
        Limit("The plan in another format", ("version_new", "version_edit"), settings.VERSION_MAX_MB),
        Limit("A logo, or a picture beside easy words", ("logo_edit", "easy_read_edit"), LOGO_MB),
        Limit("Updates by spreadsheet", ("spreadsheet_upload",), SHEET_MB),
        Limit("Translations by spreadsheet", ("translation_upload",), SHEET_MB),
        Limit("A plan from a file", ("plan_import",), PLAN_MB),
        Limit("A table of figures", ("criteria_table",), SHEET_MB),
    ]


# Largest request to any other address: a form with one small file.
ORDINARY_MB = max(LOGO_MB, SHEET_MB) + FORM_MB


def larger():
    """[Limit] of forms with requests larger than ORDINARY_MB."""
    return [limit for limit in limits() if limit.body_mb > ORDINARY_MB]


def pattern_of(*names):
    """Regular expression of the addresses with these URL names, for nginx, Caddy and Python alike."""
    patterns = [_pattern(name) for name in names]
    return f"^/{patterns[0]}$" if len(patterns) == 1 else f"^/({'|'.join(patterns)})$"


def _pattern(name):
    """Django's pattern of an address, without the group names."""
    _, pattern, _, converters = get_resolver().reverse_dict[name]
    for part, converter in converters.items():
        pattern = pattern.replace(f"(?P<{part}>{converter.regex})", converter.regex)
    return pattern.removesuffix(r"\Z").removesuffix("$").replace(r"\-", "-")
