"""Every Word document of the demonstration: a checker finds nothing wrong, python-docx reads it, it takes no second."""

import io
import time
import zipfile
from datetime import datetime

import pytest
from django.conf import settings
from django.utils import timezone
from docx import Document
from docx.oxml.ns import qn
from openxml_audit import OpenXmlValidator

from actions.meetings.minutes_docx import minutes_as_docx
from actions.meetings.pack import pack_of
from actions.meetings.pack_docx import pack_as_docx
from actions.meetings.views_minutes import minutes_shown
from actions.models import Pack
from config.operations.seed.plan import import_plan, read
from config.operations.seed.year import import_year
from partners import clock
from partners.models import Meeting
from plans.exports.formats import file_of_edition, file_of_outline
from plans.models import Edition
from plans.outline.build import PARTNERSHIP, outline

FIXTURES = settings.BASE_DIR / "fixtures" / "north-herts-2008"
PRINTED, MONDAY = (timezone.make_aware(datetime(*day)) for day in ((2008, 6, 12, 9), (2009, 6, 15, 10)))


def documents(plan):
    """{name: function that makes the document}."""
    made = {f"edition {e.number}": lambda e=e: file_of_edition(e, "plan.docx") for e in Edition.objects.active()}
    made |= {f"pack {pack.pk}": lambda pack=pack: pack_as_docx(pack.contents, pack) for pack in Pack.objects.all()}
    for meeting in Meeting.objects.all():
        closed, minutes, added = minutes_shown(meeting)
        if minutes:
            made[f"minutes {meeting.pk}"] = lambda each=(minutes, closed, added): minutes_as_docx(
                each[0], closed=each[1], added=each[2]
            )
    live, draft = outline(plan, audience=PARTNERSHIP), pack_of(Meeting.objects.latest("starts_at"))
    return {"live": lambda: file_of_outline(live, "plan.docx"), "draft": lambda: pack_as_docx(draft), **made}


@pytest.mark.slow
@pytest.mark.django_db
def test_every_document_of_the_demonstration_is_sound(tmp_path):
    data = read(FIXTURES / "plan.toml")
    with clock.frozen_at(PRINTED):
        plan = import_plan(data)
    with clock.frozen_at(MONDAY):
        import_year(plan, read(FIXTURES / "illustrative-year.toml"), data, password="a long one")
        made = documents(plan)
        assert len(made) > 15
        for name, make in made.items():
            began = time.process_time()
            content = make()
            assert (name, time.process_time() - began < 1, make() == content) == (name, True, True)
            (tmp_path / "document.docx").write_bytes(content)
            errors = OpenXmlValidator().validate(str(tmp_path / "document.docx")).errors
            assert (name, [str(error) for error in errors]) == (name, [])
            check(content)


def check(content):
    document = Document(io.BytesIO(content))
    headings = [p for p in document.paragraphs if p.style.name == "Heading 1"]
    contents = list(next(document.element.body.iter(qn("w:sdt"))).iter(qn("w:hyperlink")))
    assert len(headings) == len(contents) > 2
    assert sum(p.style.name == "Title" for p in document.paragraphs) == 1
    assert document.core_properties.language == "en-GB"
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        assert [name for name in file.namelist() if "vba" in name.lower()] == []
        assert {each.date_time for each in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}
