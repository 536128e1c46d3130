"""The texts of an edition, part by part as members translate them, each with its translation and state."""

from collections import Counter
from dataclasses import dataclass

from django.utils.translation import gettext as _

from ..changes.word_diff import excerpt, pieces
from ..models import Translation
from .texts import FIELDS, Key, stored, texts_of

State = Translation.State


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


def counts_of(items):
    """[(State, number of items in it)]."""
    counts = Counter(item.state for item in items)
    return [(state, counts[state]) for state in State]


def items_of(edition, code, rows=None):
    """{Key: Item} of all texts of an edition."""
    rows = Translation.objects.filter(plan=edition.plan_id, language=code) if rows is None else rows
    saved = {(row.kind, row.which, row.field): row for row in rows.select_related("checked_by")}
    return {key: _item(edition, code, key, text, saved) for key, text in texts_of(edition.outline).items()}


def _item(edition, code, key, text, saved):
    kind, which, field = stored(key)
    new = Translation(plan=edition.plan, language=code, kind=kind, which=which, field=field)
    return Item(key, text, saved.get(stored(key), new))


def parts_of(edition, code):
    """[Part] of an edition, in its order, each with a text at least."""
    items = items_of(edition, code)
    parts = []
    for slug, title, keys in _keys_of(edition.outline):
        if found := [items[key] for key in keys if key in items]:
            parts.append(Part(slug, title, found))
    return parts


def _keys_of(outline):
    """Yield (slug, title, [Key]) of each part."""

    def keys(kind, parts):
        return [Key(kind, part["id"], field) for part in parts for field in FIELDS[kind]]

    def of_chapter(kind, chapter):
        found = keys(kind, [chapter])
        found += keys("criterion", chapter.get("criteria", ()))
        for action in chapter["actions"]:
            found += keys("action", [action]) + keys("sentence", [action])
            found += keys("milestone", action.get("milestones", ()))
        return found

    top = [Key(kind, "", field) for kind in ("plan", "partnership") for field in FIELDS[kind]]
    yield "plan", _("The plan, its objectives and its authorities"), [
        *top, *keys("objective", outline["objectives"]), *keys("authority", outline["authorities"]),
    ]  # fmt: skip
    for kind, chapters in (("priority", outline["priorities"]), ("hallmark", outline["hallmarks"])):
        for chapter in chapters:
            yield f"{kind}-{chapter['id']}", chapter["name"], of_chapter(kind, chapter)
    sections = [Key("section", key, field) for key in outline["sections"] for field in FIELDS["section"]]
    yield "sections", _("Sections"), sections
    others = keys("assessment", outline.get("assessments", ())) + keys("consultation", outline.get("consultations", ()))
    yield "assessments", _("Assessment and consultation"), others
