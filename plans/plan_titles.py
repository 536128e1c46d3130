"""A plan's title with its area, which many titles name already."""

import re

from django.utils.translation import pgettext

from partners.languages import InEnglish, like


def area_before_title(outline) -> str:
    """The area, if it is to stand before the plan's title; "" if the title names it."""
    return _before(outline["partnership"]["area"], outline["plan"]["title"])


def full_title(outline) -> str:
    """North Herts Community Safety Plan, in the order of the title's language"""
    title, area = outline["plan"]["title"], area_before_title(outline)
    if not area:
        return title
    if isinstance(title, InEnglish):
        return InEnglish(f"{area} {title}")
    return pgettext("title of a plan with its area", "%(area)s %(title)s") % {"area": area, "title": title}


def partnership_name(outline) -> str:
    """The partnership with its area: North Herts Community Safety Partnership"""
    area, name = outline["partnership"]["area"], outline["partnership"]["name"]
    return like(name, f"{area} {name}")


def title_with_area(area: str, title: str) -> str:
    return f"{_before(area, title)} {title}".strip()


def _before(area, title):
    return "" if re.search(rf"(?<!\w){re.escape(area)}(?!\w)", title, re.IGNORECASE) else area
