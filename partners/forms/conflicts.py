"""Conflict check of edit forms: nobody's changes are silently overwritten."""

from datetime import date, datetime, time

from django import forms
from django.utils.choices import flatten_choices
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ..fingerprint import fingerprint
from ..history import attributed_to
from ..languages import in_english, is_english

CONFLICT = _(
    "Somebody else changed this while you were editing. Compare what it says now with what you wrote, change the form "
    "to what it should say, and save it again."
)

OUTDATED = _("This has changed since you opened the page. Nothing was saved. Check it again below.")


def outdated_notice(seen, shown):
    """Notice above a preview whose fingerprint is no longer the one `seen` by who confirms it; "" if it is."""
    return "" if seen == shown else OUTDATED


class ObjectForm(forms.ModelForm):
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
    """Form mixin for values that others may change while somebody edits them.

    The page has the fingerprint of the saved values in a hidden input named `fingerprint_field`;
    `components/_conflict.html` shows a conflict. `current_values` and `histories` are for forms to override.
    """

    fingerprint_field = "base"
    empty_text = _("nothing")
    conflict_message = CONFLICT
    is_new = False

    def current_values(self):
        """The saved values, as [(field name, label, text)]: by default those of all fields but the reason."""
        return [self.current_value(name) for name in self.fields if name != "why"]

    def current_value(self, name):
        return name, self[name].label, self.as_text(name, self.fields[name].prepare_value(self[name].initial))

    def histories(self):
        """Querysets of the history rows of those values."""
        return []

    @cached_property
    def current(self):
        return self.current_in_english if is_english() else self.current_values()

    @cached_property
    def current_in_english(self):
        """`current` in whatever language the page is: who signs in again may send in one what they saw in another."""
        with in_english():
            return [(name, label, str(text)) for name, label, text in self.current_values()]

    @property
    def fingerprint(self):
        """Fingerprint of each saved value, so that a conflict can name those that changed."""
        return "new" if self.is_new else fingerprint_of_each(text for _, _, text in self.current_in_english)

    @property
    def seen_fingerprint(self):
        """The fingerprint of the values that the page showed."""
        return self.data.get(self.add_prefix(self.fingerprint_field), "")

    @property
    def is_different(self):
        """Whether saving would change anything."""
        return bool({name for name in self.changed_data if name != "why"})

    @property
    def is_outdated(self):
        """Whether the values were saved since the page showed them, be it by an earlier click on its button."""
        return self.is_bound and not self.is_new and self.seen_fingerprint != self.fingerprint

    @property
    def has_conflict(self):
        """Whether saving would overwrite somebody else's change; False for a second click, which changes nothing."""
        return self.is_outdated and self.is_different

    @property
    def conflicts(self):
        """The values that somebody else changed: [(label, text now, text typed in this form)]."""
        seen, now = self.seen_fingerprint.split("."), self.fingerprint.split(".")
        rows = [(label, text, self.typed_text(name)) for name, label, text in self.current]
        if len(seen) != len(now):
            return rows
        return [row for row, was, is_now in zip(rows, seen, now, strict=True) if was != is_now]

    @property
    def last_change(self):
        """The newest history row of the values, with its author; None if there is none."""
        return newest_history_row(self.histories())

    def typed_text(self, name):
        """The text of what is typed in a field, with a date in words; "" for a value without a field of its own."""
        if name not in self.fields:
            return ""
        cleaned = self.cleaned_data.get(name)
        return self.as_text(name, cleaned if isinstance(cleaned, date) else self[name].value())

    def as_text(self, name, value):
        """The text of a field's value: labels for choices, a date in words."""
        labels = {str(key): label for key, label in flatten_choices(getattr(self.fields[name], "choices", ()))}
        values = value if isinstance(value, (list, tuple)) else [value]
        texts = [str(labels.get(str(each), value_as_text(each))) for each in values if each not in (None, "")]
        return ", ".join(texts) or self.empty_text

    def clean(self):
        data = super().clean()
        if self.has_conflict:
            self.add_error(None, forms.ValidationError(self.conflict_message, code="conflict"))
        return data


def fingerprint_of_each(texts):
    """Fingerprints of some texts, in eight digits each; a form compares them one by one."""
    return ".".join(fingerprint(text)[:8] for text in texts)


def newest_history_row(histories):
    """The newest row of some querysets of history rows, with its author; None if there is none."""
    newest = [rows.select_related("revision__by").order_by("history_date", "history_id").last() for rows in histories]
    return max(filter(None, newest), key=lambda row: row.history_date, default=None)


def value_as_text(value):
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, date) and not isinstance(value, datetime):
        return date_format(value)
    return f"{value:%H:%M}" if isinstance(value, time) else str(value)


class EditForm(ConflictCheck, ObjectForm):
    """ModelForm with a conflict check; a new object has none, as nobody else can have changed it."""

    @property
    def is_new(self):
        return self.instance._state.adding

    def histories(self):
        return [self.instance.history.all()]

    def save_changes(self, *, by, why=""):
        """Save a new object or a changed one in somebody's name. Returns whether there was anything to save."""
        changed = self.is_new or self.is_different
        if changed:
            with attributed_to(by=by, why=why):
                self.save()
        return changed


class RowForm(ConflictCheck, forms.Form):
    """One row of a table of forms: a row that its user left as it was shown keeps what others saved meanwhile."""

    @property
    def typed(self):
        """{field name: cleaned value} of the values that the row saves."""
        return {name: self.cleaned_data.get(name) for name, _, _ in self.current}

    @property
    def is_different(self):
        """Whether the row was changed on the page to something other than its current values."""
        with in_english():
            typed = fingerprint_of_each(self.as_text(name, value) for name, value in self.typed.items())
        return typed not in (self.seen_fingerprint, self.fingerprint)
