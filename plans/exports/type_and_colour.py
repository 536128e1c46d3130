"""Sizes of type and colours of files: those of the stylesheets, for what reads no stylesheet."""

import functools
import re

from django.conf import settings

CSS = settings.BASE_DIR / "static" / "css"


@functools.cache
def colours():
    """{name: "#rrggbb"} of the site's tokens by day."""
    return dict(re.findall(r"--([\w-]+): (#\w+);", (CSS / "tokens.css").read_text().partition("@media")[0]))


@functools.cache
def sizes():
    """{name: points} of type on paper: xs, s, m, l, xl, xxl."""
    found = re.findall(r"--text-(\w+): ([\d.]+)pt;", (CSS / "print-base.css").read_text())
    return {name: float(points) for name, points in found}
