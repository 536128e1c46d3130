"""Poster and leaflet: one page and two, whatever the plan says, with a code that a telephone reads."""

import io
from datetime import timedelta

import pypdfium2
import pytest
import zxingcpp
from pypdf import PdfReader

from partners import clock
from partners.models import Meeting
from plans.editions.publishing import publish
from plans.exports.formats import file_of_edition
from plans.exports.pdf import can_make_pdf
from tests import factories

from .test_linear_forms import headings_in, needs

pytestmark = pytest.mark.slow

LONG = "Reduce what happens in the evening and at night in the centres of our towns and villages, and wherever else "
WALL = {"poster-a4.pdf": 1, "poster-a3.pdf": 1, "leaflet.pdf": 2}


@pytest.fixture(autouse=True)
def _pango():
    needs(can_make_pdf, "Pango")


def words_of(content):
    """Its words in a line; an address that is broken in two is whole again."""
    words = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    return " ".join(words.replace("/\n", "/").split())


def codes_in(content):
    """Texts of the QR codes on the pages of a PDF, as a camera reads them."""
    pages = pypdfium2.PdfDocument(content)
    return [code.text for page in pages for code in zxingcpp.read_barcodes(page.render(scale=2).to_pil())]


@pytest.fixture
def everything_long(here, settings):
    """A plan whose every word on a wall is as long as the forms allow, and a meeting that is."""
    settings.SITE_URL = "https://plan.example.org"
    partnership = here.partnership
    partnership.name, partnership.area = (LONG * 2)[:200], (LONG * 2)[:200]
    partnership.notice, partnership.contact_phone = (LONG * 5)[:500], "0" * 40
    partnership.contact_email = f"{'a' * 60}@{'b' * 60}.{'c' * 60}.example.org"
    partnership.save()
    here.plan.title, here.plan.period = (LONG * 2)[:200], LONG[:100]
    here.plan.save()
    for number in range(9):
        factories.PriorityFactory(plan=here.plan, name=f"{number} {LONG * 3}"[:300])
    factories.MeetingFactory(
        group__partnership=partnership,
        group__name=(LONG * 2)[:200],
        place=(LONG * 2)[:200],
        starts_at=clock.now() + timedelta(days=30),
        in_public=True,
        state=Meeting.State.READY,
    )


def test_a_poster_has_one_page_a_leaflet_two_and_the_code_leads_to_the_plan(here, settings):
    settings.SITE_URL = "https://plan.example.org"
    edition = publish(here.plan, by=None, note="New", result="It is going well.")
    for name, pages in WALL.items():
        content = file_of_edition(edition, name)
        reader = PdfReader(io.BytesIO(content))
        root = reader.trailer["/Root"]
        assert (len(reader.pages), root["/MarkInfo"]["/Marked"], root["/Lang"]) == (pages, True, "en-GB")
        assert headings_in(root["/StructTreeRoot"])[:2] == [1, 2]
        assert codes_in(content) == ["https://plan.example.org/here/"]
        words = words_of(content)
        for wanted in (
            "Here Community Safety Plan", "It is going well.", here.priority.name, "https://plan.example.org/here/",
            f"Edition 1, published on 15 June 2009. Fingerprint {edition.fingerprint}.",
            "None was announced when this was made, with the edition of 15 June 2009.",
        ):  # fmt: skip
            assert wanted in words


def test_a_long_plan_fits_by_leaving_out_and_says_how_much(here, everything_long):
    edition = publish(here.plan, by=None, note="New", result=(LONG * 3)[:300])
    # A3 is A4 enlarged.
    for name, pages in (("poster-a4.pdf", 1), ("leaflet.pdf", 2)):
        content = file_of_edition(edition, name)
        words = words_of(content).replace("- ", "-")
        assert len(PdfReader(io.BytesIO(content)).pages) == pages
        shown = [number for number in range(9) if f"{number} Reduce what happens" in words]
        others = 10 - 1 - len(shown)
        assert (f"And {others} more priorit" in words) == (others > 0)
        assert ("Next public meeting" in words, "Dates may change" in words) == (True, True)


def test_a_site_that_does_not_know_its_address_prints_no_code_and_says_whom_to_ask(here, published, settings):
    settings.SITE_URL = ""
    content = file_of_edition(published(), "poster-a4.pdf")
    assert codes_in(content) == []
    assert "Ask the Community Safety Partnership where it is on the web." in words_of(content)
