"""The plan's outline as blocks: all that is said in it, without the counts and charts that follow from it."""

from collections.abc import Iterable, Iterator

from django.utils.formats import date_format

from plans.outline.assessments import answers_in_words, days_of
from plans.outline.milestones import in_words as milestone_in_words
from plans.outline.priority_orders import compared, put
from plans.outline.shape import ActionOutline, CriterionOutline, Outline, SectionOutline

from ...due_dates import in_one_line
from ...figures import baseline_in_words, measured_in_words, target_in_words, why_in_words
from ...labels import LABELS, shown
from ...plan_titles import full_title
from ...status import LABEL
from .blocks import Block, Cell, Key, Paragraph, Row, Run, Table, Text
from .prose import paragraphs_of

ACTION_COLUMNS = ("Action", "Who leads", "By when", "Progress")
CRITERION_COLUMNS = ("Success criterion", "Baseline", "Latest", "Target")
TO_BE_AGREED = Run("To be agreed", "emphasis")


def plan_blocks(outline: Outline, name: str = "", *, by_older_ids: bool = False) -> list[Block]:
    """Blocks of an outline; `name` is what it is, such as "Edition 4", printed below its title.

    With `by_older_ids`, what continues something of the plan before has its key.
    """
    return list(_PlanBlocks(outline, by_older_ids).all(name))


def _heading(key: Key, level: int, text: str) -> Text:
    return Text(key, (Paragraph.of(text, style=f"Heading {level}"),))


def _sentence(key: Key, *runs: Run | str, style: str = "") -> Iterator[Text]:
    """A block of one paragraph, if it says anything."""
    paragraph = Paragraph.of(*runs, style=style)
    if paragraph.runs:
        yield Text(key, (paragraph,))


def _prose(key: Key, markdown: str) -> Iterator[Text]:
    if paragraphs := paragraphs_of(markdown):
        yield Text(key, paragraphs)


def _list(key: Key, items: Iterable[str]) -> Iterator[Text]:
    if paragraphs := tuple(Paragraph.of(item, style="List Bullet") for item in items):
        yield Text(key, paragraphs)


