"""Items of actions: what each action of a file is in the plan, and what saving would do."""

from collections import defaultdict

from django.utils.translation import gettext
from rapidfuzz import fuzz

from plans.outline.build import SIDES

from ...models import ActionPartner, PlanImport, Update
from ..reading.doubles import wording_key
from .brought_updates import FileUpdates, not_yet_there
from .comparison_shapes import FILE, OURS, Change, Item
from .differences import LABELS, in_words
from .pairing import Part, Wanted, pair
from .same_words import plain_words, say_the_same, words_key
from .text_items import name_key


class ActionItems:
    """The comparison of actions. `comparing` has the plan, its parts, its decisions and the places of the file."""

    def __init__(self, comparing):
        self.comparing, self.plan = comparing, comparing.plan
        self.updates = defaultdict(list)
        self.has_own_updates = set()
        rows = Update.objects.active().filter(action__in=comparing.actions).order_by("pk")
        for action, words, status, brought_in in rows.values_list("action", "happened", "status", "brought_in"):
            if brought_in:
                self.updates[action].append((words, status))
            else:
                self.has_own_updates.add(action)
        self.known = []

    def items(self, entries):
        """The Items of all actions of the entries, in their order."""
        items = []
        for at, entry in enumerate(entries.actions, 1):
            kind = "hallmark-action" if entry.is_of_hallmark else "activity"
            item = Item(kind, entry.key or f"a{at}", entry)
            self._place(item)
            items.append(item)
        self._mark_repeats(items)
        wanted = [self._wanted(item) for item in items if not item.repeats]
        earlier = self.comparing.earlier(self.comparing.actions, "wording") if items else {}
        matches = pair(wanted, [self._part(action, earlier) for action in self.comparing.actions])
        by_key = {item.key: item for item in items}
        for item in items:
            if item.repeats:
                item.thing = by_key[item.repeats].thing
            else:
                self.comparing.match(item, matches[item.key])
                self._compare(item)
        return items

    def _place(self, item):
        """Set the priority or hallmark that the file gives the action, as a part of the plan or the key of an Item."""
        if not item.entry.is_of_hallmark:
            item.place, item.parent = self.comparing.priority_of(item)
            return
        hallmarks = self.comparing.hallmark_items
        said = self.comparing.decided(item).get("hallmark") or item.entry.hallmark
        found = hallmarks.get(name_key(said)) if said else self._hallmark_by_words(item, hallmarks)
        if found is None and self.comparing.our_key(item.entry.reference) is None:
            item.faults.append(gettext("No hallmark given."))
        elif found is None:
            item.place = said
        else:
            item.place, item.parent = found.place, found.thing or found.key

    def _hallmark_by_words(self, item, hallmarks):
        """The Item of the hallmark that has the action already, else of the one whose words are likest: a guess."""
        key = words_key(item.entry.wording)
        same = {a.hallmark_id for a in self.comparing.actions if a.hallmark_id and words_key(a.wording) == key}
        if len(same) == 1:
            return next((one for one in hallmarks.values() if one.thing and one.thing.pk in same), None)
        item.is_guess = True
        wording = plain_words(item.entry.wording)
        return max(
            hallmarks.values(),
            key=lambda one: fuzz.token_set_ratio(wording, plain_words(f"{one.place} {one.values.get('body', '')}")),
            default=None,
        )

    def _mark_repeats(self, items):
        """Let an entry that adds nothing to one above it, of the same words and place, be that one."""
        above = defaultdict(list)
        for item in items:
            key = wording_key(item.entry.wording), str(item.parent and getattr(item.parent, "pk", item.parent))
            if self.comparing.decided(item).get("same_as") is None:
                item.repeats = next((one.key for one in above[key] if _adds_nothing(item.entry, one.entry)), "")
            if not item.repeats:
                above[key].append(item)

    def _wanted(self, item):
        entry = item.entry
        details = entry.lead and entry.lead.pk, entry.due_on, entry.reference or None
        ours = self.comparing.our_key(entry.reference)
        decided = self.comparing.decided(item).get("same_as")
        place = item.parent if isinstance(item.parent, str) else (type(item.parent), getattr(item.parent, "pk", None))
        return Wanted(item.key, entry.wording, place, entry.reference, details, decided, ours)

    @staticmethod
    def _part(action, earlier):
        place = (type(action.serves), action.serves.pk)
        details = action.lead_id, action.due_on, action.own_reference or None
        return Part(action, [action.wording], place, action.own_reference, details, earlier.get(action.pk, []))

    def _compare(self, item):
        entry, thing, add = item.entry, item.thing, self.comparing.differences.add
        file = FileUpdates(entry)
        add(item, "wording", entry.wording)
        for name, words in {
            "note": entry.note,
            "private_note": _private_note(entry, file.lines),
            "own_reference": "" if self.comparing.is_ours else entry.reference,
        }.items():
            if words:
                add(item, name, words)
        if entry.is_private:
            add(item, "private", True)
        self._due(item)
        self._lead(item)
        self._sides(item)
        if thing:
            self._moved(item)
            item.values["supporting"] = [partner.authority for partner in thing.partners.all()]
            self.known.append(item)
        else:
            item.values["supporting"] = [one for one in entry.supporting if one != entry.lead]
        self._updates(item, file.updates)

    def _due(self, item):
        entry, add = item.entry, self.comparing.differences.add
        if entry.due_on or entry.due_kept:
            add(item, "due_on", entry.due_on, removes=entry.due_on is None)
            self._words(item, "due_words", entry.due_kept)
        plan = self.plan
        if entry.due_on and not plan.starts_on <= entry.due_on <= plan.ends_on:
            side = (
                gettext("The due date, %(day)s, is before the plan begins.")
                if entry.due_on < plan.starts_on
                else gettext("The due date, %(day)s, is after the plan ends.")
            )
            item.notes.append(side % {"day": in_words(entry.due_on)})

    def _lead(self, item):
        entry, add = item.entry, self.comparing.differences.add
        if entry.lead:
            add(item, "lead", entry.lead)
        elif entry.lead_kept:
            add(item, "lead", None, removes=True, default=False)
        if entry.lead_words_public and entry.lead_kept:
            add(item, "lead_words_public", True)
        if entry.lead or entry.lead_kept:
            self._words(item, "lead_words", entry.lead_kept)

    def _words(self, item, name, words):
        """The plan's own words beside a date or a lead. Our own files, which have not all of them, take none away."""
        if words or not self.comparing.is_ours:
            self.comparing.differences.add(item, name, words, removes=not words)

    def _sides(self, item):
        """Sides of the crime triangle, which our own files have; a file adds them and takes none away."""
        for side in SIDES:
            if side in item.entry.sides.casefold():
                self.comparing.differences.add(item, side, True)

    def _moved(self, item):
        """Note that the file has the action in another place: its own stays unless somebody says otherwise."""
        serves, new, name = item.thing.serves, item.parent, item.place
        item.place, item.parent = str(serves), serves
        if new is not None and new != serves and name_key(name) != name_key(str(serves)):
            link = "priority" if item.thing.priority_id else "hallmark"
            self.comparing.differences.add(item, link, new, default=False, new_words=name)

    def _updates(self, item, updates):
        if item.thing is None:
            item.updates = updates
        elif item.thing.pk not in self.has_own_updates:
            item.updates = not_yet_there(updates, self.updates[item.thing.pk])
        elif updates:
            item.skipped_updates = updates

    def support(self):
        """Add the supporting authorities that the file names, once it is settled who leads: who leads does not support.

        One that was removed here stays so.
        """
        ever = self._supported_ever()
        for item in self.known:
            old, lead = item.values["supporting"], item.values.get("lead", item.thing.lead)
            there = [one for one in old if one != lead or lead == item.thing.lead]
            missing = [one for one in item.entry.supporting if one not in (*old, lead)]
            fresh = [one for one in missing if (item.thing.pk, one.pk) not in ever]
            said = self.comparing.decided(item).get("take", {}).get("supporting")
            new = [*there, *(missing if said else fresh or missing)]
            if new == old:
                continue
            takes = said == FILE if said else bool(fresh) or len(there) < len(old)
            since = bool(missing) and not fresh
            if takes and not said and since:
                new = there
            words = _names(old), _names(new)
            item.changes.append(Change("supporting", gettext("Supporting authorities"), old, new, *words, takes, since))
            item.values["supporting"] = new if takes else there

    def _supported_ever(self):
        """{(action's id, authority's id)} of all that supported the actions to which the file adds some."""
        adding = [item.thing.pk for item in self.known if set(item.entry.supporting) - set(item.values["supporting"])]
        if not adding:
            return set()
        undone = PlanImport.objects.filter(plan=self.plan, undone__isnull=False)
        passed = [pk for pair in undone.values_list("revision", "undone") for pk in pair]
        rows = ActionPartner.history.filter(action_id__in=adding).exclude(revision__in=passed)
        return set(rows.values_list("action_id", "authority_id"))


