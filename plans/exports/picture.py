"""Picture of an edition for those who share its address: whose plan it is, how it is going, and the bar of its actions.

1200 by 630 pixels, as Open Graph asks. Drawn with Pillow, which WeasyPrint needs anyway, in the fonts of the PDF.
"""

import functools
import io
import re
from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

from django.conf import settings
from PIL import Image, ImageDraw, ImageFont

from partners import languages

from ..outline.shape import Outline
from ..plan_titles import full_title
from ..templatetags.formatting import bar
from .typefaces import path_of

STATIC = settings.BASE_DIR / "static"
WIDTH, HEIGHT, MARGIN = 1200, 630, 64
BAND_HEIGHT, BAR_HEIGHT = 212, 44
WHO_SIZE, LINE_SPACING = 32, 1.2
# (size of type, lines) to try in turn: text that still does not fit is cut.
TITLE = ((64, 1), (56, 1), (48, 1), (42, 2))
RESULT = ((50, 4), (44, 5), (38, 6))
COVER_HEIGHT, COVER_SMALL, COVER_TITLE = 1800, 44, ((104, 5), (84, 6), (64, 8))
PALETTE = 64
# Letters beyond Latin-1 that the basic fonts have.
IN_BASIC = "ıŒœ"
ARABIC = re.compile("[\u0600-\u06ff]")
# Nastaliq slopes: its lines need more room, and its letters are smaller than Latin ones of one size.
SLOPING_SPACING = 1.9


class Run(NamedTuple):
    """Characters of one font."""

    text: str
    font: ImageFont.FreeTypeFont
    direction: str = "ltr"

    @property
    def width(self) -> float:
        return self.font.getlength(self.text, direction=self.direction if self.direction == "rtl" else None)


class Face:
    """A weight of the fonts in one size, with the extended Latin and the Arabic letters in fonts of their own."""

    def __init__(self, weight: int, size: int, *, is_rtl: bool = False):
        self.size, self.is_rtl = size, is_rtl
        self.spacing = size * (SLOPING_SPACING if is_rtl else LINE_SPACING)
        self.basic, self.extended = (_font(f"inter/{part}-{weight}-normal", size) for part in ("latin", "latin-ext"))
        self.arabic = _font(f"noto-nastaliq-urdu/arabic-{weight}-normal", size) if is_rtl else self.basic

    def runs(self, text: str) -> Iterator[Run]:
        """Runs of a text, as they stand from the side on which it begins."""
        words = [re.split(f"({ARABIC.pattern}+)", word) for word in self._in_order(text)] if self.is_rtl else [[text]]
        for part in (part for word in words for part in word):
            if ARABIC.match(part):
                yield Run(part, self.arabic, "rtl")
                continue
            for is_extended, letters in groupby(part, lambda c: "\u0100" <= c <= "\u1eff" and c not in IN_BASIC):
                yield Run("".join(letters), self.extended if is_extended else self.basic)

    def _in_order(self, text: str) -> Iterator[str]:
        """Words with the spaces between them; what follows a Latin word up to the next Arabic one is as one word."""
        latin = re.compile(r"[^\W\d_][^\u0600-\u06ff]*(?<!\s)")
        while text:
            found = latin.match(text) if not ARABIC.match(text) else None
            word = found[0] if found else re.match(r"\s+|\S+", text)[0]
            text = text[len(word) :]
            yield word

    def width(self, text: str) -> float:
        return sum(run.width for run in self.runs(text))


