"""Charts for templates."""

from django import template

from priorities.charts import LARGE, SMALL, chart, charts
from priorities.charts.slopes import slopes

register = template.Library()


@register.simple_tag
def charts_of(criteria, plan, size=""):
    """{criterion id: its Chart}, `large` or small, aligned with each other, of the criteria with some figures."""
    return charts(criteria, plan["starts_on"], size=LARGE if size == "large" else SMALL)


@register.simple_tag
def chart_of(criterion, plan, size=""):
    """A criterion's own Chart, `large` or small, or None."""
    return chart(criterion, plan["starts_on"], size=LARGE if size == "large" else SMALL)


@register.simple_tag
def slopes_of(comparison, size=""):
    """The chart of both orders and the effort, wide or `narrow`."""
    return slopes(comparison, narrow=size == "narrow")


@register.filter
def lines(places):
    """Stretches of (x, y) as the path of an SVG."""
    return "".join("M" + "L".join(f"{x} {y}" for x, y in run) for run in places)


@register.filter
def dots(places):
    """Points (x, y) as a path of lines without length, which round ends make into dots."""
    return "".join(f"M{x} {y}h0" for x, y in places)


@register.filter
def levels(drawing):
    """The lines across, one for each number at the side."""
    return "".join(f"M{drawing.left} {y}H{drawing.right}" for y in drawing.lines)


@register.filter
def marks(drawing):
    """The foot with a long mark where each financial year begins and a short one for each other quarter."""
    foot = f"M{drawing.left} {drawing.bottom}H{drawing.right}"
    short = "".join(f"M{x} {drawing.bottom}v3" for x in drawing.quarters if x not in drawing.aprils)
    return foot + short + "".join(f"M{x} {drawing.bottom}v7" for x in drawing.aprils)
