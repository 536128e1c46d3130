"""Conflict check of edit forms: nobody's changes are silently overwritten."""

import hashlib

from django import forms
from django.core.exceptions import ValidationError


def short_hash(text):
    """Fingerprint of a text for a hidden input: browsers would send the text itself with other line ends."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


class ThingForm(forms.ModelForm):
    """ModelForm that restores the instance if the form is invalid.

    Django's ModelForm writes even invalid or empty input to the instance, and the page with the errors shows the
    instance too, in its heading or beside the form.
    """

    def full_clean(self):
        before, related = dict(vars(self.instance)), dict(self.instance._state.fields_cache)
        super().full_clean()
        if self.is_bound and self._errors:
            vars(self.instance).clear()
            vars(self.instance).update(before)
            self.instance._state.fields_cache = related


class ConflictCheck:
    """Form mixin for objects that others may change meanwhile.

    `stated()`, defined by the form, is the object's saved state: a list of (field name, label, text). The page has its
    fingerprint in a hidden input named `base`, and shows `before` when the form is `overtaken`.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.before = self.stated()

    @property
    def base(self):
        """Fingerprint of the object's saved state."""
        return short_hash(repr(self.before))

    @property
    def overtaken(self):
        """Whether saving would overwrite somebody else's change; False for a second click, which changes nothing."""
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
