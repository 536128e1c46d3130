"""Editions in the languages in which their translations are published, for the other forms of them."""

from typing import NamedTuple

from partners.languages import known

from ..models import TranslationSet
from ..translations.texts import in_language


class InLanguage(NamedTuple):
    """An edition as files show it in a language: its outline, and the facts and words of it that forms print."""

    outline: dict
    facts: dict


def in_its_language(edition, translations):
    """The InLanguage of an edition with a TranslationSet; in English without one.

    It is made and printed while the language is active.
    """
    facts = {"number": edition.number, "published_at": edition.published_at, "fingerprint": edition.fingerprint}
    envelope = edition.envelope
    if translations:
        envelope, counted = in_language(envelope, translations.language, translations.texts)
        facts |= {"still_english": counted, "translated_at": translations.published_at}
    return InLanguage(envelope["outline"], facts | {"note": envelope["note"], "result": envelope["result"]})


def sets_on_show(editions):
    """{id of an edition: {language: id of the TranslationSet that it is shown with}}, of the languages offered.

    As `published.set_on_show` says it of one.
    """
    editions = [(each.pk, each.plan_id, each.number, known(each.plan.partnership.languages)) for each in editions]
    sets = TranslationSet.objects.filter(edition__plan__in={plan for _, plan, _, _ in editions})
    rows = list(sets.order_by("pk").values_list("pk", "edition__plan", "edition__number", "language"))
    return {
        pk: {code: texts for texts, of, since, code in rows if of == plan and since <= number and code in offered}
        for pk, plan, number, offered in editions
    }
