"""Links and files with an update: only what may be given, only for the partnership, never a row without its file."""

import io
import zipfile

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from openpyxl import Workbook

from actions.models import AppendOnlyError, Evidence, Update
from actions.reporting.evidence import attach, delete_on_failure
from partners.files.uploads import path_of, validate_upload

from .test_update_form import filled, path

PDF = b"%PDF-1.7\n%fine"
PNG = b"\x89PNG\r\n\x1a\n and so on"
JPEG = b"\xff\xd8\xff\xe0 and so on"


def zipped(**entries):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as parts:
        for name, content in entries.items():
            parts.writestr(name, content)
    return made.getvalue()


def docx(content_type="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml", **more):
    listed = f'<Types><Override PartName="/word/document.xml" ContentType="{content_type}"/></Types>'
    return zipped(**{"[Content_Types].xml": listed, "word/document.xml": "<w/>"}, **more)


def xlsx():
    made = io.BytesIO()
    Workbook().save(made)
    return made.getvalue()


def odf(kind):
    return zipped(mimetype=f"application/vnd.oasis.opendocument.{kind}")


GOOD = {
    "Survey.pdf": PDF,
    "Map.PNG": PNG,
    "Lock.jpg": JPEG,
    "Lock.jpeg": JPEG,
    "Minutes.docx": docx(),
    "Figures.xlsx": xlsx(),
    "Minutes.odt": odf("text"),
    "Figures.ods": odf("spreadsheet"),
    "Figures.csv": "Ward;Café\n1;2\n".encode("cp1252"),
    "Notes.txt": "\ufeffTen locks\n".encode(),
}


def send(client, action, *files, **fields):
    form = filled(client.get(path(action)), **fields)
    return client.post(path(action), {**form, "files": [SimpleUploadedFile(*file) for file in files]}, follow=True)


def on_disk():
    return {file.name for file in settings.EVIDENCE_ROOT.rglob("*") if file.is_file()}


@pytest.fixture(autouse=True)
def own_root(settings, tmp_path):
    settings.EVIDENCE_ROOT = tmp_path / "evidence"


@pytest.mark.slow
@pytest.mark.parametrize("name", GOOD)
def test_what_may_be_given_is_kept_and_comes_back_to_the_byte(name, here, cast, sign_in):
    send(sign_in(cast.officer), here.action, (name, GOOD[name]))
    piece = Evidence.objects.get()
    assert (piece.update, piece.kind, piece.name, piece.size) == (
        here.action.updates.get(),
        "file",
        name,
        len(GOOD[name]),
    )
    answer = sign_in(cast.observer).get(f"/here/evidence/{piece.pk}/")
    assert answer.getvalue() == GOOD[name]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("virus.exe", b"MZ", "virus.exe cannot be uploaded. Choose PDF, PNG"),
        ("page.html", b"<script>", "page.html cannot be uploaded"),
        ("picture.svg", b"<svg/>", "picture.svg cannot be uploaded"),
        ("nothing", b"%PDF-", "nothing cannot be uploaded"),
        ("Survey.pdf", b"", "Survey.pdf is empty"),
        ("Survey.pdf", PNG, "Survey.pdf is not a PDF, whatever its name says"),
        ("Map.png", PDF, "Map.png is not a PNG picture"),
        ("Lock.jpg", b"<html>", "Lock.jpg is not a JPEG picture"),
        ("Minutes.docx", xlsx(), "Minutes.docx is not a Word document"),
        ("Minutes.docx", docx("application/vnd.ms-word.document.macroEnabled.main+xml"), "Minutes.docx is not a Word"),
        ("Minutes.docx", docx(**{"word/vbaProject.bin": "x"}), "Minutes.docx is not a Word document"),
        ("Minutes.docx", zipped(anything="x"), "Minutes.docx is not a Word document"),
        ("Minutes.docx", docx()[:-30], "Minutes.docx is not a Word document"),
        ("Figures.xlsx", docx(), "Figures.xlsx is not an Excel workbook"),
        ("Figures.ods", odf("text"), "Figures.ods is not an OpenDocument spreadsheet"),
        ("Minutes.odt", b"PK\x05\x06" + b"\0" * 18, "Minutes.odt is not an OpenDocument text"),
        ("Figures.csv", xlsx(), "Figures.csv is not a CSV file"),
        ("Notes.txt", "Ten locks".encode("utf-16"), "Notes.txt is not plain text"),
    ],
)
def test_what_may_not_be_given_is_refused_by_its_content_and_nothing_is_saved(name, content, says, here, cast, sign_in):
    page = send(sign_in(cast.officer), here.action, (name, content))
    errors = page.context["form"].errors
    assert (list(errors), errors["files"][0].startswith(says)) == (["files"], True)
    assert (page.context["form"]["happened"].value(), Update.objects.count(), on_disk()) == (
        "Ten locks fitted",
        0,
        set(),
    )


