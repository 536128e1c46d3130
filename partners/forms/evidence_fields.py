"""Form fields for evidence that something was done: a past day, and the address of a document."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.formats import date_format

from .. import clock
from .date_fields import DayField
from .fields import NoLongerThan

# Year of the Crime and Disorder Act: there were no partnerships before.
FIRST_DAY = date(1998, 1, 1)


class PastDay(DayField):
    """Date field for days up to today."""

    def __init__(self, *, label, **kwargs):
        super().__init__(
            bounded=False,
            label=label,
            help_text="For example 30 4 2009 or 30 April 2009.",
            called=f"“{label}”",
            example=date(2009, 4, 30),
            error_messages={"required": f"Enter the date: {label.lower()}"},
            **kwargs,
        )

    def validate(self, value):
        super().validate(value)
        if value and value > clock.today():
            raise ValidationError(f"{date_format(value)} is in the future. Enter the date it was done")
        if value and value < FIRST_DAY:
            raise ValidationError(f"{date_format(value)} is too early. Check the year")


class DocumentAddress(forms.URLField):
    """Address of a document; https only, so that its contents cannot be altered on the way."""

    default_validators = [URLValidator(schemes=["https"]), NoLongerThan(2000)]
    default_error_messages = {
        "invalid": "Enter the whole address, beginning with https://, such as https://example.org/report.pdf"
    }

    def __init__(self, **kwargs):
        super().__init__(assume_scheme="https", required=False, **kwargs)
