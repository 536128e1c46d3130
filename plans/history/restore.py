"""Restoring an earlier wording. Nothing else changes: no lead, date, figure or status."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext

from partners.fingerprint import fingerprint
from partners.history import attributed_to
from plans.changes.word_diff import excerpt, pieces

from ..serialization import freeze
from .timetravel import Difference


class ChangedMeanwhile(Exception):
    """The wording differs from the one that the user saw; the message tells the user."""


class WordingTaken(Exception):
    """Another object of the plan has this wording now, and it must be unique; the message tells the user."""


def wording_of(instance, row=None):
    """{field: text} of an object, now or in a row of its history; empty if its model has no restorable fields."""
    return {name: getattr(row or instance, name) for name in instance.history_options.restores}


def fingerprint_of_wording(instance):
    """Fingerprint of an object's current wording."""
    return fingerprint(freeze(wording_of(instance)))


def to_change_back(instance, fields):
    """[Difference] from the current wording to `fields`, {field: text}."""
    current = wording_of(instance)
    return [
        Difference(
            name,
            gettext(str(instance._meta.get_field(name).verbose_name)),
            current[name],
            text,
            excerpt(pieces(current[name], text)),
        )
        for name, text in fields.items()
        if current[name] != text
    ]


def mark_earlier_wordings(instance, changes):
    """Set `earlier` on each Change of the object's own wording that differs from the current one. Returns `changes`."""
    current = wording_of(instance)
    for change in changes:
        reworded = current.keys() & {difference.name for difference in change.differences}
        if reworded and not change.what and change.happened != "removed":
            change.earlier = wording_of(instance, change.row) != current
    return changes


def reason(moment, why):
    """Reason for the history: the moment whose wording is restored, then the person's own reason."""
    return f"Restores the wording of {date_format(moment, 'j F Y')}. {why}".strip()


@transaction.atomic
def restore_wording(instance, *, fields, by, why, seen=None):
    """Set the wording of an object to `fields`, {field: text}. Returns whether anything changed.

    `seen` is the `fingerprint_of_wording` shown to the user. Raises ChangedMeanwhile if the wording has changed since,
    WordingTaken, and the model's DoesNotExist if the object was removed.
    """
    if unknown := fields.keys() - set(instance.history_options.restores):
        raise ValueError(f"No wording of a {instance._meta.verbose_name}: {', '.join(sorted(unknown))}")
    instance = type(instance)._base_manager.select_for_update().get(pk=instance.pk)
    if not to_change_back(instance, fields):
        return False
    if seen is not None and seen != fingerprint_of_wording(instance):
        raise ChangedMeanwhile(gettext("The wording has changed since you opened this page. Check the changes again."))
    for name, text in fields.items():
        setattr(instance, name, text)
    try:
        instance.validate_constraints()
    except ValidationError as error:
        name = gettext(str(instance._meta.verbose_name))
        raise WordingTaken(
            gettext("Another %(name)s of the plan has this wording. Change that one first.") % {"name": name}
        ) from error
    with attributed_to(by=by, why=why):
        instance.save()
    return True
