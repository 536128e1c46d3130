"""Crime counts as measurements of a criterion: the figures on offer, and recording them once a member confirms.

Nothing is recorded automatically, and measurements entered by people are never overwritten.
"""

from dataclasses import dataclass
from decimal import Decimal

from django.db import models, transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from partners import clock
from partners.fingerprint import fingerprint
from partners.history import attributed_to
from priorities.criteria.measurements import correct_measurement, record_measurement
from priorities.criteria.periods import Period, period_of
from priorities.models.crime_data import BEGAN, force_name

from ..models import CrimeFigure, CrimeLink, Measurement, SuccessCriterion
from .queries import ForceDistrict, Forces

SOURCE = "data.police.uk, Open Government Licence v3.0"
EXAMPLE = "A made-up example in the form of data.police.uk"
FINAL_NOW = "The figure is final now"


class State(models.TextChoices):
    NEW = "new", _("To be recorded")
    CORRECTION = "correction", _("To be corrected")
    SAME = "same", _("Recorded")
    CONFLICT = "conflict", _("Measured by a person")
    NOT_YET = "not_yet", _("Cannot be recorded")


@dataclass(frozen=True)
class Figure:
    """The police figure for one period of a criterion, with the current measurement if there is one.

    `value` is a number of crimes, or None if it is unknown; `why` gives the reason for that, or for a correction.
    """

    period: Period
    state: State
    value: int | None = None
    measurement: Measurement | None = None
    why: str = ""

    @property
    def is_example(self):
        """True if a month is earlier than data.police.uk, so that its file can only be made up."""
        return self.period.starts_on < BEGAN

    @property
    def source(self):
        return EXAMPLE if self.is_example else SOURCE


class Changed(Exception):
    """The figures have changed since the member's preview."""


def what_is_missing(criterion):
    """Why nothing can be recorded for a criterion, as a sentence; "" if it can."""
    if criterion.scale != SuccessCriterion.Scale.COUNT:
        return gettext("The files count crimes, so the criterion must be measured as a number. This is not agreed.")
    if not criterion.frequency:
        return gettext("How often the criterion is measured is not agreed: month, quarter or financial year.")
    return ""


def figures(criterion):
    """[Figure] for each period with at least one month loaded, newest first. A fixed number of queries."""
    links = list(criterion.crime_links.all())
    if not links or what_is_missing(criterion):
        return []
    partnership = criterion.priority.plan.partnership
    counts = Forces(partnership, {link.force for link in links}, {link.district for link in links})
    periods = {period_of(month, criterion.frequency) for _, month in counts.files}
    measured = {}
    for measurement in criterion.measurements.select_related("crime_figure", "by"):
        measured.setdefault((measurement.starts_on, measurement.ends_on), []).append(measurement)
    newest_first = sorted(periods, key=lambda period: period.starts_on, reverse=True)
    return [_figure(p, links, counts, measured.get((p.starts_on, p.ends_on), [])) for p in newest_first]


def _figure(period, links, counts, measured):
    newest = measured[-1] if measured else None
    value, unknown = _sum(period, links, counts)
    if period.ends_on >= clock.today():
        unknown = gettext("The period is not over yet.")
    if newest and not hasattr(newest, "crime_figure"):
        return Figure(period, State.CONFLICT, None if unknown else value, newest)
    if unknown:
        return Figure(period, State.NOT_YET, None, newest, unknown)
    if newest is None:
        return Figure(period, State.NEW, value)
    if newest.value == value:
        return Figure(period, State.SAME, value, newest)
    return Figure(period, State.CORRECTION, value, newest, _correction_reason(period, links, counts, newest))


