"""Sets of translations that the public reads: which is on show, what a new one would hold, and publishing it."""

from dataclasses import dataclass
from functools import cached_property

from django.db import transaction
from django.db.models import OuterRef

from partners import clock
from partners.fingerprint import fingerprint
from partners.history import attributed_to

from ..models import Edition, Job, Translation, TranslationSet
from ..serialization import freeze
from .texts import stored, texts_of

# Kind of the job that has the files of an edition made with a TranslationSet; see `plans.exports.formats`.
FILES_OF_TRANSLATIONS = "translated_files"


def set_on_show(sha256, code):
    """Id of the set that an edition is shown with in a language: the newest of it or of an earlier one; 0 for none.

    What a later edition did not change stays translated: `in_language` shows a text only for its exact English.
    """
    edition = Edition.objects.filter(sha256=sha256, plan=OuterRef("edition__plan"))
    sets = TranslationSet.objects.filter(language=code, edition__plan__editions__sha256=sha256)
    sets = sets.filter(edition__number__lte=edition.values("number"))
    return sets.order_by("-pk").values_list("pk", flat=True).first() or 0


def texts_shown(pk):
    """(texts of a set, when it was published); none of 0."""
    if not pk:
        return {}, None
    shown = TranslationSet.objects.get(pk=pk)
    return shown.texts, shown.published_at


@dataclass(frozen=True)
class Publication:
    """What publishing the translations into a language would make public of an edition.

    `texts` are those to be published, `shown` those on show whose English is still the edition's.
    """

    edition: Edition
    language: str
    texts: dict[tuple[str, str, str], tuple[str, str]]
    shown: dict[tuple[str, str, str], tuple[str, str]]
    total: int

    @cached_property
    def changes(self):
        """[(English, the translation on show or "", the one to be published or "")] of what would read otherwise."""
        rows = []
        for key in [*self.texts, *(key for key in self.shown if key not in self.texts)]:
            english, text = self.texts.get(key, (self.shown.get(key, ("", ""))[0], ""))
            was = self.shown.get(key, ("", ""))[1]
            if text != was:
                rows.append((english, was, text))
        return rows

    @property
    def fingerprint(self):
        """Of all that its publisher looks at."""
        return fingerprint([self.edition.sha256, self.language, sorted(self.texts.items()), sorted(self.shown.items())])

    @property
    def still_english(self):
        return self.total - len(self.texts)


def publication_of(edition, code):
    """The Publication of an edition's translations: those that are checked and made from what it says now."""
    english = {stored(key): text for key, text in texts_of(edition.envelope).items()}
    rows = Translation.objects.filter(plan=edition.plan_id, language=code)
    texts = {
        key: (row.source, row.text)
        for row in rows
        if row.state(english.get(key := (row.kind, row.which, row.field))) == Translation.State.CURRENT
    }
    shown, _ = texts_shown(set_on_show(edition.sha256, code))
    shown = {key: pair for key, pair in shown.items() if english.get(key) == pair[0]}
    in_order = {key: texts[key] for key in english if key in texts}
    return Publication(edition, code, in_order, shown, len(english))


@transaction.atomic
def publish_translations(publication, *, by):
    """Publish what somebody looked at. Returns the TranslationSet."""
    edition, code = publication.edition, publication.language
    what = f"published translations of edition {edition.number} of {edition.plan.slug} ({code})"
    with attributed_to(by=by, what=what):
        published = TranslationSet.objects.create(
            edition=edition,
            language=code,
            published_at=clock.now(),
            by=by,
            payload=freeze({"texts": [[*key, *pair] for key, pair in publication.texts.items()]}),
        )
    Job.objects.note(FILES_OF_TRANSLATIONS, published.pk)
    return published
