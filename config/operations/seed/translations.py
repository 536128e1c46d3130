"""Events of an illustrative year's file for translations of the plan's texts. fixtures/README.md describes them."""

from functools import partial

from plans.models import Edition
from plans.translations.operations import Change, save_translations
from plans.translations.parts import items_of
from plans.translations.published import publication_of, publish_translations


def events(year, moment):
    """Pairs of a datetime and a function that writes the event; `moment` turns a date of the file into a datetime."""
    for data in year.data.get("translations", []):
        yield moment(data["made_on"]), partial(_publish, year, data)


def _publish(year, data):
    edition = Edition.objects.select_related("plan__partnership").current(year.plan)
    words = {each["of"]: each for each in data["texts"]}
    items = [item for item in items_of(edition, data["language"]).values() if item.english in words]
    changes = [Change(item, words[item.english]["text"], words[item.english].get("checked", True)) for item in items]
    save_translations(changes, by=year.coordinator)
    publish_translations(publication_of(edition, data["language"]), by=year.coordinator)
