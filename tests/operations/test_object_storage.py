"""Uploaded files in a real S3-compatible object storage: what is true of the folder is true of the bucket."""

import urllib.error
import urllib.request
import zipfile
from pathlib import Path

import pytest
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction

from actions.models import Evidence, Update
from actions.reporting.evidence import attach, delete_on_failure
from config.operations import findings
from partners import clock
from partners.files.uploads import Upload, path_of, validate_upload
from partners.history import attributed_to
from plans.versions.operations import delete_files_on_failure, keep_file
from tests import factories
from tests.actions.reporting.test_evidence import PDF, path, send
from tests.actions.reporting.test_update_form import filled
from tests.object_storage import BUCKET, object_storage, settings_of
from tests.operations.backup.test_archives import Elsewhere, empty, other  # noqa: F401 (fixtures)

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def server():
    with object_storage() as server:
        yield server


@pytest.fixture
def bucket(server, settings, tmp_path):
    """The site with its files in the bucket, which is empty; and the folder beside it. Returns a function: the keys."""
    keys = lambda: {each["Key"] for each in server.client.list_objects_v2(Bucket=BUCKET).get("Contents", ())}  # noqa: E731
    for key in keys():
        server.client.delete_object(Bucket=BUCKET, Key=key)
    use(settings, settings_of(server.address), tmp_path)
    return keys


def use(settings, storage, folder):
    settings.EVIDENCE_ROOT, settings.FILES_STORAGE = folder / "evidence", "s3"
    settings.STORAGES = settings.STORAGES | {"default": storage, "s3": storage}


def in_folder(folder):
    return {str(file.relative_to(folder)) for file in Path(folder).rglob("*") if file.is_file()}


def test_a_file_goes_into_the_bucket_and_comes_back_to_whoever_may_read_it(
    bucket, server, here, next_door, cast, sign_in, settings
):
    send(sign_in(cast.officer), here.action, ("Survey.pdf", PDF))
    piece = Evidence.objects.get()
    assert (bucket(), settings.EVIDENCE_ROOT.exists()) == ({path_of(piece.stored)}, False)
    # Another host has nothing in memory of the first.
    storages._storages.clear()
    answer = sign_in(cast.observer).get(f"/here/evidence/{piece.pk}/")
    assert (answer.getvalue(), answer.headers["Content-Length"]) == (PDF, str(len(PDF)))
    assert answer.headers["Content-Disposition"] == 'attachment; filename="Survey.pdf"'
    assert sign_in(cast.stranger).get(f"/here/evidence/{piece.pk}/").status_code == 404
    assert sign_in(None).get(f"/here/evidence/{piece.pk}/").status_code == 302
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(f"{server.address}/{BUCKET}/{path_of(piece.stored)}")  # noqa: S310 (an address of ours)
    assert refused.value.code == 403
    server.client.delete_object(Bucket=BUCKET, Key=path_of(piece.stored))
    assert sign_in(cast.officer).get(f"/here/evidence/{piece.pk}/").status_code == 404


@pytest.fixture
def fetched():
    """How many bytes each request for an object brought."""
    numbers = []
    events = storages["default"].connection.meta.client.meta.events

    def note(parsed, **rest):
        numbers.append(parsed.get("ContentLength", 0))

    events.register("after-call.s3.GetObject", note)
    yield numbers
    events.unregister("after-call.s3.GetObject", note)


def test_of_a_film_only_the_range_is_fetched_that_a_player_asks_for(
    bucket, server, here, cast, client, published, fetched
):
    film = bytes(range(256)) * 4 * 1024 * 3  # 3 MiB
    version = factories.VersionFactory.build(partnership=here.partnership, edition=published(), link="")
    with delete_files_on_failure(), attributed_to(by=cast.coordinator):
        keep_file(version, Upload("film.mp4", SimpleUploadedFile("film.mp4", film)))
        version.published_at = clock.now()
        version.save()
    address, size = f"/here/other-formats/{version.pk}/file/", len(film)

    def get(asked=""):
        answer = client.get(address, headers={"Range": asked} if asked else {})
        return answer.status_code, answer.get("Content-Range"), answer.getvalue()

    assert get("bytes=1000000-1000099") == (206, f"bytes 1000000-1000099/{size}", film[1_000_000:1_000_100])
    assert get("bytes=-7") == (206, f"bytes {size - 7}-{size - 1}/{size}", film[-7:])
    assert get(f"bytes={size}-") == (416, f"bytes */{size}", b"")
    assert get() == (200, None, film)
    assert fetched == [100, 7, size]
    server.client.delete_object(Bucket=BUCKET, Key=path_of(version.file_stored))
    assert get("bytes=0-9")[0] == 404


