"""Preview of an import: what saving does to the plan, part by part, what is to be looked at, and what is left out."""

from dataclasses import dataclass, field
from itertools import islice

from django.core.paginator import Paginator
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from partners.files.source import LeftOut
from partners.fingerprint import fingerprint

from .comparing.comparison import CHANGED, NEW, SAME
from .edits import bullets_of, place_of, words_of
from .reading.accounting import Where, counts, places

PER_PAGE = 100
FIRST_CHECKS = FIRST_LEFT_OUT = 100
PRIVATE = _("It looks confidential, so it will be for members only. Its success criteria are not imported.")
ACTIVITIES = ("activity", "hallmark-action")
CRITERIA = ("criterion", "associated")
COUNTED = [
    ("priority", _("priority"), _("priorities")), ("criterion", _("success criterion"), _("success criteria")),
    ("associated", _("associated success criterion"), _("associated success criteria")),
    ("activity", _("activity"), _("activities")), ("hallmark", _("hallmark"), _("hallmarks")),
    ("hallmark-action", _("hallmark action"), _("hallmark actions")), ("section", _("section"), _("sections")),
]  # fmt: skip


@dataclass
class Group:
    """A priority or a hallmark with the parts under it, as the preview lists them."""

    name: str
    item: object = None
    criteria: list = field(default_factory=list)
    actions: list = field(default_factory=list)


@dataclass
class Check:
    """Something to look at before saving: what it says, and where to go for it."""

    text: str
    words: list = field(default_factory=list)
    key: str = ""
    page: str = ""


