"""The demonstration's mail is a folder that a page shows; a real site has neither."""

import os
import re
import subprocess
import sys

import pytest
from django.core.checks import run_checks
from django.core.mail import EmailMultiAlternatives, send_mail
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.fixture
def box(settings, tmp_path):
    settings.DEMO_MAIL_FOLDER = settings.EMAIL_FILE_PATH = str(tmp_path / "mail")
    settings.EMAIL_BACKEND = "partners.accounts.demo_mailbox.FolderBackend"
    return tmp_path / "mail"


def post(text, html=""):
    message = EmailMultiAlternatives("4 updates", text, "plan@example.org", ["Ann <ann@example.org>"])
    if html:
        message.attach_alternative(html, "text/html")
    message.send()


def test_each_message_is_a_file_and_stands_on_the_page_the_newest_first(box):
    assert "No e-mails yet" in Client().get("/demo/mail/").content.decode()
    post("The first: façade")
    send_mail("Your password", "The second", None, ["ben@example.org"])
    page = Client().get("/demo/mail/").content.decode()
    assert len(list(box.glob("*.eml"))) == 2
    assert page.index("The second") < page.index("The first: façade")
    assert ("To Ann &lt;ann@example.org&gt;" in page, "To ben@example.org" in page) == (True, True)


def test_links_to_the_site_can_be_followed_and_nothing_else_is_markup(box):
    post("See http://testserver:8000/here/#action-1 or http://elsewhere.example/ or <a href='x'>this</a>")
    page = Client().get("/demo/mail/").content.decode()
    text = page[page.index("letter__text") :]
    assert re.findall(r'href="([^"]*)"', text[: text.index("</div>")]) == ["/here/#action-1"]
    assert "or http://elsewhere.example/ or &lt;a href=" in page


def test_the_html_part_can_be_seen_but_can_do_nothing(box):
    post("Text", "<p>Hello</p><script>alert(1)</script>")
    (file,) = box.glob("*.eml")
    response = Client().get(f"/demo/mail/{file.stem}/")
    assert response.content.decode().startswith("<p>Hello</p>")
    assert response.headers["Content-Security-Policy"] == (
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; sandbox; "
        "frame-ancestors 'none'"
    )


@pytest.mark.parametrize("name", ["0" * 20, "..", "..%2Fdb", "x", "1" * 200])
def test_a_message_that_is_not_there_is_not_found(name, box):
    post("Text alone")
    assert Client().get(f"/demo/mail/{name}/").status_code == 404


def test_a_message_without_an_html_part_has_no_page_for_it(box):
    post("Text alone")
    (file,) = box.glob("*.eml")
    assert Client().get(f"/demo/mail/{file.stem}/").status_code == 404


@pytest.mark.slow
def test_a_real_site_has_neither_folder_nor_page(tmp_path):
    environment = {
        "SECRET_KEY": "x",
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DEMO_MAIL_FOLDER": str(tmp_path),
    }
    command = [sys.executable, "-c", "import django; django.setup()"]
    refused = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert refused.returncode == 1
    assert "DEMO_MAIL_FOLDER is for the demonstration" in refused.stderr
    taken = subprocess.run(command, env=environment | {"INSECURE_COOKIES": "true"}, capture_output=True, text=True)
    assert (taken.returncode, taken.stderr) == (0, "")


@pytest.mark.parametrize(("address", "said"), [("", ["partners.W001"]), ("https://plan.example.org", [])])
def test_a_site_that_does_not_know_its_address_is_told_before_it_goes_live(address, said, settings):
    settings.SITE_URL, settings.ALLAUTH_TRUSTED_PROXY_COUNT = address, 1
    assert [e.id for e in run_checks(include_deployment_checks=True) if e.id.startswith("partners.")] == said
