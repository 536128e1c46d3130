"""Form fields for evidence that something was done: a past day, and the address of a document."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.formats import date_format
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .. import clock
from .date_fields import DayField
from .fields import NoLongerThan

# Year of the Crime and Disorder Act: there were no partnerships before.
FIRST_DAY = date(1998, 1, 1)


# A label within a sentence.
lower = lazy(lambda label: str(label).lower(), str)


class PastDay(DayField):
    """Date field for days up to today."""

    def __init__(self, *, label, **kwargs):
        super().__init__(
            bounded=False,
            label=label,
            help_text=_("For example 30 4 2009 or 30 April 2009."),
            called=format_lazy("“{label}”", label=label),
            example=date(2009, 4, 30),
            error_messages={"required": format_lazy(_("Enter the date: {label}"), label=lower(label))},
            **kwargs,
        )

    def validate(self, value):
        super().validate(value)
        if value and value > clock.today():
            raise ValidationError(
                gettext("%(day)s is in the future. Enter the date it was done") % {"day": date_format(value)}
            )
        if value and value < FIRST_DAY:
            raise ValidationError(gettext("%(day)s is too early. Check the year") % {"day": date_format(value)})


class DocumentAddress(forms.URLField):
    """Address of a document; https only, so that its contents cannot be altered on the way."""

    default_validators = [URLValidator(schemes=["https"]), NoLongerThan(2000)]
    default_error_messages = {
        "invalid": _("Enter the whole address, beginning with https://, such as https://example.org/report.pdf")
    }

    def __init__(self, **kwargs):
        super().__init__(assume_scheme="https", required=False, **kwargs)
