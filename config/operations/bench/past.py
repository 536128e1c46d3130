"""A partnership with years behind it: the demonstration's plan every three years, and its year in each of them."""

from datetime import date, timedelta

from django.conf import settings
from django.db import transaction

from actions.meetings.proceedings import begin
from config.operations.seed.plan import create_plan, import_plan, read, without
from config.operations.seed.year import import_year, moment
from partners import clock
from partners.history import attributed_to
from partners.models import Meeting
from plans.models import Job

FIXTURES = settings.BASE_DIR / "fixtures" / "north-herts-2008"
# What the illustrative year calls now, and its length: whole weeks, for the days of meetings.
FIXTURES_NOW, YEAR = date(2009, 6, 15), timedelta(weeks=52)
YEARS_OF_A_PLAN = 3
# What a partnership has once, or once in a plan.
ONCE = ("duties", "protocols", "assessments", "consultations")


@transaction.atomic
def make_past(slug, years):
    """Create a partnership with this many years behind it, through the same functions as its members, and a meeting in
    progress. Returns it.
    """
    plan_data, year_data = read(FIXTURES / "plan.toml"), read(FIXTURES / "illustrative-year.toml")
    plan_data["partnership"]["slug"] = slug
    for person in year_data["people"]:
        person["email"] = person["email"].replace("@", f"@{slug}.")
    now = FIXTURES_NOW + (clock.today() - FIXTURES_NOW) // timedelta(weeks=1) * timedelta(weeks=1)
    plan = year = None
    for number in range(years):
        later = now - FIXTURES_NOW - YEAR * (years - 1 - number)
        of_plan = _moved(plan_data, later)
        with clock.frozen_at(moment(of_plan["plan"]["last_updated_on"])):
            if plan is None:
                plan = import_plan(_named(of_plan))
            elif number % YEARS_OF_A_PLAN == 0:
                plan = _next_plan(plan, _named(of_plan))
        of_year = _part(
            _moved(year_data, later), first=year is None, last=number == years - 1, now=FIXTURES_NOW + later
        )
        year = import_year(plan, of_year, of_plan, before=year)
    Job.objects.all().delete()
    to_come = Meeting.objects.in_partnership(plan.partnership).filter(starts_at__gte=clock.now())
    begin(to_come.earliest("starts_at"), by=year.coordinator)
    return plan.partnership


def _moved(data, days):
    """Data of a TOML file with its dates this much later."""
    if isinstance(data, dict):
        return {name: _moved(value, days) for name, value in data.items()}
    if isinstance(data, list):
        return [_moved(value, days) for value in data]
    return data + days if isinstance(data, date) else data


def _named(data):
    """A plan's data, named by its years."""
    first, last = data["plan"]["starts_on"].year, data["plan"]["ends_on"].year
    return data | {"plan": data["plan"] | {"slug": f"{first}-{last}", "period": f"{first} to {last}"}}


def _next_plan(before, data):
    with attributed_to(by=None, why="Imported from the plan as printed"):
        return create_plan(before.partnership, data, continues=before)


def _part(data, *, first, last, now):
    """A year's data without what the year before has done, and the one after does.

    Later years' decisions change no wording again, and no record is about an edition by its number.
    """
    meetings = data["meetings"] if last else [meeting for meeting in data["meetings"] if meeting["held_on"] <= now]
    if first:
        return data | {"meetings": meetings}
    records = [[without(record, "change", "edition") for record in meeting.get("records", [])] for meeting in meetings]
    meetings = [meeting | {"records": some} for meeting, some in zip(meetings, records, strict=True)]
    return without(data, *ONCE) | {"meetings": meetings}