@pytest.mark.django_db(transaction=True)
def test_a_row_that_is_not_written_takes_its_object_with_it(bucket, here, cast, report):
    update = report(here.action, cast.officer)

    @delete_on_failure()
    @transaction.atomic
    def fail_at_the_end():
        attach(update, by=cast.officer, uploads=[validate_upload(SimpleUploadedFile("Survey.pdf", PDF))])
        assert len(bucket()) == 1
        raise DatabaseError

    with pytest.raises(DatabaseError):
        fail_at_the_end()
    assert (bucket(), Evidence.objects.count()) == (set(), 0)


def given(here, cast, report, *names):
    with delete_on_failure():
        uploads = [validate_upload(SimpleUploadedFile(name, f"%PDF-1.4 {name}".encode())) for name in names]
        attach(report(here.action, cast.officer), by=cast.officer, uploads=uploads)


def test_a_backup_from_the_bucket_is_restored_into_a_folder_and_back(
    bucket, server, here, cast, report, other, tmp_path  # noqa: F811
):  # fmt: skip
    given(here, cast, report, "One.pdf", "Two.pdf")
    first, second, third = (tmp_path / f"{name}.zip" for name in ("first", "second", "third"))
    call_command("backup", str(first))
    assert other.run("restore", str(first))[0] == 0
    kept = {path: Path(other.folder, "evidence", path).read_bytes() for path in in_folder(other.folder / "evidence")}
    assert kept == {key: server.client.get_object(Bucket=BUCKET, Key=key)["Body"].read() for key in bucket()}
    assert other.run("backup", str(second))[0] == 0
    # Into another site, whose files are in the bucket: as long as it has them already, that is refused.
    options = settings_of(server.address)["OPTIONS"]
    into = Elsewhere(f"sqlite:///{tmp_path}/into.sqlite3", tmp_path / "into")
    into.environ |= {"FILES_STORAGE": "s3", "S3_BUCKET": BUCKET, "S3_ENDPOINT": server.address}
    into.environ |= {"S3_ACCESS_KEY": options["access_key"], "S3_SECRET_KEY": options["secret_key"]}
    assert into.run("migrate", "-v0")[0] == 0
    code, said = into.run("restore", str(second))
    assert (code, "There is a file at" in said, bucket()) == (1, True, set(kept))
    for key in bucket():
        server.client.delete_object(Bucket=BUCKET, Key=key)
    code, said = into.run("restore", str(second))
    assert (code, bucket()) == (0, set(kept)), said
    assert into.run("backup", str(third))[0] == 0
    contents = [
        {name: file.read(name) for name in file.namelist() if name.startswith("evidence/")}
        for file in map(zipfile.ZipFile, (first, second, third))
    ]
    assert contents[0] == contents[1] == contents[2] == {f"evidence/{path}": content for path, content in kept.items()}
    assert not in_folder(into.folder)


def test_an_export_has_the_files_of_the_bucket(bucket, here, cast, report, tmp_path):
    given(here, cast, report, "One.pdf")
    call_command("export", "here", str(tmp_path / "here.zip"))
    [name] = (n for n in zipfile.ZipFile(tmp_path / "here.zip").namelist() if n.startswith("evidence/"))
    assert zipfile.ZipFile(tmp_path / "here.zip").read(name) == b"%PDF-1.4 One.pdf"


