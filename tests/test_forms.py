"""Every form of the product takes every value: it answers with its own page, what was typed still in it, or saves.

With SWEEP=whole in the environment every field gets every value, which takes an hour; without it some, and
more with FULL=1 on PostgreSQL, which refuses more.
"""

import os

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from django.test import Client
from django.urls import reverse

from .accepted import accepted_form, filled_sheet
from .access import ACCOUNT, GET, POST, ROLES
from .access_worlds import an_edition_and_rounds, everybody_s_business, files_and_requests
from .addresses import address
from .passkey import registration
from .sweep import Asked, Sweep, UndoneAfterwards, is_a_day, queries, sent_as
from .volume import FULL, thinned

WHOLE = os.environ.get("SWEEP") == "whole"
PARTS = 12
# What a field takes by itself is the same on every database.
EACH_FIELD = FULL or connection.vendor == "sqlite"
PASSWORD, ANOTHER = "correct horse battery staple", "p4ss-phrase of some length"
REFUSED = ("in", 403, 404, 405)
FORMS = [name for name, row in POST.items() if set(row) - set(REFUSED)]
PAGES = [name for name, row in GET.items() if set(row) & {200, "go"}]

# A page that says in part "saved" and in part "look again": each of its rows is saved by itself.
# And presses that say on the page itself what they did: mail programs that stop for their reader follow no redirect.
FOLLOWER = ["actions_follower", "actions_following", "actions_followrequest", "actions_followerletter"]
SAVES_ANYHOW = {
    "follow_confirm": FOLLOWER,
    "follow_stop": FOLLOWER,
    "my_updates": ["actions_update", "actions_historicalupdate"],
    "meeting_attendance": ["partners_attendance", "partners_historicalattendance"],
}


def words_of_several_lines(world):
    here = world.here
    here.meeting.about = here.to_come.about = here.decision.text = "A line\nand another"
    for thing in (here.meeting, here.to_come, here.decision):
        thing.save()


pytestmark = [
    pytest.mark.slow,
    pytest.mark.world(everybody_s_business, files_and_requests),
    pytest.mark.usefixtures("_evidence_of_its_own"),
]
with_an_edition = pytest.mark.world(an_edition_and_rounds, words_of_several_lines)


def sweeps(name, here, next_door, cast):
    """A Sweep of a form for each role that may send it; the last of them tries every field by itself."""
    path = address(name, here)
    roles = [role for role, found in zip(ROLES, POST[name], strict=True) if found not in REFUSED]
    for role in roles:
        client = Client()
        if user := getattr(cast, role, None):
            client.force_login(user)
        sheet = name.startswith("spreadsheet_")
        form = filled_sheet(name, client, here) if sheet else accepted_form(name, client, path, here)
        yield Sweep(
            f"{name} as {role}", client, path, form, others=[str(next_door.council.pk), str(next_door.action.pk)],
            whole=WHOLE, each=WHOLE or (role == roles[-1] and EACH_FIELD), saves_anyhow=SAVES_ANYHOW.get(name, ()),
        )  # fmt: skip


@pytest.mark.both_databases
@with_an_edition
@pytest.mark.parametrize("part", range(PARTS))
def test_every_form_survives_every_value(part, here, next_door, cast, report):
    faults = []
    for name in FORMS[part::PARTS]:
        with UndoneAfterwards():
            if name == "action_undo":
                report(here.action, cast.officer)
            for sweep in sweeps(name, here, next_door, cast):
                faults += sweep.run()
    assert faults == []


def read(response):
    """The response, to its end: what is made while it is sent has its turn until then."""
    if response.streaming:
        b"".join(response.streaming_content)
    return response


@pytest.mark.both_databases
@with_an_edition
@pytest.mark.parametrize("part", range(4))
def test_every_address_survives_what_stands_behind_its_question_mark(part, here, cast, settings):
    settings.MIDDLEWARE = ["tests.sweep.notes_what_is_asked", *settings.MIDDLEWARE]
    client, faults = Client(raise_request_exception=False), []
    client.force_login(cast.coordinator)
    names = [*PAGES, *(name for name, row in ACCOUNT.items() if 200 in row)][part::4]
    for name in names if EACH_FIELD else names[::2]:
        path = address(name, here)
        Asked.names = set()
        read(client.get(path))
        read(client.get(path, dict.fromkeys(Asked.names, "1")))
        for query in queries(path, Asked.names):
            with UndoneAfterwards():
                response = read(client.get(f"{path}?{query}"))
            if response.status_code in (400, 405) or response.status_code >= 500:
                faults.append(f"{path}?{query[:80]}: {response.status_code}")
    assert faults == []


