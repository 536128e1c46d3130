"""Charts of success criteria as plain data: figures against the course to the target."""

import hashlib
from typing import NamedTuple

from plans.editions.page_cache import LruCache

from .captions import caption, period, scale_note, value_text
from .drawing import LARGE, SMALL, Drawing, days_of, draw, has_chart, margins_of, points_of

__all__ = ["LARGE", "SMALL", "Chart", "chart", "charts", "draw", "has_chart"]


class Chart(NamedTuple):
    """A criterion's chart: drawing, caption, note on its scale, and figures as rows of (period, value, remark)."""

    drawing: Drawing
    says: str
    of_scale: str
    rows: list[tuple[str, str, str]]


# Placing the notes takes most of a page's time, and figures seldom change.
drawn = LruCache(64)


def chart(criterion, begins_on, *, size=SMALL):
    """The Chart of an outline's criterion, or None if there is nothing to draw. `begins_on` is the plan's first day."""
    if not has_chart(criterion):
        return None
    return _drawn_once(_chart, criterion, begins_on, size)


def charts(criteria, begins_on):
    """{criterion id: Chart} of criteria with several figures: small multiples, aligned on one time scale."""
    with_lines = [each for each in criteria if has_chart(each) and len(points_of(each)) > 1]
    return _drawn_once(_charts, with_lines, begins_on) if with_lines else {}


def _drawn_once(draw_from, *data):
    """What a function draws from plain data, kept by all of it."""
    key = hashlib.sha256(repr((draw_from.__name__, data)).encode()).digest()
    return drawn.get(key, lambda: draw_from(*data))


def _charts(criteria, begins_on):
    days, margins = days_of(criteria, begins_on), margins_of(criteria, begins_on)
    return {each["id"]: _chart(each, begins_on, SMALL, days, margins) for each in criteria}


def _chart(criterion, begins_on, size, days=None, margins=None):
    drawing = draw(criterion, begins_on=begins_on, size=size, days=days, margins=margins)
    points = points_of(criterion)
    rows = [(period(p), value_text(p, criterion), "provisional" if p.provisional else "") for p in points]
    return Chart(drawing, caption(criterion, begins_on, size), scale_note(criterion, begins_on, size), rows)
