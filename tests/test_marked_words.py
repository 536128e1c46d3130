"""Every word that a template shows is marked for translation."""

import re

import pytest

from tests.catalogues import ROOT

TEMPLATES = ROOT / "templates"
# What is English wherever it stands, or no words at all.
NOT_TRANSLATED = {
    "components/_lang_of_english.html",  # attributes of an element, and no words
    "components/_too_large.html",  # an attribute of an element
    "operations/trial_email.txt",  # for the operator
    "plans/editions/check.html",  # commands to type; in other languages it says that it is in English
    "plans/samples.html",  # the samples of components, for developers
}
# Names, the same in every language.
NAMES = re.compile(r"\b(?:Living Plan|CSV|Excel|JSON|PDF|SHA-256|Word|XLSX|ico\.org\.uk|plan\.json)\b")
# Blocks that hold classes and attributes.
OF_MARKUP = (
    r"\{% block (?:action|back|body_class|button_kind|form_class|head|scheme|styles|submit_attributes) %\}"
    r".*?\{% endblock[^%]*%\}"
)
# What is no text of the page, and what is marked.
PUT_ASIDE = re.compile(
    rf"\{{#.*?#\}}|\{{% comment %\}}.*?\{{% endcomment %\}}|{OF_MARKUP}|<!--.*?-->|<(script|style)\b.*?</\1>"
    r"|\{% blocktranslate\b.*?\{% endblocktranslate %\}|&\w+;",
    re.DOTALL,
)
TAG = re.compile(r"\{[%{].*?[%}]\}", re.DOTALL)
SHOWN_ATTRIBUTE = re.compile(r'\b(?:aria-label|alt|title|placeholder|data-label)="([^"]*)"')
ELEMENT = re.compile(r"<[^>]*>")
WORD = re.compile(r"[A-Za-z]{2,}")
# Words given to a tag or filter that shows them.
GIVEN = re.compile(r"\|(?:pluralize\b|default:\"(?:[A-Z]|[a-z]+ ))|\{% firstof\b[^%]*\s\"[A-Za-z]")


def unmarked(text):
    """The words of a template that are not marked."""
    text = PUT_ASIDE.sub("", text)
    found = [match.group() for tag in TAG.findall(text) if (match := GIVEN.search(tag))]
    text = TAG.sub("", text)
    shown = [*SHOWN_ATTRIBUTE.findall(text), *ELEMENT.split(text)]
    return found + [words.strip() for words in shown if WORD.search(NAMES.sub("", words))]


@pytest.mark.parametrize("kind", ["html", "txt"])
def test_no_words_of_a_template_are_unmarked(kind):
    paths = sorted(TEMPLATES.rglob(f"*.{kind}"))
    names = [str(path.relative_to(TEMPLATES)) for path in paths]
    found = {name: unmarked((TEMPLATES / name).read_text()) for name in names if name not in NOT_TRANSLATED}
    assert {name: words for name, words in found.items() if words} == {}


@pytest.mark.parametrize(
    "text",
    [
        "<p>Saved</p>",
        '<a aria-label="Back">{{ arrow }}</a>',
        "{{ n }} update{{ n|pluralize }}",
        '{{ lead|default:"Not agreed" }}',
        '{% firstof lead "nobody" %}',
    ],
)
def test_words_without_a_mark_are_found(text):
    assert unmarked(text)


@pytest.mark.parametrize(
    "text",
    [
        '<p class="quiet">{% translate "Saved" %} {{ name }}</p>',
        "{% blocktranslate trimmed %}Go to <b>{{ name }}</b>{% endblocktranslate %}",
        '{% firstof lead _("nobody") %}{{ lead|default:_("Not agreed") }}{{ kind|default:"page" }}',
        "{% block body_class %}wide{% endblock %}{# A note. #}",
    ],
)
def test_marked_words_and_markup_are_not(text):
    assert not unmarked(text)
