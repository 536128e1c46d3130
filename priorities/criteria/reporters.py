"""Who may record the figures of a success criterion: the authority that reports it, and who may for any."""

from partners.permissions import Permission
from plans.plan_pages import current_plan

from ..models import SuccessCriterion


def may_measure(access, criterion):
    """Whether this member may record its figures: their authority reports it, or they may for any criterion."""
    return criterion.reporter in access.measuring_for or access.may(Permission.MEASURE_FOR_ANY)


def measured_by(access, *, lock=False):
    """Criteria of the current plan whose figures this member may record; with `lock`, their rows are locked."""
    plan = current_plan(access.partnership)
    criteria = SuccessCriterion.objects.filter(priority__plan=plan, placeholder=False)
    if not access.may(Permission.MEASURE_FOR_ANY):
        criteria = criteria.filter(reporter__in=access.measuring_for)
    if lock:
        # A fixed lock order, so that two bulk entries cannot deadlock.
        list(criteria.select_for_update(of=["self"]).order_by("pk").values_list("pk"))
    return list(
        criteria.select_related("priority__plan")
        .prefetch_related("measurements")
        .order_by("priority", "-kind", "position")
    )


def require_measuring(access):
    """Raises PermissionDenied unless this member may record figures of some criterion."""
    if not access.measuring_for:
        access.require(Permission.MEASURE_FOR_ANY)
