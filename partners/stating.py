"""Forms that know what a thing said when they were opened on it: nobody's words are silently overwritten."""

import hashlib

from django import forms
from django.core.exceptions import ValidationError


def short_hash(words):
    """Words as one word for a page's hidden input: sent themselves, a browser would send them with other line ends."""
    return hashlib.sha256(words.encode()).hexdigest()[:16]


class ThingForm(forms.ModelForm):
    """A form of a thing. While it is refused, the thing is as it was before.

    A ModelForm puts what was typed into the thing even where it is wrong, or nothing; and the page that says what is
    wrong prints the thing as well, in its heading or beside the form.
    """

    def full_clean(self):
        before, related = dict(vars(self.instance)), dict(self.instance._state.fields_cache)
        super().full_clean()
        if self.is_bound and self._errors:
            vars(self.instance).clear()
            vars(self.instance).update(before)
            self.instance._state.fields_cache = related


class Stated:
    """A mixin for a form of something that others may change meanwhile.

    The form says in `stated()` what the thing says now: a list of (field name, label, words). A page carries the
    fingerprint of that, `base`, in a hidden input of that name, and shows `before` when the form is `overtaken`.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.before = self.stated()

    @property
    def base(self):
        """A fingerprint of the thing as the form was opened on it."""
        return short_hash(repr(self.before))

    @property
    def overtaken(self):
        """Whether it would write over what it was not opened on. A second click would not: it says the same."""
        return self.is_bound and self.data.get("base") != self.base and self.is_different

    def clean(self):
        data = super().clean()
        if self.overtaken:
            raise ValidationError(
                "Somebody else changed this while you were writing. What it says now is shown below; change the form "
                "to what it should say and save it again.",
                code="overtaken",
            )
        return data

    @property
    def is_different(self):
        return bool({name for name in self.changed_data if name != "why"})
