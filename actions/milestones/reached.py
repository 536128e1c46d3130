"""Milestones reached: the field of an update form, and what ticking it does."""

from django import forms
from django.utils.formats import date_format

from partners.history import attributed_to


def reach(milestones, *, by, on):
    """Record that milestones were reached on a day; those that were before keep theirs."""
    with attributed_to(by=by):
        for milestone in milestones:
            if milestone.done_on is None:
                milestone.done_on = on
                milestone.save()


class ReachedField(forms.MultipleChoiceField):
    """Ticks beside the milestones that an action has still to reach. Cleaned: a list of Milestone.

    They are looked up when they are shown or one was ticked: most updates are saved without.
    """

    widget = forms.CheckboxSelectMultiple

    def __init__(self, *, action):
        self.action, self._found = action, None
        super().__init__(
            choices=self._choices_now,
            required=False,
            label="Milestones reached",
            help_text="Those that you tick count as reached on the date this update is about.",
        )

    @property
    def found(self):
        """{key: Milestone} of those still to reach."""
        if self._found is None:
            rows = self.action.milestones.to_reach().soonest_first()
            self._found = {str(milestone.pk): milestone for milestone in rows}
            for milestone in self._found.values():
                milestone.action = self.action
        return self._found

    def _choices_now(self):
        return [(key, _in_words(milestone)) for key, milestone in self.found.items()]

    def clean(self, value):
        return [self.found[key] for key in super().clean(value)]


def _in_words(milestone):
    """Two crews trained, due 31 March 2009, late"""
    due = f"due {date_format(milestone.due_on)}" if milestone.due_on else "date to be agreed"
    return f"{milestone.wording}, {due}{', late' if milestone.is_late else ''}"
