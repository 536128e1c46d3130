"""Where ready-made markup may be printed: few places, each with a test of its own here. A new one fails."""

import re
from collections import Counter
from datetime import date
from html import escape

import pytest
from django.http import QueryDict
from django.template import Context, Template
from django.test import Client
from django.utils import translation
from lxml import html as lxml_html

from actions.search.query import marked
from partners.accounts.form_recovery import Filler
from partners.languages import still_english, with_marks
from partners.mail import plain_text
from partners.templatetags.codes import code_to_scan
from partners.templatetags.site_address import on_the_web
from plans.exports.linear.chapters import chapter_of, xhtml_of
from plans.outline.fragments import fragment
from plans.outline.kept import kept_outline
from plans.templatetags.formatting import prose

from .page_forms import Page
from .planting import PLANTED, markup_in
from .test_house import APPS, ROOT, files

PASSWORD = "correct horse battery staple"
# What makes markup of words, in Python or in a template, or turns escaping off.
MAKES_MARKUP = re.compile(
    r"\b(?:mark_safe|SafeString|SafeText|SafeData|html_safe|format_html(?:_join)?|conditional_escape|is_safe)\b"
    r"|__html__|\bhtml import escape\b|\bautoescape\b|\|\s*(?:safe|safeseq|json_script|escape|force_escape|escapejs)\b"
)
MAKES_MAIL = re.compile(r"\b(?:EmailMessage|EmailMultiAlternatives|send_mail|send_mass_mail|mail_\w+s|email_user)\b")
SOURCES = files("config", *APPS, suffix=".py")
TEMPLATES = [path for suffix in (".html", ".txt", ".css") for path in files("templates", suffix=suffix)]


def places(pattern, paths):
    """{(path, what): how often}, but for what is only imported from Django."""
    found = Counter()
    for path in paths:
        for line in (ROOT / path).read_text(encoding="utf-8").splitlines():
            if not line.startswith("from django"):
                found.update((path, each.lstrip("| ")) for each in pattern.findall(line))
    return dict(found)


@pytest.mark.slow
def test_every_place_that_makes_markup_is_tried_below():
    assert places(MAKES_MARKUP, [*SOURCES, *TEMPLATES]) == {
        # test_a_text_is_words
        ("partners/mail.py", "autoescape"): 1,
        # test_words_that_are_put_back_are_words
        ("partners/accounts/form_recovery.py", "html import escape"): 1,
        # test_what_is_still_in_english_is_words
        ("partners/languages.py", "__html__"): 1,
        ("partners/languages.py", "format_html"): 1,
        ("partners/languages.py", "conditional_escape"): 2,
        ("partners/languages.py", "mark_safe"): 1,
        # test_prose_has_no_markup_but_its_own
        ("plans/templatetags/formatting.py", "mark_safe"): 1,
        # test_a_chapter_has_the_elements_of_a_text_alone
        ("plans/exports/linear/chapters.py", "mark_safe"): 1,
        # test_what_is_late_is_told_by_a_date
        ("plans/templatetags/formatting.py", "format_html"): 2,
        # test_a_passage_that_was_found_is_words
        ("actions/search/query.py", "format_html"): 1,
        ("actions/search/query.py", "format_html_join"): 1,
        ("actions/search/search.py", "SafeString"): 2,
        # test_what_a_passkey_is_told_ends_no_script
        ("templates/mfa/authenticate.html", "json_script"): 1,
        ("templates/mfa/webauthn/reauthenticate.html", "json_script"): 1,
        ("templates/mfa/webauthn/add_form.html", "json_script"): 1,
    }


def test_every_e_mail_is_made_in_one_place():
    assert places(MAKES_MAIL, SOURCES) == {
        ("partners/mail.py", "EmailMultiAlternatives"): 1,
        # django-allauth's own, whose letters are made there.
        ("partners/accounts/allauth_adapters.py", "send_mail"): 2,
        # Reads one.
        ("partners/accounts/demo_mailbox.py", "EmailMessage"): 1,
    }


