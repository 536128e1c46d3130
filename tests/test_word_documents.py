"""Every Word document of the demonstration: a checker finds nothing wrong, python-docx reads it, it takes no second,
and LibreOffice lays it out without an empty page.
"""

import io
import shutil
import subprocess
import zipfile
from datetime import datetime, timedelta

import pytest
from django.conf import settings
from django.utils import timezone
from docx import Document
from docx.oxml.ns import qn
from openxml_audit import OpenXmlValidator
from pypdf import PdfReader

from actions.meetings.minutes_docx import minutes_as_docx
from actions.meetings.pack import pack_of
from actions.meetings.pack_docx import pack_as_docx
from actions.meetings.views_minutes import minutes_shown
from actions.models import Pack
from config.operations.seed.plan import import_plan, read
from config.operations.seed.year import import_year
from partners import clock
from partners.access import Access
from partners.models import Meeting, Membership
from partners.permissions import Role
from plans.exports.docx.changes import changes_docx
from plans.exports.formats import file_of_edition, file_of_outline
from plans.models import Edition
from plans.outline.build import PARTNERSHIP, outline

FIXTURES = settings.BASE_DIR / "fixtures" / "north-herts-2008"
PRINTED, MONDAY = (timezone.make_aware(datetime(*day)) for day in ((2008, 6, 12, 9), (2009, 6, 15, 10)))


def documents(plan):
    """{name: function that makes the document}."""
    made = {f"edition {e.number}": lambda e=e: file_of_edition(e, "plan.docx") for e in Edition.objects.active()}
    made |= {f"pack {pack.pk}": lambda pack=pack: pack_as_docx(pack.contents, pack) for pack in Pack.objects.all()}
    member = Membership.objects.filter(role=Role.COORDINATOR, authority__partnership=plan.partnership)
    access = Access(plan.partnership, tuple(member))
    for meeting in Meeting.objects.all():
        closed, minutes, added = minutes_shown(access, meeting)
        if minutes:
            made[f"minutes {meeting.pk}"] = lambda each=(minutes, closed, added): minutes_as_docx(
                each[0], closed=each[1], added=each[2]
            )
    live, draft = outline(plan, audience=PARTNERSHIP), pack_of(Meeting.objects.latest("starts_at"))
    past = outline(plan, audience=PARTNERSHIP, as_at=PRINTED + timedelta(days=100))
    editions = [edition.outline for edition in Edition.objects.active().order_by("number")]
    tracked = {"members": (past, live), "first to last": (editions[0], editions[-1])}
    made |= {
        f"changes {n}": lambda pair=pair: changes_docx(*pair, author="A", moment=MONDAY) for n, pair in tracked.items()
    }
    return {"live": lambda: file_of_outline(live, "plan.docx"), "draft": lambda: pack_as_docx(draft), **made}


@pytest.fixture
def every_document(db):
    """{name: function that makes the document}, of the demonstration."""
    data = read(FIXTURES / "plan.toml")
    with clock.frozen_at(PRINTED):
        plan = import_plan(data)
    with clock.frozen_at(MONDAY):
        import_year(plan, read(FIXTURES / "illustrative-year.toml"), data, password="a long one")
        yield documents(plan)


@pytest.mark.slow
def test_every_document_of_the_demonstration_is_sound(every_document, tmp_path):
    assert len(every_document) > 15
    for name, make in every_document.items():
        content = make()
        assert (name, make() == content) == (name, True)
        (tmp_path / "document.docx").write_bytes(content)
        errors = OpenXmlValidator().validate(str(tmp_path / "document.docx")).errors
        assert (name, [str(error) for error in errors]) == (name, [])
        check(content, has_contents=not name.startswith("changes"))


@pytest.mark.slow
def test_libreoffice_lays_every_kind_of_document_out_without_an_empty_page(every_document, tmp_path):
    if not (office := shutil.which("soffice")):
        pytest.skip("LibreOffice is not on this machine")
    kinds = {name.split()[0] if name.split()[-1].isdecimal() else name: make for name, make in every_document.items()}
    assert set(kinds) == {"live", "draft", "edition", "pack", "minutes", "changes members", "changes first to last"}
    for name, make in kinds.items():
        (tmp_path / f"{name}.docx").write_bytes(make())
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", tmp_path, *tmp_path.glob("*.docx")]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    for name in kinds:
        pages = [page.extract_text() for page in PdfReader(tmp_path / f"{name}.pdf").pages]
        assert (name, len(pages) > 2) == (name, True)
        for number, page in enumerate(pages, start=1):
            foot = f"Page {number} of {len(pages)}"
            assert (name, number, foot in page, len(page) > 250) == (name, number, True, True)


def check(content, *, has_contents=True):
    document = Document(io.BytesIO(content))
    headings = [p for p in document.paragraphs if p.style.name == "Heading 1"]
    assert len(headings) > 2
    if has_contents:
        contents = list(next(document.element.body.iter(qn("w:sdt"))).iter(qn("w:hyperlink")))
        assert len(headings) == len(contents)
    assert sum(p.style.name == "Title" for p in document.paragraphs) == 1
    assert all(table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val")) for table in document.tables)
    said = document.core_properties
    assert (said.language, bool(said.title), bool(said.author)) == ("en-GB", True, True)
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        assert [name for name in file.namelist() if "vba" in name.lower()] == []
        assert {each.date_time for each in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}
