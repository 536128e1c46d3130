"""A session ends in the middle of a form: the words come back to whoever typed them, unsaved, after sign-in."""

import re
from datetime import timedelta
from html import unescape

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from actions.models import Update
from partners.accounts.form_recovery import Filler, typed_text
from partners.limits import KEPT_CHARACTERS
from tests.access import BUTTON, GET, PEOPLE_BUTTON
from tests.access_worlds import an_edition_and_rounds, everybody_s_business, files_and_requests
from tests.addresses import address
from tests.worlds import member

from .test_second_factor import code_of, with_app

PASSWORD = "correct horse battery staple"
TYPED = {"seen": "none", "status": "at_risk", "happened": 'Ten <locks> & "two" bolts\nfitted', "next": "More’s to do"}


@pytest.fixture
def path(here):
    return f"/here/actions/{here.action.pk}/update/"


@pytest.fixture
def expired(path):
    """A browser in which somebody had opened the form when their session ran out."""

    def expired(user, **options):
        client = Client(**options)
        client.force_login(user)
        assert client.get(path).status_code == 200
        client.session.flush()
        return client

    return expired


def sign_in(client, user, address):
    return client.post(address, {"login": user.email, "password": PASSWORD})


def fields(page):
    """What the page's form holds."""
    words = page.content.decode()
    areas = {
        name: unescape(re.search(rf'<textarea[^>]*name="{name}"[^>]*>\n?(.*?)</textarea>', words, re.S).group(1))
        for name in ("happened", "next")
    }
    return {"status": re.findall(r'name="status" value="([^"]*)"[^>]* checked', words), **areas}


HELD = {"status": ["at_risk"], "happened": TYPED["happened"], "next": TYPED["next"]}
EMPTY = {"status": [], "happened": "", "next": ""}


def test_the_words_come_back_after_sign_in_and_nothing_was_saved(expired, cast, path, here):
    client = expired(cast.officer)
    sent = client.post(path, TYPED)
    assert (sent.status_code, sent.url) == (302, f"/account/login/?next={path}")
    assert "it will be in the form again" in client.get(sent.url).content.decode()
    assert sign_in(client, cast.officer, sent.url).url == path
    page = client.get(path)
    assert fields(page) == HELD
    assert "What you typed is not saved yet" in page.content.decode()
    assert Update.objects.count() == 0
    saved = client.post(path, TYPED)
    assert (saved.status_code, here.action.updates.get().happened) == (302, TYPED["happened"])
    assert fields(client.get(path))["happened"] == ""


@pytest.mark.world(everybody_s_business, files_and_requests)
@pytest.mark.world.with_args(an_edition_and_rounds)
@pytest.mark.parametrize("name", [name for name, row in GET.items() if row in (BUTTON, PEOPLE_BUTTON)])
def test_a_button_pressed_too_late_leads_back_to_a_page(name, here, cast):
    """To the page that it was on, or to the one above its own address where the browser does not say which that was."""
    button = address(name, here)
    for headers, expected in (
        ({}, None),
        ({"HTTP_REFERER": "http://testserver/here/plan/?by=due"}, "/here/plan/?by=due"),
    ):
        client = Client()
        client.force_login(cast.coordinator)
        client.session.flush()
        asked = client.post(button, {"reason": "Locks"}, **headers).url
        back = sign_in(client, cast.coordinator, asked).url
        assert back == (expected or back)
        assert client.get(back, follow=True).status_code == 200, (button, back)
        assert client.get(button, follow=True).status_code == 200


def test_words_typed_beside_a_button_come_back_to_the_page_above_it(here, cast):
    """A page that a button's answer showed has the button's address."""
    client = Client()
    client.force_login(cast.coordinator)
    client.get("/here/write/")
    client.session.flush()
    asked = client.post(
        "/here/write/preview/", {"body": "Our words"}, HTTP_REFERER="http://testserver/here/write/preview/"
    )
    back = sign_in(client, cast.coordinator, asked.url).url
    assert (back, "Our words" in client.get(back).content.decode()) == ("/here/write/", True)


