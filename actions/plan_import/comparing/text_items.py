"""Items of the plan's words around its actions: the plan itself, its sections, priorities and hallmarks."""

from collections import defaultdict

from actions.plan_editor.plan_forms import NewPlanForm, period_in_print

from ..reading.priority_names import priority_key, priority_name
from .comparison_shapes import NEW, Item
from .pairing import Match, Part, Wanted, pair
from .same_words import words_key

# A priority of the file is the plan's under another name if so many of its entries are, and are that one's.
MOST, FEWEST = 0.5, 2


def plan_item(comparing, entries):
    """The Item of the plan itself: what is empty, or only begun, is filled."""
    plan, item = comparing.plan, Item("plan", "plan", entries, thing=comparing.plan, place=comparing.plan.title)
    begun = {
        "title": NewPlanForm.base_fields["title"].initial,
        "period": period_in_print(plan.starts_on, plan.ends_on),
    }
    for name in ("title", "period", "vision", "mission"):
        if words := " ".join(getattr(entries, name).split()) if name in begun else getattr(entries, name).strip():
            is_begun = getattr(plan, name) in ("", begun.get(name)) and (
                not getattr(plan, name) or not comparing.actions
            )
            comparing.differences.add(item, name, words, default=is_begun)
    return item


def section_items(comparing, entries):
    """Items of the sections. The text of one that the plan has stays, unless it is empty or somebody says otherwise."""
    items = [
        Item("section", section.key or f"s:{name_key(section.heading)}", section, place=section.heading)
        for section in entries.sections
    ]
    earlier = comparing.earlier(comparing.sections, "heading") if items else {}
    parts = [Part(section, [str(section)], earlier=earlier.get(section.pk, [])) for section in comparing.sections]
    matches = pair([_wanted(comparing, item, item.entry.heading) for item in items], parts)
    longest = comparing.longest("section", "heading")
    for item in items:
        comparing.match(item, matches[item.key])
        heading, body = item.entry.heading.strip(), as_markdown(item.entry.paragraphs)
        if len(heading) > longest:
            heading, body = "", f"**{heading}**\n\n{body}".strip()
        comparing.differences.add(item, "heading", heading)
        _add_body(comparing, item, body)
    return items


def as_markdown(paragraphs):
    """Paragraphs as Markdown: an empty line between two, unless both are items of a list."""
    text = ""
    for before, words in zip(["", *paragraphs], paragraphs, strict=False):
        both = before.lstrip().startswith("- ") and words.lstrip().startswith("- ")
        text += (("\n" if both else "\n\n") if text else "") + words
    return text


def hallmark_items(comparing, entries):
    """{name_key: Item} of the plan's hallmarks and those of the file. Only the file's have an entry."""
    items = {}
    for name in entries.hallmarks:
        items.setdefault(name_key(name), Item("hallmark", f"h:{name_key(name)}", name, place=name))
    earlier = comparing.earlier(comparing.hallmarks, "name") if items else {}
    parts = [Part(hallmark, [hallmark.name], earlier=earlier.get(hallmark.pk, [])) for hallmark in comparing.hallmarks]
    matches = pair([_wanted(comparing, item, item.entry) for item in items.values()], parts)
    for item in items.values():
        comparing.match(item, matches[item.key])
        comparing.differences.add(item, "name", item.entry)
        _add_body(comparing, item, entries.hallmarks[item.entry].strip())
    named = {item.thing for item in items.values()}
    for hallmark in comparing.hallmarks:
        if hallmark not in named:
            key = name_key(hallmark.name)
            item = Item("hallmark", f"h:{key}", None, thing=hallmark, place=hallmark.name)
            item.values["body"] = hallmark.body
            items.setdefault(key, item)
    return items


def _add_body(comparing, item, body):
    """The text of a section or hallmark fills an empty one."""
    if body:
        comparing.differences.add(item, "body", body, default=bool(item.thing and not item.thing.body))


def _wanted(comparing, item, wording):
    return Wanted(item.key, wording, decided=comparing.decided(item).get("same_as"))


def priority_items(comparing, entries):
    """{name_key: Item} of all priorities that the file names."""
    names = [*entries.priorities, *(one.priority for one in (*entries.actions, *entries.criteria))]
    items = {}
    for name in filter(None, names):
        key = name_key(name)
        items.setdefault(key, Item("priority", f"p:{key}", name, place=name))
    earlier = comparing.earlier(comparing.priorities, "name")
    parts = [
        Part(
            each,
            [priority_name(words) for words in (each.name, each.heading, each.consultation_name) if words],
            earlier=[priority_name(words) for words in earlier[each.pk]],
        )
        for each in comparing.priorities
    ]
    wanted = [_wanted(comparing, item, priority_name(item.entry)) for item in items.values()]
    matches = pair(wanted, parts)
    for one in wanted:
        if matches[one.key].thing is None and one.decided is None:
            matches[one.key] = _by_what_it_holds(comparing, entries, one, matches) or matches[one.key]
    for item in items.values():
        match = matches[item.key]
        comparing.match(item, match)
        _name(comparing, item, match)
    return items


def _name(comparing, item, match):
    """Set its name. That of one which was only found by what it holds stays, unless somebody says otherwise."""
    thing = item.thing
    called = [priority_name(w) for w in (thing.name, thing.heading, thing.consultation_name)] if thing else []
    if words_key(priority_name(item.entry)) in map(words_key, called):
        item.values["name"] = thing.name
    else:
        default = False if match.by_what_it_holds else None
        comparing.differences.add(item, "name", item.entry, default=default)
    if thing:
        item.place = thing.name


def _by_what_it_holds(comparing, entries, wanted, matches):
    """The Match of a priority with the one that holds most of its actions under another name; None if there is none."""
    taken = {match.thing.pk for match in matches.values() if match.thing}
    held = defaultdict(set)
    for action in comparing.actions:
        if action.priority_id and action.priority_id not in taken:
            held[action.priority].add(comparing.our_key(str(action.pk)) or words_key(action.wording))
    mine = {
        comparing.our_key(one.reference) or words_key(one.wording)
        for one in entries.actions
        if f"p:{name_key(one.priority)}" == wanted.key
    }
    for priority, theirs in held.items():
        both = len(mine & theirs)
        if both >= FEWEST and both > MOST * len(mine) and both >= MOST * len(theirs):
            return Match(priority, [priority], is_asked=True, by_what_it_holds=True)
    return None


def is_needed(item, items, entries):
    """Whether a new priority or hallmark is made: something new comes into it, or nothing of the file is in it."""
    if item.effect != NEW:
        return True
    held = [one for one in items if getattr(one.entry, "priority", None) and _place_key(one.entry) == item.key]
    return not held or any(one.parent == item.key and not one.repeats for one in held)


def _place_key(entry):
    return f"p:{name_key(entry.priority)}"


def name_key(name):
    """The key of a priority, hallmark or section by its name, as in the keys of Items."""
    return priority_key(name) or name.strip()
