"""An uploaded file that must not exist is removed by a command, which says so wherever the file was."""

import io
import json
import zipfile

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import DatabaseError

from actions.data_export.archive import export
from actions.models import Evidence
from actions.reporting.evidence import attach, delete_on_failure
from config.operations import doctor
from config.operations.backup.dump import back_up
from config.operations.file_transfer import move_files
from partners import clock
from partners.files.uploads import path_of, validate_upload
from partners.history import attributed_to
from partners.models import FileRemoval
from plans.models import Assessment
from plans.serialization import freeze
from plans.verification.receipts import compare, make_receipt
from plans.versions.operations import delete_files_on_failure, keep_file
from priorities.assessments import operations as assessing
from tests import factories
from tests.actions.personal_data.test_personal_data import places_of

WHY = "It named a child"
SAYS = f"This file was removed on 15 June 2009: {WHY}"


@pytest.fixture(autouse=True)
def own_root(settings, tmp_path):
    settings.EVIDENCE_ROOT = tmp_path / "evidence"


@pytest.fixture
def piece(here, cast, report):
    """Evidence of two files, of which the first must go."""
    update = report(here.action, cast.officer)
    uploads = [validate_upload(SimpleUploadedFile(f"{name}.pdf", b"%PDF-1.7")) for name in ("Zqjane", "Locks")]
    with delete_on_failure():
        attach(update, by=cast.officer, uploads=uploads)
    return Evidence.objects.earliest("pk")


@pytest.fixture
def assessment(here, cast):
    assessment = factories.AssessmentFactory.build(plan=here.plan, title="In 2009")
    with assessing.delete_documents_on_failure():
        for name in ("Draft", "Final"):
            upload = validate_upload(SimpleUploadedFile(f"{name}.pdf", b"%PDF-1.7"), only=("pdf",))
            assessing.keep_document(assessment, upload)
            assessing.save(assessment, {}, by=cast.coordinator)
    return assessment


def run(file, by, *options, why=WHY):
    said = io.StringIO()
    call_command("remove_file", str(file), "--by", by.email, "--why", why, *options, stdout=said)
    return said.getvalue()


def stored():
    return {file.name for file in settings.EVIDENCE_ROOT.rglob("*") if file.is_file()}


def words(page):
    return " ".join(page.content.decode().split())


def test_without_yes_it_says_what_it_would_do_and_does_nothing(piece, cast):
    said = run(f"https://plan.example.org/here/evidence/{piece.pk}/", cast.coordinator)
    assert "Zqjane.pdf: evidence of the update of 15 June 2009 on" in said
    assert (piece.stored in stored(), FileRemoval.objects.count()) == (True, 0)


def test_it_goes_and_pages_the_log_and_verify_say_when_by_whom_and_why(piece, cast, sign_in, capsys):
    browser = sign_in(cast.observer)
    page, file = f"/here/actions/{piece.update.action_id}/", f"/here/evidence/{piece.pk}/"
    assert f'href="{file}"' in words(browser.get(page))  # and that page is kept
    other = Evidence.objects.latest("pk")
    run(file, cast.coordinator, "--yes")
    assert stored() == {other.stored}
    shown = words(browser.get(page))
    assert (f"Zqjane.pdf. <span>{SAYS}</span>" in shown, file in shown) == (True, False)
    assert f"/here/evidence/{other.pk}/" in shown
    answer = browser.get(file)
    assert (answer.status_code, SAYS in words(answer)) == (410, True)
    assert browser.get(f"/here/evidence/{other.pk}/").getvalue() == b"%PDF-1.7"
    assert "evidence of the update of 15 June 2009" in words(browser.get("/here/log/"))
    assert sign_in(cast.stranger).get(file).status_code == 404
    call_command("verify")
    said = f"A file was removed on 2009-06-15 by {cast.coordinator}: Here Community Safety Partnership, evidence of"
    assert said in capsys.readouterr().out


def test_backup_export_and_move_files_go_on_without_it(piece, here, cast, tmp_path):
    other = Evidence.objects.latest("pk")
    run(piece.stored, cast.coordinator, "--yes")
    assert list(back_up(tmp_path / "all.zip")["evidence"]) == [path_of(other.stored)]
    names = zipfile.ZipFile(io.BytesIO(b"".join(export(here.partnership)))).namelist()
    assert [name for name in names if name.startswith("evidence/")] == [f"evidence/{other.pk}-Locks.pdf"]
    moved = move_files("folder", "default")
    assert (moved.there, moved.missing) == (1, [])


