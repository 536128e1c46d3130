"""The colours of static/css/tokens.css: legible, and told apart by people who are colour-blind; also in the dark."""

import math
import re
from itertools import combinations, product

import pytest

from partners.settings.contrast import MIN_CONTRAST, contrast, legibility

from .test_house import ROOT

LIGHT, _, REST = (ROOT / "static/css/tokens.css").read_text().partition("@media print")
DARK = REST.partition("prefers-color-scheme: dark")[2]
STATES = ("off-track", "overdue", "not-updated", "at-risk", "on-track", "complete")
# Areas of these say that there is nothing to say; all others stand out from the page.
PALE = {"no-report", "withdrawn"}
FILLS = (*STATES, *PALE, "not-started")
MIN_CONTRAST_OF_AREAS = 3
# Distance in CIELAB; about 2 is the least that anybody sees, 15 is plain side by side.
MIN_DISTANCE = 15
# What people without red, green or blue cones see, in linear RGB: Machado, Oliveira and Fernandes,
# "A Physiologically-based Model for Simulation of Color Vision Deficiency" (2009), severity 1.
SIGHT = {
    "usual": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}


def colours(css):
    short = {
        name: value if len(value) > 4 else "#" + "".join(2 * each for each in value[1:])
        for name, value in re.findall(r"--([\w-]+): (#\w+);", css)
    }
    return short


SCHEMES = {"light": colours(LIGHT), "dark": colours(LIGHT) | colours(DARK)}
in_both = pytest.mark.parametrize("scheme", SCHEMES.values(), ids=SCHEMES)


def linear(colour):
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    return [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]


def lab(rgb):
    """CIELAB of linear RGB, under D65."""
    red, green, blue = (min(1, max(0, part)) for part in rgb)
    x = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.95047
    y = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    z = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.08883
    x, y, z = (part ** (1 / 3) if part > 0.008856 else 7.787 * part + 16 / 116 for part in (x, y, z))
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def seen(colour, sight):
    return lab([sum(a * b for a, b in zip(row, linear(colour), strict=True)) for row in SIGHT[sight]])


def test_the_dark_set_has_every_colour_of_the_light_one():
    same_in_both = {"brand", "on-brand", "focus", "on-focus"}
    assert colours(DARK).keys() - {"link"} == SCHEMES["light"].keys() - same_in_both


@in_both
def test_words_are_legible_on_each_ground(scheme):
    words = (*STATES, "ink", "quiet", "idle", "error")
    on_pages = {(a, b): contrast(scheme[a], scheme[b]) for a, b in product(words, ("paper", "tint"))}
    notices = {("ink", b): contrast(scheme["ink"], scheme[b]) for b in ("notice", "warning", "success", "past")}
    assert {pair: round(found, 2) for pair, found in (on_pages | notices).items() if found < MIN_CONTRAST} == {}


@in_both
def test_areas_of_a_state_stand_out_from_the_page(scheme):
    found = {name: contrast(scheme[f"fill-{name}"], scheme["paper"]) for name in set(FILLS) - PALE}
    assert {name: round(each, 2) for name, each in found.items() if each < MIN_CONTRAST_OF_AREAS} == {}


@in_both
@pytest.mark.parametrize("sight", SIGHT)
def test_areas_of_two_states_are_told_apart(sight, scheme):
    found = {
        (a, b): math.dist(seen(scheme[f"fill-{a}"], sight), seen(scheme[f"fill-{b}"], sight))
        for a, b in combinations(FILLS, 2)
    }
    assert {pair: round(distance, 1) for pair, distance in found.items() if distance < MIN_DISTANCE} == {}


def test_links_are_legible_in_the_dark_whatever_the_partnership_s_colour():
    """The tint that color-mix makes of every colour that the settings accept, and the one for browsers without it."""
    share = int(re.search(r"var\(--brand\) (\d+)%, white", DARK)[1]) / 100
    steps = range(0, 256, 17)
    brands = [f"#{r:02x}{g:02x}{b:02x}" for r, g, b in product(steps, repeat=3)]
    tints = [
        "#" + "".join(f"{round(int(brand[n : n + 2], 16) * share + 255 * (1 - share)):02x}" for n in (1, 3, 5))
        for brand in brands
        if legibility(brand) >= MIN_CONTRAST
    ]
    grounds = [SCHEMES["dark"][name] for name in ("paper", "tint")]
    assert len(tints) > 1000
    assert (
        min(contrast(tint, ground) for tint, ground in product([*tints, colours(DARK)["link"]], grounds))
        >= MIN_CONTRAST
    )
