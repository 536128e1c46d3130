"""Translations by spreadsheet: out, filled in, looked at, saved; nothing that changed meanwhile is overwritten."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from plans.models import Translation
from tests.page_forms import Page

HERE, WELSH = "/here/translations/cy/", "Gosod cloeon gwell"


@pytest.fixture(autouse=True)
def edition(published):
    return published()


def filled(client, here, text, *, twice=False, english=None, code="cy"):
    """The file as downloaded, with a translation of the action's wording."""
    book = load_workbook(io.BytesIO(client.get(f"/here/translations/{code}/texts.xlsx").content))
    sheet = book["Translations"]
    head = [cell.value for cell in sheet[1]]
    [row] = [row for row in sheet.iter_rows(min_row=2) if row[0].value == f"action-{here.action.pk}-wording"]
    row[head.index("translation")].value = text
    row[head.index("english")].value = english or row[head.index("english")].value
    if twice:
        sheet.append([cell.value for cell in row])
    book.save(file := io.BytesIO())
    return SimpleUploadedFile("texts.xlsx", file.getvalue())


def upload(client, file):
    return client.post(f"{HERE}upload/", {"file": file})


def save(client, preview):
    form = next(form for form in Page(preview.text).forms if "rows" in form.filled())
    return client.post(f"{HERE}upload/", {"rows": form.filled()["rows"]})


def test_what_is_filled_in_is_saved_after_a_look_and_is_to_be_checked(here, cast, sign_in):
    officer = sign_in(cast.officer)
    preview = upload(officer, filled(officer, here, WELSH))
    assert (WELSH in preview.text, "1 translation would be saved" in preview.text) == (True, True)
    assert Translation.objects.count() == 0
    assert save(officer, preview).url == HERE
    row = Translation.objects.get()
    assert (row.text, row.source, row.checked_by) == (WELSH, here.action.wording, None)
    assert row.history.get().revision.by == cast.officer
    assert "0 translations would be saved" in upload(officer, filled(officer, here, None)).text


def test_what_changed_meanwhile_is_not_overwritten(here, cast, published, sign_in):
    officer = sign_in(cast.officer)
    file = filled(officer, here, WELSH)
    preview = upload(officer, file)
    save(officer, upload(officer, filled(officer, here, "Drws")))
    answer = save(officer, preview)
    assert "Nothing was saved" in answer.text
    assert Translation.objects.get().text == "Drws"
    file.seek(0)
    again = upload(officer, file).text
    assert "The English or its translation has changed since you downloaded the file" in again
    assert "0 translations would be saved" in again


@pytest.mark.parametrize(
    ("text", "twice", "why"),
    [
        ("=1+1", False, "Enter the words, not a formula"),
        (WELSH, True, "It is in the sheet twice"),
        ("x" * 300, False, "This is 300 characters long. Shorten it to 264."),
    ],
)
def test_a_row_that_cannot_be_taken_is_named(here, cast, sign_in, text, twice, why):
    officer = sign_in(cast.officer)
    answer = upload(officer, filled(officer, here, text, twice=twice))
    assert (answer.status_code, why in answer.text) == (200, True)


def test_english_that_is_written_over_is_no_translation(here, cast, sign_in):
    officer = sign_in(cast.officer)
    answer = upload(officer, filled(officer, here, None, english=WELSH))
    assert "Enter the translation in the column “translation” alone" in answer.text
    assert "0 translations would be saved" in answer.text


def test_a_file_of_another_language_or_partnership_is_not_taken(here, cast, next_door, published, sign_in):
    officer = sign_in(cast.officer)
    answer = upload(officer, filled(officer, here, WELSH, code="pl"))
    assert "The English or its translation has changed since you downloaded the file" in answer.text
    rows = f"key,seen,translation\naction-{next_door.action.pk}-wording,0,{WELSH}\n"
    answer = upload(officer, SimpleUploadedFile("texts.csv", rows.encode()))
    assert "The plan does not say this any more" in answer.text
    assert ("0 translations would be saved" in answer.text, Translation.objects.count()) == (True, 0)


@pytest.mark.parametrize("content", [b"PK\x03\x04 no workbook", b"a,b\n1,2", b"\xff\xfe\x00", b""])
def test_another_file_is_refused(cast, sign_in, content):
    answer = upload(sign_in(cast.officer), SimpleUploadedFile("texts.xlsx", content))
    assert (answer.status_code, "There is a problem" in answer.text) == (200, True)


def test_a_preview_is_of_its_person_alone(here, cast, sign_in):
    officer = sign_in(cast.officer)
    preview = upload(officer, filled(officer, here, WELSH))
    assert "This preview has expired" in save(sign_in(cast.coordinator), preview).text
    assert "This preview has expired" in officer.post(f"{HERE}upload/", {"rows": "x"}).text
    assert Translation.objects.count() == 0