@functools.cache
def _font(name: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(path_of(name), size)


@functools.cache
def colours() -> dict[str, str]:
    """{name of a token: colour}"""
    return dict(re.findall(r"--([\w-]+): (#\w+);", (STATIC / "css" / "tokens.css").read_text().partition("}")[0]))


def picture_of(outline: Outline, result: str) -> bytes:
    """PNG of an edition's outline and its result."""
    partnership = outline["partnership"]
    who = f"{partnership['area']} {partnership['name']}"
    return _drawn(who, full_title(outline), result, outline["tally"], partnership["colour"])


def cover_of(outline: Outline, edition: str) -> bytes:
    """PNG of a book's cover in the language that is active: whose plan it is, its title and its `edition` in words."""
    partnership, tokens = outline["partnership"], colours()
    image = Image.new("RGB", (WIDTH, COVER_HEIGHT), partnership["colour"])
    is_rtl = languages.current().is_rtl
    draw, white, small = ImageDraw.Draw(image), tokens["on-brand"], Face(400, COVER_SMALL, is_rtl=is_rtl)
    who, period = f"{partnership['area']} {partnership['name']}", outline["plan"]["period"]
    _write(draw, small, _wrapped(small, who)[:4], 120, white)
    face, lines = _fitted(700, full_title(outline), COVER_TITLE, is_rtl=is_rtl)
    _write(draw, face, lines, 560, white)
    _write(draw, small, _wrapped(small, period)[:2], 620 + len(lines) * face.spacing, white)
    _write(draw, small, _wrapped(small, edition)[:2], COVER_HEIGHT - 220, white)
    image.quantize(PALETTE).save(content := io.BytesIO(), "PNG", optimize=True)
    return content.getvalue()


def _drawn(who, title, result, tally, brand):
    tokens = colours()
    image = Image.new("RGB", (WIDTH, HEIGHT), tokens["paper"])
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, WIDTH, BAND_HEIGHT), fill=brand)
    small = Face(400, WHO_SIZE)
    _write(draw, small, _wrapped(small, who)[:1], 40, tokens["on-brand"])
    _write(draw, *_fitted(700, title, TITLE), 92, tokens["on-brand"])
    _write(draw, *_fitted(400, result, RESULT), BAND_HEIGHT + 32, tokens["ink"])
    top = HEIGHT - MARGIN / 2 - BAR_HEIGHT
    for piece in bar(tally, WIDTH - 2 * MARGIN):
        left = MARGIN + float(piece["x"])
        fill = tokens[f"fill-{piece['status'].replace('_', '-')}"]
        draw.rectangle((left, top, left + float(piece["width"]) - 2, top + BAR_HEIGHT), fill=fill)
    image.quantize(PALETTE).save(content := io.BytesIO(), "PNG", optimize=True)
    return content.getvalue()


def _fitted(
    weight: int, text: str, fits: tuple[tuple[int, int], ...], *, is_rtl: bool = False
) -> tuple[Face, list[str]]:
    """The first Face in which a text has no more lines than it may, and the lines."""
    for size, most in fits:
        face = Face(weight, size, is_rtl=is_rtl)
        lines = _wrapped(face, text)
        if len(lines) <= most:
            return face, lines
    return face, [*lines[: most - 1], f"{lines[most - 1][:-1].rstrip()}…"]


def _wrapped(face: Face, text: str) -> list[str]:
    """Lines of a text; a word that is longer than a line is broken."""
    lines, line, most = [], "", WIDTH - 2 * MARGIN
    for word in text.split():
        while face.width(word) > most:
            part = next(n for n in range(len(word), 0, -1) if face.width(word[:n]) <= most)
            lines, line, word = [*lines, *filter(None, [line]), word[:part]], "", word[part:]
        if line and face.width(f"{line} {word}") > most:
            lines, line = [*lines, line], word
        else:
            line = f"{line} {word}".strip()
    return [*lines, line]


def _write(draw, face, lines, top, colour):
    ascent, _ = face.basic.getmetrics()
    for number, line in enumerate(lines):
        done, base = MARGIN, top + ascent + number * face.spacing
        for run in face.runs(line):
            left = WIDTH - done - run.width if face.is_rtl else done
            direction = run.direction if face.is_rtl else None
            draw.text((left, base), run.text, font=run.font, fill=colour, anchor="ls", direction=direction)
            done += run.width
