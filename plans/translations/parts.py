"""The texts of an edition, part by part as members translate them, each with its translation and state."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from ..changes.word_diff import excerpt, pieces
from ..models import Translation
from ..models.made_from import State, counts_of
from .texts import Key, stored, texts_of


@dataclass(frozen=True)
class Item:
    """A text of an edition with its translation, an unsaved row if it has none."""

    key: Key
    english: str
    row: Translation

    @property
    def state(self):
        return self.row.state(self.english)

    @property
    def differences(self):
        """What changed in the English since the translation was made, as pieces of a word diff."""
        return excerpt(pieces(self.row.source, self.english)) if self.state == State.OUT_OF_DATE else []


@dataclass(frozen=True)
class Part:
    """A part of the plan that is translated on one page."""

    slug: str
    title: str
    items: list[Item]

    @property
    def counts(self):
        return counts_of(self.items)

    @property
    def is_done(self):
        return all(item.state == State.CURRENT for item in self.items)


def items_of(edition, code, rows=None):
    """{Key: Item} of all texts of an edition."""
    rows = Translation.objects.filter(plan=edition.plan_id, language=code) if rows is None else rows
    saved = {(row.kind, row.which, row.field): row for row in rows.select_related("checked_by")}
    return {key: _item(edition, code, key, text, saved) for key, text in texts_of(edition.envelope).items()}


def _item(edition, code, key, text, saved):
    kind, which, field = stored(key)
    new = Translation(plan=edition.plan, language=code, kind=kind, which=which, field=field)
    return Item(key, text, saved.get(stored(key), new))


def parts_of(edition, code):
    """[Part] of an edition, in its order, each with a text at least. A text that several have is in the first."""
    items, parts = items_of(edition, code), []
    for slug, title, some in _slices(edition.envelope):
        if found := [items.pop(key) for key in texts_of(some) if key in items]:
            parts.append(Part(slug, title, found))
    return parts


def _slices(envelope):
    """Yield (slug, title, envelope with what belongs there alone) of each part."""
    outline = envelope["outline"]

    def of(*names):
        return {"outline": {name: outline[name] for name in names if name in outline}}

    whole = of("plan", "partnership", "objectives", "authorities")
    yield "plan", _("The plan, its objectives and its authorities"), envelope | whole
    for kind, name in (("priority", "priorities"), ("hallmark", "hallmarks")):
        for chapter in outline[name]:
            yield f"{kind}-{chapter['id']}", chapter["name"], {"outline": {name: [chapter]}}
    yield "sections", _("Sections"), of("sections")
    yield "assessments", _("Assessment and consultation"), of("assessments", "consultations")