def test_they_are_still_there_when_the_page_is_loaded_again(expired, cast, path):
    client = expired(cast.officer)
    sign_in(client, cast.officer, client.post(path, TYPED).url)
    assert [fields(client.get(path)) for _ in range(2)] == [HELD, HELD]


def test_they_come_back_through_a_second_factor(expired, cast, path):
    secret = with_app(cast.officer)
    client = expired(cast.officer)
    answer = sign_in(client, cast.officer, client.post(path, TYPED).url)
    assert answer.url.startswith("/account/2fa/authenticate/")
    assert client.post(answer.url, {"code": code_of(secret)}).url == path
    assert fields(client.get(path)) == HELD


def test_somebody_else_who_signs_in_at_the_same_browser_does_not_see_them(expired, cast, path, here):
    colleague = member(here.police, "officer", "Colleague")
    client = expired(cast.officer)
    sign_in(client, colleague, client.post(path, TYPED).url)
    page = client.get(path)
    assert fields(page) == EMPTY
    assert "Ten" not in page.content.decode()


def test_what_a_stranger_s_browser_sends_is_not_kept(path, cast):
    """Nothing says to whom the form was shown: it may have been put together by anybody."""
    client = Client()
    sent = client.post(path, TYPED)
    sign_in(client, cast.officer, sent.url)
    assert fields(client.get(path)) == EMPTY


def test_a_colleague_s_update_meanwhile_is_not_overlooked(expired, cast, path, report, here):
    client = expired(cast.officer)
    report(here.action, cast.fire_officer, happened="Meanwhile")
    sign_in(client, cast.officer, client.post(path, TYPED).url)
    client.get(path)
    seen = re.search(r'name="seen" value="([^"]*)"', client.get(path).content.decode()).group(1)
    assert seen == "none"
    answer = client.post(path, TYPED | {"seen": seen})
    assert (answer.status_code, "Somebody else updated this action" in answer.content.decode()) == (200, True)


def test_another_site_can_put_no_words_into_a_form(expired, cast, path):
    client = expired(cast.officer, enforce_csrf_checks=True)
    for origin in ("https://elsewhere.example", "null", "http://testserver:81", None):
        headers = {"Origin": origin} if origin else {}
        assert client.post(path, TYPED, headers=headers).status_code == 403
    client.force_login(cast.officer)
    assert fields(client.get(path)) == EMPTY


@pytest.mark.parametrize("header", [{"Origin": "http://testserver"}, {"Sec-Fetch-Site": "same-origin"}])
def test_a_page_of_ours_that_grew_old_loses_no_words_either(header, expired, cast, path):
    """Its token is an earlier session's. Django refuses it; that it came from here, the browser says."""
    client = expired(cast.officer, enforce_csrf_checks=True)
    client.force_login(cast.officer)
    answer = client.post(path, TYPED, headers=header)
    assert (answer.status_code, answer.url) == (302, path)
    page = client.get(path)
    assert (fields(page), Update.objects.count()) == (HELD, 0)
    assert "This page was out of date." in page.content.decode()


def test_they_wait_for_an_hour(expired, cast, path):
    client = expired(cast.officer)
    sent = client.post(path, TYPED)
    sign_in(client, cast.officer, sent.url)
    with time_machine.travel(timezone.now() + timedelta(minutes=61), tick=False):
        assert fields(client.get(path)) == EMPTY


def test_what_is_too_long_is_not_kept_and_that_is_said(expired, cast, path):
    client = expired(cast.officer)
    sign_in(client, cast.officer, client.post(path, TYPED | {"happened": "x" * KEPT_CHARACTERS}).url)
    page = client.get(path)
    assert (fields(page), "too long to keep" in page.content.decode()) == (EMPTY, True)


def test_a_file_is_not_kept_and_that_is_said(expired, cast, path):
    client = expired(cast.officer)
    file = SimpleUploadedFile("plan.pdf", b"A secret in a file")
    sign_in(client, cast.officer, client.post(path, TYPED | {"file": file}).url)
    page = client.get(path)
    assert (fields(page), "Choose your files again" in page.content.decode()) == (HELD, True)
    assert "A secret in a file" not in repr(dict(client.session))