def test_attributes_stand_in_double_quotes():
    """In which alone everything that is escaped stays within them."""
    bare = {}
    for path in files("templates", suffix=".html"):
        text = re.sub(r"\{\{.*?\}\}|\{%.*?%\}", "@@", (ROOT / path).read_text(encoding="utf-8"))
        bare[path] = re.findall(r"""=\s*@@|=\s*'[^'<>]*@@""", re.sub(r'"[^"]*"', '""', text))
    assert {path: found for path, found in bare.items() if found} == {}


def test_no_words_stand_in_a_script_or_a_style_but_the_colour_which_the_database_checks():
    """And, in a chart of a PDF, our stylesheet's rules with that colour."""
    found = []
    for path in TEMPLATES:
        text = (ROOT / path).read_text(encoding="utf-8")
        for inside in re.findall(r"<(?:script|style)[^>]*>(.*?)</(?:script|style)>", text, re.DOTALL):
            found += [(path, words) for words in re.findall(r"\{\{.*?\}\}", inside)]
    assert set(found) == {
        ("templates/actions/mail/_style.html", "{{ partnership.colour }}"),
        ("templates/priorities/charts/_chart_svg.html", "{{ style }}"),
    }


def test_a_text_is_words():
    """Also in the hands of who prints it in a page."""
    said = plain_text("partners/mail/invitation.txt", {"invitation": {"name": PLANTED}, "link": "/?a&b"})
    assert (type(said), said.startswith(f"{PLANTED},\n"), "/?a&b\n" in said) == (str, True, True)
    assert markup_in(Template("{{ said }}").render(Context({"said": said})).encode(), "text/html") == []


def test_what_is_still_in_english_is_words():
    with translation.override("pl"):
        assert markup_in(still_english(PLANTED).__html__().encode(), "text/html") == []
        html = prose(still_english(PLANTED))
        assert html.startswith('<div lang="en-GB" dir="ltr">')
        assert markup_in(html.encode(), "text/html") == []
        some = with_marks(f"%(one)s {PLANTED} %(other)s", {"one": still_english(PLANTED), "other": PLANTED})
        assert markup_in(some.encode(), "text/html") == []
        assert some.startswith('<span lang="en-GB" dir="ltr">')


def test_prose_has_no_markup_but_its_own():
    words = f"""# {PLANTED}

{PLANTED}

[{PLANTED}](javascript:alert(1)) <javascript:alert(1)> [a](data:text/html,<x-planted>) ![{PLANTED}](https://example.org/)
[b](https://example.org/"onclick="x '{PLANTED}') [c]

    {PLANTED}

[c]: vbscript:x "{PLANTED}"
<script>alert(1)</script> <!-- {PLANTED} --> **{PLANTED}** `{PLANTED}`
"""
    html = prose(words)
    assert markup_in(html.encode(), "text/html") == []
    tags = set(re.findall(r"<(\w+)", html))
    assert tags <= {"h1", "p", "a", "pre", "code", "strong", "em"}
    assert {"h1", "pre", "strong", "code"} <= tags
    assert [href for href in re.findall(r'href="([^"]*)"', html) if not href.startswith("https://example.org/")] == []


def test_a_chapter_has_the_elements_of_a_text_alone():
    words = escape(PLANTED)
    section = lxml_html.fragment_fromstring(
        f"""<section id="a" title="{words}"><h2 onclick="{words}">{words}</h2>
        <div style="x" class="prose">{prose(PLANTED)}</div><p>{words} <span class="b">span</span>
        <script>x()</script><svg><title>no</title></svg>
        <a href="javascript:{words}">trap</a>
        <a href="https://example.org/{words}" onclick="x">link</a></p></section>"""
    )
    chapter = chapter_of(section)
    html = xhtml_of(chapter.body)
    assert (markup_in(html.encode(), "text/html"), html.count("&lt;x-planted"), chapter.title) == ([], 4, PLANTED)
    assert re.findall(r"<(\w+)([^>]*)", html) == [
        ("section", ' id="a"'), ("h2", ""), ("p", ""), ("p", ""),
        ("a", f' href="https://example.org/{escape(PLANTED, quote=False).replace(chr(34), "&quot;")}"'),
    ]  # fmt: skip


