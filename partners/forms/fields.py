"""Text fields of forms, and the characters that they accept."""

import re
import unicodedata

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db.models import CharField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

# Help texts of reason fields: who can read the reason. Reasons about a person's role are for coordinators only.
MEMBERS_READ_IT = _("All members can read it in the history.")
COORDINATORS_READ_IT = _(
    "Only the partnership’s coordinators can read it, and the person, in what the site holds about them."
)

# Bidirectional control characters: invisible, and able to make a sentence read differently.
BIDI_MARKS = re.compile("[\u202a-\u202e\u2066-\u2069]")
# Characters that break a line or jump within one.
LINE_BREAKS = re.compile("[\n\r\t\u2028\u2029]")


def in_one_line(text):
    """Text with its line breaks and tabs replaced by spaces, for places with one line.

    A name in two lines would break the subject of an e-mail, a calendar row or a heading. No error message is needed:
    browsers drop the breaks from text pasted into a one-line field, and only a spreadsheet's cell or a program sends
    them. Forms use this through `PlainText`, files and commands through `one_line_each`.
    """
    if not LINE_BREAKS.search(text):
        return text
    return " ".join(filter(None, (part.strip() for part in LINE_BREAKS.split(text))))


def one_line_each(instance):
    """Apply `in_one_line` to every CharField of an instance that did not come from a form. Returns the instance."""
    for field in instance._meta.concrete_fields:
        text = getattr(instance, field.attname)
        if isinstance(field, CharField) and isinstance(text, str):
            setattr(instance, field.attname, in_one_line(text))
    return instance


def validate_plain_text(value):
    """Raises ValidationError for invisible characters: controls, and marks that change the text's direction."""
    if BIDI_MARKS.search(value):
        raise ValidationError(
            gettext(
                "Remove the hidden characters that turn the direction of the text. Typing the words again does it."
            ),
            code="turning",
        )
    if any(unicodedata.category(c) == "Cc" and c not in "\n\r\t\0" for c in value):
        raise ValidationError(gettext("Remove the control characters. Typing the words again does it."), code="control")


class NoLongerThan(MaxLengthValidator):
    def __call__(self, value):
        if len(value) > self.limit_value:
            raise ValidationError(
                gettext("This is %(value)s characters long. Shorten it to %(limit_value)s.")
                % {"value": f"{len(value):,}", "limit_value": f"{self.limit_value:,}"},
                code="max_length",
            )


class PlainText(forms.CharField):
    """Text field with a box of `rows` lines; the text is one line if `rows` is 1.

    `ask` is the error message of an empty field. `one_line` makes the text one line even in a higher box, where it can
    wrap. Text for a CharField is one line, text for a TextField may have several. See `in_one_line`.

    The box has no maxlength, with which browsers silently cut off pasted text: too long a text gets a message instead.
    """

    default_validators = [validate_plain_text]

    def __init__(self, *, rows=3, one_line=None, ask="", **kwargs):
        kwargs.setdefault("error_messages", {"required": ask} if ask else {})
        self.one_line = rows == 1 if one_line is None else one_line
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": rows}) if rows > 1 else forms.TextInput())
        max_length = kwargs.pop("max_length", None)
        super().__init__(**kwargs)
        if max_length:
            self.validators.append(NoLongerThan(max_length))

    def to_python(self, value):
        if isinstance(value, str):
            value = value.replace("\r\n", "\n")
            value = in_one_line(value) if self.one_line else value
        return super().to_python(value)
