"""Which texts can be translated: all that somebody typed and an edition shows, but for what is named here."""

from django.db import connection
from django.db.models import EmailField, URLField

from actions.meetings.db_lock import lock, unlock
from partners.immutable_tables import lifted
from plans.editions.publishing import publish
from plans.serialization import freeze
from plans.translations.texts import with_texts
from tests.everything import something_of_everything
from tests.planting import fields, plant
from tests.test_privacy import PUBLIC

PLANTED, POLISH = "Zq", "Ół"
# Where an edition says as it was typed what nobody translates.
AS_TYPED = {
    "partnership.contact_phone",
    # The partnership's own numbering.
    "priorities.actions.own_reference", "priorities.criteria.own_reference", "hallmarks.actions.own_reference",
    # Where a figure was found, if it is not where the criterion says.
    "priorities.criteria.measurements.source", "priorities.criteria.latest.source",
    # In the Word file alone, which is in English.
    "plan.subtitle",
}  # fmt: skip
# Whose texts the public reads elsewhere: on pages that a partnership has once, in English; in answer to somebody; and
# versions and easy words, each in one language.
NOT_IN_AN_EDITION = {
    "actions.PublicAnswer", "partners.Departure", "partners.Logo",
    "plans.AccessibilityStatement", "plans.EasyReadText", "plans.PrivacyNotice", "plans.Version",
}  # fmt: skip


def public_fields():
    """[(model, field)] of every text that somebody types and the public may read, but for addresses."""
    for model, field in fields():
        if field.name in PUBLIC.get(model._meta.label, ()) and not isinstance(field, URLField | EmailField):
            yield model, field


def planted(model, field):
    return f"{PLANTED} {model._meta.label}.{field.name}"


def typed(value, path=()):
    """Yield (path, text) of each text below a value of an outline."""
    if isinstance(value, dict):
        for name, each in value.items():
            # The keys of sections are theirs, no names of fields.
            yield from typed(each, path if path == ("sections",) else (*path, name))
    elif isinstance(value, list):
        for each in value:
            yield from typed(each, path)
    elif isinstance(value, str):
        yield ".".join(path), value


def with_words_everywhere(here, cast, report):
    """The envelope of an edition in whose every text that somebody types a word is planted."""
    something_of_everything(here, cast, report)
    here.criterion.override, here.criterion.override_reason = "met", "x"
    here.criterion.override_on, here.criterion.override_by = here.plan.starts_on, cast.chair
    here.criterion.save()
    with lifted():
        unlock(connection)
        for model, field in public_fields():
            plant(model, field, words=planted(model, field))
        lock(connection)
    return publish(here.plan, by=cast.coordinator, note=PLANTED, result=PLANTED).envelope


def test_every_text_of_an_edition_can_be_translated_but_for_what_is_named(here, cast, report):
    envelope = with_words_everywhere(here, cast, report)
    said = with_texts(envelope, lambda key, text: POLISH)
    assert (said["note"], said["result"]) == (POLISH, POLISH)
    assert {path for path, text in typed(said["outline"]) if PLANTED in text} == AS_TYPED
    whole = freeze(envelope)
    elsewhere = {model._meta.label for model, field in public_fields() if planted(model, field) not in whole}
    assert elsewhere == NOT_IN_AN_EDITION
