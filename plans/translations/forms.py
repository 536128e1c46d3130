"""The form of a part of the plan: English and translation side by side."""

from typing import NamedTuple

from django import forms
from django.forms import BoundField
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from partners.forms.conflicts import ConflictCheck, fingerprint_of_each
from partners.forms.fields import PlainText

from ..models import Translation
from .operations import Change
from .parts import Item, State

KINDS = {
    "edition": _("Edition"),
    "partnership": _("Partnership"),
    "plan": _("Plan"),
    "authority": _("Authority"),
    "objective": _("Strategic objective"),
    "section": _("Section"),
    "priority": _("Priority"),
    "hallmark": _("Hallmark"),
    "criterion": _("Success criterion"),
    "override": _("Why its rating is overridden"),
    "action": _("Action"),
    "sentence": _("Public statement"),
    "milestone": _("Milestone"),
    "assessment": _("Assessment"),
    "consultation": _("Consultation"),
}


def most_characters(english):
    """The longest translation that is taken: some languages need twice the room."""
    return 4 * len(english) + 200


class Row(NamedTuple):
    """A text on the page, with the fields of its translation."""

    item: Item
    kind: str
    text: BoundField
    checked: BoundField


def text_field(item, language):
    """The field of an item's translation."""
    field = PlainText(
        rows=min(12, 2 + len(item.english) // 50),
        one_line="\n" not in item.english,
        max_length=most_characters(item.english),
        label=language.name,
        required=False,
        initial=item.row.text,
    )
    field.asked = True  # no label says "optional"
    field.widget.attrs |= {"lang": language.lang, "dir": language.direction}
    return field


def name_of(item):
    """The name of an item's field: its key."""
    return "-".join(map(str, item.key))


class PartForm(ConflictCheck, forms.Form):
    """The translations of a part into a `languages.Language`. The button "check_all" checks all that have words."""

    def __init__(self, data, *, part, language):
        super().__init__(data)
        self.items, self.language = part.items, language
        for item in self.items:
            name = name_of(item)
            self.fields[name] = text_field(item, language)
            self.fields[f"{name}-checked"] = forms.BooleanField(
                label=_("Checked"), required=False, initial=item.state == State.CURRENT
            )

    @property
    def rows(self):
        for item in self.items:
            name = name_of(item)
            yield Row(item, KINDS[item.key.kind], self[name], self[f"{name}-checked"])

    def current_values(self):
        return [(name_of(item), Truncator(item.english).words(8), item.row.text) for item in self.items]

    def histories(self):
        saved = [item.row.pk for item in self.items if item.row.pk]
        return [Translation.history.filter(id__in=saved)]

    @property
    def fingerprint(self):
        """Of the English too, and of what is checked."""
        return fingerprint_of_each(f"{item.english}\0{item.row.text}\0{item.state}" for item in self.items)

    @property
    def changes(self):
        """[Change] of all texts, as they were filled in."""
        everything = "check_all" in self.data
        for item in self.items:
            name = name_of(item)
            text = self.cleaned_data.get(name, item.row.text)
            yield Change(item, text, bool(text) and (everything or self.cleaned_data.get(f"{name}-checked", False)))

    @property
    def is_different(self):
        return any(change.is_different for change in self.changes)

    def clean(self):
        data = super().clean()
        for item in self.items:
            name = name_of(item)
            if data.get(f"{name}-checked") and name in data and not data[name]:
                self.add_error(name, _("Enter the translation"))
        return data
