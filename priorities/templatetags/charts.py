"""Template tags for charts."""

from django import template

from priorities.charts.slopes import slopes

from ..charts import LARGE, SMALL, chart, charts

register = template.Library()


@register.simple_tag
def charts_of(criteria, plan):
    """{criterion id: Chart} of the criteria with several figures, aligned."""
    return charts(criteria, plan["starts_on"])


@register.simple_tag
def chart_of(criterion, plan, size=""):
    """The Chart of one criterion, or None; `size` is "large" or small."""
    return chart(criterion, plan["starts_on"], size=LARGE if size == "large" else SMALL)


@register.simple_tag
def slopes_of(comparison, size=""):
    """Slope chart of both orders and the effort; `size` is "narrow" or wide."""
    return slopes(comparison, narrow=size == "narrow")


@register.filter
def lines(places):
    """SVG path through runs of (x, y)."""
    return "".join("M" + "L".join(f"{x} {y}" for x, y in run) for run in places)


@register.filter
def dots(places):
    """SVG path of points (x, y): zero-length lines, which round caps turn into dots."""
    return "".join(f"M{x} {y}h0" for x, y in places)


@register.filter
def levels(drawing):
    """SVG path of the gridlines, one for each tick."""
    return "".join(f"M{drawing.left} {y}H{drawing.right}" for y in drawing.lines)


@register.filter
def marks(drawing):
    """SVG path of the time axis: long ticks at financial years, short ones at the other quarters."""
    foot = f"M{drawing.left} {drawing.bottom}H{drawing.right}"
    short = "".join(f"M{x} {drawing.bottom}v3" for x in drawing.quarters if x not in drawing.aprils)
    return foot + short + "".join(f"M{x} {drawing.bottom}v7" for x in drawing.aprils)
