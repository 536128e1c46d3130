"""The words of templates are marked for translation, so that no page stays English by an oversight."""

import re
from pathlib import Path

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"
MARKED_OR_NOT_SHOWN = re.compile(
    r"{%\s*blocktranslate.*?endblocktranslate\s*%}|{%\s*comment.*?endcomment\s*%}|{#.*?#}|<!--.*?-->"
    r"|<(style|script|svg)\b.*?</\1>|{%.*?%}|{{.*?}}|&[a-z]+;",
    re.S,
)
SPOKEN = re.compile(r'\b(?:aria-label|title|alt|placeholder)="([^"]*)"')
# Names that are the same in every language; then what an operator or a developer of the demonstration reads, and a page
# that says of itself that it is in English.
NAMES = {"Living Plan", "CSV", "XLSX", "PDF", "JSON", "Word", "Excel", "EPUB", "SHA-256", "plan.json", "ico.org.uk"}
IN_ENGLISH = {"operations/trial_email.txt", "plans/samples.html", "plans/editions/check.html"}
# What blocks put inside a tag: a class, an attribute, the end of an address.
OF_A_TAG = re.compile(r'[a-z][\w-]*(?:--[\w-]+)?|(?:[\w-]+="[^"]*"?\s*)+|#[\w-]+')


def unmarked(text):
    """[words] of a template that are shown or read out and not marked."""
    text = MARKED_OR_NOT_SHOWN.sub("  ", text)
    texts = [*SPOKEN.findall(text), *re.split(r"<[^>]*>", text)]
    words = (part.strip(" .,:;()–→·\n") for each in texts for part in re.split(r"\s{2,}| · ", each))
    return [w for w in words if re.search("[A-Za-z]{2}", w) and w not in NAMES and not OF_A_TAG.fullmatch(w)]


def test_every_word_of_a_template_is_marked():
    pages = {
        str(path.relative_to(TEMPLATES)): path for path in TEMPLATES.rglob("*") if path.suffix in (".html", ".txt")
    }
    found = {name: words for name, path in pages.items() if (words := unmarked(path.read_text()))}
    assert found.keys() - IN_ENGLISH == set(), found


def test_what_is_not_marked_is_found():
    page = (
        '<h1>{% translate "Plan" %}</h1><p title="More">Read {{ it }}</p>{% blocktranslate %}Go{% endblocktranslate %}'
    )
    assert unmarked(page) == ["More", "Read"]
