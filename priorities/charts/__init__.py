"""Charts of success criteria as plain data: figures beside the target.

In a template, after `{% load charts %}`:

- `{% charts_of criteria plan as drawn %}`: {criterion id: Chart} of small multiples, of equal height and on one time
  scale, for criteria with at least two points. With a size: `{% charts_of criteria plan "screen" as drawn %}`.
- `{% chart_of criterion plan "small" as chart %}`: one Chart, or None. Sizes: "small", "large" (a page's only chart),
  "screen" (of a meeting), "spark" (a line without text, for a row that says the rest).
- `{% include "priorities/charts/_chart.html" %}` with `chart`: a figure with its finding as title, the picture, and its
  words for screen readers. The measure's name stands above it: that is the page's.
- `{% include "priorities/charts/_chart_svg.html" %}` with `chart`: the picture alone, hidden from screen readers.

The letters of "small" and "large" have 16 px where the chart is 288 or 640 px wide, those of "screen" 24 px at 480 px:
give them at least that width.
"""

import hashlib
from typing import NamedTuple

from django.utils.translation import get_language

from partners.caches import LruCache

from .captions import about, finding, in_words, rows_of
from .drawing import LARGE, SCREEN, SMALL, SPARK, Drawing, baseline_of, days_of, draw, has_chart, margins_of, points_of

__all__ = ["LARGE", "SCREEN", "SIZES", "SMALL", "SPARK", "Chart", "chart", "charts", "draw", "has_chart"]

SIZES = {"small": SMALL, "large": LARGE, "screen": SCREEN, "spark": SPARK}


class Chart(NamedTuple):
    """A criterion's chart: drawing; `finding`, its title; `about`, the unit and period; `says`, all of it in words.

    `rows` are the figures, (period, value, remark).
    """

    drawing: Drawing
    finding: str
    about: str
    says: str
    rows: list[tuple[str, str, str]]


# Placing the labels takes most of a page's time, and figures seldom change.
drawn = LruCache(64)


def chart(criterion, begins_on, *, size=SMALL):
    """The Chart of an outline's criterion, or None if there is nothing to draw. `begins_on` is the plan's first day."""
    if not has_chart(criterion):
        return None
    return _drawn_once(_chart, criterion, begins_on, size)


def charts(criteria, begins_on, *, size=SMALL):
    """{criterion id: Chart} of criteria with several points: small multiples, aligned on one time scale."""
    with_lines = [each for each in criteria if has_chart(each) and _has_several_points(each, begins_on)]
    return _drawn_once(_charts, with_lines, begins_on, size) if with_lines else {}


def _has_several_points(criterion, begins_on):
    return len(points_of(criterion)) > 1 or baseline_of(criterion, begins_on) is not None


def _drawn_once(draw_from, *data):
    """What a function draws from plain data, kept by all of it and by the language."""
    key = hashlib.sha256(repr((draw_from.__name__, data, get_language())).encode()).digest()
    return drawn.get(key, lambda: draw_from(*data))


def _charts(criteria, begins_on, size):
    days, margins = days_of(criteria, begins_on), margins_of(criteria, begins_on, size)
    return {each["id"]: _chart(each, begins_on, size, days, margins) for each in criteria}


def _chart(criterion, begins_on, size, days=None, margins=None):
    drawing = draw(criterion, begins_on=begins_on, size=size, days=days, margins=margins)
    return Chart(drawing, finding(criterion), about(criterion), in_words(criterion, begins_on), rows_of(criterion))
