"""Codes that a phone reads off the screen."""

from itertools import groupby

from django import template

register = template.Library()


@register.inclusion_tag("mfa/totp/_code.html")
def code_to_scan(words):
    """The words as a QR code, drawn in the page: the content security policy allows no data: images."""
    import qrcode

    code = qrcode.QRCode()
    code.add_data(words)
    rows = code.get_matrix()
    return {"size": len(rows), "path": "".join(_drawn(y, row) for y, row in enumerate(rows))}


def _drawn(y, row):
    """A row's dark stretches as pieces of an SVG path, each field one wide and one high."""
    pieces, x = [], 0
    for dark, stretch in groupby(row):
        width = len(list(stretch))
        if dark:
            pieces.append(f"M{x} {y}h{width}v1h-{width}z")
        x += width
    return "".join(pieces)
