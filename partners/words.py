"""Words that people type: what a text field of ours accepts."""

import re
import unicodedata

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator

# Said by each box for a reason: who reads it. Of what concerns a person's part here only coordinators do.
MEMBERS_READ_IT = "Every member of the partnership can read it in the history."
COORDINATORS_READ_IT = (
    "Only the partnership’s coordinators can read it, and the person, in what the site holds about them."
)

# Marks that turn the direction of the text after them: invisible, and able to make a sentence read as another.
TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")


def plain_words(value):
    """Raises ValidationError for characters that cannot be seen: controls, and marks that turn the text's direction."""
    if TURNING.search(value):
        raise ValidationError(
            "Remove the hidden characters that turn the direction of the text. Typing the words again does it.",
            code="turning",
        )
    if any(unicodedata.category(c) == "Cc" and c not in "\n\r\t\0" for c in value):
        raise ValidationError("Remove the control characters. Typing the words again does it.", code="control")


class NoLongerThan(MaxLengthValidator):
    def __call__(self, value):
        if len(value) > self.limit_value:
            raise ValidationError(
                f"This is {len(value):,} characters long. Shorten it to {self.limit_value:,}.", code="max_length"
            )


class WordsField(forms.CharField):
    """Text that a person types, in a box of `rows` lines; one line if `rows` is 1.

    The box has no maxlength, because browsers cut a paste short in silence: too many words get a message instead.
    """

    default_validators = [plain_words]

    def __init__(self, *, rows=3, **kwargs):
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": rows}) if rows > 1 else forms.TextInput())
        longest = kwargs.pop("max_length", None)
        super().__init__(**kwargs)
        if longest:
            self.validators.append(NoLongerThan(longest))

    def clean(self, value):
        return super().clean(value.replace("\r\n", "\n") if isinstance(value, str) else value)
