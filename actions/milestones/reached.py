"""Milestones reached: the field of update forms, and what ticking it does."""

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from partners.history import attributed_to
from plans.outline.milestones import in_words

from ..models import Milestone


def reach(milestones, *, by, on):
    """Record that milestones were reached on a day; those that were before keep theirs."""
    with attributed_to(by=by):
        for milestone in milestones:
            if milestone.done_on is None:
                milestone.done_on = on
                milestone.save()


def reached_with(update):
    """Milestones that were ticked with an update and have still the date that it gave them."""
    rows = Milestone.history.filter(revision__in=update.history.values("revision"), done_on=update.speaks_of)
    return Milestone.objects.filter(pk__in=rows.values("id"), action=update.action_id, done_on=update.speaks_of)


def take_back(milestones, *, by):
    """Record that milestones have still to be reached."""
    with attributed_to(by=by):
        for milestone in milestones:
            milestone.done_on = None
            milestone.save()


class ReachedField(forms.MultipleChoiceField):
    """Ticks beside the milestones that an action has still to reach. Cleaned: a list of Milestone.

    They are looked up when they are shown or one was ticked: most updates are saved without.
    """

    widget = forms.CheckboxSelectMultiple

    def __init__(self, *, action):
        self.action = action
        super().__init__(
            choices=self._choices_now,
            required=False,
            label=_("Milestones reached"),
            help_text=_("Those that you tick count as reached on the date this update is about."),
        )

    @cached_property
    def found(self):
        """{key: Milestone} of the action's, reached or not."""
        return {str(milestone.pk): milestone for milestone in self.action.milestones.all()}

    def _choices_now(self):
        to_reach = [(key, milestone) for key, milestone in self.found.items() if milestone.done_on is None]
        return [(key, in_words(vars(milestone) | {"late": milestone.is_late})) for key, milestone in to_reach]

    def valid_value(self, value):
        # A second click ticks what the first one reached.
        return value in self.found

    def clean(self, value):
        return [self.found[key] for key in super().clean(value)]


class ReachesMilestones:
    """Mixin of an UpdateForm: its update can tick milestones as reached."""

    REACHED = "milestones"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields[self.REACHED] = ReachedField(action=self.action)

    @property
    def reached(self):
        """The field of milestones reached, or None if there is none to reach."""
        return self[self.REACHED] if list(self.fields[self.REACHED].choices) else None

    def save(self, *, own):
        with attributed_to(by=self.by):
            update = super().save(own=own)
            reach(self.cleaned_data[self.REACHED], by=self.by, on=update.speaks_of)
        return update
