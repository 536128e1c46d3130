"""Items of success criteria: what each of a file is in the plan, with its figures."""

from partners.models import Authority

from ..reading.authority_roster import Roster
from .comparison_shapes import Item
from .criterion_figures import Figures
from .pairing import Part, Wanted, pair
from .same_words import words_key


def criterion_items(comparing, entries):
    """The Items of all criteria of the entries, in their order."""
    items, above = [], {}
    for at, entry in enumerate(entries.criteria, 1):
        item = Item("associated" if entry.is_associated else "criterion", entry.key or f"c{at}", entry)
        item.place, item.parent = comparing.priority_of(item)
        first = above.setdefault((words_key(entry.wording), item.place), item)
        if first is not item and not entry.parts and comparing.decided(item).get("same_as") is None:
            item.repeats = first.key
        items.append(item)
    if not items:
        return items
    earlier = comparing.earlier(comparing.criteria, "wording")
    parts = [
        Part(one, [one.wording], one.priority_id, one.own_reference, earlier=earlier[one.pk])
        for one in comparing.criteria
    ]
    wanted = [
        Wanted(
            item.key,
            item.entry.wording,
            getattr(item.parent, "pk", item.parent),
            item.entry.parts.get("reference", ""),
            decided=comparing.decided(item).get("same_as"),
        )
        for item in items
        if not item.repeats
    ]
    matches = pair(wanted, parts)
    authorities = Authority.objects.in_partnership(comparing.plan.partnership).acting()
    roster = Roster(list(authorities), comparing.names)
    for item in items:
        if item.repeats:
            continue
        comparing.match(item, matches[item.key])
        figures = Figures(item.entry, roster)
        for name, value in {"wording": item.entry.wording, **figures.fields, "figures_words": figures.words}.items():
            if value != "":
                comparing.differences.add(item, name, value)
        if item.thing:
            new, name = item.parent, item.place
            item.place, item.parent = str(item.thing.priority), item.thing.priority
            if new is not None and new != item.thing.priority:
                comparing.differences.add(item, "priority", new, default=False, new_words=name)
    return items
