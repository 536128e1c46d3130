"""Every form of the product takes every value: it answers with its own page, what was typed still in it, or saves."""

import html
import os
import traceback
from contextlib import contextmanager

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from django.test import Client, TestCase

from plans import pages, shopwindow

from . import factories
from .accepted import accepted_form, filled_sheet
from .access import GET, POST, ROLES, address
from .sweep import ABSURD, Asked, Fields, UndoneAfterwards, filled, mutations, queries, sent_as
from .test_access import crime_files, date_move, evidence, here, to_come  # noqa: F401

PASSWORD = "correct horse battery staple"
WHOLE = os.environ.get("SWEEP") == "whole"
FORMS = [name for name, row in POST.items() if set(row) - {"in", 403, 404, 405}]


@contextmanager
def as_after_a_commit():
    """Letters and whatever else waits for the end of the transaction happen before it is taken back."""
    with UndoneAfterwards():
        with TestCase.captureOnCommitCallbacks(execute=True):
            yield


class Sweep:
    def __init__(self, name, role, client, path, form, *, others=(), first=True):
        self.name, self.role, self.client, self.path, self.first = name, role, client, path, first
        page = self.client.get(self.path)
        self.fields = Fields(self.path, page.content.decode() if page.status_code == 200 else "")
        self.form = filled(self.fields, form)
        self.others = others
        self.faults, self.posts = [], 0

    def kind(self, name):
        if any(hasattr(value, "read") for value in self.form.get(name, ())):
            return "file"
        return self.fields.kinds.get(name, "unseen")

    def each_field(self, whole):
        for name in {**self.form, **self.fields.kinds} if self.first or whole else ():
            for what, sent in mutations(
                name, self.kind(name), self.form.get(name, []), others=self.others, whole=whole
            ):
                yield f"{name} {what}", {n: v for n, v in {**self.form, name: sent}.items() if v is not None}
        for what, value in ABSURD.items():
            texts = {n: [value] if self.kind(n) != "file" else v for n, v in self.form.items()}
            yield f"all {what}", texts
        yield "nothing", {}

    def run(self, whole=WHOLE):
        for what, data in self.each_field(whole):
            self.post(what, data)
        return self.faults

    def post(self, what, data):
        self.posts += 1
        saved = {key: morsel.value for key, morsel in self.client.cookies.items()}
        for values in data.values():
            for value in values:
                if hasattr(value, "seek"):
                    value.seek(0)
        try:
            with as_after_a_commit():
                response = self.client.post(self.path, **sent_as(data))
        except Exception as error:
            where = traceback.extract_tb(error.__traceback__)
            ours = [f for f in where if "/site-packages/" not in f.filename and "/tests/" not in f.filename and "lib/python" not in f.filename]
            at = f"{ours[-1].filename.split('/forms/')[-1]}:{ours[-1].lineno}" if ours else "?"
            self.faults.append(f"{self.name} as {self.role}, {what}: {type(error).__name__} {str(error)[:90]!r} at {at}")
            return
        finally:
            self.client.cookies.clear()
            for key, value in saved.items():
                self.client.cookies[key] = value
            shopwindow.current.forget()
            pages.past.things.clear()
        self.judge(what, data, response)

    def judge(self, what, data, response):
        if response.status_code not in (200, 302, 409, 204):
            self.faults.append(f"{self.name} as {self.role}, {what}: {response.status_code}")
            return
        if response.status_code in (302, 204):
            return
        text = html.unescape(response.content.decode())
        for name, values in data.items():
            if self.kind(name) in ("textarea", "text", "email", "url") :
                for value in values:
                    if hasattr(value, "read"): continue
                    value = value.strip().replace("\r\n", "\n")
                    if len(value) > 3 and value not in text.replace("\r\n", "\n") and "\ud800" not in value:
                        self.faults.append(f"{self.name} as {self.role}, {what}: {name} lost {value[:30]!r} ({response.status_code})")


def roles_of(name):
    """Who may post to it."""
    return [role for role, found in zip(ROLES, POST[name], strict=True) if found not in ("in", 403, 404, 405)]


@pytest.fixture
def world(request):
    here, next_door = request.getfixturevalue("here"), request.getfixturevalue("next_door")
    request.getfixturevalue("to_come")
    request.getfixturevalue("published")()
    factories.RoundFactory(plan=here.plan)
    return here, next_door, request.getfixturevalue("cast")