@pytest.mark.slow
def test_a_file_may_be_as_large_as_the_setting_says_and_no_larger(here, cast, sign_in, settings):
    settings.EVIDENCE_MAX_MB = 1
    page = send(sign_in(cast.officer), here.action, ("Survey.pdf", PDF.ljust(1024 * 1024 + 1)))
    assert page.context["form"].errors["files"][0] == "Survey.pdf has 1.0 MB. Choose a file of up to 1 MB"
    send(sign_in(cast.officer), here.action, ("Survey.pdf", PDF.ljust(1024 * 1024)))
    assert Evidence.objects.get().size == 1024 * 1024


@pytest.mark.slow
def test_six_files_are_too_many(here, cast, sign_in):
    page = send(sign_in(cast.officer), here.action, *[(f"{n}.pdf", PDF) for n in range(6)])
    assert page.context["form"].errors["files"][0] == "These are 6 files. Choose up to 5"
    send(sign_in(cast.officer), here.action, *[(f"{n}.pdf", PDF) for n in range(5)])
    assert [piece.name for piece in Evidence.objects.all()] == [f"{n}.pdf" for n in range(5)]


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\me\\Survey.pdf", "Survey.pdf"),
        ("evil\u202efdp.txt", "evilfdp.txt"),
        ("n" * 300 + ".pdf", "n" * 100 + ".pdf"),
        ("Café – 50%.pdf", "Café – 50%.pdf"),
    ],
)
def test_a_name_is_no_more_than_a_name(name, kept):
    file = SimpleUploadedFile("x.pdf", PDF if kept.endswith("pdf") else b"Words")
    file._name = name.replace("\\", "/") if "\\" in name else name
    assert validate_upload(file).name == kept


def test_a_file_is_saved_by_the_browser_and_never_shown(here, cast, sign_in):
    send(sign_in(cast.officer), here.action, ('My "best" Café.txt', b"<script>alert(1)</script>"))
    answer = sign_in(cast.observer).get(f"/here/evidence/{Evidence.objects.get().pk}/")
    headers = {name: answer.headers[name] for name in ("Content-Type", "X-Content-Type-Options", "Cache-Control")}
    assert headers == {
        "Content-Type": "text/plain",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }
    assert answer.headers["Content-Disposition"].startswith("attachment; filename")
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'; frame-ancestors 'none'"


@pytest.mark.slow
def test_only_the_partnership_opens_it(here, next_door, cast, sign_in):
    send(sign_in(cast.officer), here.action, ("Survey.pdf", PDF))
    pk = Evidence.objects.get().pk
    answers = {role: sign_in(getattr(cast, role)).get(f"/here/evidence/{pk}/") for role in vars(cast)}
    assert {role: answer.status_code for role, answer in answers.items()} == {
        **dict.fromkeys(vars(cast), 200),
        "stranger": 404,
    }
    assert sign_in(cast.stranger).get(f"/next-door/evidence/{pk}/").status_code == 404
    assert sign_in(None).get(f"/here/evidence/{pk}/").status_code == 302


def test_it_is_kept_under_a_name_that_says_nothing_and_to_this_user_alone(here, cast, sign_in):
    send(sign_in(cast.officer), here.action, ("Survey.pdf", PDF))
    kept = settings.EVIDENCE_ROOT / path_of(Evidence.objects.get().stored)
    assert (on_disk(), kept.read_bytes()) == ({kept.name}, PDF)
    assert (len(kept.name), "Survey" in str(kept), kept.stat().st_mode & 0o777) == (32, False, 0o600)
    assert not kept.is_relative_to(settings.STATIC_ROOT)


def test_a_file_that_is_gone_is_not_found(here, cast, sign_in):
    send(sign_in(cast.officer), here.action, ("Survey.pdf", PDF))
    (settings.EVIDENCE_ROOT / path_of(Evidence.objects.get().stored)).unlink()
    assert sign_in(cast.officer).get(f"/here/evidence/{Evidence.objects.get().pk}/").status_code == 404