def hide_new_words(item, said):
    """Other words of who leads are for members, unless somebody ticks them for the public; `said` is a decision."""
    taken = {change.field for change in item.taken}
    if not item.thing or not item.thing.lead_words_public or "lead_words" not in taken or item.entry.lead_words_public:
        return
    words, hides = ("yes", gettext("no: different text")), said != OURS
    item.changes.append(Change("lead_words_public", LABELS["lead_words_public"], True, False, *words, hides))
    item.values["lead_words_public"] = not hides


def _names(authorities):
    return ", ".join(map(str, authorities)) or "nobody"


def _private_note(entry, lines):
    """What only members may read of an action: notes, and words for which the plan has no field."""
    more = [entry.private_note, *lines]
    if entry.theme:
        more.append(gettext("Theme: %(theme)s") % {"theme": entry.theme})
    if entry.supporting_kept:
        more.append(gettext("Supported by: %(supporting_kept)s") % {"supporting_kept": entry.supporting_kept})
    return "\n".join(filter(None, more))


def _adds_nothing(entry, above):
    """Whether an entry has no words that the entry above it, of the same wording, does not have."""
    names = (
        "note", "private_note", "lead", "lead_words", "supporting_words", "due_on", "due_words", "reference", "theme",
        "status", "sides",
    )  # fmt: skip
    if not set(entry.supporting) <= set(above.supporting):
        return False
    if entry.is_private and not above.is_private:
        return False
    if [update.words for update in entry.updates] != [update.words for update in above.updates] and entry.updates:
        return False
    return all(not getattr(entry, name) or say_the_same(getattr(entry, name), getattr(above, name)) for name in names)
