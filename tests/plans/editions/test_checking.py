"""How anybody checks an edition: with the real commands, on files as they are downloaded."""

import hashlib
import re
import subprocess
import sys
from html import unescape

import pytest
from django.conf import settings

from plans.editions.publishing import withdraw
from plans.verification.receipts import read_receipts

pytestmark = pytest.mark.django_db
SCRIPT = settings.BASE_DIR / "static" / "verify" / "check_editions.py"


def text_of(response):
    return unescape(response.content.decode())


def downloaded(client, folder, *numbers):
    for number in numbers:
        answer = client.get(f"/here/editions/2008-2011/{number}/plan.json")
        [name] = re.findall('filename="(.+)"', answer["Content-Disposition"])
        (folder / name).write_bytes(answer.content)
        yield folder / name


def run(*command, folder):
    return subprocess.run([*map(str, command)], cwd=folder, capture_output=True, text=True, check=False)


def test_an_old_edition_is_checked_by_the_command_on_its_page(published, client, tmp_path):
    published()
    published()
    [file] = downloaded(client, tmp_path, 1)
    page = text_of(client.get("/here/editions/2008-2011/1/check/"))
    [command] = re.findall(r"<code>(sha256sum [^<]+)</code>", page)
    answer = run(*command.split(), folder=tmp_path)
    assert (answer.returncode, f"certutil -hashfile {file.name} SHA256" in page) == (0, True)
    assert f'<p class="address"><span class="fingerprint fingerprint--broken">{answer.stdout.split()[0]}</span>' in page
    for address in ("/here/editions/2008-2011/1/whole-plan/", "/here/whole-plan/", "/here/editions/"):
        assert re.search(r'href="/here/editions/2008-2011/[12]/check/"', text_of(client.get(address)))


def test_the_program_finds_a_change_a_gap_and_the_order_by_itself(published, client, tmp_path):
    for note in ("One", "Two", "Three"):
        published(note)
    files = [*downloaded(client, tmp_path, 1, 2, 3)]
    answer = run(sys.executable, SCRIPT, folder=tmp_path)
    assert (answer.returncode, answer.stderr) == (0, "")
    assert [line.split("  ")[::2] for line in answer.stdout.splitlines()] == [
        ["Plan 2008-2011 of here"],
        ["edition 1", "begins the plan"],
        ["edition 2", "follows edition 1"],
        ["edition 3", "follows edition 2"],
    ]
    without = run(sys.executable, SCRIPT, files[0], files[2], folder=tmp_path)
    sha256 = hashlib.sha256(files[1].read_bytes()).hexdigest()
    missing = f"edition 2 is missing here (its fingerprint is {sha256}), so nothing is proved before it"
    assert (without.returncode, missing in without.stdout) == (1, True)
    unread = run(sys.executable, SCRIPT, files[0], SCRIPT, folder=tmp_path)
    assert (unread.returncode, "is not the file of an edition, or cannot be read" in unread.stdout) == (1, True)
    files[1].write_text(files[1].read_text().replace("locks", "socks"))
    changed = run(sys.executable, SCRIPT, *reversed(files), folder=tmp_path)
    assert (changed.returncode, "DOES NOT FOLLOW edition 2" in changed.stdout) == (1, True)


def test_a_withdrawn_edition_keeps_its_fingerprint_and_offers_no_file(published, cast, client):
    published("Harmless")
    edition = published("With a name in it")
    withdraw(edition, by=cast.chair, reason="A name was in it")
    page = text_of(client.get("/here/editions/2008-2011/2/check/"))
    assert (edition.sha256 in page, "edition-2.json SHA256" in page) == (True, True)
    assert ("/2/plan.json" in page, "With a name in it" in page) == (False, False)
    assert "/2/check/" in text_of(client.get("/here/editions/2008-2011/2/"))


def test_a_member_downloads_a_receipt_and_the_public_does_not(published, here, cast, client, sign_in):
    published()
    assert "/here/receipt.txt" not in text_of(client.get("/here/editions/"))
    observer = sign_in(cast.observer)
    assert "/here/receipt.txt" in text_of(observer.get("/here/editions/"))
    answer = observer.get("/here/receipt.txt")
    assert answer["Content-Disposition"] == 'attachment; filename="receipt-here-2009-06-15.txt"'
    [receipt] = read_receipts(answer.content.decode())
    assert (receipt.slug, receipt.counts()["edition"]) == ("here", 1)
