"""One part of a preview on a page of its own, by the key of its entry, and what can be done with it."""

from partners.models import Authority
from priorities.models import Priority

from ..models import Hallmark
from .decision_form import DecisionForm
from .edits import bullets_of, place_of
from .forms import ActionEntryForm, CriterionEntryForm, PriorityEntryForm, SectionEntryForm
from .reading.structure import priority_key


class PartPage:
    """The part with a key, its form, and the decisions that the comparison with the plan asks for.

    `entry` is None if the file holds no such part; it may have been left out, and can be taken back then.
    """

    def __init__(self, reading, key, data):
        self.reading, self.key, self.draft = reading, key, reading.draft
        self.entry = self._find()
        self.item = next((item for item in reading.comparison.items if item.key == key), None)
        self.form = self._form(data) if self.entry is not None else None
        self.decisions = DecisionForm(data, self.item) if self.item else None

    def _find(self):
        entries = self.reading.entries
        parts = {part.key: part for part in (*entries.actions, *entries.criteria)}
        parts |= {f"p:{priority_key(name)}": name for name in entries.priorities}
        parts |= {section.key: section for section in entries.sections}
        parts |= {f"h:{priority_key(name)}": name for name in entries.hallmarks}
        if self.key == "plan":
            return entries
        return parts.get(self.key)

    def _form(self, data):
        kind, plan = self.key[0], self.reading.plan
        names = [*self.reading.entries.priorities, *Priority.objects.filter(plan=plan).values_list("name", flat=True)]
        if kind == "a":
            hallmarks = [*Hallmark.objects.filter(plan=plan).values_list("name", flat=True)]
            return ActionEntryForm(
                data, entry=self.entry, priorities=names, place=self.item.place if self.item else "",
                hallmarks=list(dict.fromkeys([*hallmarks, *self.reading.entries.hallmarks])),
                authorities=Authority.objects.in_partnership(plan.partnership).acting(),
            )  # fmt: skip
        if kind == "c":
            return CriterionEntryForm(data, entry=self.entry, priorities=names)
        if self.key.startswith("p:"):
            return PriorityEntryForm(data, initial={"name": self.entry})
        if self.key.startswith("s:"):
            text = "\n\n".join(self.entry.paragraphs)
            return SectionEntryForm(data, initial={"heading": self.entry.heading, "text": text})
        return None

    @property
    def anchor(self):
        """Where the preview shows the part."""
        return f"part-{self.key}"

    @property
    def place(self):
        return place_of(self.entry) if self.key[0] in "ac" else ""

    @property
    def is_action(self):
        return self.key[0] == "a" and self.key != "plan"

    @property
    def can_be_left_out(self):
        """Whether it can be left out by itself: a priority goes with what it holds, and the plan itself stays."""
        return self.key != "plan" and not self.key.startswith("p:")

    @property
    def is_changed(self):
        """Whether somebody changed something of it before saving."""
        return self.key in self.draft.edits

    @property
    def bullets(self):
        """Wordings of the activities that it can be split into."""
        return bullets_of(self.entry) if self.is_action else []

    @property
    def split_from(self):
        """Key of the part that was split into this and others, "" if none was."""
        parent = self.key.rpartition(".")[0]
        return parent if self.draft.edits.get(parent, {}).get("split") else ""

    @property
    def above(self):
        """The activity above it, which it can be joined to; None if it is the first."""
        if not self.is_action:
            return None
        actions = self.reading.entries.actions
        at = next((at for at, each in enumerate(actions) if each.key == self.key), 0)
        return actions[at - 1] if at else None

    def rows(self):
        """[(row number, [(heading or "", words)])] of the rows that it was made from, as the file has them."""
        made_from = dict.fromkeys((sheet, row) for sheet, row, _ in getattr(self.entry, "made_from", ()))
        for sheet in self.reading.source.sheets:
            numbers = {number for name, number in made_from if name == sheet.name}
            for line in self.reading.entries.lines.get(sheet.name, ()) if numbers else ():
                if line.row.number in numbers:
                    cells = [(at, cell.text) for at, cell in enumerate(line.row.cells) if cell.text]
                    yield line.row.number, [(line.headings.get(at, ""), words) for at, words in cells]

    def do(self, what):
        """One of the buttons above the form; what is none of them changes nothing."""
        edit = self.draft.edits.setdefault(self.key, {})
        if what in ("out", "merge"):
            edit[what] = True
        elif what == "split" and len(self.bullets) > 1:
            edit["split"] = True
        elif what == "unsplit" and self.split_from:
            self.draft.edits.pop(self.split_from)
        elif what == "separate":
            for key in getattr(self.entry, "merged", ()):
                self.draft.edits.get(key, {}).pop("merge", None)
        elif what == "reset":
            self.draft.edits.pop(self.key)
        self._keep()

    def is_valid(self):
        """Whether the form and the decisions are, each of which may be missing."""
        return [each.errors for each in (self.form, self.decisions) if each is not None and each.errors] == []

    def save(self):
        """Keep what was typed and decided in the draft."""
        edit = self.draft.edits.setdefault(self.key, {})
        values = self._values()
        if values:
            edit["fields"] = {**edit.get("fields", {}), **values}
        if self.decisions and (decided := self.decisions.decided()):
            edit["decided"] = decided
        self._keep()

    def _values(self):
        if self.form is None:
            return {}
        return self.form.values() if hasattr(self.form, "values") else self.form.cleaned_data

    def _keep(self):
        self.draft.edits = {key: edit for key, edit in self.draft.edits.items() if edit}
        self.draft.save(update_fields=["edits"])
