"""Events of an illustrative year's file for versions in other formats. fixtures/README.md describes them."""

from functools import partial

from partners.forms.fields import one_line_each
from partners.history import attributed_to
from plans.models import Edition, Version
from plans.versions.easy_read import draft_easy_read, items_of
from plans.versions.operations import publish_version

FIELDS = ("format", "title", "link", "transcript", "made_by")


def events(year, moment):
    """Pairs of a datetime and a function that writes the event; `moment` turns a date of the file into a datetime."""
    for data in year.data.get("versions", []):
        yield moment(data["made_on"]), partial(_publish, year, data)
    if easy := year.data.get("easy_read"):
        yield moment(easy["made_on"]), partial(_publish_easy_words, year, easy["texts"])


def _publish(year, data):
    edition = year.plan.editions.get(number=data["edition"])
    words = {name: data.get(name, "") for name in FIELDS}
    version = one_line_each(Version(partnership=year.plan.partnership, edition=edition, **words))
    with attributed_to(by=year.coordinator):
        version.save()
    publish_version(version, by=year.coordinator)


def _publish_easy_words(year, texts):
    edition = Edition.objects.select_related("plan__partnership").current(year.plan)
    easy = {each["of"]: each["text"] for each in texts}
    with attributed_to(by=year.coordinator):
        for item in items_of(edition):
            if item.source in easy:
                text = item.text
                text.text, text.source, text.checked_by = easy[item.source], item.source, year.coordinator
                text.save()
    publish_version(draft_easy_read(edition, by=year.coordinator, with_pdf=False), by=year.coordinator)
