"""Restoring: a thing gets back words that it had. Nothing else of it changes: no lead, date, figure or status."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.formats import date_format

from partners.history import recording

from .freezing import freeze, sha256_of
from .timetravel import Difference
from .wording import excerpt, pieces

# What are words, of each thing that has any.
WORDS = {
    "plans.Plan": ("title", "subtitle", "strapline", "vision", "mission", "objective_served", "measurement_note"),
    "plans.Section": ("heading", "body", "body_after"),
    "plans.StrategicObjective": ("name",),
    "priorities.Priority": ("name", "consultation_name", "heading"),
    "priorities.SuccessCriterion": ("wording",),
    "actions.Hallmark": ("name", "body"),
    "actions.Action": ("wording", "note"),
}


class ChangedMeanwhile(Exception):
    """The words are not those that the person who restores them saw."""


class WordsAreTaken(Exception):
    """Another thing of the plan has these words now, and no two may have the same."""


def words_of(thing, row=None):
    """{field: words} of a thing or, of a row of its history, as they were then. Empty for a thing that has none."""
    return {name: getattr(row or thing, name) for name in WORDS.get(thing._meta.label, ())}


def state_of(thing):
    """A token for the words that a thing has now."""
    return sha256_of(freeze(words_of(thing)))


def to_change_back(thing, fields):
    """What restoring these words would change, as a list of Difference: from the words of now to those."""
    now = words_of(thing)
    return [
        Difference(
            name, str(thing._meta.get_field(name).verbose_name), now[name], words, excerpt(pieces(now[name], words))
        )
        for name, words in fields.items()
        if now[name] != words
    ]


def mark_earlier_wordings(thing, changes):
    """Marks those of a thing's own changes that gave it words which it does not have now."""
    now = words_of(thing)
    for change in changes:
        reworded = now.keys() & {difference.name for difference in change.differences}
        if reworded and not change.what and change.happened != "removed":
            change.earlier = words_of(thing, change.row) != now
    return changes


def reason(moment, why):
    """What history says of restoring the wording of a moment, before what the person said of it."""
    return f"Restores the wording of {date_format(moment, 'j F Y')}. {why}".strip()


@transaction.atomic
def restore(thing, *, fields, by, why, seen=None):
    """Give a thing the words in `fields`, {field: words}. Returns whether anything was different.

    `seen` is the `state_of` the thing that the user was shown. Raises ChangedMeanwhile if it has other words by now,
    WordsAreTaken, and the model's DoesNotExist if it was removed.
    """
    if strange := fields.keys() - set(WORDS.get(thing._meta.label, ())):
        raise ValueError(f"Not words of a {thing._meta.verbose_name}: {', '.join(sorted(strange))}")
    thing = type(thing)._base_manager.select_for_update().get(pk=thing.pk)
    if not to_change_back(thing, fields):
        return False
    if seen is not None and seen != state_of(thing):
        raise ChangedMeanwhile
    for name, words in fields.items():
        setattr(thing, name, words)
    try:
        thing.validate_constraints()
    except ValidationError as error:
        raise WordsAreTaken from error
    with recording(by=by, why=why):
        thing.save()
    return True