def test_a_word_without_a_place_on_the_page_is_shown_beside_it(expired, cast, path):
    client = expired(cast.officer)
    sign_in(client, cast.officer, client.post(path, TYPED | {"gone": "A field that was taken away"}).url)
    assert "A field that was taken away" in client.get(path).content.decode()


def test_a_form_sent_from_another_page_leads_back_to_that_page(here, cast):
    client = Client()
    client.force_login(cast.coordinator)
    client.get("/here/people/")
    client.session.flush()
    rule = {"require_second_factor": "on"}
    sent = client.post("/here/people/second-factor/", rule, headers={"Referer": "http://testserver/here/people/"})
    sign_in(client, cast.coordinator, sent.url)
    page = client.get("/here/people/").content.decode()
    assert re.search(r"<input[^>]*require_second_factor[^>]* checked>", page)
    here.partnership.refresh_from_db()
    assert here.partnership.require_second_factor is False


def test_a_password_form_keeps_nothing(cast):
    client = Client()
    client.force_login(cast.officer)
    client.get("/here/plan/")
    client.session.flush()
    client.post("/account/password/change/", {"oldpassword": PASSWORD})
    assert PASSWORD not in repr(dict(client.session))


def filled(page, words):
    data = QueryDict(mutable=True)
    for name, values in words.items():
        data.setlist(name, values)
    filler = Filler("/here/", "/here/", data)
    filler.feed(page)
    filler.close()
    return filler.page("")


def test_every_kind_of_field_is_filled_and_only_in_that_form():
    form = (
        '<form method="post"><input name="a" value="1"><input type="checkbox" name="b" value="x" checked>'
        '<input type="checkbox" name="b" value="y"><select name="c"><option value="1" selected>1</option>'
        '<option value="2">2</option></select><textarea name="d">old &amp; gone</textarea>'
        '<input type="password" name="e"><input name="f" value="first"><input name="f" value="second"></form>'
    )
    other = '<form method="post" action="/there/"><input name="a" value="1"></form>'
    words = {"a": ['"2" <b>'], "b": ["y"], "c": ["2"], "d": ["new &amp; kept"], "e": ["secret"], "f": ["1", "2"]}
    assert filled(f"<main>{form}{other}</main>", words) == (
        '<main><form method="post"><input name="a" value="&quot;2&quot; &lt;b&gt;">'
        '<input type="checkbox" name="b" value="x"><input type="checkbox" name="b" value="y" checked>'
        '<select name="c"><option value="1">1</option><option value="2" selected>2</option></select>'
        '<textarea name="d">\nnew &amp;amp; kept</textarea><input type="password" name="e">'
        f'<input name="f" value="1"><input name="f" value="2"></form>{other}</main>'
    )


@given(st.text())
def test_whatever_was_typed_stays_text(words):
    page = filled('<form method="post"><textarea name="d"></textarea></form><p>after</p>', {"d": [words]})
    head, tail = '<form method="post"><textarea name="d">\n', "</textarea></form><p>after</p>"
    assert (page.startswith(head), page.endswith(tail)) == (True, True)
    typed = page[len(head) : -len(tail)]
    assert ("<" in typed, unescape(typed)) == (False, words)


def test_a_page_that_is_written_anew_without_words_is_the_same(sign_in_page):
    page = sign_in_page
    filler = Filler("/here/", "/nowhere/", QueryDict())
    filler.feed(page)
    filler.close()
    assert re.sub(r"\s*/?>", ">", filler.page("")) == re.sub(r"\s*/?>", ">", page)


@pytest.fixture
def sign_in_page(here, cast):
    client = Client()
    client.force_login(cast.coordinator)
    return client.get(f"/here/actions/{here.action.pk}/edit/").content.decode()


def test_what_was_typed_is_shown_and_what_was_chosen_is_not():
    sent = QueryDict("seen=1234567&status=off_track&happened=Locks+fitted&figure=1250&speaks_of=15+June+2009")
    assert typed_text(sent) == [("Happened", "Locks fitted"), ("Figure", "1250"), ("Speaks of", "15 June 2009")]
