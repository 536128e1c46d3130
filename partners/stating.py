"""Forms that know what a thing said when they were opened on it: nobody's words are silently overwritten."""

import hashlib

from django.core.exceptions import ValidationError


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
        return hashlib.sha256(repr(self.before).encode()).hexdigest()[:16]

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