class _PlanBlocks:
    def __init__(self, outline, by_older_ids):
        self.outline, self.by_older_ids = outline, by_older_ids

    def id_of(self, item):
        return (self.by_older_ids and item.get("continues")) or item["id"]

    def all(self, name):
        yield from self.front(name)
        yield from self.assessed()
        for priority in self.outline["priorities"]:
            yield from self.priority(priority)
        yield from self.hallmarks()
        yield from self.sections()
        yield from self.closing()

    def front(self, name):
        partnership, plan = self.outline["partnership"], self.outline["plan"]
        yield from _sentence(("who",), f"{partnership['area']} {partnership['name']}", style="Subtitle")
        yield from _sentence(("title",), full_title(self.outline), style="Title")
        yield from _sentence(("subtitle",), plan.get("subtitle") or "", style="Subtitle")
        yield from _sentence(("period",), plan["period"], style="Subtitle")
        yield from _sentence(("name",), Run(name, "strong"))
        yield from _sentence(("strapline",), plan["strapline"])
        yield from _sentence(("vision",), plan["vision"], style="Quote")
        served = plan["objective_served"]
        yield from _sentence(("served",), *(("Our aim: ", Run(served, "strong")) if served else ()))

    def assessed(self):
        """The newest assessment and consultation, and how they put the priorities in order."""
        comparison = compared(self.outline)
        records = [
            (kind, next(iter(self.outline.get(kind) or ()), None), about)
            for kind, about in (("assessments", "Evidence"), ("consultations", "Public views"))
        ]
        if not comparison and not any(record for _, record, _ in records):
            return
        yield _heading(("orders",), 1, "Evidence, public views and action")
        if comparison:
            yield self.orders(comparison)
        for kind, record, about in records:
            if record:
                yield from self.record(kind, record, about)

    def orders(self, comparison):
        keys = {priority["id"]: self.id_of(priority) for priority in self.outline["priorities"]}
        rows = [
            Row(
                (keys[row["id"]],),
                (
                    (Paragraph.of(f"{row['number']}. {row['name']}"),),
                    (Paragraph.of(put(row["assessed"]) if comparison["assessed"] else "–"),),
                    (Paragraph.of(put(row["consulted"]) if comparison["consulted"] else "–"),),
                    (Paragraph.of(str(row["actions"])),),
                ),
            )
            for row in comparison["rows"]
        ]
        columns = ("Priority", "Evidence", "People", "Actions")
        return Table(("orders table",), "Order of the priorities", columns, tuple(rows), (5, 2, 2, 1))

    def record(self, kind, record, about):
        pk = record["id"]
        yield _heading((kind, pk), 2, f"{about}: {record['title']}")
        days = [day and date_format(day) for day in days_of(record)]
        period = " to ".join(filter(None, days))
        answers = answers_in_words(record) if kind == "consultations" else ""
        facts = [f"Prepared on {date_format(record['prepared_on'])}" if record.get("prepared_on") else ""]
        facts += [f"Period: {period}" if period else "", answers, record.get("link") or ""]
        if record.get("asked_whom"):
            facts.insert(0, f"Asked: {record['asked_whom']}")
        yield from _sentence((kind, pk, "facts"), Run(". ".join(filter(None, facts)), "quiet"))
        yield from _prose((kind, pk, "summary"), record["summary"])
        for field in ("value_for_money_public", "changed"):
            if record.get(field):
                yield from _sentence((kind, pk, field, "name"), Run(LABELS[field], "strong"))
                yield from _prose((kind, pk, field), record[field])

    def priority(self, priority):
        key = ("priority", self.id_of(priority))
        yield _heading(key, 1, priority["name"])
        if priority["criteria"]:
            yield _heading((*key, "criteria"), 2, "How we are doing")
            rows = tuple(self.criterion(criterion) for criterion in priority["criteria"])
            title = f"Success criteria: {priority['name']}"
            yield Table((*key, "criteria table"), title, CRITERION_COLUMNS, rows, (6, 3, 3, 3))
        yield _heading((*key, "actions"), 2, "What is being done")
        yield from self.actions(key, priority)

    def actions(self, key, part):
        if not part["actions"]:
            yield from _sentence((*key, "none"), Run("No actions agreed yet.", "emphasis"))
            return
        rows = tuple(Row((self.id_of(action),), _action_cells(action)) for action in part["actions"])
        yield Table((*key, "actions table"), f"Actions: {part['name']}", ACTION_COLUMNS, rows, (8, 3, 3, 3))

    def criterion(self, criterion):
        return Row((self.id_of(criterion),), _criterion_cells(criterion))

    def hallmarks(self):
        if not self.outline["hallmarks"]:
            return
        yield _heading(("hallmarks",), 1, "How the partnership works")
        for hallmark in self.outline["hallmarks"]:
            key = ("hallmark", self.id_of(hallmark))
            yield _heading(key, 2, hallmark["name"])
            yield from _prose((*key, "body"), hallmark["body"])
            if hallmark["actions"]:
                yield from self.actions(key, hallmark)

    def sections(self):
        for section in self.outline["sections"].values():
            key = ("section", self.id_of(section))
            if section["heading"]:
                yield _heading(key, 1, section["heading"])
            yield from _prose((*key, "body"), section["body"])
            yield from self.said_there(key, section)
            yield from _prose((*key, "after"), section["body_after"])

    def said_there(self, key: Key, section: SectionOutline) -> Iterator[Text]:
        """What the plan says of itself between the two bodies of a section, as on the public page."""
        outline, key = self.outline, (*key, "list")
        match section["key"]:
            case "mission":
                yield from _sentence(key, outline["plan"]["mission"], style="Quote")
            case "objectives":
                yield from _list(key, (objective["name"] for objective in outline["objectives"]))
            case "key-priorities":
                yield from _list(key, (priority["name"] for priority in outline["priorities"]))
            case "community-engagement":
                yield from _list(key, (priority["name"] for priority in outline["in_consultation_order"]))

    def closing(self):
        partnership = self.outline["partnership"]
        responsible = [each["name"] for each in self.outline["authorities"] if each["kind"] == "responsible"]
        if responsible:
            yield _heading(("authorities",), 1, "Who agreed this plan")
            yield from _list(("authorities", "list"), responsible)
        yield from _sentence(("measurement",), self.outline["plan"]["measurement_note"])
        contact = [partnership.get(name) or "" for name in ("contact", "contact_phone", "contact_email")]
        if any(contact):
            yield _heading(("contact",), 1, "Contact, formats and languages")
            yield Text(("contact", "how"), tuple(Paragraph.of(each) for each in contact if each))
        yield from _sentence(("notice",), partnership.get("notice") or "")


