"""What programs look for on every site."""

import io
import re
from datetime import UTC, datetime, timedelta

from django.test import Client
from PIL import Image


def test_where_faults_are_reported_is_said_if_the_site_says_it(here, settings):
    path = "/.well-known/security.txt"
    assert Client().get(path).status_code == 404
    settings.SECURITY_CONTACT = ["mailto:security@example.org", "https://example.org/report"]
    settings.SITE_URL = "https://plan.example.org"
    answer = Client().get(path)
    said = re.findall(r"^([A-Z][A-Za-z-]+): (\S+)\n", answer.content.decode(), re.M)
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert [value for name, value in said if name == "Contact"] == settings.SECURITY_CONTACT
    assert dict(said)["Canonical"] == f"https://plan.example.org{path}"
    # One, and less than a year away, as RFC 9116 wants it.
    (expires,) = (datetime.fromisoformat(value) for name, value in said if name == "Expires")
    assert timedelta(days=170) < expires - datetime.now(UTC) < timedelta(days=365)


def test_search_engines_are_kept_from_the_files_of_editions_and_from_no_page_for_the_public(published, settings):
    settings.SITE_URL = "https://plan.example.org"
    edition = published()
    answer = Client().get("/robots.txt")
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    lines = answer.content.decode().splitlines()
    assert (lines[0], lines[-1]) == ("User-agent: *", "Sitemap: https://plan.example.org/sitemap.xml")
    kept_out = [line.removeprefix("Disallow: ") for line in lines[1:-1]]
    # RFC 9309: the beginning of an address, in which * is anything.
    pattern = re.compile("|".join(re.escape(path).replace(r"\*", ".*") for path in kept_out))
    addresses = re.findall(r"<loc>https://plan\.example\.org(.*?)</loc>", Client().get("/here/sitemap.xml").text)
    files = [f"/here/editions/2008-2011/{edition.number}/plan.{kind}" for kind in ("pdf", "docx", "xlsx", "json")]
    assert [address for address in ("/", *addresses, "/here/plan.pdf") if pattern.match(address)] == []
    assert [address for address in (*files, "/account/login/") if not pattern.match(address)] == []


def test_a_site_that_does_not_know_its_address_names_no_sitemap(db, settings):
    settings.SITE_URL = ""
    assert "Sitemap" not in Client().get("/robots.txt").text


def test_the_icon_is_there_for_who_looks_in_no_page(db):
    answer = Client().get("/favicon.ico")
    with Image.open(io.BytesIO(answer.content)) as icon:
        assert (answer.headers["Content-Type"], icon.info["sizes"]) == ("image/x-icon", {(16, 16), (32, 32), (48, 48)})


def test_a_password_manager_is_led_to_the_page_for_a_new_password(here, cast, sign_in):
    path, page = "/.well-known/change-password", "/account/password/change/"
    assert [sign_in(who).get(path).headers["Location"] for who in (cast.officer, None)] == [page, page]


def test_a_site_may_change_its_key_without_signing_anybody_out(here, cast, sign_in, settings):
    settings.SECRET_KEY = "the first"
    officer = sign_in(cast.officer)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "the second", ["the first"]
    assert officer.get("/here/my-actions/").status_code == 200
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "the third", []
    assert officer.get("/here/my-actions/").status_code == 302
