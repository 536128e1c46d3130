"""The texts of an edition that the public reads, and an edition with other texts in their place."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from partners.languages import ENGLISH, InEnglish


class Key(NamedTuple):
    """What a text belongs to: the kind of part, its id or key, and the field."""

    kind: str
    which: int | str
    field: str


# {kind of part: its fields that are texts}. A consultation also has what it called each priority.
FIELDS = {
    "edition": ("result", "note"),
    "partnership": ("area", "name", "contact", "notice"),
    "plan": ("title", "period", "strapline", "vision", "mission", "objective_served", "measurement_note"),
    "authority": ("name", "short_name"),
    "objective": ("name",),
    "section": ("heading", "body", "body_after"),
    "priority": ("name", "consultation_name", "heading"),
    "hallmark": ("name", "body"),
    "criterion": ("wording", "measure", "unit", "baseline_period", "source"),
    "override": ("reason",),
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


@dataclass(frozen=True)
class _Said:
    """Parts of an edition with what `say` returns for each text that is not empty, each a new dict.

    `quote` is for what is shown as it was typed: where a figure was found, if the criterion does not name the same.
    """

    say: Say
    quote: Callable[[str], str]

    def part(self, kind: str, fields: Any, which: Any = None, **more: Any) -> Any:
        if not fields:
            return fields
        key = fields["id"] if which is None else which
        texts = {field: self.say(Key(kind, key, field), fields[field]) for field in FIELDS[kind] if fields.get(field)}
        return {**fields, **texts, **more}

    def parts(self, kind: str, each: Any) -> Any:
        return [self.part(kind, fields) for fields in each]

    def action(self, fields: Any) -> Any:
        return self.part(
            "action",
            fields,
            lead=self.part("authority", fields["lead"]),
            supporting=self.parts("authority", fields["supporting"]),
            sentence=self.part("sentence", fields["sentence"], fields["id"]),
            milestones=self.parts("milestone", fields.get("milestones", ())),
        )

    def criterion(self, fields: Any) -> Any:
        said = self.part("criterion", fields, reporter=self.part("authority", fields.get("reporter")))
        same = {fields.get("source"): said.get("source")}

        def measurement(one: Any) -> Any:
            return one and {**one, "source": same.get(one["source"]) or self.quote(one["source"])}

        more = {}
        if "measurements" in fields:
            more["measurements"] = [measurement(each) for each in fields["measurements"]]
            more["latest"] = measurement(fields["latest"])
        if override := (rating := fields.get("rating", {})).get("override"):
            more["rating"] = {**rating, "override": self.part("override", override, fields["id"])}
        return {**said, **more}

    def chapter(self, kind: str, fields: Any) -> Any:
        more = {"actions": [self.action(each) for each in fields["actions"]]}
        if "criteria" in fields:
            more["criteria"] = [self.criterion(each) for each in fields["criteria"]]
        return self.part(kind, fields, **more)

    def consultation(self, fields: Any, names: Any) -> Any:
        def place(one: Any) -> Any:
            pk, asked_as = one["priority_id"], one.get("asked_as")
            is_name = asked_as == names.get(pk)
            key = Key("priority", pk, "name") if is_name else Key("consultation", fields["id"], f"asked_as_{pk}")
            return {**one, "asked_as": self.say(key, asked_as)} if asked_as else one

        return self.part("consultation", fields, places=[place(one) for one in fields["places"]])

    def in_order(self, fields: Any, names: Any) -> Any:
        field = "name" if fields["name"] == names.get(fields["id"]) else "consultation_name"
        return {**fields, "name": self.say(Key("priority", fields["id"], field), fields["name"])}

    def outline(self, outline: Any) -> Any:
        names = {each["id"]: each["name"] for each in outline.get("priorities", ())}
        ways: dict[str, Callable[[Any], Any]] = {
            "plan": lambda fields: self.part("plan", fields, ""),
            "partnership": lambda fields: self.part("partnership", fields, ""),
            "objectives": lambda each: self.parts("objective", each),
            "authorities": lambda each: self.parts("authority", each),
            "priorities": lambda each: [self.chapter("priority", fields) for fields in each],
            "hallmarks": lambda each: [self.chapter("hallmark", fields) for fields in each],
            "in_consultation_order": lambda each: [self.in_order(fields, names) for fields in each],
            "sections": lambda each: {key: self.part("section", fields, key) for key, fields in each.items()},
            "assessments": lambda each: self.parts("assessment", each),
            "consultations": lambda each: [self.consultation(fields, names) for fields in each],
        }
        return {**outline, **{name: way(outline[name]) for name, way in ways.items() if name in outline}}


def with_texts(envelope: Mapping[str, Any], say: Say, quote: Callable[[str], str] = str) -> dict[str, Any]:
    """The envelope of an edition, or some of it, with what `say` returns for each text that is not empty.

    The original is not changed.
    """
    said = _Said(say, quote)
    return {**said.part("edition", envelope, ""), "outline": said.outline(envelope["outline"])}


def texts_of(envelope: Mapping[str, Any]) -> dict[Key, str]:
    """Every text of an edition once, by its key."""
    found: dict[Key, str] = {}

    def say(key: Key, text: str) -> str:
        return found.setdefault(key, text)

    with_texts(envelope, say)
    return found


class StillEnglish(NamedTuple):
    """How many texts of a plan a page's language does not have, of how many."""

    number: int
    total: int


def in_language(envelope: dict[str, Any], code: str, texts: Texts) -> tuple[dict[str, Any], StillEnglish | None]:
    """An edition as pages in a language show it: what is still in English is marked as such, and counted.

    A translation stands only for exactly the English that it was made from. None is counted in English.
    """
    if code == ENGLISH:
        return envelope, None
    still, total = set(), set()

    def say(key: Key, text: str) -> str:
        english, translation = texts.get(stored(key), ("", ""))
        total.add(key)
        if translation and english == text:
            return translation
        still.add(key)
        return InEnglish(text)

    shown = with_texts(envelope, say, InEnglish)
    return shown, StillEnglish(len(still), len(total))
