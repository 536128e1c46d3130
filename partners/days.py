"""Days that people write."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format

# What is meant lies between these. Whatever reckons with a day, the year before it or two years on, finds one there;
# in the calendar's first year and in its last it would not.
FIRST, LAST = date(1900, 1, 1), date(2199, 12, 31)


class DayField(forms.DateField):
    """A day, with the year that was meant: in 0209 for 2009 nothing happened.

    `bounded=False` is for a form that has narrower bounds of its own, and says so in better words.
    """

    def __init__(self, *, bounded=True, **kwargs):
        super().__init__(**kwargs)
        self.bounded = bounded

    def validate(self, value):
        super().validate(value)
        if value and self.bounded and not FIRST <= value <= LAST:
            raise ValidationError(f"{date_format(value)} cannot be meant. Check the year", code="year")
