"""Form field for dates that people type. The notations it accepts are in config/formats/en_GB/formats.py."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format

# Plausible dates. The margins to the calendar's first and last year leave room for date arithmetic, such as the year
# before or two years later.
FIRST, LAST = date(1900, 1, 1), date(2199, 12, 31)


class DayField(forms.DateField):
    """Date field that rejects mistyped years, such as 0209 for 2009.

    `bounded=False` is for forms with narrower bounds and better messages of their own. `called` and `example` are for
    the error message.
    """

    widget = forms.DateInput(format="%-d %B %Y")

    def __init__(self, *, bounded=True, called="the date", example=date(2009, 9, 30), **kwargs):
        invalid = f"Write {called} as a real date, such as {example:%-d %-m %Y} or {example:%-d %B %Y}"
        kwargs["error_messages"] = {"invalid": invalid, **kwargs.get("error_messages", {})}
        super().__init__(**kwargs)
        self.bounded = bounded

    def validate(self, value):
        super().validate(value)
        if value and self.bounded and not FIRST <= value <= LAST:
            raise ValidationError(f"{date_format(value)} cannot be meant. Check the year", code="year")
