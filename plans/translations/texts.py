"""The texts of a plan that the public reads, and an outline with other texts in their place."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, cast

from partners.languages import ENGLISH, InEnglish

from ..outline.shape import Outline


class Key(NamedTuple):
    """What a text belongs to: the kind of part, its id or key, and the field."""

    kind: str
    which: int | str
    field: str


# {kind of part: its fields that are texts}
FIELDS = {
    "partnership": ("area", "name", "contact", "notice"),
    "plan": ("title", "period", "strapline", "vision", "mission", "objective_served", "measurement_note"),
    "authority": ("name", "short_name"),
    "objective": ("name",),
    "section": ("heading", "body", "body_after"),
    "priority": ("name", "consultation_name", "heading"),
    "hallmark": ("name", "body"),
    "criterion": ("wording", "measure", "unit", "baseline_period", "source"),
    "action": ("wording", "note", "lead_words", "due_words"),
    "sentence": ("public_text",),
    "milestone": ("wording",),
    "assessment": ("title", "summary", "value_for_money_public"),
    "consultation": ("title", "asked_whom", "summary", "changed"),
}
Say = Callable[[Key, str], str]
# {key as rows have it: (the English, its translation)}
Texts = Mapping[tuple[str, str, str], tuple[str, str]]


def stored(key: Key) -> tuple[str, str, str]:
    """A key as rows have it: ids as text."""
    return key.kind, str(key.which), key.field


def with_texts(outline: Outline, say: Say) -> Outline:
    """The outline with what `say` returns for each text that is not empty; the original is not changed."""

    def part(kind: str, fields: Any, which: Any = None, **more: Any) -> Any:
        if not fields:
            return fields
        key = fields["id"] if which is None else which
        texts = {field: say(Key(kind, key, field), fields[field]) for field in FIELDS[kind] if fields.get(field)}
        return {**fields, **texts, **more}

    def authority(fields: Any) -> Any:
        return part("authority", fields)

    def action(fields: Any) -> Any:
        return part(
            "action",
            fields,
            lead=authority(fields["lead"]),
            supporting=[authority(each) for each in fields["supporting"]],
            sentence=part("sentence", fields["sentence"], fields["id"]),
            milestones=[part("milestone", each) for each in fields.get("milestones", ())],
        )

    def criterion(fields: Any) -> Any:
        return part("criterion", fields, reporter=authority(fields.get("reporter")))

    def chapter(kind: str, fields: Any) -> Any:
        more = {"actions": [action(each) for each in fields["actions"]]}
        if "criteria" in fields:
            more["criteria"] = [criterion(each) for each in fields["criteria"]]
        return part(kind, fields, **more)

    names = {each["id"]: each for each in outline["priorities"]}
    result = {
        **outline,
        "partnership": part("partnership", outline["partnership"], ""),
        "plan": part("plan", outline["plan"], ""),
        "authorities": [authority(each) for each in outline["authorities"]],
        "objectives": [part("objective", each) for each in outline["objectives"]],
        "sections": {key: part("section", each, key) for key, each in outline["sections"].items()},
        "priorities": [chapter("priority", each) for each in outline["priorities"]],
        "hallmarks": [chapter("hallmark", each) for each in outline["hallmarks"]],
        "in_consultation_order": [
            {**each, "name": say(Key("priority", each["id"], "name"), each["name"])} if each["id"] in names else each
            for each in outline["in_consultation_order"]
        ],
    }
    for name, kind in (("assessments", "assessment"), ("consultations", "consultation")):
        if name in outline:
            result[name] = [part(kind, each) for each in outline[name]]  # type: ignore[literal-required]
    return cast(Outline, result)


def texts_of(outline: Outline) -> dict[Key, str]:
    """Every text of an outline once, by its key."""
    found: dict[Key, str] = {}

    def say(key: Key, text: str) -> str:
        return found.setdefault(key, text)

    with_texts(outline, say)
    return found


class StillEnglish(NamedTuple):
    """How many texts of a plan a page's language does not have, of how many."""

    number: int
    total: int


def in_language(outline: Outline, code: str, texts: Texts) -> tuple[Outline, StillEnglish | None]:
    """An outline as pages in a language show it: what is still in English is marked as such, and counted.

    A translation stands only for exactly the English that it was made from. None is counted in English.
    """
    if code == ENGLISH:
        return outline, None
    still, total = set(), set()

    def say(key: Key, text: str) -> str:
        english, translation = texts.get(stored(key), ("", ""))
        total.add(key)
        if translation and english == text:
            return translation
        still.add(key)
        return InEnglish(text)

    shown = with_texts(outline, say)
    return shown, StillEnglish(len(still), len(total))
