"""Parts of the plan that can be asked for in another format."""

from ..editions.on_show import on_show
from ..models import Edition, Plan


def parts_of(partnership):
    """The names of the priorities in the current edition or, before the first, in the plan."""
    if sha256 := on_show(partnership.slug).sha256:
        return [priority["name"] for priority in Edition.objects.get(sha256=sha256).outline["priorities"]]
    plan = Plan.objects.running(partnership)
    return list(plan.priorities.values_list("name", flat=True)) if plan else []
