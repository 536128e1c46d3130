"""Template tag for the parts of long pages, see `plans.outline.fragments`."""

from django import template

from ..outline.fragments import fragment

register = template.Library()

# Values of the page that every fragment gets.
OF_PAGE = ("at", "actions_url", "criterion_url")


@register.simple_tag(takes_context=True, name="fragment")
def fragment_of_page(context, template, part=None, kind="", **values):
    """A template for a `part` of the page's outline: a priority, hallmark or action, as `kind` says, or a dict with its
    `made_of`; without a part, for the outline's head. The part is also called by its kind in the template.
    """
    made_of = () if part is None else part["made_of"] if "made_of" in part else [(kind, part["id"])]
    values |= {name: context.get(name) or "" for name in OF_PAGE}
    return fragment(template, context["outline"], {"part": part, kind or "part": part}, made_of, values)
