"""Whether a colour can be read: the contrast of WCAG 2.2 (success criterion 1.4.3)."""

ENOUGH = 4.5
# What letters in a partnership's colour stand on: --paper and --tint of static/css/shared.css.
GROUNDS = ("#ffffff", "#f4f5f2")


def contrast(colour, other="#ffffff"):
    """The contrast ratio of two colours written as #rrggbb: from 1 to 21."""
    lighter, darker = sorted((_luminance(colour), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def legibility(colour):
    """The contrast where the colour is hardest to read: white letters on it, and its letters on either ground."""
    return min(contrast(colour, ground) for ground in GROUNDS)


def _luminance(colour):
    """Relative luminance, as WCAG defines it."""
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