def test_only_a_coordinator_of_it_or_an_administrator_can_ask(piece, cast, next_door):
    elsewhere = factories.MembershipFactory(authority=next_door.council, role="coordinator").user
    for somebody in (cast.officer, cast.chair, elsewhere):
        with pytest.raises(CommandError, match="no coordinator of Here"):
            run(piece.stored, somebody, "--yes")
    assert (piece.stored in stored(), FileRemoval.objects.count()) == (True, 0)
    administrator = factories.UserFactory(is_superuser=True)
    run(piece.stored, administrator, "--yes")
    assert FileRemoval.objects.get().by == administrator


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("/here/evidence/999999/", "Nothing is at /here/evidence/999999/"),
        ("/here/log/", "/here/log/ downloads no uploaded file"),
        ("/a/b/c/d/e/f/", "This site has no page /a/b/c/d/e/f/"),
        ("0" * 32, "No uploaded file has the name 0000"),
    ],
)
def test_what_is_no_file_is_said_to_be_none(address, says, cast):
    with pytest.raises(CommandError, match=says):
        run(address, cast.coordinator, "--yes")
    with pytest.raises(CommandError, match="--why wants a reason"):
        run(address, cast.coordinator, "--yes", why=" ")


def test_a_file_next_door_is_not_at_an_address_here(piece, cast):
    with pytest.raises(CommandError, match="Nothing is at"):
        run(f"/next-door/evidence/{piece.pk}/", cast.coordinator, "--yes")


def test_a_command_that_was_killed_is_finished_by_the_next(piece, cast, sign_in):
    content = default_storage.open(path_of(piece.stored)).read()
    run(piece.stored, cast.coordinator, "--yes")
    default_storage.save(path_of(piece.stored), io.BytesIO(content))  # as if it had been killed before
    assert sign_in(cast.observer).get(f"/here/evidence/{piece.pk}/").status_code == 410
    finding = doctor.removed_files()
    assert (finding.level, piece.stored in finding.text) == ("wrong", True)
    said = run(piece.stored, cast.coordinator, "--yes", why="Once more")
    assert f"Its removal was recorded already, by {cast.coordinator}: {WHY}" in said
    assert (piece.stored in stored(), FileRemoval.objects.get().why) == (False, WHY)
    assert doctor.removed_files().level == "ok"


@pytest.mark.both_databases
def test_its_name_goes_too_if_that_is_wanted_and_receipts_agree(piece, here, cast, report):
    report(here.action, cast.officer, happened="Later")
    receipt = make_receipt(here.partnership)
    assert places_of("zqjane") == {"actions.Evidence.name", "actions.HistoricalEvidence.name"}
    run(piece.stored, cast.coordinator, "--yes", "--name-too")
    assert places_of("zqjane") == set()
    assert compare(receipt).faults == {}
    call_command("verify")
    piece.refresh_from_db()
    assert (piece.name, Evidence.objects.latest("pk").name) == ("Removed file.pdf", "Locks.pdf")
    with pytest.raises(DatabaseError, match="never changes"):
        Evidence._base_manager.filter(pk=piece.pk).update(name="Another.pdf")


def test_a_document_of_an_assessment_goes_and_the_one_before_it(assessment, cast, sign_in, tmp_path):
    page = f"/here/assessments/{assessment.pk}/"
    said = run(f"{page}document/", cast.coordinator, "--yes", "--name-too")
    draft = Assessment.history.earliest("history_id").document_stored
    said_of_draft = (
        f"Another file, document of the strategic assessment “{assessment}”, may hold the same: Draft.pdf: {draft}"
    )
    assert said_of_draft in said
    browser = sign_in(cast.observer)
    shown = words(browser.get(page))
    assert (f"Removed file.pdf. <span>{SAYS}</span>" in shown, f"{page}document/" in shown) == (True, False)
    assert browser.get(f"{page}document/").status_code == 410
    assert stored() == {draft}
    run(draft, cast.coordinator, "--yes")
    assert stored() == set()
    back_up(tmp_path / "all.zip")
    manifest = json.loads(zipfile.ZipFile(tmp_path / "all.zip").read("manifest.json"))
    assert (manifest["evidence"], manifest["tables"]["partners.FileRemoval"]["rows"]) == ({}, 2)
    call_command("verify")