def _cell(*paragraphs: tuple[Run | str, ...]) -> Cell:
    made = (Paragraph.of(*runs) for runs in paragraphs)
    return tuple(paragraph for paragraph in made if paragraph.runs)


def _reference(part: ActionOutline | CriterionOutline) -> tuple[Run, ...]:
    """The council's own reference, which editions have since their fifth schema."""
    reference = part.get("own_reference")
    return (Run(f"{reference} ", "quiet"),) if reference else ()


def _for_members(part: ActionOutline | CriterionOutline) -> Iterator[tuple[Run | str, ...]]:
    """What is in the outline of the partnership alone."""
    for field in ("figures_words", "private_note"):
        if words := part.get(field):
            yield Run("For members: ", "strong"), str(words)


def _criterion_cells(criterion: CriterionOutline) -> tuple[Cell, ...]:
    if criterion["placeholder"]:
        return _cell((Run(criterion["wording"], "emphasis"),)), (), (), ()
    rating, latest, due = criterion.get("rating"), criterion["latest"], criterion["due_on"]
    baseline, target = baseline_in_words(criterion), target_in_words(criterion)
    measured = latest and Run(measured_in_words(latest, criterion), "strong")
    period = latest and f"{shown('starts_on', latest)} to {shown('ends_on', latest)}"
    return (
        _cell(
            (*_reference(criterion), criterion["wording"], " (LAA target)" if criterion["laa"] else ""),
            (Run(rating["label"], "strong"), Run(f" {why_in_words(rating)}", "quiet")) if rating else (),
            *_for_members(criterion),
        ),
        _cell((Run(baseline, "strong") if baseline else TO_BE_AGREED,), (Run(criterion["baseline_period"], "quiet"),)),
        _cell(
            (measured or Run("No figure yet", "emphasis"),),
            (Run(period + (", provisional" if latest["provisional"] else ""), "quiet"),) if latest else (),
        ),
        _cell(
            (Run(target, "strong") if target else TO_BE_AGREED,),
            (Run(f"by {date_format(due)}", "quiet"),) if due else (),
        ),
    )


def _action_cells(action: ActionOutline) -> tuple[Cell, ...]:
    update, said = action["update"] or {}, action["sentence"]
    reported = (
        (label, update.get(field))
        for field, label in (("happened", "What happened"), ("achieved", "Achieved"), ("next", "Next"))
    )
    supporting = ", ".join(authority["short_name"] for authority in action["supporting"])
    due, first = action["due_on"], action["due_first"]
    due_words, lead_words = (in_one_line(action.get(name)) for name in ("due_words", "lead_words"))
    return (
        _cell(
            (*_reference(action), Run(action["wording"], "strong")),
            (Run("For members only", "strong"),) if action.get("private") else (),
            (Run(action["note"], "emphasis"),),
            (said["public_text"], f" ({date_format(said['speaks_of'])})") if said else (),
            *((Run(f"{label}: ", "strong"), text) for label, text in reported if text),
            *((Run("Milestone: ", "strong"), milestone_in_words(each)) for each in action.get("milestones", ())),
            *_for_members(action),
        ),
        _cell(
            (action["lead"]["short_name"],) if action["lead"] else () if lead_words else (TO_BE_AGREED,),
            (Run(lead_words, "quiet" if action["lead"] else ""),) if lead_words else (),
            (Run(f"with {supporting}", "quiet"),) if supporting else (),
        ),
        _cell(
            (date_format(due),) if due else () if due_words else (TO_BE_AGREED,),
            (Run(due_words, ""),) if due_words else (),
            (Run(f"first {date_format(first)}", "quiet"),) if action["due_moves"] and first else (),
        ),
        _cell((Run(LABEL[action["effective_status"]], "strong"),)),
    )
