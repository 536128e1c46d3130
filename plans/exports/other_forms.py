"""Other forms of an edition for the public: to read large, to listen to, to emboss and to put on a wall.

Each is made once, by a job after publishing, as the files of data are (`formats`), and names its edition inside.
"""

from collections.abc import Callable
from itertools import groupby
from shutil import which
from typing import NamedTuple

from django.db import models
from django.utils.translation import gettext_lazy as _

from partners.languages import ENGLISH

from .braille_tables import BRAILLE_TABLES


class Purpose(models.TextChoices):
    """What a form is for, in the order in which readers find them."""

    LARGE_PRINT = "large_print", _("To read in large print")
    LISTEN = "listen", _("To read or to listen to, with an e-reader or a screen reader")
    BRAILLE = "braille", _("For a braille embosser or a braille display")
    WALL = "wall", _("To put on a wall or to hand out")


class Form(NamedTuple):
    """A form: its label, content type and purpose, the kind of the job that makes it, and whether it can be made here.

    `make` makes it of an outline and the facts of its edition, in a language; `can_be_made` says whether that can be.
    """

    label: str
    content_type: str
    purpose: Purpose
    job: str
    make: Callable
    can_be_made: Callable[[str], bool] = lambda language: True


class MadeForm(NamedTuple):
    """A form of an edition that exists, as a file."""

    name: str
    label: str
    purpose: Purpose
    size: int


def _plain_text(outline, edition, language):
    # lxml is loaded for the first form, not with the site.
    from .linear.chapters import linear_document
    from .linear.plain_text import as_plain_text

    return as_plain_text(linear_document(outline, edition, language))


def _epub(outline, edition, language):
    from .linear.epub import as_epub

    return as_epub(outline, edition, language)


def _large_print(points):
    def make(outline, edition, language):
        from .linear.large_print import as_large_print

        return as_large_print(outline, edition, language, points=points)

    return make


def _braille(outline, edition, language):
    from .linear.braille import as_braille

    return as_braille(outline, edition, language)


def _poster(size):
    def make(outline, edition, language):
        from .display import as_poster

        return as_poster(outline, edition, language, size=size)

    return make


def _leaflet(outline, edition, language):
    from .display import as_leaflet

    return as_leaflet(outline, edition, language)


def can_make_braille(language=ENGLISH):
    """Whether this host has liblouis, and we know its table for a language."""
    return language in BRAILLE_TABLES and which("lou_translate") is not None


PDF = "application/pdf"
DISPLAY_OF_EDITION = "edition_display"
TEXT_OF_EDITION, BRAILLE_OF_EDITION, LARGE_PRINT_OF_EDITION = "edition_text", "edition_braille", "edition_large_print"
FORMS = {
    "large-print-18.pdf": Form(
        _("Large print, 18 point"), PDF, Purpose.LARGE_PRINT, LARGE_PRINT_OF_EDITION, _large_print(18)
    ),
    "large-print-24.pdf": Form(
        _("Large print, 24 point"), PDF, Purpose.LARGE_PRINT, LARGE_PRINT_OF_EDITION, _large_print(24)
    ),
    "plan.epub": Form(_("E-book (EPUB)"), "application/epub+zip", Purpose.LISTEN, TEXT_OF_EDITION, _epub),
    "plan.txt": Form(_("Plain text"), "text/plain; charset=utf-8", Purpose.LISTEN, TEXT_OF_EDITION, _plain_text),
    "plan.brf": Form(
        _("Braille-ready file (BRF)"),
        "application/x-brf",
        Purpose.BRAILLE,
        BRAILLE_OF_EDITION,
        _braille,
        can_make_braille,
    ),
    "poster-a4.pdf": Form(_("Poster, A4"), PDF, Purpose.WALL, DISPLAY_OF_EDITION, _poster("A4")),
    "poster-a3.pdf": Form(_("Poster, A3"), PDF, Purpose.WALL, DISPLAY_OF_EDITION, _poster("A3")),
    "leaflet.pdf": Form(_("Leaflet, two sides of A4"), PDF, Purpose.WALL, DISPLAY_OF_EDITION, _leaflet),
}
# {kind of job: names of the forms it makes}
FORMS_BY_JOB: dict[str, list[str]] = {}
for _name, _form in FORMS.items():
    FORMS_BY_JOB.setdefault(_form.job, []).append(_name)


def can_make(job, language=ENGLISH):
    """Whether this host has what a kind of job needs."""
    return all(FORMS[name].can_be_made(language) for name in FORMS_BY_JOB.get(job, ()))


def forms_that_exist(edition, translations=0):
    """[MadeForm] of an edition, in display order: none while they are being made, or for what cannot be made here.

    They are in English, or made with the TranslationSet of this id.
    """
    files = edition.files.filter(name__in=FORMS, translations=translations or None)
    sizes = dict(files.values_list("name", "size"))
    return [MadeForm(name, form.label, form.purpose, sizes[name]) for name, form in FORMS.items() if name in sizes]


def forms_by_purpose():
    """[(label of a purpose, [(name, label)])] of the forms that an edition has on every host."""
    everywhere = [(name, form) for name, form in FORMS.items() if form.purpose != Purpose.BRAILLE]
    return [
        (purpose.label, [(name, form.label) for name, form in forms])
        for purpose, forms in groupby(everywhere, lambda pair: pair[1].purpose)
    ]
