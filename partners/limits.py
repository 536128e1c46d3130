"""What a browser may send, in one table.

The forms' words and checks, Django's settings and the web servers' examples (`manage.py proxy_example`) come from it,
so that what a form promises gets through all of them.
"""

from dataclasses import dataclass

from django.conf import settings
from django.urls import get_resolver

MEGABYTE = 1024 * 1024

# Everything that a form holds besides its files. The largest are a pasted table of figures (500,000 characters, each up
# to six bytes on its way) and the sheets of a plan on their way from step to step (1.5 MB).
FORM_MB = 8
# One form may have a box for everything in a plan: the one in which it is carried forward.
FORM_FIELDS = 20_000
# More than any form takes, so that the form itself can say so.
FORM_FILES = 500
# How much of what was typed outlives a session, as it is sent: as a rule, a pasted table.
KEPT_CHARACTERS = 1_000_000

EVIDENCE_FILES = 5
CRIMES_FILES = 60
LOGO_MB = 2
SHEET_MB = 2


@dataclass(frozen=True)
class Limit:
    """What one kind of form takes: at most `number` files, together of `megabytes`. `addresses` are names."""

    what: str
    addresses: tuple[str, ...]
    megabytes: int
    number: int = 1

    @property
    def body_mb(self):
        """The largest request in MB: the files with all else in the form."""
        return self.megabytes + FORM_MB

    @property
    def pattern(self):
        return pattern_of(*self.addresses)


def limits():
    """[Limit] of every form that takes files, by this site's settings."""
    one, crimes = settings.EVIDENCE_MAX_MB, settings.CRIMES_MAX_MB
    return [
        Limit("An update with its files of evidence", ("action_update",), EVIDENCE_FILES * one, EVIDENCE_FILES),
        Limit("A strategic assessment with its document", ("assessment_new", "assessment_edit"), one),
        Limit("The police’s files", ("crimes_load",), crimes, CRIMES_FILES),
        Limit("A logo", ("logo_edit",), LOGO_MB),
        Limit("Updates by spreadsheet", ("spreadsheet_upload",), SHEET_MB),
        Limit("A plan from a spreadsheet", ("plan_import",), SHEET_MB),
        Limit("A table of figures", ("criteria_table",), SHEET_MB),
    ]


# The largest request to every address that needs no more: a form with one small file.
ORDINARY_MB = max(LOGO_MB, SHEET_MB) + FORM_MB


def larger():
    """[Limit] of those forms for which a web server has to let more pass than ORDINARY_MB."""
    return [limit for limit in limits() if limit.body_mb > ORDINARY_MB]


def pattern_of(*names):
    """The addresses of these names as one regular expression, which nginx, Caddy and Python read alike."""
    found = [_pattern(name) for name in names]
    return f"^/{found[0]}$" if len(found) == 1 else f"^/({'|'.join(found)})$"


def _pattern(name):
    """What Django matches an address with, without the names of its parts."""
    _, pattern, _, converters = get_resolver().reverse_dict[name]
    for part, converter in converters.items():
        pattern = pattern.replace(f"(?P<{part}>{converter.regex})", converter.regex)
    return pattern.removesuffix(r"\Z").removesuffix("$").replace(r"\-", "-")
