"""The PDF, as a program that reads PDFs finds it."""

import io
import logging
import os
import re
import subprocess
import sys
from datetime import UTC, date, datetime

import pytest
from pypdf import PdfReader

from partners import languages
from plans.exports.pdf import STATUS_MEANINGS, _coloured_shapes, _stylesheet, plan_as_pdf
from plans.exports.type_and_colour import sizes
from plans.exports.unavailable import FileUnavailable
from plans.outline.build import PARTNERSHIP, PUBLIC, outline
from plans.status import LABEL, EffectiveStatus
from tests import factories

pytestmark = pytest.mark.slow

SECRET = "the informer lives at number nine"
EDITION = {
    "number": 2,
    "published_at": datetime(2009, 6, 15, 23, 30, tzinfo=UTC),
    "fingerprint": "0123 4567 89ab cdef",
    "note": "The first year in words.",
}


@pytest.fixture(scope="module", autouse=True)
def _libraries():
    """Where Pango is missing these tests are left out; in CI nothing is."""
    try:
        import weasyprint  # noqa: F401 (only whether it is there)
    except OSError as error:
        if os.environ.get("CI") == "true":
            pytest.fail(f"no PDF could be made: {error}")
        pytest.skip(f"no PDF could be made: {error}")


def read(whole, **edition):
    return PdfReader(io.BytesIO(plan_as_pdf(whole, **edition)))


def words_of(reader):
    """The text of each page, on one line."""
    return [" ".join(page.extract_text().split()) for page in reader.pages]


def bookmarks(reader, entries=None):
    """[(title, number of its page, from 1)], all levels in order."""
    found = []
    for entry in reader.outline if entries is None else entries:
        if isinstance(entry, list):
            found += bookmarks(reader, entry)
        else:
            found.append((entry.title, reader.get_destination_page_number(entry) + 1))
    return found


def structure(node, found):
    """The structure elements below a node, as {type: [element]}."""
    node = node.get_object()
    if isinstance(node, list):
        for child in node:
            structure(child, found)
    elif isinstance(node, dict):
        if "/S" in node:
            found.setdefault(node["/S"], []).append(node)
        if "/K" in node:
            structure(node["/K"], found)
    return found


@pytest.fixture(scope="module")
def made():
    return {}


@pytest.fixture
def edition_of_the_real_plan(north_herts, made):
    """Made once, since it takes two seconds."""
    if not made:
        made["pdf"] = plan_as_pdf(outline(north_herts, audience=PUBLIC), **EDITION)
    return PdfReader(io.BytesIO(made["pdf"]))


@pytest.fixture
def pages_of_the_real_plan(edition_of_the_real_plan, made):
    """The words of its pages, read once."""
    if "pages" not in made:
        made["pages"] = words_of(edition_of_the_real_plan)
    return made["pages"]


def test_it_is_tagged_and_says_its_language_and_title(here):
    reader = read(outline(here.plan, audience=PUBLIC), **EDITION)
    root = reader.trailer["/Root"]
    assert (root["/MarkInfo"]["/Marked"], root["/Lang"], root["/ViewerPreferences"]["/DisplayDocTitle"]) == (
        True, "en-GB", True,
    )  # fmt: skip
    assert reader.metadata.title == "Here Community Safety Plan, March 2008 to March 2011: edition 2"
    assert reader.metadata.author == "Here Community Safety Partnership"
    assert reader.metadata.creation_date == datetime(2009, 6, 15, 23, 30, tzinfo=UTC)
    xmp = reader.xmp_metadata.stream.get_data().decode()
    assert 'pdfuaid:part="1"' in xmp


def test_headings_lists_and_tables_are_told_to_a_screen_reader(edition_of_the_real_plan):
    found = structure(edition_of_the_real_plan.trailer["/Root"]["/StructTreeRoot"], {})
    assert {"/H1", "/H2", "/H3", "/P", "/L", "/LI", "/Table", "/TR", "/TH", "/TD", "/Link"} <= set(found)
    assert len(found["/H1"]) == 1
    assert all(cell["/A"].get("/Headers") for cell in found["/TD"] if cell["/A"].get("/ColSpan") != 4)
    # Shapes stand behind the text: the word beside each is what is read out.
    assert "/Figure" not in found


