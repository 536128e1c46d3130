"""Which table of liblouis each language is written with in braille, and what a file in it says of that."""

from typing import NamedTuple

from django.utils.translation import gettext_lazy as _


class Table(NamedTuple):
    """A table: its file in liblouis, and the sentence about it in a file made with it."""

    file: str
    said: str


# Not Urdu: its table knows neither the full stop, the colon nor Latin letters.
BRAILLE_TABLES = {
    "en-gb": Table("en-ueb-g2.ctb", _("Contracted braille, made by a program, liblouis. Nobody has proofread it.")),
    "cy": Table("cy-cy-g2.ctb", _("Contracted Welsh braille, made by a program, liblouis. Nobody has proofread it.")),
    "pl": Table(
        "Pl-Pl-g1.utb", _("Uncontracted Polish braille, made by a program, liblouis. Nobody has proofread it.")
    ),
}
# What is still English in a file of another language: English contractions would be read as that language's.
ENGLISH_IN_OTHERS = "en-ueb-g1.ctb"
