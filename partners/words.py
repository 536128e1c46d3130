"""Words that people type: what a text field of ours accepts."""

import re
import unicodedata

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db.models import CharField

# Said by each box for a reason: who reads it. Of what concerns a person's part here only coordinators do.
MEMBERS_READ_IT = "Every member of the partnership can read it in the history."
COORDINATORS_READ_IT = (
    "Only the partnership’s coordinators can read it, and the person, in what the site holds about them."
)

# Marks that turn the direction of the text after them: invisible, and able to make a sentence read as another.
TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
# What ends a line, or jumps within one, in the words of a line.
BREAKING = re.compile("[\n\r\t\u2028\u2029]")


def in_one_line(words):
    """Words for a place that has one line: what breaks them there is a space instead.

    A name in two lines makes two lines of whatever it stands in: the subject of a letter, a row of a calendar, a
    heading. It is no fault that a writer should hear of: a browser takes the breaks out of what is pasted into such a
    field, and only a spreadsheet's cell or a program sends them. So all that fill such a place do the same: forms
    through `WordsField`, files and commands through `one_line_each`.
    """
    if not BREAKING.search(words):
        return words
    return " ".join(filter(None, (part.strip() for part in BREAKING.split(words))))


def one_line_each(thing):
    """Puts what a model keeps as a line into one, for a thing that no form has looked at. Returns the thing."""
    for field in thing._meta.concrete_fields:
        words = getattr(thing, field.attname)
        if isinstance(field, CharField) and isinstance(words, str):
            setattr(thing, field.attname, in_one_line(words))
    return thing


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

    With `one_line` it is one line even where the box has room for it to wrap. What a model keeps in a CharField is one
    line, what it keeps in a TextField may be several. See `in_one_line`.

    The box has no maxlength, because browsers cut a paste short in silence: too many words get a message instead.
    """

    default_validators = [plain_words]

    def __init__(self, *, rows=3, one_line=None, **kwargs):
        self.one_line = rows == 1 if one_line is None else one_line
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": rows}) if rows > 1 else forms.TextInput())
        longest = kwargs.pop("max_length", None)
        super().__init__(**kwargs)
        if longest:
            self.validators.append(NoLongerThan(longest))

    def to_python(self, value):
        if isinstance(value, str):
            value = value.replace("\r\n", "\n")
            value = in_one_line(value) if self.one_line else value
        return super().to_python(value)
