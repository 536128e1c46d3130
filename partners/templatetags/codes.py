"""QR codes."""

from itertools import groupby

from django import template

register = template.Library()


@register.inclusion_tag("mfa/totp/_code.html")
def code_to_scan(text):
    """QR code of a text as inline SVG, because the content security policy allows no data: images."""
    import qrcode

    code = qrcode.QRCode()
    code.add_data(text)
    rows = code.get_matrix()
    return {"size": len(rows), "path": "".join(_drawn(y, row) for y, row in enumerate(rows))}


def _drawn(y, row):
    """SVG path pieces of a row's dark stretches; each module is 1 by 1."""
    pieces, x = [], 0
    for dark, stretch in groupby(row):
        width = len(list(stretch))
        if dark:
            pieces.append(f"M{x} {y}h{width}v1h-{width}z")
        x += width
    return "".join(pieces)
