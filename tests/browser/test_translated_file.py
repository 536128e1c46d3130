"""A resident who reads Polish takes the plan in large print, without scripts."""

import io

from playwright.sync_api import expect
from pypdf import PdfReader

from plans.exports.formats import make_files
from plans.models import Edition
from plans.translations.published import set_on_show

from .conftest import overflow


def test_a_resident_takes_the_polish_large_print_pdf(browse):
    edition = Edition.objects.active().latest("number")
    make_files(edition.sha256, ["large-print-18.pdf"], set_on_show(edition.sha256, "pl"))
    page = browse()
    page.goto("/pl/north-herts/")
    page.get_by_role("link", name="Inne formaty", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Inne formaty")
    assert overflow(page) <= 0
    link = page.get_by_role("link", name="Duży druk, 18 punktów")
    expect(link).to_have_count(1)
    file = page.context.request.get(link.evaluate("link => link.href"))
    assert (file.status, file.headers["content-type"], file.headers["content-language"]) == (
        200,
        "application/pdf",
        "pl",
    )
    reader = PdfReader(io.BytesIO(file.body()))
    assert reader.trailer["/Root"]["/Lang"] == "pl"
    text = " ".join(" ".join(page.extract_text().split()) for page in reader.pages)
    assert "Plan bezpieczeństwa społeczności" in text
    assert "Mniej włamań do mieszkań" in text
