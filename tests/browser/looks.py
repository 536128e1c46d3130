"""What every page is held to: no engine finds anything, and nothing has to be scrolled sideways, however a reader sets
the browser."""

from contextlib import contextmanager

from axe_playwright_python.base import AXE_SCRIPT

from tests.volume import FULL

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

# Of words that look alike in a page, one: of the same colours and size, on the same grounds all the way up. Whatever
# leaves the flow of the page looks like nothing else. Contrast takes axe most of its time, and the fiftieth row of a
# list tells nothing that the first did not; with FULL=1 it looks at each.
ONE_OF_EACH = """() => {
  const [numbers, grounds, found] = [new Map(), new Map(), new Map()];
  const groundOf = element => {
    if (!element) return 0;
    if (!grounds.has(element)) {
      const below = groundOf(element.parentElement);
      const style = getComputedStyle(element);
      const alone = ["absolute", "fixed", "sticky"].includes(style.position) && numbers.size + 1;
      const disabled = element.disabled || element.control?.disabled || element.getAttribute("aria-disabled") || "";
      const ground = [style.backgroundColor, style.backgroundImage, style.opacity, disabled, alone].join("|");
      const shows = ground !== "rgba(0, 0, 0, 0)|none|1||false";
      const key = `${below} ${ground}`;
      if (shows && !numbers.has(key)) numbers.set(key, numbers.size + 1);
      grounds.set(element, shows ? numbers.get(key) : below);
    }
    return grounds.get(element);
  };
  for (const element of document.body.querySelectorAll("*")) {
    const words = [...element.childNodes].filter(node => node.nodeType === 3).map(node => node.data.trim()).join("");
    const {width, height} = element.getBoundingClientRect();
    // What is there for screen readers alone is one pixel.
    const shown = element.checkVisibility() && (width > 1 || height > 1);
    if (shown && (words || element.matches("input, select, textarea"))) {
      const {color, fontSize, fontWeight, textShadow} = getComputedStyle(element);
      const look = [groundOf(element), color, fontSize, fontWeight, textShadow, words.length > 1].join("|");
      if (!found.has(look)) found.set(look, element);
    }
  }
  return [...found.values()];
}"""
AXE = """async ([rules, alike]) => {
  const run = async (context, runOnly, more) => {
    const {passes, violations} = await axe.run(context, {runOnly, resultTypes: ["violations"], ...more});
    return {passes: passes.map(rule => rule.id), violations};
  };
  if (!alike) return run(document, rules, {});
  const contrast = await run({include: (ALIKE)()}, ["color-contrast"], {});
  const more = {rules: {"color-contrast": {enabled: false}}};
  const rest = rules.filter(rule => rule !== "color-contrast");
  const others = rest.length ? await run(document, rest, more) : {passes: [], violations: []};
  return {
    passes: [...contrast.passes, ...others.passes], violations: [...contrast.violations, ...others.violations]
  };
}""".replace("ALIKE", ONE_OF_EACH)


def faults(page, rules=RULES):
    """What axe finds against WCAG 2.2 AA and good practice, or against `rules` of it: a line for each element."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found = page.evaluate(AXE, [rules, not FULL])
    looked = {*ALWAYS, "document-title"} if rules == RULES else ALWAYS & set(rules)
    assert looked <= set(found["passes"]), "axe did not look"
    return [
        f"{rule['id']} ({rule['impact']}): {rule['help']}: {node['target'][0]}: {node['html'][:200]}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


# Text at twice its size, and with the spacing that WCAG 1.4.12 asks for.
LARGE = ":root { font-size: 200% !important; }"
SPACED = """* { letter-spacing: 0.12em !important; line-height: 1.5 !important; word-spacing: 0.16em !important; }
p { margin-bottom: 2em !important; }"""
RESTYLE = (
    """css => { const sheet = new CSSStyleSheet(); sheet.replaceSync(css); document.adoptedStyleSheets = [sheet]; }"""
)
# What is pressed is no use on paper.
PRESSED = ".masthead, .govuk-back-link, .govuk-button, .link-button, .switch, main nav, .row-menu, .notice"
SHOWN = (
    "elements => elements.filter(element => element.checkVisibility()).map(element => element.outerHTML.slice(0, 200))"
)
# Words that are cut off, because what holds them hides what does not fit.
CUT_OFF = """elements => elements.filter(element => {
  const words = [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim());
  if (!words || !element.checkVisibility() || element.clientWidth < 2) return false;
  const {overflowX, overflowY} = getComputedStyle(element);
  return overflowX === "hidden" && element.scrollWidth > element.clientWidth + 1
      || overflowY === "hidden" && element.scrollHeight > element.clientHeight + 1;
}).map(element => element.outerHTML.slice(0, 200))"""
A4 = {"width": 658, "height": 986}  # CSS pixels between margins of 18 millimetres, the pages' own


def fits(page, found):
    """Nothing has to be scrolled sideways, and nothing was found."""
    assert (overflow(page) <= 0, found) == (True, []), "\n".join([str(page.viewport_size), *found])


def can_be_read_otherwise(page):
    """Large or spaced text needs no scrolling sideways, and a member's page leaves nothing to press on paper.

    A page that follows its reader's setting is legible in the dark, too.
    """
    for css in (LARGE, SPACED):
        page.evaluate(RESTYLE, css)
        fits(page, page.locator("body *").evaluate_all(CUT_OFF))
    page.evaluate(RESTYLE, "")
    page.emulate_media(media="print")
    with width_of(page, A4):
        fits(page, page.locator(PRESSED).evaluate_all(SHOWN) if page.locator(".masthead").count() else [])
    page.emulate_media(media="screen", forced_colors="active")
    fits(page, faults(page, ["color-contrast"]))
    page.emulate_media(forced_colors="none")
    if page.locator("html[data-scheme]").count():
        page.emulate_media(color_scheme="dark")
        assert faults(page, OF_WIDTH) == []
        page.emulate_media(color_scheme="light")


@contextmanager
def width_of(page, size):
    """The window as wide as a phone or a sheet of paper, for a moment."""
    before = page.viewport_size
    page.set_viewport_size(size)
    yield
    page.set_viewport_size(before)


def looks_fine(page, screen):
    """The page as it is now, on this screen and as narrow as a phone. axe needs scripts: without, it would wait."""
    fits(page, faults(page) if screen.script else [])
    if screen.width > PHONE["width"]:
        with width_of(page, PHONE):
            fits(page, faults(page, OF_WIDTH) if screen.script else [])
