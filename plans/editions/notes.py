"""The notes of many editions as a page in a language shows them."""

from partners.languages import ENGLISH, InEnglish

from ..models import TranslationSet
from . import page_cache

NOTE = ("edition", "", "note")


def notes_of(editions, code):
    """{id of an edition: its note}, translated as on the edition's own pages."""
    if code == ENGLISH:
        return {edition.pk: edition.note for edition in editions}
    plans = {edition.plan_id for edition in editions}
    sets = TranslationSet.objects.filter(language=code, edition__plan__in=plans).order_by("pk")
    rows = tuple(sets.values_list("pk", "edition__plan_id", "edition__number"))
    texts = page_cache.pages.get(("notes", rows), lambda: {each.pk: each.texts.get(NOTE) for each in sets})
    notes = {}
    for edition in editions:
        on_show = [pk for pk, plan, number in rows if plan == edition.plan_id and number <= edition.number]
        english, note = (on_show and texts[on_show[-1]]) or ("", "")
        notes[edition.pk] = note if note and english == edition.note else InEnglish(edition.note)
    return notes