def test_files_are_moved_from_the_one_to_the_other_and_back_and_each_is_compared(
    bucket, server, here, cast, report, settings, capsys
):
    given(here, cast, report, "One.pdf", "Two.pdf")
    one, two = sorted(bucket())
    call_command("move_files", "s3", "folder")
    assert (in_folder(settings.EVIDENCE_ROOT), bucket()) == ({one, two}, {one, two})
    with pytest.raises(CommandError, match="The site reads its files from s3"):
        call_command("move_files", "s3", "folder", "--delete")
    server.client.delete_object(Bucket=BUCKET, Key=one)
    (settings.EVIDENCE_ROOT / two).write_bytes(b"something else")
    with pytest.raises(CommandError, match="0 missing, 1 different"):
        call_command("move_files", "folder", "s3", "--delete")
    assert (bucket(), in_folder(settings.EVIDENCE_ROOT)) == ({one, two}, {two})
    server.client.delete_object(Bucket=BUCKET, Key=one)
    (settings.EVIDENCE_ROOT / two).unlink()
    with pytest.raises(CommandError, match="1 missing, 0 different"):
        call_command("move_files", "folder", "s3")
    assert f"{one} is in neither storage" in capsys.readouterr().err


def test_while_the_storage_is_away_a_page_says_so_and_keeps_what_was_typed(
    bucket, here, cast, sign_in, report, settings, tmp_path
):
    given(here, cast, report, "One.pdf")
    nobody = settings_of("http://127.0.0.1:9")  # where nothing listens
    use(settings, nobody, tmp_path)
    client = sign_in(cast.officer)
    client.raise_request_exception = False
    answer = client.get(f"/here/evidence/{Evidence.objects.get().pk}/")
    assert (answer.status_code, "the site is not available" in answer.content.decode()) == (503, True)
    form = filled(client.get(path(here.action)), happened="Ten more locks")
    updates = Update.objects.count()
    answer = client.post(path(here.action), {**form, "files": [SimpleUploadedFile("Two.pdf", PDF)]})
    text = answer.content.decode()
    assert (answer.status_code, "Ten more locks" in text, "choose it again" in text) == (503, True, True)
    assert (Update.objects.count(), Evidence.objects.count()) == (updates, 1)
    with pytest.raises(CommandError, match="the storage of files"):
        call_command("backup", str(tmp_path / "x.zip"))
    assert not (tmp_path / "x.zip").exists()
    assert findings.storage().level == findings.Level.WRONG


def test_a_file_that_was_emptied_as_the_docs_say_stops_no_backup_and_no_download(
    bucket, server, here, cast, report, sign_in, tmp_path
):
    given(here, cast, report, "One.pdf")
    [key] = bucket()
    server.client.put_object(Bucket=BUCKET, Key=key, Body=b"")
    call_command("backup", str(tmp_path / "x.zip"))
    assert zipfile.ZipFile(tmp_path / "x.zip").read(f"evidence/{key}") == b""
    answer = sign_in(cast.officer).get(f"/here/evidence/{Evidence.objects.get().pk}/")
    assert (answer.status_code, answer.getvalue()) == (200, b"")


def test_the_doctor_asks_the_bucket(bucket):
    assert findings.storage() == ("storage", findings.Level.OK, "The bucket answers", "")


def test_a_file_that_must_go_leaves_the_bucket_also_if_that_was_away_at_first(
    bucket, server, here, cast, report, sign_in, settings, tmp_path
):
    given(here, cast, report, "One.pdf", "Two.pdf")
    piece, other_piece = Evidence.objects.order_by("pk")
    command = ["remove_file", piece.stored, "--by", cast.coordinator.email, "--why", "It named a child", "--yes"]
    use(settings, settings_of("http://127.0.0.1:9"), tmp_path)
    with pytest.raises(CommandError, match="The removal is recorded, and the content still there"):
        call_command(*command)
    use(settings, settings_of(server.address), tmp_path)
    assert sign_in(cast.officer).get(f"/here/evidence/{piece.pk}/").status_code == 410
    assert len(bucket()) == 2
    call_command(*command)
    assert bucket() == {path_of(other_piece.stored)}
