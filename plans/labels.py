"""Labels of outline fields, and their values as text."""

from datetime import date
from decimal import Decimal

from django.utils.formats import date_format

from .figures import OFTEN, field_in_words
from .templatetags.formatting import place

# Labels that differ from the field's name.
LABELS = {
    "body": "Text", "body_after": "Text", "consultation_name": "Name in the consultation", "due_on": "Due",
    "laa": "Local Area Agreement target", "placeholder": "Keeps a place", "served": "Served by the plan",
    "assessment_order": "Place in the strategic assessment", "consultation_order": "Place in the consultation",
    "scale": "Measured as", "target_kind": "Kind of target", "frequency": "How often",
    "strength": "Strength of evidence", "hide_below": "Hide public figures below",
    "override": "Rating overridden, because",
    "prepared_on": "Prepared", "value_for_money_public": "Value for money", "document_name": "Document",
    "link": "Public address", "asked_whom": "Who was asked", "asked": "How many were asked",
    "answered": "How many answered", "changed": "What changed because of it",
    "lead_words": "Lead, in the plan’s words", "due_words": "When, in the plan’s words",
    "own_reference": "The council’s own reference", "figures_words": "Figures, in the plan’s words",
    "private_note": "Private note", "private": "For members only",
    "lead_words_public": "Words on the lead are public",
    "aims": "Measures it is meant to move",
    "objective_served": "Objective served", "last_updated_on": "Last updated", "starts_on": "Begins", "ends_on": "Ends",
}  # fmt: skip
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
    "direction": {"up": "higher is better", "down": "lower is better"},
    "scale": {"percent": "percentage", "count": "number", "rate": "rate", "yes_no": "yes or no"},
    "target_kind": {"value": "a value to reach", "change": "a change from the baseline"},
    "frequency": OFTEN,
    "strength": {"direct": "direct", "proxy": "proxy", "survey": "survey", "none": "none"},
}


def shown(field, fields):
    """Value of a field as text; `fields` are all fields of the object, for units and scale."""
    value = fields[field]
    if value is None or value in ("", []):
        return "to be agreed" if field in TO_BE_AGREED else "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return date_format(value, "j F Y")
    if isinstance(value, Decimal):
        return field_in_words(field, value, fields)
    if field in CHOICES:
        return CHOICES[field][value]
    if field in ORDERS:
        return place(value)
    return ", ".join(value) if field == "sides" else str(value)