def test_every_priority_is_a_bookmark_and_a_line_of_the_contents(
    edition_of_the_real_plan, pages_of_the_real_plan, north_herts
):
    found, pages = bookmarks(edition_of_the_real_plan), pages_of_the_real_plan
    for n, priority in enumerate(outline(north_herts, audience=PUBLIC)["priorities"], 1):
        place = dict(found)[f"{n} {priority['name']}"]
        assert f"{n}. {priority['name']} {place}" in pages[1]
    assert found[0] == ("North Herts Community Safety Plan", 1)
    assert [page for _, page in found] == sorted(page for _, page in found)


def test_each_page_says_its_number_the_edition_and_the_fingerprint(pages_of_the_real_plan):
    assert 12 <= len(pages_of_the_real_plan) <= 20
    for n, words in enumerate(pages_of_the_real_plan, 1):
        assert f"Page {n} of {len(pages_of_the_real_plan)}" in words
        assert "North Herts Community Safety Plan · Edition 2, 16 June 2009" in words
        assert "Fingerprint 0123 4567 89ab cdef" in words


def test_all_of_the_plan_is_in_it(pages_of_the_real_plan, north_herts):
    words = "".join(pages_of_the_real_plan).replace(" ", "")
    whole = outline(north_herts, audience=PUBLIC)
    parts = (*whole["priorities"], *whole["hallmarks"])
    expected = [
        whole["plan"]["vision"], whole["plan"]["measurement_note"], whole["partnership"]["contact"], EDITION["note"],
        *(authority["name"] for authority in whole["authorities"]), *(part["name"] for part in parts),
        *(criterion["wording"] for priority in whole["priorities"] for criterion in priority["criteria"]),
        *(action["wording"] for part in parts for action in part["actions"]),
    ]  # fmt: skip
    assert [wanted for wanted in expected if "".join(wanted.split()) not in words] == []


def test_a_status_is_a_word_with_a_shape(here, cast, report):
    report(here.action, cast.officer, status="off_track", public="Locks are late.", speaks_of=date(2009, 6, 1))
    words = " ".join(words_of(read(outline(here.plan, audience=PUBLIC))))
    assert "Fit better locks Locks are late. (1 June 2009) Police with Fire 31 December 2009 Off track" in words
    assert "1 off track" in words


def test_a_chart_is_a_figure_with_its_name_and_what_it_says(here):
    for month in (4, 7):
        days = {"starts_on": date(2008, month, 1), "ends_on": date(2008, month + 2, 30)}
        factories.MeasurementFactory(criterion=here.criterion, value=70 + month, **days)
    found = structure(read(outline(here.plan, audience=PUBLIC)).trailer["/Root"]["/StructTreeRoot"], {})
    assert [figure["/Alt"].split(". ")[:2] for figure in found["/Figure"]] == [
        [
            "Fewer burglaries: 77, no target yet",
            "2 figures, from 74 (April to June 2008) to 77 (July to September 2008)",
        ]
    ]


def test_every_effective_status_has_a_meaning_a_shape_and_a_bar(settings):
    shared = (settings.BASE_DIR / "static" / "css" / "shared.css").read_text()
    statuses = {status.value for status in EffectiveStatus}
    assert {status for status, _, _ in _coloured_shapes(shared)} == statuses
    assert set(STATUS_MEANINGS) == statuses == set(LABEL)
    sheet = _stylesheet("print.css", languages.current())
    assert [status for status in statuses if f".bar__{status} {{ background: " not in sheet] == []


def test_the_live_plan_says_that_it_is_no_edition(here):
    reader = read(outline(here.plan, audience=PARTNERSHIP))
    words = words_of(reader)
    assert all("On 15 June 2009; not an edition" in page for page in words)
    assert all("For the partnership only: not for publication" in page for page in words)
    assert "Fingerprint" not in " ".join(words)
    assert "Open Government Licence" not in " ".join(words)


