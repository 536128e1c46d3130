"""What every page is held to: axe finds nothing, and nothing has to be scrolled sideways."""

from axe_playwright_python.sync_playwright import Axe

from .conftest import overflow

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def faults(page):
    """What axe finds against WCAG 2.2 AA and good practice: a line for each element."""
    options = {"runOnly": RULES, "resultTypes": ["violations"]}
    found = Axe().run(page, options=options).response
    passed = {rule["id"] for rule in found["passes"]}
    assert {"document-title", "color-contrast", "target-size", "region"} <= passed, "axe did not look"
    return [
        f"{rule['id']} ({rule['impact']}): {rule['help']}: {node['target'][0]}: {node['html'][:200]}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


def looks_fine(page, screen):
    """The page as it is now. axe needs scripts, and without them would wait for ever."""
    found = faults(page) if screen.script else []
    assert (overflow(page) <= 0, found) == (True, []), "\n".join(found)
