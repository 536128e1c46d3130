"""Events of an illustrative year's file for the pages that the law asks for. fixtures/README.md describes them."""

from functools import partial

from partners.forms.fields import one_line_each
from partners.history import attributed_to
from plans.models import AccessibilityStatement, PrivacyNotice

MODELS = {"accessibility_statement": AccessibilityStatement, "privacy_notice": PrivacyNotice}


def events(year, moment):
    """Pairs of a datetime and a function that writes the event; `moment` turns a date of the file into a datetime."""
    for name, model in MODELS.items():
        if words := year.data.get(name):
            yield moment(words["recorded_on"]), partial(_save, year, model, words)


def _save(year, model, data):
    words = {name: value for name, value in data.items() if name != "recorded_on"}
    with attributed_to(by=year.coordinator):
        one_line_each(model(partnership=year.plan.partnership, **words)).save()
