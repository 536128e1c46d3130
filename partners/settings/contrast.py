"""Colour contrast as in WCAG 2.2 (success criterion 1.4.3)."""

MIN_CONTRAST = 4.5
# Backgrounds of text in a partnership's colour: --paper and --tint of static/css/shared.css.
BACKGROUNDS = ("#ffffff", "#f4f5f2")


def contrast(colour, other="#ffffff"):
    """Contrast ratio (1 to 21) of two colours written as #rrggbb."""
    lighter, darker = sorted((_luminance(colour), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def legibility(colour):
    """Lowest contrast of the colour: white text on it, or text in it on either background."""
    return min(contrast(colour, background) for background in BACKGROUNDS)


def _luminance(colour):
    """Relative luminance, as WCAG defines it."""
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
