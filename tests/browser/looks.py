"""What every page is held to: axe finds nothing, and nothing has to be scrolled sideways."""

from axe_playwright_python.sync_playwright import Axe

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


def faults(page, rules=RULES):
    """What axe finds against WCAG 2.2 AA and good practice, or against `rules` of it: a line for each element."""
    found = Axe().run(page, options={"runOnly": rules, "resultTypes": ["violations"]}).response
    passed = {rule["id"] for rule in found["passes"]}
    always = {"color-contrast", "target-size", "region"} | ({"document-title"} if rules == RULES else set())
    assert always <= passed, "axe did not look"
    return [
        f"{rule['id']} ({rule['impact']}): {rule['help']}: {node['target'][0]}: {node['html'][:200]}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


def looks_fine(page, screen):
    """The page as it is now. axe needs scripts, and without them would wait for ever."""
    found = faults(page) if screen.script else []
    assert (overflow(page) <= 0, found) == (True, []), "\n".join(found)
