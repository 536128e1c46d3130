"""The typefaces of files: Inter for the Latin alphabets, and one each for other scripts, in files in such a language.

static/vendor has them packed. WeasyPrint gets them unpacked: it would unpack them for each PDF, which takes longer than
a page does.
"""

import functools
import io
from email.message import Message
from typing import NamedTuple
from urllib.request import BaseHandler
from urllib.response import addinfourl

from django.conf import settings

VENDOR = settings.BASE_DIR / "static" / "vendor"


class Face(NamedTuple):
    """A file of a typeface: its family in a stylesheet, and where it is below static/vendor."""

    family: str
    folder: str
    part: str
    weight: int
    style: str = "normal"

    @property
    def name(self):
        return f"{self.folder}/{self.part}-{self.weight}-{self.style}"

    @property
    def css(self):
        """Its rule, for a document whose addresses `Fonts` opens."""
        look = f"font-weight: {self.weight}; font-style: {self.style}"
        return f"@font-face {{ font-family: '{self.family}'; {look}; src: url(font:{self.name}); }}"


# latin-ext holds rarely used letters.
LATIN = [
    Face(family, "inter", part, weight, style)
    for family, part in (("Inter", "latin"), ("Inter Extended", "latin-ext"))
    for weight, style in ((400, "normal"), (400, "italic"), (700, "normal"))
]
# {language: the faces that it needs besides, regular and bold}
OF_LANGUAGE = {
    "ur": [Face("Noto Nastaliq Urdu", "noto-nastaliq-urdu", "arabic", weight) for weight in (400, 700)],
}


def faces_of(language):
    return [*LATIN, *OF_LANGUAGE.get(language, ())]


def path_of(name):
    """The packed file of a Face by its name."""
    return VENDOR / f"{name}.woff2"


class Fonts(BaseHandler):
    """Opens the addresses of faces in a document, such as font:inter/latin-400-normal."""

    def font_open(self, request):
        return addinfourl(io.BytesIO(_unpacked(request.selector)), Message(), request.full_url, code=200)


@functools.cache
def _unpacked(name):
    from fontTools.ttLib import woff2

    woff2.decompress(io.BytesIO(path_of(name).read_bytes()), unpacked := io.BytesIO())
    return unpacked.getvalue()
