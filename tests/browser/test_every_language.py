"""Public pages in each other language, and members' pages in Welsh, on a phone: axe finds nothing, nothing overflows.

What a language can change is looked at: longer words, the other direction, labels, what says which language it is in.
Colours are those of the page in English, which test_every_page.py looks at.
"""

import pytest
from django.utils import translation
from django.utils.translation import gettext

from partners import languages
from tests.volume import FULL, thinned

from . import states
from .conftest import WIDE
from .kinds import KINDS
from .looks import CUT_OFF, PHONE, faults, fits, looks_fine, width_of
from .test_every_page import UNFOLD, go_there

OF_LANGUAGE = [
    "button-name",
    "document-title",
    "duplicate-id-aria",
    "heading-order",
    "html-lang-valid",
    "html-has-lang",
    "input-button-name",
    "label",
    "landmark-unique",
    "link-name",
    "page-has-heading-one",
    "region",
    "scrollable-region-focusable",
    "select-name",
    "svg-img-alt",
    "target-size",
    "valid-lang",
]
OF_COLOUR = (states.a_logo, states.the_palest_colour)
PUBLIC = [
    name
    for name, kind in KINDS.items()
    if kind.who is None
    and kind.address.startswith("/north-herts/")
    and kind.given not in OF_COLOUR
    # The list of changes is in English: one page of that kind is enough.
    and name not in ("what changed, since an earlier edition", "a plan's first edition, what changed")
]


@pytest.mark.parametrize("name", PUBLIC)
def test_it_can_be_used_by_everybody_in_each_language(name, visit, find_action):
    kind = KINDS[name]
    given = kind.given()
    page = visit()
    with width_of(page, PHONE):
        for code in languages.OTHERS:
            with translation.override(code):
                go_there(page, translated(kind, code), given, find_action)
            page.evaluate(UNFOLD)
            if FULL:
                looks_fine(page, WIDE)
            found = faults(page, OF_LANGUAGE)
            fits(page, [*found, *page.locator("body *").evaluate_all(CUT_OFF)])


def translated(kind, code):
    """What somebody does on a page in a language: its address, and the words of its labels and buttons."""
    return kind._replace(
        address=f"/{code}{kind.address}",
        fill={gettext(label): words for label, words in kind.fill.items()},
        open=kind.open and gettext(kind.open),
        press=kind.press and gettext(kind.press),
    )


# Members' pages as they are opened; every sixth in Welsh, and in a full run all.
OF_MEMBERS = [
    name
    for name, kind in KINDS.items()
    if kind.who and kind.address.startswith("/north-herts/") and not (kind.press or kind.fill or kind.open)
]


@pytest.mark.parametrize("name", thinned(OF_MEMBERS, 6))
def test_members_can_use_it_in_welsh(name, visit, find_action):
    kind = KINDS[name]
    given = kind.given()
    page = visit(kind.who)
    with width_of(page, PHONE):
        go_there(page, kind._replace(address=f"/cy{kind.address}"), given, find_action)
        page.evaluate(UNFOLD)
        fits(page, [*faults(page, OF_LANGUAGE), *page.locator("body *").evaluate_all(CUT_OFF)])
        assert page.locator("html").get_attribute("lang") == "cy"
