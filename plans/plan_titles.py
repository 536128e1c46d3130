"""A plan's title with its area, which many titles name already."""

import re

from partners.languages import like


def area_before_title(outline) -> str:
    """The area, if it is to stand before the plan's title; "" if the title names it."""
    return _before(outline["partnership"]["area"], outline["plan"]["title"])


def full_title(outline) -> str:
    """North Herts Community Safety Plan"""
    title = outline["plan"]["title"]
    return like(title, title_with_area(outline["partnership"]["area"], title))


def title_with_area(area: str, title: str) -> str:
    return f"{_before(area, title)} {title}".strip()


def _before(area, title):
    return "" if re.search(rf"(?<!\w){re.escape(area)}(?!\w)", title, re.IGNORECASE) else area
