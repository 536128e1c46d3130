"""Texts that say what the plan says, in another language or in easy words, each made from words of an edition."""

from collections import Counter

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """How a text stands beside what the current edition says."""

    MISSING = "missing", _("Missing")
    OUT_OF_DATE = "out_of_date", _("Out of date")
    UNCHECKED = "unchecked", _("Not checked yet")
    CURRENT = "current", _("Current")


class MadeFrom(models.Model):
    """A text with the words it was made from (`source`) and who checked it. Its state is kept nowhere."""

    State = State

    class Meta:
        abstract = True

    def __str__(self):
        return self.text[:60]

    def state(self, source):
        """The State beside what the edition says now."""
        if not self.text:
            return State.MISSING
        if self.source != source:
            return State.OUT_OF_DATE
        return State.CURRENT if self.checked_by_id else State.UNCHECKED


def counts_of(items):
    """[(State, number of items in it)]."""
    counts = Counter(item.state for item in items)
    return [(state, counts[state]) for state in State]