ACCOUNT_FORMS = {
    "account_login": {"login": "x@example.org", "password": ANOTHER},
    "account_signup": {"email": "x@example.org", "password1": ANOTHER, "password2": ANOTHER},
    "account_reset_password": {"email": "coordinator@example.org"},
    "account_reset_password_from_key": {"password1": ANOTHER, "password2": ANOTHER},
    "account_email": {"email": "new@example.org", "action_add": ""},
    "account_change_password": {"oldpassword": PASSWORD, "password1": ANOTHER, "password2": ANOTHER},
    "account_set_password": {"password1": ANOTHER, "password2": ANOTHER},
    "account_reauthenticate": {"password": PASSWORD},
    "account_logout": {},
    "mfa_authenticate": {"code": "123456"},
    "mfa_activate_totp": {"code": "123456"},
    "mfa_generate_recovery_codes": {},
    "mfa_add_webauthn": {"name": "Mine", "credential": "{}"},
    "mfa_edit_webauthn": {"name": "Mine"},
    "mfa_remove_webauthn": {},
    "mfa_login_webauthn": {"credential": "{}"},
    "mfa_reauthenticate": {"code": "123456"},
    "mfa_reauthenticate_webauthn": {"credential": "{}"},
}
# Every wrong try is counted and noted, and the session says how far the sign-in has come.
TRACE = ("partners_session", "partners_tally", "partners_accessevent", "partners_accessevent_partnerships")
NO_PASSKEY = ("[]", "null", '"x"', '{"id": 1}', "[1]", '{"response": {"userHandle": "' + "9" * 5000 + '"}}')


def comes_in(who, cast):
    """A browser in which nobody is, somebody is, or somebody is who has still to show their second factor."""
    client = Client()
    if who == "half":
        Authenticator.objects.create(user=cast.chair, type="totp", data={"secret": "JBSWY3DPEHPK3PXP"})
        Authenticator.objects.create(
            user=cast.chair, type="webauthn", data={"name": "Old", "credential": registration()}
        )
    if who != "nobody":
        user = cast.chair if who == "half" else cast.coordinator
        client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    return client


@pytest.mark.parametrize("who", ["nobody", "somebody"])
def test_every_form_of_an_account_survives_every_value(who, here, cast):
    faults = []
    forms = {name: form for name, form in ACCOUNT_FORMS.items() if who == "somebody" or ACCOUNT[name][0] == 200}
    for name, form in (forms | {"mfa_login_webauthn": ACCOUNT_FORMS["mfa_login_webauthn"]}).items():
        with UndoneAfterwards():
            client, path = comes_in(who, cast), address(name, here)
            if who == "somebody" and name in ("mfa_edit_webauthn", "mfa_remove_webauthn"):
                key = Authenticator.objects.create(user=cast.coordinator, type="webauthn", data={"name": "Old"})
                path = reverse(name, args=[key.pk])
            sweep = Sweep(f"{name} as {who}", client, path, form, whole=WHOLE, saves_anyhow=TRACE)
            for value in NO_PASSKEY if "credential" in form else ():
                sweep.post(f"credential {value:.40}", {"name": ["Mine"], "credential": [value]})
            faults += sweep.run()
    assert faults == []


def test_the_second_factor_survives_every_value(cast):
    client = comes_in("half", cast)
    path, form = reverse("mfa_authenticate"), {"code": "123456"}
    sweep = Sweep("mfa_authenticate", client, path, form, whole=WHOLE, saves_anyhow=TRACE)
    for value in NO_PASSKEY:
        sweep.post(f"credential {value:.40}", {"credential": [value]})
    assert (sweep.run(), "code" in sweep.fields.kinds) == ([], True)


# Pages on which days are counted, compared or drawn.
DATED = (
    "public_meetings", "public_meetings_feed", "calendar_feed", "plan_detail", "review", "criterion_detail", "working",
    "laa", "plan_changes", "plan_preview", "meetings", "group_detail", "rounds", "my_updates", "people", "desk",
    "authorities", "protocols", "duties", "action_detail", "delivered", "carry_forward", "criterion_measure", "crimes",
)  # fmt: skip
FURTHEST = ("1 1 1900", "31 12 2199")


def with_a_far_day(sweep):
    """[(what is sent, the whole form)]: each of its days as far away as a form takes it."""
    days = [name for name in {**sweep.form, **sweep.fields.kinds} if is_a_day(name)]
    return [(f"{name} is {day}", {**sweep.form, name: [day], "why": ["So it is"]}) for name in days for day in FURTHEST]


@with_an_edition
@pytest.mark.parametrize("part", range(4))
def test_a_day_that_a_form_takes_breaks_no_page(part, here, next_door, cast):
    reader, faults = Client(raise_request_exception=False), []
    reader.force_login(cast.coordinator)
    for name in FORMS[part::4]:
        with UndoneAfterwards():
            *_, sweep = sweeps(name, here, next_door, cast)
            for what, form in with_a_far_day(sweep):
                with UndoneAfterwards():
                    if sweep.client.post(sweep.path, **sent_as(form)).status_code == 302:
                        pages = thinned(DATED, 2, what)
                        answers = {page: reader.get(address(page, here)).status_code for page in pages}
                        faults += [f"{page} after {name}: {what}" for page, code in answers.items() if code >= 500]
    assert faults == []
