"""Operations on duties and their evidence, each attributed to a person in history."""

from django.db import transaction
from django.db.models import Max

from partners import clock
from partners.history import attributed_to
from partners.models import Group

from ..models import Duty, DutyDone
from .catalogue import EACH, STRATEGY, known_in


@transaction.atomic
def start_with_known(partnership, *, by):
    """Create the known statutory duties for a partnership without duties. Returns how many; 0 if it has any."""
    partnership.lock()
    if Duty.objects.in_partnership(partnership).exists():
        return 0
    strategy = list(partnership.groups.filter(kind=Group.Kind.STRATEGY)[:2])
    group = strategy[0] if len(strategy) == 1 else None
    with attributed_to(by=by, why="Started with the standard duties"):
        for position, known in enumerate(known_in(clock.today().year), 1):
            fields = {name: value for name, value in known.items() if name not in ("since", "by")}
            partnership.duties.create(
                **{"often": Duty.Often.EVERY} | fields,
                group=group if known["by"] == STRATEGY else None,
                by_each=known["by"] == EACH,
                position=position,
            )
    return position


def last_place(partnership):
    return Duty.objects.in_partnership(partnership).aggregate(last=Max("position"))["last"] or 0


@transaction.atomic
def record_done(duty, *, by, **evidence):
    """Record a DutyDone from done_on, description, and meeting, edition, protocol or url. Returns it."""
    with attributed_to(by=by):
        return DutyDone.objects.create(duty=duty, by=by, **evidence)