def test_a_file_has_to_be_chosen_again_when_something_else_is_wrong_and_the_page_says_so(here, cast, sign_in):
    page = send(sign_in(cast.officer), here.action, ("Survey.pdf", PDF), happened="", links="https://example.org/a")
    form = page.context["form"]
    assert form.errors == {
        "happened": ["Enter what happened since the last update"],
        "files": ["Choose your file again: files are not kept when something else has to be corrected"],
    }
    assert (form["links"].value(), '<details class="govuk-details" open>' in page.content.decode()) == (
        "https://example.org/a",
        True,
    )
    assert (on_disk(), Evidence.objects.count()) == (set(), 0)


def test_links_are_kept_with_what_is_said_of_them(here, cast, sign_in):
    text = "https://example.org/report?a=1&b=2  The   report\n\n http://example.org/ "
    page = send(sign_in(cast.officer), here.action, links=text).content.decode()
    assert [(p.url, p.title) for p in here.action.updates.get().evidence.all()] == [
        ("https://example.org/report?a=1&b=2", "The   report"),
        ("http://example.org/", ""),
    ]
    assert 'href="https://example.org/report?a=1&amp;b=2" rel="noreferrer nofollow">The   report</a>' in page


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("javascript:alert(1)", "“javascript:alert(1)” is not an address"),
        ("ftp://example.org/", "“ftp://example.org/” is not an address"),
        ("The report https://example.org/", "“The” is not an address"),
        ("https://", "“https://” is not an address"),
        (f"https://example.org/ {'x' * 201}", "What you say of https://example.org/ has 201 characters"),
        ("https://example.org/\n" * 6, "These are 6 links. Choose up to 5"),
        (f"https://example.org/{'x' * 2100}", "“https://example.org/xxx"),
    ],
)
def test_a_link_that_leads_nowhere_is_refused_and_stays_typed(typed, says, here, cast, sign_in):
    page = send(sign_in(cast.officer), here.action, links=typed)
    form = page.context["form"]
    assert (list(form.errors), form.errors["links"][0].startswith(says), form["links"].value()) == (
        ["links"],
        True,
        typed,
    )
    assert Update.objects.count() == 0


def test_a_button_pressed_twice_keeps_its_file_once(here, cast, sign_in):
    client = sign_in(cast.officer)
    form = filled(client.get(path(here.action)))
    for _ in range(2):
        client.post(path(here.action), {**form, "files": SimpleUploadedFile("Survey.pdf", PDF)})
    assert (Evidence.objects.count(), len(on_disk())) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_a_row_that_is_not_written_takes_its_file_with_it(here, cast, report):
    update = report(here.action, cast.officer)
    upload = validate_upload(SimpleUploadedFile("Survey.pdf", PDF))

    @delete_on_failure()
    @transaction.atomic
    def fail_at_the_end():
        attach(update, by=cast.officer, uploads=[upload])
        assert len(on_disk()) == 1
        raise DatabaseError

    with pytest.raises(DatabaseError):
        fail_at_the_end()
    assert (on_disk(), Evidence.objects.count()) == (set(), 0)


@pytest.mark.django_db(transaction=True)
def test_a_row_that_was_written_keeps_its_file_though_something_fails_after(here, cast, report):
    update = report(here.action, cast.officer)

    @delete_on_failure()
    def fail_after_the_end():
        with transaction.atomic():
            attach(update, by=cast.officer, uploads=[validate_upload(SimpleUploadedFile("Survey.pdf", PDF))])
        raise ConnectionError

    with pytest.raises(ConnectionError):
        fail_after_the_end()
    assert on_disk() == {Evidence.objects.get().stored}


def test_evidence_is_neither_changed_nor_deleted_and_is_in_the_actions_history(here, cast, sign_in):
    page = send(sign_in(cast.officer), here.action, ("Survey.pdf", PDF)).content.decode()
    assert ("added a piece of evidence" in page, "Survey.pdf</a> (PDF, 14" in page) == (True, True)
    piece = Evidence.objects.get()
    assert piece.history.get().history_user == cast.officer
    for attempt in (piece.save, piece.delete, Evidence.objects.all().delete):
        with pytest.raises(AppendOnlyError):
            attempt()


@pytest.mark.slow
def test_the_public_gets_no_evidence(here, cast, sign_in, published):
    send(sign_in(cast.officer), here.action, ("Survey.pdf", PDF), links="https://example.org/secret", public="Done.")
    published()
    page = sign_in(None).get("/here/whole-plan/").content.decode()
    assert ("Done." in page, "Survey" in page, "example.org/secret" in page) == (True, False, False)
