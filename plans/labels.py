"""Labels of outline fields, and their values as text."""

from datetime import date
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.translation import gettext, gettext_noop

from .figures import OFTEN, field_in_words
from .templatetags.formatting import place

# Labels that differ from the field's name.
LABELS = {
    "body": gettext_noop("Text"),
    "body_after": gettext_noop("Text"),
    "consultation_name": gettext_noop("Name in the consultation"),
    "due_on": gettext_noop("Due"),
    "laa": gettext_noop("Local Area Agreement target"),
    "placeholder": gettext_noop("Keeps a place"),
    "served": gettext_noop("Served by the plan"),
    "assessment_order": gettext_noop("Place in the strategic assessment"),
    "consultation_order": gettext_noop("Place in the consultation"),
    "scale": gettext_noop("Measured as"),
    "target_kind": gettext_noop("Kind of target"),
    "frequency": gettext_noop("How often"),
    "strength": gettext_noop("Strength of evidence"),
    "hide_below": gettext_noop("Hide public figures below"),
    "override": gettext_noop("Rating overridden, because"),
    "prepared_on": gettext_noop("Prepared"),
    "value_for_money_public": gettext_noop("Value for money"),
    "document_name": gettext_noop("Document"),
    "link": gettext_noop("Public address"),
    "asked_whom": gettext_noop("Who was asked"),
    "asked": gettext_noop("How many were asked"),
    "answered": gettext_noop("How many answered"),
    "changed": gettext_noop("What changed because of it"),
    "lead_words": gettext_noop("Lead, in the plan’s words"),
    "due_words": gettext_noop("When, in the plan’s words"),
    "own_reference": gettext_noop("The council’s own reference"),
    "figures_words": gettext_noop("Figures, in the plan’s words"),
    "private_note": gettext_noop("Private note"),
    "private": gettext_noop("For members only"),
    "lead_words_public": gettext_noop("Words on the lead are public"),
    "aims": gettext_noop("Measures it is meant to move"),
    "objective_served": gettext_noop("Objective served"),
    "last_updated_on": gettext_noop("Last updated"),
    "starts_on": gettext_noop("Begins"),
    "ends_on": gettext_noop("Ends"),
}
FIGURES = {
    "measure", "scale", "unit", "direction", "baseline", "baseline_period", "target", "target_kind", "source",
    "frequency", "strength",
}  # fmt: skip
TO_BE_AGREED = {"due_on", "lead", "reporter", "sides", *FIGURES}
PEOPLE = {"lead_officer", "deputy"}
ORDERS = ("assessment_order", "consultation_order")
# Short text fields shown as old and new value, without a word-by-word diff.
PLAIN_WORDS = {
    "key", "slug", "kind", "colour", "contact_phone", "contact_email", "period", "own_reference",
    *(FIGURES - {"measure"}),
}  # fmt: skip
# Display text of a criterion's choice fields.
CHOICES = {
    "direction": {"up": gettext_noop("higher is better"), "down": gettext_noop("lower is better")},
    "scale": {
        "percent": gettext_noop("percentage"),
        "count": gettext_noop("number"),
        "rate": gettext_noop("rate"),
        "yes_no": gettext_noop("yes or no"),
    },
    "target_kind": {"value": gettext_noop("a value to reach"), "change": gettext_noop("a change from the baseline")},
    "frequency": OFTEN,
    "strength": {
        "direct": gettext_noop("direct"),
        "proxy": gettext_noop("proxy"),
        "survey": gettext_noop("survey"),
        "none": gettext_noop("none"),
    },
}


def label_of(field):
    """Label of an outline field, in the page's language."""
    if field in LABELS:
        return gettext(LABELS[field])
    return gettext(field.replace("_", " ")).capitalize()


def shown(field, fields):
    """Value of a field as text; `fields` are all fields of the object, for units and scale."""
    value = fields[field]
    if value is None or value in ("", []):
        return gettext("to be agreed") if field in TO_BE_AGREED else gettext("none")
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, date):
        return date_format(value, "j F Y")
    if isinstance(value, Decimal):
        return field_in_words(field, value, fields)
    if field in CHOICES:
        return gettext(CHOICES[field][value])
    if field in ORDERS:
        return place(value)
    return ", ".join(map(gettext, value)) if field == "sides" else str(value)
