"""Events of an illustrative year's file for versions in other formats. fixtures/README.md describes them."""

from functools import partial

from partners.forms.fields import one_line_each
from partners.history import attributed_to
from plans.models import Version
from plans.versions.operations import publish_version

FIELDS = ("format", "title", "link", "transcript", "made_by")


def events(year, moment):
    """Pairs of a datetime and a function that writes the event; `moment` turns a date of the file into a datetime."""
    for data in year.data.get("versions", []):
        yield moment(data["made_on"]), partial(_publish, year, data)


def _publish(year, data):
    edition = year.plan.editions.get(number=data["edition"])
    words = {name: data.get(name, "") for name in FIELDS}
    version = one_line_each(Version(partnership=year.plan.partnership, edition=edition, **words))
    with attributed_to(by=year.coordinator):
        version.save()
    publish_version(version, by=year.coordinator)
