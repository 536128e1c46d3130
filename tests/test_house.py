"""The house keeps its order. What the import contract in pyproject.toml cannot say is held here."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
APPS = ("partners", "plans", "priorities", "actions")
PACKAGES = {"config", "tests", *APPS}

MAY_TOUCH_SIMPLE_HISTORY = re.compile(
    rf"({'|'.join(APPS)})/(models\.py|models/.*|migrations/.*)"
    r"|partners/history\.py|plans/history/timetravel\.py|config/settings\.py"
)
VAGUE = {"services", "utils", "util", "helpers", "common", "misc"}


def files(*folders, suffix):
    """Paths below the folders, as seen from the project's root."""
    found = [path for folder in folders for path in (ROOT / folder).rglob(f"*{suffix}")]
    return sorted(path.relative_to(ROOT).as_posix() for path in found)


SOURCES = files("config", *APPS, suffix=".py")
PAGES = files("templates", suffix=".html")


def containing(pattern, paths):
    return [path for path in paths if re.search(pattern, (ROOT / path).read_text(encoding="utf-8"))]


def test_we_look_at_something():
    assert SOURCES
    assert PAGES


def test_only_models_and_time_travel_touch_simple_history():
    found = containing(r"\bsimple_history\b", SOURCES)
    assert [path for path in found if not MAY_TOUCH_SIMPLE_HISTORY.fullmatch(path)] == []


def test_no_module_is_named_by_what_it_is_not_about():
    assert [path for path in SOURCES if VAGUE & set(Path(path).with_suffix("").parts)] == []


def test_no_other_package_at_the_top():
    folders = {folder for folder in ROOT.iterdir() if folder.is_dir() and not folder.name.startswith(".")}
    assert {folder.name for folder in folders if any(folder.glob("*.py"))} == PACKAGES
    assert [path.name for path in ROOT.glob("*.py")] == ["manage.py"]


def test_group_and_rating_are_called_by_their_names():
    """The three letters mean both Responsible Authority Group and red-amber-green: a reader cannot tell."""
    assert containing(r"\bRAG\b", SOURCES + PAGES) == []


def test_every_button_that_submits_a_form_ignores_a_double_click():
    ignores = ('data-prevent-double-click="true"', 'data-module="govuk-button"')
    others = re.compile(r'<form[^>]*method="get".*?</form>|<button[^>]* type="button"', re.DOTALL)
    unprotected = []
    for path in PAGES:
        buttons = re.findall(r'<button(?:[^>"]|"[^"]*")*>', others.sub("", (ROOT / path).read_text(encoding="utf-8")))
        unprotected += [(path, button) for button in buttons if not all(each in button for each in ignores)]
    assert unprotected == []


def test_views_of_member_pages_leave_methods_to_their_decorator():
    """`member_page`, `form_page` or `button_page`, which have the order right: access, method, transaction."""
    ours, by_hand = {"member_page", "form_page", "button_page"}, []
    for path in SOURCES:
        for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8"))):
            decorators = {ast.unparse(each).partition("(")[0] for each in getattr(node, "decorator_list", ())}
            methods = any(each.startswith("require_") for each in decorators)
            by_hand += [(path, node.name)] if methods and decorators & ours else []
    assert by_hand == []


def test_links_between_documents_lead_to_files():
    documents = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "fixtures").glob("*.md")]
    links = [
        (document, link.partition("#")[0])
        for document in documents
        for link in re.findall(r"\]\(([^)\s]+)\)", document.read_text(encoding="utf-8"))
        if not re.match("[a-z]+:", link)
    ]
    assert links
    assert [(document.name, link) for document, link in links if not (document.parent / link).exists()] == []


# Steps that grow with the words beside them, since these have no size of their own.
GROWS_WITH_ITS_WORDS = {
    "static/css/meeting.css": "the letters of a meeting's screen are as large as the screen allows",
    "static/css/print-display.css": "a poster of A3 is one of A4 enlarged, and letters are as large as the page allows",
    "static/css/print-large.css": "large print comes in two sizes, and nothing in it is smaller than its text",
    "static/css/print-rtl.css": "it is laid over those two",
}
NAMED_COLOUR = r"(?<![\w-])(?:white|black|red|green|blue|gr[ae]y|yellow|orange|purple|silver|navy|teal)(?![\w-])"
LITERAL_COLOUR = re.compile(rf"#[0-9a-fA-F]{{3,8}}\b|\b(?:rgb|hsl|hwb|lab|lch|oklab|oklch)a?\(|{NAMED_COLOUR}")
HAS_STEPS = re.compile(r"font(?:-size)?|(?:margin|padding)(?:-[a-z-]+)?|(?:row-|column-)?gap")
STEP = re.compile(r"(?<![\w.-])-?\d*\.?\d+(rem|em|px|pt|ch)\b")


def declarations(path):
    """[(property, value)] of a stylesheet; the boxes of a printed page, which cannot read tokens, are left out."""
    css = re.sub(r"/\*.*?\*/", "", (ROOT / path).read_text(encoding="utf-8"), flags=re.DOTALL)
    css = re.sub(r"@page[^{]*\{(?:[^{}]|\{[^{}]*\})*\}", "", css)
    return re.findall(r"(?<=[{;\s])([a-z-]+):\s*([^;{}]+?)\s*(?=[;}])", css)


def test_colours_and_sizes_come_from_the_tokens():
    """Those of type and of space, from static/css/tokens.css. On paper, space is in millimetres."""
    found = []
    for path in files("static/css", suffix=".css"):
        if path.endswith("tokens.css"):
            continue
        units = {"em"} if path in GROWS_WITH_ITS_WORDS else set()
        for name, value in declarations(path):
            has_own_step = HAS_STEPS.fullmatch(name) and set(STEP.findall(value)) - units
            if has_own_step or LITERAL_COLOUR.search(value):
                found.append((path, f"{name}: {value}"))
    assert found == []
