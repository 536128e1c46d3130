"""Charts of success criteria as plain data: figures against the course to the target."""

from typing import NamedTuple

from .captions import caption, period, scale_note, value_text
from .drawing import LARGE, SMALL, Drawing, days_of, draw, has_chart, margins_of, points_of

__all__ = ["LARGE", "SMALL", "Chart", "chart", "charts", "draw", "has_chart"]


class Chart(NamedTuple):
    """A criterion's chart: drawing, caption, note on its scale, and figures as rows of (period, value, remark)."""

    drawing: Drawing
    says: str
    of_scale: str
    rows: list[tuple[str, str, str]]


def chart(criterion, begins_on, *, size=SMALL, days=None, margins=None):
    """The Chart of an outline's criterion, or None if there is nothing to draw. `begins_on` is the plan's first day."""
    if not has_chart(criterion):
        return None
    drawing = draw(criterion, begins_on=begins_on, size=size, days=days, margins=margins)
    points = points_of(criterion)
    rows = [(period(p), value_text(p, criterion), "provisional" if p.provisional else "") for p in points]
    return Chart(drawing, caption(criterion, begins_on, size), scale_note(criterion, begins_on, size), rows)


def charts(criteria, begins_on):
    """{criterion id: Chart} of criteria with several figures: small multiples, aligned on one time scale."""
    drawn = [each for each in criteria if has_chart(each) and len(points_of(each)) > 1]
    if not drawn:
        return {}
    days, margins = days_of(drawn, begins_on), margins_of(drawn, begins_on)
    return {each["id"]: chart(each, begins_on, days=days, margins=margins) for each in drawn}