@pytest.mark.parametrize("name", FORMS)
def test_every_form_survives_every_value(name, world, report):
    here, next_door, cast = world
    if name == "action_undo":
        report(here.action, cast.officer)
    faults, posts = [], 0
    for role in (roles := roles_of(name)):
        client = Client()
        if user := getattr(cast, role, None):
            client.force_login(user)
        path = address(name, here)
        form = filled_sheet(name, client, here) if name.startswith("spreadsheet_") else accepted_form(name, client, path, here)
        others = [str(next_door.council.pk), str(next_door.action.pk)]
        sweep = Sweep(name, role, client, path, form, others=others, first=role == roles[-1])
        faults += sweep.run()
        posts += sweep.posts
    if log := os.environ.get('SWEEP_LOG'):
        open(log, 'a').write('\n'.join([f'## {name} {posts} {connection.vendor}', *faults, '']))
    assert faults == []


PAGES = [name for name, row in GET.items() if set(row) & {200, "go"} and name != "healthz"]


@pytest.mark.parametrize("part", range(4))
def test_every_address_survives_what_stands_behind_its_question_mark(part, world, settings):
    here, next_door, cast = world
    settings.MIDDLEWARE = ["tests.sweep.notes_what_is_asked", *settings.MIDDLEWARE]
    faults, asked = [], 0
    client = Client(raise_request_exception=False)
    client.force_login(cast.coordinator)
    for name in PAGES[part::4]:
        path = address(name, here)
        Asked.names = set()
        client.get(path)
        client.get(path, dict.fromkeys(Asked.names, "1"))
        for query in queries(path, Asked.names):
            asked += 1
            with UndoneAfterwards():
                response = client.get(f"{path}?{query}")
                if response.streaming:
                    b"".join(response.streaming_content)
            if response.status_code >= 500 or response.status_code in (400, 405):
                faults.append(f"{path}?{query[:80]}: {response.status_code} {response.exc_info[1]!r}"[:300] if getattr(response, "exc_info", None) else f"{path}?{query[:80]}: {response.status_code}")
    if log := os.environ.get("SWEEP_LOG"):
        open(log, "a").write("\n".join([f"## GET {part} {asked} {connection.vendor}", *faults, ""]))
    assert faults == []


KEY = "p4ss-phrase of some length"
ACCOUNT_FORMS = {
    "account_login": {"login": "x@example.org", "password": KEY},
    "account_signup": {"email": "x@example.org", "password1": KEY, "password2": KEY},
    "account_reset_password": {"email": "coordinator@example.org"},
    "account_email": {"email": "new@example.org", "action_add": ""},
    "account_change_password": {"oldpassword": PASSWORD, "password1": KEY, "password2": KEY},
    "account_set_password": {"password1": KEY, "password2": KEY},
    "account_reauthenticate": {"password": PASSWORD},
    "account_logout": {},
    "account_confirm_email": {},
    "account_reset_password_from_key": {"password1": KEY, "password2": KEY},
    "account_confirm_login_code": {"code": "123"},
    "my_data": {}, "my_data_download": {},
    "mfa_authenticate": {"code": "123456"},
    "mfa_activate_totp": {"code": "123456"},
    "mfa_deactivate_totp": {},
    "mfa_generate_recovery_codes": {},
    "mfa_add_webauthn": {"name": "Mine", "credential": "{}"},
    "mfa_edit_webauthn": {"name": "Mine"},
    "mfa_remove_webauthn": {},
    "mfa_login_webauthn": {"credential": "{}"},
    "mfa_reauthenticate": {"code": "123456"},
    "mfa_reauthenticate_webauthn": {"credential": "{}"},
}


@pytest.mark.parametrize("who", ["nobody", "somebody"])
def test_every_form_of_the_account_survives_every_value(who, here, cast):
    faults, posts = [], 0
    for name, form in ACCOUNT_FORMS.items():
        client = Client()
        if who == "somebody":
            assert client.post("/account/login/", {"login": cast.coordinator.email, "password": PASSWORD}).status_code == 302
        path = address(name, here)
        if name in ("mfa_edit_webauthn", "mfa_remove_webauthn") and who == "somebody":
            key = Authenticator.objects.create(user=cast.coordinator, type="webauthn", data={"name": "Old"})
            path = path.replace("/1/", f"/{key.pk}/")
        sweep = Sweep(name, who, client, path, form)
        for value in ("[]", "null", '"x"', '{"id": 1}', "[1]", '{"response": {}}'):
            if "credential" in form:
                sweep.post(f"credential {value}", form | {"credential": [value]})
        faults += sweep.run()
        posts += sweep.posts
    if log := os.environ.get("SWEEP_LOG"):
        open(log, "a").write("\n".join([f"## ACCOUNT {who} {posts} {connection.vendor}", *faults, ""]))
    assert faults == []
