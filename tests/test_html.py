"""Valid HTML: the W3C's checker finds no error on any page, of any role, in any language."""

import json
import os
import re
import shutil
import subprocess
from itertools import product

import pytest
from django.core import mail

from partners import languages
from plans.editions import page_cache

from .access import ACCOUNT, GET
from .access_worlds import an_edition_and_rounds, everybody_s_business, files_and_requests
from .addresses import address
from .sweep import UndoneAfterwards
from .test_house import ROOT

CHECKER = ROOT / "node_modules/vnu-jar/build/dist/vnu.jar"
LACKING = not (CHECKER.exists() and shutil.which("java"))
# Errors that are none, by the checker's message: CSS newer than the checker.
FALSE = re.compile(r"CSS: .*(“color-scheme”|“forced-color-adjust”|“light-dark”|“text-wrap”|“print-color-adjust”)")
WHO = ("public", "officer", "chair", "coordinator")


@pytest.mark.slow
@pytest.mark.world(everybody_s_business, files_and_requests, an_edition_and_rounds)
@pytest.mark.skipif(LACKING and os.environ.get("CI") != "true", reason="no Java, or no vnu-jar: see tests/machine.py")
def test_every_page_and_e_mail_is_valid_html(here, cast, sign_in, tmp_path):
    type(here.partnership).objects.update(languages=" ".join(languages.OTHERS))
    page_cache.current.forget()
    for who, method in [*product(WHO, ["get"]), ("coordinator", "post")]:
        client = sign_in(getattr(cast, who, None))
        for name in [*GET, *ACCOUNT]:
            with UndoneAfterwards():
                page = getattr(client, method)(address(name, here))
            if not page.streaming and page.content and page["Content-Type"].startswith("text/html"):
                (tmp_path / f"{name} {method} {who}.html").write_bytes(page.content)
    for who, code in [*product(["public"], languages.OTHERS), ("coordinator", "cy")]:
        client = sign_in(getattr(cast, who, None))
        for name in GET:
            with UndoneAfterwards():
                page = client.get(f"/{code}{address(name, here)}")
            if page.status_code == 200 and not page.streaming and page["Content-Type"].startswith("text/html"):
                (tmp_path / f"{name} {who} {code}.html").write_bytes(page.content)
    for number, message in enumerate(mail.outbox):
        for html in getattr(message, "alternatives", ()):
            (tmp_path / f"e-mail {number}.html").write_text(html.content, encoding="utf-8")
    assert len(list(tmp_path.iterdir())) > 400
    assert len(list(tmp_path.glob("* public ur.html"))) > 20
    assert len(list(tmp_path.glob("* coordinator cy.html"))) > 100
    assert errors_in(tmp_path) == []


def errors_in(folder):
    """["page:line: error: what is there"] of all pages in a folder."""
    command = ["java", "-Xss2m", "-jar", CHECKER, "--errors-only", "--exit-zero-always", "--format", "json", folder]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True)
    found = json.loads(done.stderr)["messages"]
    return [
        f"{each['url'].rpartition('/')[2]}:{each.get('lastLine')}: {each['message']}: {each.get('extract')}"
        for each in found
        if not FALSE.match(each["message"])
    ]


@pytest.mark.slow
@pytest.mark.skipif(LACKING and os.environ.get("CI") != "true", reason="no Java, or no vnu-jar: see tests/machine.py")
def test_the_checker_checks(tmp_path):
    (tmp_path / "bad.html").write_text('<!DOCTYPE html><html lang="en-GB"><title>A</title><p class="a" class="b">')
    (error,) = errors_in(tmp_path)
    assert error.startswith("bad.html:1: Duplicate attribute “class”")
