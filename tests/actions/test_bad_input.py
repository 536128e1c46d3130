"""Whatever is typed or sent, the update form answers with a page, and saves either what was typed or nothing."""

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from actions.models import Update
from tests.volume import BOTH, some

nasty = st.sampled_from(
    ["\x00", "\u202e", "\u2066x\u2069", "👮‍♀️", "<script>", "{{ 7*7 }}", "' OR 1=1 --", "\r\n",
     "0001-01-01", "9999-12-31", "a" * 6000, "\ufeff", "\x7f", "𐀀", "é", "İ"]
)  # fmt: skip
text = st.lists(st.text(max_size=40) | nasty, max_size=4).map("".join)
WORDS = ("happened", "achieved", "next", "public")
status = st.sampled_from(["on_track", "off_track", "complete", "withdrawn", "", "ON_TRACK", "\x00"]) | text
token = st.sampled_from(["none", "", "-1", "1", "999999999999999999999", "\x00"]) | text
form = st.fixed_dictionaries(
    {},
    optional={
        "seen": token, "status": status, "happened": text, "achieved": text, "next": text, "public": text,
        "speaks_of": text, "authority": token,
    },
)  # fmt: skip


def sendable(data):
    """As a browser would encode it: what is not UTF-8 cannot be sent."""
    return {key: value.encode("utf-8", "replace").decode() for key, value in data.items()}


@pytest.mark.slow
@pytest.mark.django_db
@settings(max_examples=some(25, 120, BOTH), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=form)
def test_the_update_form_never_fails(data, here, cast):
    client = Client(raise_request_exception=False)
    client.force_login(cast.officer)
    data = sendable(data)
    before = Update.objects.count()
    response = client.post(f"/here/actions/{here.action.pk}/update/", data)
    if response.status_code == 302:
        update = here.action.updates.first()
        stripped = {name: data.get(name, "").replace("\r\n", "\n").strip() for name in WORDS}
        assert {name: getattr(update, name) for name in stripped} == stripped
        assert Update.objects.count() - before in (0, 1)
    else:
        assert response.status_code == 200
        assert Update.objects.count() == before
        bound = response.context["form"]
        assert bound.errors
        assert {name: bound[name].value() or "" for name in WORDS} == {name: data.get(name, "") for name in WORDS}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    [
        "/\x00/",
        "/here/actions/1%00/",
        "/here/%FF%FE/",
        "/here/review/?by=%00%FF",
        "/%2e%2e/etc/",
        "/here/history/action/-1/",
    ],
)
def test_an_address_that_makes_no_sense_is_answered(path, here, cast):
    client = Client(raise_request_exception=False)
    client.force_login(cast.coordinator)
    assert client.get(path).status_code in (200, 400, 404)