def _sum(period, links, counts):
    """(number of crimes, "") or (None, why it is unknown)."""
    total = 0
    for force in sorted({link.force for link in links}):
        if missing := [month for month in period.months if (force, month) not in counts.files]:
            names = ", ".join(f"{month:%B %Y}" for month in missing)
            return None, gettext("Not loaded of %(force_name)s: %(names)s.") % {
                "force_name": force_name(force),
                "names": names,
            }
    for month in period.months:
        for link in links:
            count = counts.count(ForceDistrict(link.force, link.district), link.crime_type, month)
            if count is None:
                district_known = counts.in_use(link.force, "district", link.district, month)
                subject = (
                    gettext("the crime type “%(crime_type)s”") % {"crime_type": link.crime_type}
                    if district_known
                    else gettext("the district %(district)s") % {"district": link.district}
                )
                return None, gettext("The file of %(month)s does not know %(subject)s, so there is no figure.") % {
                    "month": f"{month:%B %Y}",
                    "subject": subject,
                }
            total += count
    return total, ""


def _correction_reason(period, links, counts, measurement):
    """Reason given when a recorded figure is corrected."""
    reloaded = [
        f"{month:%B %Y}"
        for month in period.months
        for force in sorted({link.force for link in links})
        if counts.files[force, month].loaded_at > measurement.crime_figure.at
    ]
    if reloaded:
        return f"The police released another file of {', '.join(dict.fromkeys(reloaded))}"
    return "The crimes counted were changed"


def fingerprint_of_figures(figures_shown):
    """Fingerprint of the figures shown; it changes if recording would now do something else."""
    return fingerprint(
        [
            (str(f.period), str(f.state), f.value, f.measurement and (f.measurement.pk, str(f.measurement.value)))
            for f in figures_shown
        ]
    )


@transaction.atomic
def record_figures(criterion, *, by, provisional, seen):
    """Records what `figures` offers: new figures, and corrections to those counted earlier, each with its reason.
    Raises Changed if the fingerprint `seen` on the member's page is out of date.

    Returns how many measurements were written; 0 if repeated. With `provisional` False, provisional figures become
    final.
    """
    locked = SuccessCriterion.objects.select_for_update(of=["self"])
    criterion = locked.select_related("priority__plan__partnership").get(pk=criterion.pk)
    current = figures(criterion)
    to_do = [figure for figure in current if _is_to_do(figure, provisional)]
    if to_do and seen != fingerprint_of_figures(current):
        raise Changed
    note = "; ".join(map(str, criterion.crime_links.all()))
    for figure in to_do:
        _record_figure(criterion, figure, by, provisional, note)
    return len(to_do)


def _is_to_do(figure, provisional):
    becomes_final = figure.state == State.SAME and figure.measurement.provisional and not provisional
    return figure.state in (State.NEW, State.CORRECTION) or becomes_final


def _record_figure(criterion, figure, by, provisional, note):
    """Saves a figure as a measurement, marked as counted from police files."""
    counted = {"value": Decimal(figure.value), "note": note, "provisional": provisional}
    if figure.state == State.NEW:
        period = {"starts_on": figure.period.starts_on, "ends_on": figure.period.ends_on}
        why = "Counted from the police’s files"
        measurement = record_measurement(criterion, by=by, why=why, source=figure.source, **period, **counted)
    elif figure.state == State.CORRECTION:
        measurement = correct_measurement(figure.measurement, by=by, why=figure.why, **counted)
    else:
        measurement = correct_measurement(figure.measurement, by=by, why=FINAL_NOW, provisional=False)
    CrimeFigure.objects.create(measurement=measurement)


@transaction.atomic
def set_links(criterion, *, by, places, crime_types, why=""):
    """Sets which crimes count towards a criterion: each type in each place. Returns whether anything changed."""
    wanted = {(place.force, place.district, crime_type) for place in places for crime_type in crime_types}
    existing = {(link.force, link.district, link.crime_type): link for link in criterion.crime_links.all()}
    with attributed_to(by=by, why=why):
        for key in sorted(existing.keys() - wanted):
            existing[key].delete()
        for force, district, crime_type in sorted(wanted - existing.keys()):
            CrimeLink.objects.create(criterion=criterion, force=force, district=district, crime_type=crime_type)
    return wanted != existing.keys()