@pytest.fixture
def recording(here, cast, published):
    """A published recording with a file."""
    version = factories.VersionFactory.build(
        partnership=here.partnership, edition=published(), link="", title="Jane reads"
    )
    with delete_files_on_failure(), attributed_to(by=cast.coordinator):
        upload = validate_upload(SimpleUploadedFile("Zqjane.mp3", b"ID3" * 99), only=("mp3",))
        keep_file(version, upload)
        version.transcript, version.made_by, version.published_at = "I am Zqjane", "Zqjane", clock.now()
        version.save()
    return version


def test_a_recording_goes_and_everybody_s_pages_say_so(recording, cast, client, sign_in, tmp_path):
    page = f"/here/other-formats/{recording.pk}/"
    assert client.get(f"{page}file/").status_code == 200
    run(f"https://plan.example.org{page}file/", cast.coordinator, "--yes")
    assert stored() == set()
    for browser, file in ((client, f"{page}file/"), (sign_in(cast.observer), f"/here/versions/{recording.pk}/file/")):
        answer = browser.get(file)
        assert (answer.status_code, SAYS in words(answer)) == (410, True)
    shown = words(client.get(page))
    assert [word in shown for word in (f"Zqjane.mp3. <span>{SAYS}</span>", "<audio", "I am Zqjane")] == [
        True,
        False,
        True,
    ]
    assert "version of the plan in another format: Audio" in words(sign_in(cast.observer).get("/here/log/"))
    assert list(back_up(tmp_path / "all.zip")["evidence"]) == []


def test_the_words_of_a_recording_go_with_its_file_from_history_too(recording, cast, client, here):
    receipt = make_receipt(here.partnership)
    run(recording.file_stored, cast.coordinator, "--yes", "--name-too")
    assert (places_of("zqjane"), places_of("jane reads")) == (set(), set())
    assert compare(receipt).faults == {}
    assert "Removed file.mp3" in words(client.get(f"/here/other-formats/{recording.pk}/"))


def test_an_easy_read_picture_goes_and_the_page_says_so_in_its_place(here, cast, client, sign_in, published):
    edition = published()
    picture = factories.EasyReadPictureFactory(plan=here.plan)
    said = {"kind": "action", "text": "We fit locks.", "picture": picture.sha256, "alternative_text": "A lock"}
    version = factories.VersionFactory(
        partnership=here.partnership, edition=edition, format="easy_read", payload=freeze([said]), link="",
        published_at=clock.now(), transcript="",
    )  # fmt: skip
    page, image = "/here/easy-read/", f"/here/easy-read/{picture.sha256}.png"
    assert (client.get(image).status_code, image in words(client.get(page))) == (200, True)
    with pytest.raises(CommandError, match="A picture has no name"):
        run(image, cast.coordinator, "--yes", "--name-too")
    run(image, cast.coordinator, "--yes")
    picture.refresh_from_db()
    answer, shown = client.get(image), words(client.get(page))
    assert (bytes(picture.content), answer.status_code, SAYS in words(answer)) == (b"", 410, True)
    assert ["We fit locks." in shown, SAYS in shown, image in shown] == [True, True, False]
    assert SAYS in words(sign_in(cast.observer).get(f"/here/versions/{version.pk}/"))
    assert doctor.removed_files().level == "ok"
    type(picture).objects.update(content=b"as in a backup that was restored")
    assert doctor.removed_files().level == "wrong"
    run(image, cast.coordinator, "--yes")
    assert doctor.removed_files().level == "ok"
    names = zipfile.ZipFile(io.BytesIO(b"".join(export(here.partnership)))).namelist()
    assert [name for name in names if name.startswith("easy-read/")] == []


def test_each_storage_is_emptied_as_move_files_may_have_left_a_copy(piece, cast, settings, tmp_path):
    old = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path / "old"}}
    settings.STORAGES = settings.STORAGES | {"s3": old}
    move_files("folder", "s3")
    assert (tmp_path / "old" / path_of(piece.stored)).exists()
    run(piece.stored, cast.coordinator, "--yes")
    assert not (tmp_path / "old" / path_of(piece.stored)).exists()
