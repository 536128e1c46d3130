"""Form fields for dates and times of day that people type, read by `written_times` and `written_hours`."""

from datetime import date, time

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ..written_hours import NotAnHour, hour_in
from ..written_times import FIRST, LAST, read_when

# When it is shown, in the language of the page.
_in_words = lazy(date_format, str)


class DayInput(forms.DateInput):
    """Shows a day as pages write it, in their language: 30 September 2009, 30 Medi 2009."""

    def format_value(self, value):
        return date_format(value) if isinstance(value, date) else super().format_value(value)


class DayField(forms.DateField):
    """Date field that rejects mistyped years, such as 0209 for 2009, and what is only nearly a date.

    `period` says which day of a month, quarter or year is meant by its name: its "first", its "last", or None where
    only a day will do. `bounded=False` is for forms with narrower bounds and better messages of their own. `called`
    and `example` are for the error message.
    """

    widget = DayInput

    def __init__(self, *, period=None, bounded=True, called="", example=date(2009, 9, 30), **kwargs):
        invalid = format_lazy(
            _("Enter {called} as a real date, such as {day} or {day_in_words}"),
            called=called or _("the date"),
            day=f"{example:%-d %-m %Y}",
            day_in_words=_in_words(example),
        )
        kwargs["error_messages"] = {"invalid": invalid, **kwargs.get("error_messages", {})}
        super().__init__(**kwargs)
        self.period, self.bounded = period, bounded

    def to_python(self, value):
        """The date of the notations in config/formats, which are read first so that a form's own bounds can tell of
        a year beyond all others; else that of any other words."""
        try:
            return super().to_python(value)
        except ValidationError:
            return self._day_of(read_when(value), value)

    def validate(self, value):
        super().validate(value)
        if value and self.bounded and not FIRST <= value <= LAST:
            raise ValidationError(
                gettext("%(day)s cannot be right. Check the year") % {"day": date_format(value)}, code="year"
            )

    def _day_of(self, when, words):
        invalid = self.error_messages["invalid"]
        if when.why.endswith("Check the year"):
            raise ValidationError(when.why, code="year")
        if when.why and "is not a real" not in when.why:  # which is what the form's own message says
            raise ValidationError(f"{when.why}. {invalid}", code="invalid")
        if not when.exact or when.status:
            raise ValidationError(invalid, code="invalid")
        if when.first != when.on and not self.period:
            raise ValidationError(
                gettext("“%(words)s” is more than one day. %(invalid)s") % {"words": words.strip(), "invalid": invalid},
                code="invalid",
            )
        return when.first if self.period == "first" else when.on


class HourField(forms.TimeField):
    """Time of day as people write it: 2pm, 2.30pm, 14.00, 1600."""

    widget = forms.TimeInput(format="%H:%M")

    def to_python(self, value):
        if value in self.empty_values:
            return None
        if isinstance(value, time):
            return value
        try:
            return hour_in(value)
        except NotAnHour as error:
            raise ValidationError(str(error), code="invalid") from error
