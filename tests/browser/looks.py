"""What every page is held to: axe finds nothing, and nothing has to be scrolled sideways."""

from contextlib import contextmanager

from axe_playwright_python.base import AXE_SCRIPT

from .conftest import overflow

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# The rules whose answer can be another one in a narrower window: what is where, how large, over which colour, what is
# folded away.
OF_WIDTH = [
    "aria-hidden-focus",
    "color-contrast",
    "heading-order",
    "label",
    "link-in-text-block",
    "region",
    "scrollable-region-focusable",
    "target-size",
]


ALWAYS = {"color-contrast", "target-size", "region"}
PHONE = {"width": 320, "height": 640}


def faults(page, rules=RULES):
    """What axe finds against WCAG 2.2 AA and good practice, or against `rules` of it: a line for each element."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found = page.evaluate(
        "async options => { const {passes, violations} = await axe.run(options); "
        "return {passes: passes.map(rule => rule.id), violations}; }",
        {"runOnly": rules, "resultTypes": ["violations"]},
    )
    assert ALWAYS | ({"document-title"} if rules == RULES else set()) <= set(found["passes"]), "axe did not look"
    return [
        f"{rule['id']} ({rule['impact']}): {rule['help']}: {node['target'][0]}: {node['html'][:200]}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


def fits(page, found):
    """Nothing has to be scrolled sideways, and nothing was found."""
    assert (overflow(page) <= 0, found) == (True, []), "\n".join([str(page.viewport_size), *found])


@contextmanager
def narrowed(page):
    """The window as wide as a phone, for a moment."""
    before = page.viewport_size
    page.set_viewport_size(PHONE)
    yield
    page.set_viewport_size(before)


def looks_fine(page, screen):
    """The page as it is now, on this screen and as narrow as a phone. axe needs scripts: without, it would wait."""
    fits(page, faults(page) if screen.script else [])
    if screen.width > PHONE["width"]:
        with narrowed(page):
            fits(page, faults(page, OF_WIDTH) if screen.script else [])
