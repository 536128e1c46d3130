"""Errors have pages of ours, whatever it is that went wrong, and every one is guarded as a page is."""

import io
import logging
import re

import pytest
from allauth.core.ratelimit import respond_429
from django.contrib.auth.decorators import login_not_required
from django.test import Client, RequestFactory, override_settings
from django.urls import path

from config import error_pages, logs, urls
from config.handler import Site

GUARDED = {
    "Cache-Control": "no-store",
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Content-Type": "text/html; charset=utf-8",
}
COOKIE = {"HTTP_COOKIE": f"csrftoken={'a' * 32}"}


def is_ours(response, status, words):
    assert (response.status_code, {name: response.headers.get(name) for name in GUARDED}) == (status, GUARDED)
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    page = response.content.decode()
    assert f'<h1 class="govuk-heading-l">{words}</h1>' in page
    assert re.findall(r"<style|\sstyle=|<script", page) == []


def sent(content_type, body=b"a=b"):
    return Client(enforce_csrf_checks=True).generic("POST", "/account/login/", body, content_type, **COOKIE)


def test_each_error_has_its_page(here, cast, sign_in, settings):
    is_ours(Client().get("/nowhere/at/all/"), 404, "Page not found")
    observer, update = sign_in(cast.observer), f"/here/actions/{here.action.pk}/update/"
    for page in ("/here/settings/", "/here/desk/", update):
        is_ours(observer.get(page), 403, "You cannot open this page")
    is_ours(observer.post(update), 403, "You cannot make this change")
    not_allowed = Client().post("/here/")
    is_ours(not_allowed, 405, "This page cannot be used like that")
    assert not_allowed.headers["Allow"] == "GET, HEAD"
    is_ours(Client(HTTP_HOST="evil.example").get("/here/"), 400, "The request could not be read")
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    is_ours(sent("application/x-www-form-urlencoded", b"a=" + b"b" * 200), 413, "That is too large to send")
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE, settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = None, 3
    is_ours(sent("application/x-www-form-urlencoded", b"a=b&" * 5), 400, "The request could not be read")


def test_too_many_tries_have_a_page():
    answer = respond_429(RequestFactory().post("/account/password/reset/"))
    is_ours(answer, 429, "Too many attempts")
    assert answer.headers["Retry-After"] == "60"


@pytest.mark.parametrize(
    "charset", ["utf-7", "utf-16", "no-such-set", "idna", "rot13", "base64", "unicode_escape", "punycode", '"\\0"', "é"]
)
def test_a_character_set_that_is_not_ours_is_refused_and_not_stumbled_over(charset, db):
    for kind in ("text/html", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
        is_ours(sent(f"{kind}; charset={charset}"), 400, "The request could not be read")


def test_a_form_in_utf_8_is_taken(here, cast):
    words = f"email={cast.officer.email}&csrfmiddlewaretoken={'a' * 32}".encode()
    answers = [sent(f"application/x-www-form-urlencoded{charset}", words) for charset in ("", "; charset=UTF-8")]
    assert [answer.status_code for answer in answers] == [200, 200]


@login_not_required
def fail(request):
    raise RuntimeError("A fault of ours")


urlpatterns = [path("fault", fail), *urls.urlpatterns]
handler500 = "config.error_pages.server_error"


@override_settings(ROOT_URLCONF="tests.test_error_pages")
def test_a_fault_of_ours_has_its_page():
    is_ours(Client(raise_request_exception=False).get("/fault"), 500, "Sorry, there is a problem with the site")


@pytest.mark.urls(__name__)  # override_settings and the fixture end in the wrong order
def test_the_number_on_its_page_is_that_in_the_log_and_in_the_header(settings, db):
    log, told = logging.StreamHandler(io.StringIO()), {}
    log.setFormatter(logs.TextFormatter("{levelname} {name} {message}", style="{"))
    logger = logging.getLogger("django.request")
    logger.addHandler(log)
    try:
        for proxies, expected in ((0, "[0-9a-f]{32}"), (1, "from-the-proxy")):
            settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
            environ = RequestFactory().get("/fault", headers={"x-request-id": "from-the-proxy"}).environ
            page = b"".join(Site()(environ, lambda status, headers: told.update(headers, status=status))).decode()
            number = told["X-Request-ID"]
            assert re.fullmatch(expected, number)
            assert told["status"] == "500 Internal Server Error"
            assert re.findall("<code>(.*?)</code>", page) == [number]
            assert f"ERROR django.request Internal Server Error: /fault [{number}]\nTraceback" in log.stream.getvalue()
    finally:
        logger.removeHandler(log)


def test_what_goes_wrong_outside_of_all_layers_has_one_too(monkeypatch, db):
    told = []
    site, environ = Site(), RequestFactory().get("/here/").environ | {"CONTENT_TYPE": 'text/html; charset="\0"'}
    page = b"".join(site(environ, lambda status, headers: told.append(status)))
    assert (told, b"The request could not be read" in page) == (["400 Bad Request"], True)
    monkeypatch.setattr(site, "get_response", fail)
    page = b"".join(site(RequestFactory().get("/here/").environ, lambda status, headers: told.append(status)))
    assert (told[1:], b"Sorry, there is a problem with the site" in page) == (["500 Internal Server Error"], True)


def test_pages_are_made_without_static_files_too(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": "config.storage.HashedStaticFiles"}}
    for name in (*error_pages.PAGES, "503_sent"):
        page = error_pages._page.__wrapped__(name, "en-gb").decode()
        assert "<h1" in page
        assert "<link" not in page


def test_over_https_errors_say_so_too(settings, db):
    settings.SECURE_HSTS_SECONDS = 31536000
    for host, status in (("testserver", 404), ("evil.example", 400)):
        answer = Client(HTTP_HOST=host).get("/nowhere/at/all/", secure=True)
        assert (answer.status_code, answer.headers["Strict-Transport-Security"]) == (status, "max-age=31536000")


def test_passwords_are_neither_shown_nor_sent_again():
    post = RequestFactory().post
    assert error_pages._sent(post("/account/login/", {"login": "ann@example.org", "password": "a secret"})) is None
    assert error_pages._sent(post("/account/2fa/authenticate/", {"code": "123456"})) is None
    assert b"a long remark" in error_pages._sent(post("/here/", {"happened": "a long remark"}))