def test_what_is_late_is_told_by_a_date():
    said = Template("{% load formatting %}{% late day recorded %}").render(
        Context({"day": date(2009, 1, 1), "recorded": date(2009, 6, 1)})
    )
    assert said == '<span class="late">entered late: recorded 1 June 2009</span>'


@pytest.mark.django_db
def test_words_in_a_part_that_is_kept_are_words(here):
    here.action.wording = PLANTED
    here.action.save()
    whole, values = kept_outline(here.plan, 1), {"at": PLANTED, "actions_url": "/"}
    action = whole["priorities"][0]["actions"][0]
    for _ in ("made", "kept"):
        html = fragment("plans/_action_row.html", whole, {"action": action}, [("action", action["id"])], values)
        assert ("planted" in html, markup_in(html.encode(), "text/html")) == (True, [])


def test_a_passage_that_was_found_is_words():
    passage = f"{PLANTED} locks {PLANTED} " * 40
    for words in ("locks", "x-planted", '"x quoted x planted"', "b", "<mark>"):
        for html in (marked(passage, words, whole=True), marked(passage, words)):
            without = html.replace("<mark>", "").replace("</mark>", "")
            assert ("<" in without, '"' in without, "&lt;x-planted a=&#x27;b&#x27;&gt;&amp;" in without) == (
                False,
                False,
                True,
            )
    assert marked("Ten <b>locks</b>", "locks") == "Ten &lt;b&gt;<mark>locks</mark>&lt;/b&gt;"


def test_words_that_are_put_back_are_words():
    page = (
        '<main><form method="post"><input name="a" value=""><textarea name="b"></textarea><select name="c">'
        '<option value="1">One</option></select><input type="checkbox" name="d" value="&quot;&lt;x-planted>"></form>'
    )
    words = QueryDict(mutable=True)
    for name in "abcd":
        words[name] = f"</textarea>{PLANTED}"
    filler = Filler("/here/", "/here/", words)
    filler.feed(page)
    html = filler.page("")
    assert "<x-planted" not in html
    (form,) = Page(html).forms
    assert form.filled() == {"a": [words["a"]], "b": [words["b"]], "c": ["1"]}


def test_what_a_passkey_is_told_ends_no_script(cast):
    """Among it is the name of whom it is for."""
    cast.chair.name = f"</script>{PLANTED}"
    cast.chair.save()
    client = Client()
    client.post("/account/login/", {"login": cast.chair.email, "password": PASSWORD})
    path = "/account/2fa/webauthn/add/"
    client.post(f"/account/reauthenticate/?next={path}", {"password": PASSWORD})
    html = client.get(path).content.decode()
    assert "<x-planted" not in html
    assert "\\u003C/script\\u003E" in html


@pytest.mark.parametrize("words", ["otpauth://totp/Living%20Plan:a@example.org?secret=JBSWY3DP", PLANTED])
def test_a_code_to_scan_is_drawn_as_it_is_made_and_holds_no_words(words):
    import qrcode

    code = qrcode.QRCode()
    code.add_data(words)
    rows = code.get_matrix()
    said = code_to_scan(words)
    drawn = [[False] * said["size"] for _ in range(said["size"])]
    for x, y, width in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\3z", said["path"]):
        drawn[int(y)][int(x) : int(x) + int(width)] = [True] * int(width)
    assert drawn == rows
    assert re.fullmatch(r"[Mhvz\d -]+", said["path"])


def test_a_link_leads_to_the_web_or_nowhere():
    good = ["https://example.org/a?b", "HTTP://example.org/"]
    bad = [
        "javascript:alert(1)",
        " javascript:x",
        "java\nscript:x",
        "data:text/html,x",
        "//example.org",
        "/here/",
        "",
        "ftp://x",
    ]
    assert [on_the_web(address) for address in good + bad] == [*good, *[""] * len(bad)]
