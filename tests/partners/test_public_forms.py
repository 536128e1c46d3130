"""Forms of public pages: what keeps robots out, and nobody else. The form here stands for all of them."""

from datetime import timedelta

import pytest
from django import forms
from django.http import HttpResponse
from django.test import Client
from django.urls import path

from config import urls
from partners.public_forms import PublicForm, public_form_page
from plans.editions.live_pages import render_live
from tests.partners.public_pages import opened, send

pytestmark = pytest.mark.urls(__name__)
kept = {}


class RemarkForm(PublicForm, forms.Form):
    purpose = "remarks"
    words = forms.CharField(label="Your words", max_length=20, error_messages={"required": "Write something"})


@public_form_page
def remark(request, partnership):
    form = RemarkForm(request=request, partnership=partnership)
    if request.method == "POST" and form.is_valid():
        kept.setdefault(form.key, form.cleaned_data["words"])
        return HttpResponse("Thank you")
    page = {"partnership": partnership, "title": "Your remark", "description": "A remark.", "status": form.status}
    return render_live(request, "public_form_page.html", {"form": form}, **page)


urlpatterns = [path("<slug:partnership>/remark/", remark, name="remark"), *urls.urlpatterns]
handler404 = urls.handler404
PAGE = "/here/remark/"


@pytest.fixture(autouse=True)
def _nothing_yet():
    kept.clear()


def refused(answer, words, *, status=200, typed="Dark steps"):
    """Nothing was kept, the page says why, and what was typed stands there still."""
    assert (answer.status_code, words in answer.text, f'value="{typed}"' in answer.text) == (status, True, True)
    assert ("<title>Error: Your remark" in answer.text, kept) == (True, {})


def test_a_resident_sends_words_and_gets_no_cookie(client, here):
    assert send(client, PAGE, words="Dark steps").text == "Thank you"
    assert (list(kept.values()), client.cookies) == (["Dark steps"], {})


def test_a_form_needs_no_cookie_to_be_taken_and_is_kept_by_nobody(here):
    strict = Client(enforce_csrf_checks=True)
    assert send(strict, PAGE, words="Dark steps").text == "Thank you"
    assert strict.get(PAGE).headers["Cache-Control"] == "private, no-store"


def test_a_double_press_counts_once(client, here):
    fields = opened(client, PAGE)
    for _ in range(2):
        send(client, PAGE, words="Dark steps", opened=fields["opened"])
    assert list(kept.values()) == ["Dark steps"]


def test_what_is_missing_is_said_by_the_field(client, here):
    assert "Write something" in send(client, PAGE).text
    refused(send(client, PAGE, words="Dark steps by the old mill"), "at most 20", typed="Dark steps by the old mill")


def test_who_fills_in_what_people_do_not_see_is_refused(client, here):
    refused(send(client, PAGE, words="Dark steps", website="https://buy.example"), "only robots fill it in")


def test_who_sends_at_once_is_asked_to_press_again_and_then_taken(client, here):
    answer = send(client, PAGE, words="Dark steps", after=timedelta(seconds=1))
    refused(answer, "press again")
    assert send(client, PAGE, words="Dark steps", opened=answer.context["form"].opened).text == "Thank you"


@pytest.mark.parametrize("seal", ["", "[]", "WzEsMl0:1:x"])
def test_who_has_not_opened_the_page_is_asked_to_press_again(client, here, seal):
    answer = client.post(PAGE, {"words": "Dark steps", "opened": seal} if seal else {"words": "Dark steps"})
    refused(answer, "press again")
    again = client.post(PAGE, {"words": "Dark steps", "opened": answer.context["form"].opened})
    assert (again.text, len(kept)) == ("Thank you", 1)


def test_words_written_over_two_days_are_not_lost(client, here):
    refused(send(client, PAGE, words="Dark steps", after=timedelta(days=2)), "press again")


def test_a_connection_sends_ten_in_an_hour_and_another_still_can(client, here):
    for number in range(10):
        assert send(client, PAGE, words=f"Remark {number}").text == "Thank you"
    kept.clear()
    refused(send(client, PAGE, words="Dark steps"), "try again in an hour", status=429)
    assert send(Client(REMOTE_ADDR="192.0.2.7"), PAGE, words="Dark steps").text == "Thank you"


def test_what_is_refused_is_not_counted(client, here):
    for _ in range(12):
        send(client, PAGE)
    assert send(client, PAGE, words="Dark steps").text == "Thank you"


def test_there_is_no_form_of_a_partnership_that_is_not_there(client, here):
    assert client.get("/nowhere/remark/").status_code == 404
