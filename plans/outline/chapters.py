"""Chapters of a printed plan that have something in them: an empty one is left out of pages and PDFs.

The outline keeps them all, and so do the files of data.
"""

from collections.abc import Callable

from .shape import Outline, PartOutline, SectionOutline

# {section key: whether there is something to print between the section's two bodies}
STANDS_BETWEEN: dict[str, Callable[[Outline], object]] = {
    "executive-summary": lambda outline: responsible_authorities(outline),
    "vision": lambda outline: outline["plan"]["vision"],
    "mission": lambda outline: outline["plan"]["mission"],
    "objectives": lambda outline: outline["objectives"],
    "key-priorities": lambda outline: outline["priorities"],
    "community-engagement": lambda outline: outline["in_consultation_order"],
}


def responsible_authorities(outline: Outline) -> list:
    return [authority for authority in outline["authorities"] if authority["kind"] == "responsible"]


def sections_with_words(outline: Outline) -> list[SectionOutline]:
    """Sections that have words, or a list of the plan's parts in their place."""
    return [section for section in outline["sections"].values() if _has_words(section, outline)]


def _has_words(section: SectionOutline, outline: Outline) -> bool:
    if section["body"].strip() or section.get("body_after", "").strip():
        return True
    between = STANDS_BETWEEN.get(section["key"])
    return bool(between and between(outline))


def hallmarks_in_use(outline: Outline) -> list[PartOutline]:
    """Hallmarks that an action serves, or that the plan says something about."""
    return [h for h in outline["hallmarks"] if h["actions"] or h.get("body", "").strip()]


def has_contact(outline: Outline) -> bool:
    partnership = outline["partnership"]
    return any(str(partnership.get(key) or "").strip() for key in ("contact", "contact_phone", "contact_email"))
