"""Measurements are append-only: the newest one for a period is in force (see `plans.figures`)."""

from django.db import transaction
from django.db.models import Max

from partners import clock
from partners.history import attributed_to
from plans.figures import one_series

from ..models import Measurement, SuccessCriterion
from .periods import owed

FIGURE_FIELDS = ("value", "source", "note", "provisional")


@transaction.atomic
def record_measurement(criterion, *, by, starts_on, ends_on, why="", **figure):
    """A new Measurement of a criterion for a period, saved; `figure` has values of FIGURE_FIELDS."""
    with attributed_to(by=by, why=why):
        return Measurement.objects.create(criterion=criterion, starts_on=starts_on, ends_on=ends_on, by=by, **figure)


@transaction.atomic
def correct_measurement(measurement, *, by, why, of=None, **changes):
    """A new Measurement for the same period, replacing this one, which stays in the history.

    `of` is the criterion that now takes the figures, if another continues the one measured. `changes` may hold values
    of FIGURE_FIELDS; the rest is copied.
    """
    copied = {name: getattr(measurement, name) for name in ("starts_on", "ends_on", *FIGURE_FIELDS)}
    return record_measurement(of or measurement.criterion, by=by, why=why, **(copied | changes))


@transaction.atomic
def judge(criterion, *, by, word, reason):
    """Overrides the criterion's rating by rule; `word` "" removes the override. Returns whether anything changed."""
    criterion = SuccessCriterion.objects.select_for_update(of=["self"]).get(pk=criterion.pk)
    if (criterion.override, criterion.override_reason) == (word, reason if word else ""):
        return False
    criterion.override, criterion.override_reason = word, reason if word else ""
    criterion.override_by, criterion.override_on = (by, clock.today()) if word else (None, None)
    with attributed_to(by=by, why=reason):
        criterion.save()
    return True


def figures_due(plan, reporters):
    """[(criterion, [Period])] still to be reported by these authorities in a plan, longest overdue first. Three
    queries at most.
    """
    criteria = SuccessCriterion.objects.filter(priority__plan=plan, reporter__in=reporters, placeholder=False)
    criteria = list(criteria.exclude(frequency=""))
    if not criteria:
        return []
    series_rows = SuccessCriterion.all_objects.in_partnership(plan.partnership_id).series_rows()
    measured = Measurement.objects.filter(criterion__in=series_rows).order_by().values("criterion")
    newest = dict(measured.annotate(last=Max("ends_on")).values_list("criterion", "last"))
    due = []
    for criterion in criteria:
        last = max((newest[pk] for pk in one_series(criterion.pk, series_rows) if pk in newest), default=None)
        state = {name: getattr(criterion, name) for name in ("placeholder", "frequency")}
        state |= {"latest": last and {"ends_on": last}, "continues": criterion.continues_id}
        if periods := owed(state, plan.starts_on, clock.today()):
            due.append((criterion, periods))
    return sorted(due, key=lambda pair: pair[1][0].ends_on)