class Preview:
    """What a reading would do to its plan, for the page that shows and saves it."""

    def __init__(self, reading, page=None, *, lists_all=False):
        self.reading, self.comparison = reading, reading.comparison
        self.items, self.entries = reading.comparison.items, reading.entries
        self.faulty = [item for item in self.items if item.faults]
        self.lists_all = lists_all
        self.page = Paginator(self._listed(), PER_PAGE).get_page(page)

    def _listed(self):
        """Items of criteria and actions by their priority or hallmark, in the file's order."""
        groups = {}
        for item in self.items:
            if item.kind in (*ACTIVITIES, *CRITERIA):
                groups.setdefault(_group_of(item), []).append(item)
        return [item for group in groups.values() for item in sorted(group, key=lambda item: item.kind in ACTIVITIES)]

    @property
    def fingerprint(self):
        """Fingerprint of all that is shown, so that only that is saved."""
        left_out = [(each.place, each.words, each.why) for each in self.left_out]
        return fingerprint([self.comparison.fingerprint, left_out])

    def saveable(self):
        """The comparison without the parts that cannot be saved."""
        for item in self.faulty:
            self.entries.left_out.append(LeftOut(place_of(item.entry), _words(item.entry), " ".join(item.faults)))
        self.comparison.items = [item for item in self.items if not item.faults]
        return self.comparison

    @property
    def left_out(self):
        """LeftOuts of all that does not come in, those by choice first, and last where the plan's own words stand."""
        return [*self.left_out_of_file, *self.comparison.left_out]

    @property
    def left_out_of_file(self):
        """LeftOuts of the file, whatever the plan says."""
        return [*self.entries.out_by_choice.values(), *self.entries.left_out]

    @cached_property
    def groups(self):
        """Groups with what is on this page of the preview."""
        groups = {}
        for item in self.page.object_list:
            kind, name = _group_of(item)
            group = groups.setdefault((kind, name), Group(item.place or name))
            (group.actions if item.kind in ACTIVITIES else group.criteria).append(item)
        for item in self.items:
            if item.kind in ("priority", "hallmark") and item.effect != SAME:
                name = item.values.get("name") or str(item.thing)
                if (group := groups.get((item.kind, name))) or self.page.number == 1:
                    group = group or groups.setdefault((item.kind, name), Group(name))
                    group.item = item
        return list(groups.values())

    def of_kind(self, kind):
        return [item for item in self.items if item.kind == kind]

    @property
    def sections(self):
        return self.of_kind("section")

    @property
    def of_plan(self):
        """Changes of the plan's own title, vision and mission."""
        return [change for item in self.of_kind("plan") for change in item.changes]

    @cached_property
    def counts(self):
        """[(effect, number, noun)] of what is not there yet or changes."""
        counts = []
        for effect in (NEW, CHANGED):
            for kind, one, several in COUNTED:
                if n := sum(item.kind == kind and item.effect == effect for item in self.items):
                    counts.append((effect, n, one if n == 1 else several))
        return counts

    @property
    def in_words(self):
        """12 new activities, 2 changed activities; "no changes" for none."""
        return ", ".join(f"{n} {gettext(effect)} {noun}" for effect, n, noun in self.counts) or gettext("no changes")

    @property
    def same(self):
        """How many activities are in the plan just as the file has them."""
        return sum(item.kind in ACTIVITIES and item.effect == SAME for item in self.items)

    @cached_property
    def checks(self):
        """Checks of all that a person should look at: what stops saving, what was guessed, what is private."""
        return [*self._of_names(), *self._of_questions(), *self._of_items(), *self._of_file()]

    @property
    def first_checks(self):
        """The checks that the page lists; what is noted of an action stands beside it as well."""
        return self.checks[:FIRST_CHECKS]

    def _of_names(self):
        if names := self.reading.unknown_names:
            text = gettext("These names do not match your authorities. They are kept as text, for members only.")
            yield Check(text, names, page="names")

    def _of_questions(self):
        answered = ["names", "hallmark"]
        if self.reading.draft.answers.get("is_answered"):
            answered += ["headings", "columns"]
        if guessed := [item.entry.wording for item in self.items if item.is_guess]:
            yield Check(gettext("Check the hallmarks suggested for these actions."), guessed, page="hallmarks")
        for question in self.entries.questions:
            if question.about not in answered:
                yield Check(question.text, question.words, page="columns")

    def _of_items(self):
        for item in self.items:
            words = [_words(item.entry)[:200]] if item.kind in (*ACTIVITIES, *CRITERIA) else [str(item.entry)]
            for like in item.likes[:1]:
                text = (
                    gettext("Similar to a part of the plan, which it will change.")
                    if item.thing
                    else gettext("Similar to a part of the plan.")
                )
                yield Check(text, [*words, gettext("In the plan: %(like)s") % {"like": like}], item.key)
            for change in item.changes:
                if change.since:
                    text = gettext(
                        "%(label)s was changed on the site since. The plan is kept unless you choose the file."
                    ) % {"label": change.label}
                    yield Check(
                        text,
                        [
                            *words,
                            gettext("Here: %(old_words)s") % {"old_words": change.old_words},
                            gettext("File: %(new_words)s") % {"new_words": change.new_words},
                        ],
                        item.key,
                    )
            yield from self._of_action(item, words)

    @staticmethod
    def _of_action(item, words):
        entry = item.entry
        if item.kind not in ACTIVITIES or item.effect == SAME:
            return
        for note in item.notes:
            yield Check(note, words, item.key)
        if entry.due_why:
            yield Check(f"{entry.due_why.rstrip('.')}.", [*words, entry.due_words], item.key)
        if entry.is_private:
            yield Check(
                PRIVATE,
                words,
                item.key,
            )
        if len(bullets_of(entry)) > 1:
            yield Check(gettext("Several activities in one cell? It can be split."), words, item.key)

    def _of_file(self):
        for note in (*self.reading.source.notes, *self.entries.notes):
            yield Check(note)

    @cached_property
    def account(self):
        """How many of the file's texts are where: (all, in the plan, for members, left out); None of our tables."""
        if self.reading.own:
            return None
        where = counts(places(self.reading.source, self.entries))
        return where.total(), where[Where.PLAN], where[Where.PRIVATE], where[Where.LEFT_OUT]

    @property
    def lists_first_only(self):
        """Whether the list of what is left out is too long for the page, unless all of it is asked for."""
        return not self.lists_all and len(self.left_out) > FIRST_LEFT_OUT

    def left_out_rows(self):
        """[(LeftOut, place of its sheet or None, row number, key by which it is brought back)] that the page lists."""
        rows = self._left_out_rows()
        return islice(rows, FIRST_LEFT_OUT) if self.lists_first_only else rows

    def _left_out_rows(self):
        for key, each in self.entries.out_by_choice.items():
            yield each, None, 0, key
        sheets = {sheet.name: at for at, sheet in enumerate(self.reading.source.sheets)}
        for each in self.entries.left_out:
            sheet, row, _column = each.at or ("", 0, 0)
            yield each, sheets.get(sheet) if row else None, row, ""
        for each in self.comparison.left_out:
            yield each, None, 0, ""


def _group_of(item):
    """(kind, name) of the priority or hallmark under which an item stands."""
    return ("hallmark" if item.kind == "hallmark-action" else "priority"), item.place


def _words(entry):
    return words_of(entry) if hasattr(entry, "lead_words") else getattr(entry, "wording", "") or str(entry)