def test_what_is_not_for_the_public_is_only_in_the_partnerships_own(here, cast, report):
    report(here.action, cast.officer, happened=SECRET, next=SECRET, public="Forty homes have new locks.")
    factories.MeasurementFactory(criterion=here.criterion, note=SECRET, by=cast.officer)
    public, internal = (" ".join(words_of(read(outline(here.plan, audience=a)))) for a in (PUBLIC, PARTNERSHIP))
    assert ("Forty homes have new locks." in public, SECRET in public, SECRET in internal) == (True, False, True)


def test_the_same_plan_gives_the_same_bytes(here):
    whole = outline(here.plan, audience=PUBLIC)
    assert plan_as_pdf(whole, **EDITION) == plan_as_pdf(whole, **EDITION)


def test_nothing_is_fetched_and_nothing_is_amiss(here, caplog):
    """The plan's words cannot make the server read a file or an address; and WeasyPrint has no complaint."""
    here.plan.sections.create(
        key="trap", heading="<img src='file:///etc/passwd'>", body="![x](http://127.0.0.1:9/) <b>bold</b>", position=1
    )
    here.action.wording = "</th><link rel=attachment href='file:///etc/passwd'>\x01"
    here.action.save()
    with caplog.at_level(logging.WARNING):
        reader = read(outline(here.plan, audience=PUBLIC), **EDITION)
    assert caplog.messages == []
    assert (reader.attachments, "root:" in "".join(words_of(reader))) == ({}, False)


def test_no_page_holds_the_last_few_lines_of_a_part(edition_of_the_real_plan):
    foot = 3
    lines = [len(page.extract_text().split("\n")) - foot for page in edition_of_the_real_plan.pages]
    assert min(lines) >= 6


def test_files_are_on_the_one_scale_of_type(settings):
    found = set()
    for name in ("print.css", "print-minutes.css"):
        css = (settings.BASE_DIR / "static" / "css" / name).read_text()
        found |= set(re.findall(r"font(?:-size)?: ([^;]*)", css))
    assert found <= {f"var(--text-{name})" for name in sizes()} | {"0", "inherit"}


def test_fonts_are_embedded_and_our_own(edition_of_the_real_plan):
    fonts = {
        font.get_object()["/BaseFont"].split("+")[1]
        for page in edition_of_the_real_plan.pages
        for font in page["/Resources"]["/Font"].get_object().values()
    }
    assert fonts == {"Inter", "Inter-Bold", "Inter-Italic"}


def test_letters_of_welsh_and_polish_are_in_the_font(here):
    here.priority.name = "Cŵn, łąka, Łódź a'r tŷ"
    here.priority.save()
    assert "Cŵn, łąka, Łódź a'r tŷ" in " ".join(words_of(read(outline(here.plan, audience=PUBLIC))))


def test_an_empty_plan_has_a_pdf(next_door):
    next_door.action.delete()
    next_door.priority.delete()
    assert len(read(outline(next_door.plan, audience=PUBLIC)).pages) == 3


def test_a_plan_without_end_does_not_take_the_server(here):
    whole = outline(here.plan, audience=PUBLIC)
    with pytest.raises(FileUnavailable, match="more than 1,000 actions"):
        plan_as_pdf({**whole, "total": 1_001})


def test_without_the_systems_libraries_it_says_so(here, monkeypatch):
    # What cffi does where Pango is not installed.
    class Lacking:
        def find_spec(self, name, path=None, target=None):
            if name.split(".")[0] == "weasyprint":
                raise OSError("cannot load library 'libpango-1.0-0'")

    for name in [name for name in sys.modules if name.split(".")[0] == "weasyprint"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(sys, "meta_path", [Lacking(), *sys.meta_path])
    with pytest.raises(FileUnavailable, match="cannot make PDF files"):
        plan_as_pdf(outline(here.plan, audience=PUBLIC))


def test_the_site_starts_without_weasyprint(settings):
    """Two seconds that no page shall wait for, and libraries that a site may lack."""
    code = (
        "import django, sys; django.setup(); from django.urls import reverse; reverse('home');"
        " import plans.exports.pdf; sys.exit(any(name in sys.modules for name in ('weasyprint', 'openpyxl', 'docx')))"
    )
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    assert subprocess.run([sys.executable, "-c", code], cwd=settings.BASE_DIR, env=environment).returncode == 0
