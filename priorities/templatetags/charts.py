"""Template tags for charts."""

from django import template

from priorities.charts.slopes import slopes

from ..charts import SIZES, chart, charts

register = template.Library()


@register.simple_tag
def charts_of(criteria, plan, size="small"):
    """{criterion id: Chart} of the criteria with several points, aligned; the package's docstring has the sizes."""
    return charts(criteria, plan["starts_on"], size=SIZES[size])


@register.simple_tag
def chart_of(criterion, plan, size="small"):
    """The Chart of one criterion, or None."""
    return chart(criterion, plan["starts_on"], size=SIZES[size])


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
def dot(place):
    return dots([place])


@register.filter
def levels(drawing):
    """SVG path of the gridlines, one for each tick."""
    return "".join(f"M{drawing.left} {y}H{drawing.right}" for y in drawing.lines)


@register.filter
def foot(drawing):
    """SVG path of the time axis, with a tick where each financial year begins."""
    axis = f"M{drawing.left} {drawing.bottom}H{drawing.right}"
    return axis + "".join(f"M{x} {drawing.bottom}v5" for x in drawing.aprils)
