"""What happens at the door leaves a trace: a line in the log, and a row for coordinators, the operator and oneself."""

import csv
import io
import json
import logging
import re
from datetime import timedelta
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client

from actions.models import Evidence
from actions.personal_data.erasure import remove
from actions.reporting.evidence import attach, delete_on_failure
from partners import clock
from partners.files.uploads import validate_upload
from partners.models import AccessEvent, Tally
from partners.models.access_events import Kind
from partners.people.memberships import end
from partners.permissions import Role
from partners.security.access_log import forget_old_access_events, note
from tests.factories import InvitationFactory, MembershipFactory
from tests.partners.accounts.test_second_factor import code_of
from tests.worlds import MONDAY

pytestmark = pytest.mark.both_databases

PASSWORD = "correct horse battery staple"
NEW = "an entirely different phrase"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
def visitor():
    return Client(REMOTE_ADDR="203.0.113.77", HTTP_USER_AGENT=FIREFOX)


@pytest.fixture
def lines(caplog):
    caplog.set_level(logging.INFO, "living_plan.access")
    return lambda: [r.getMessage() for r in caplog.records if r.name == "living_plan.access"]


def sign_in_by_form(client, email, password=PASSWORD):
    return client.post("/account/login/", {"login": email, "password": password})


def kinds(**of):
    return list(AccessEvent.objects.filter(**of).order_by("pk").values_list("kind", "about"))


@pytest.fixture
def post(visitor, django_capture_on_commit_callbacks):
    def post(*arguments):
        with django_capture_on_commit_callbacks(execute=True):
            return visitor.post(*arguments)

    return post


@pytest.mark.slow
def test_each_thing_that_happens_at_the_door_leaves_one_row_and_one_line(here, cast, visitor, post, lines, mailoutbox):
    email, found = cast.officer.email, []
    sign_in_by_form(visitor, email, "wrong")
    sign_in_by_form(visitor, email)
    found += [("sign_in_failed", "password"), ("signed_in", "password")]
    post("/account/reauthenticate/?next=/account/2fa/totp/activate/", {"password": "wrong"})
    post("/account/reauthenticate/?next=/account/2fa/totp/activate/", {"password": PASSWORD})
    secret = visitor.get("/account/2fa/totp/activate/").context["form"].secret
    post("/account/2fa/totp/activate/", {"code": code_of(secret)})
    found += [("confirm_failed", "password"), ("factor_added", "authenticator app"), ("codes_made", "recovery code")]
    post("/account/2fa/recovery-codes/generate/")
    post("/account/password/change/", {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})
    post("/account/email/", {"action_add": "", "email": "new@example.org"})
    post("/account/logout/")
    found += [("codes_made", "recovery code"), ("password_changed", ""), ("address_asked", ""), ("signed_out", "")]
    sign_in_by_form(visitor, email, NEW)
    post("/account/2fa/authenticate/", {"code": "000000"})
    code = Authenticator.objects.get(user=cast.officer, type="recovery_codes").wrap().get_unused_codes()[0]
    post("/account/2fa/authenticate/", {"code": code})
    found += [("factor_failed", "authenticator app"), ("factor_used", "recovery code"), ("signed_in", "password")]
    post("/account/reauthenticate/?next=/account/2fa/totp/deactivate/", {"password": NEW})
    post("/account/2fa/totp/deactivate/")
    [letter] = [m for m in mailoutbox if m.to == ["new@example.org"]]
    post(re.search(r"http://testserver(/account/confirm-email/\S+)", letter.body).group(1))
    found += [("factor_removed", "authenticator app"), ("factor_removed", "recovery code"), ("address_changed", "")]
    cast.officer.refresh_from_db()
    other = Client(REMOTE_ADDR="203.0.113.78")
    other.post("/account/password/reset/", {"email": cast.officer.email})
    link = re.search(r"http://testserver(\S+)", mailoutbox[-1].body).group(1)
    page = other.get(link, follow=True)
    other.post(page.request["PATH_INFO"], {"password1": PASSWORD, "password2": PASSWORD})
    found += [("reset_asked", ""), ("password_reset", "")]
    assert kinds(user=cast.officer) == found
    assert [re.match(r"event=(\w+)", line).group(1) for line in lines()] == [kind for kind, _ in found]
    told = " ".join(lines()) + json.dumps(list(AccessEvent.objects.values()), default=str)
    said = [PASSWORD, NEW, "wrong", secret, code, email, "new@example.org", link.split("/")[-2], cast.officer.name]
    assert [word for word in said if word in told] == []
    assert set(AccessEvent.objects.values_list("network", "browser")) == {
        ("203.0.113.0/24", "Firefox, Windows"),
        ("203.0.113.0/24", "Another browser"),
    }
    assert lines()[0] == (
        f"event=sign_in_failed outcome=failed address=203.0.113.77 user={cast.officer.pk} partnership=- "
        'known_browser=no browser="Firefox, Windows" about="password"'
    )


@pytest.mark.slow
def test_what_nobody_s_address_is_may_be_a_password_and_is_kept_nowhere(here, cast, visitor, lines):
    sign_in_by_form(visitor, "hunter2.my-own-password@typed.wrong", "x")
    [event] = AccessEvent.objects.all()
    assert (event.user, event.kind, event.about, list(event.partnerships.all())) == (
        None,
        "sign_in_failed",
        "password",
        [],
    )
    assert "hunter2" not in " ".join(lines()) + str(list(Tally.objects.values_list()))
    assert " user=- " in lines()[0]


def test_nobody_writes_a_line_of_their_own_into_the_log(here, cast, sign_in, lines):
    forged = 'Firefox/1\nevent=signed_in outcome=done address=127.0.0.1 user=1"\r\n'
    client = Client(HTTP_USER_AGENT=forged, HTTP_X_FORWARDED_FOR=forged)
    sign_in_by_form(client, cast.officer.email, "wrong")
    note(Kind.DOWNLOADED, user=cast.officer, about=forged)
    assert [line.count("\n") + line.count("\r") for line in lines()] == [0, 0]
    assert [line.startswith(("event=sign_in_failed", "event=downloaded")) for line in lines()] == [True, True]
    assert json.loads(lines()[1].partition(" about=")[2]) == forged


@pytest.mark.slow
def test_refusals_and_downloads_are_seen_where_nobody_can_forget_them_and_pages_leave_nothing(
    here, cast, sign_in, published, lines
):
    published()
    officer, coordinator = sign_in(cast.officer), sign_in(cast.coordinator)
    for path in ("/here/plan/", "/here/", "/here/log/", "/here/plan.csv", "/here/meetings/"):
        officer.get(path)
    assert kinds() == []
    refused = officer.get("/here/people/invite/"), officer.post("/here/settings/", {})
    assert [answer.status_code for answer in refused] == [403, 403]
    b"".join(coordinator.get("/here/export.zip").streaming_content)
    for path in ("/account/data.json", f"/here/people/{cast.officer.memberships.get().pk}/data.json"):
        assert coordinator.get(path).status_code == 200
    for path in (
        "people/people.csv",
        "actions/actions.xlsx",
        "updates/updates.csv",
        "log/log.csv",
        "people/sign-ins.csv",
    ):
        assert coordinator.get(f"/here/{path}").status_code == 200
    assert kinds(user=cast.officer) == [("refused", "/here/people/invite/"), ("refused", "/here/settings/")]
    names = [about for kind, about in kinds(user=cast.coordinator) if kind == "downloaded"]
    assert [re.sub(r"[\d-]{10,}", "-", name) for name in names] == [
        "here-everything-.zip",
        "personal-data.json",
        "personal-data.json",
        "here-people-.csv",
        "here-actions-.xlsx",
        "here-updates-.csv",
        "here-log-.csv",
        "here-sign-ins-.csv",
    ]
    for _ in range(30):
        officer.get("/here/people/invite/")
    # The log has each, the table has twenty an hour.
    assert (len(kinds(kind="refused")), sum("event=refused" in line for line in lines())) == (20, 32)


def test_a_file_of_evidence_that_is_taken_away_is_noted_by_its_name_whatever_its_letters(
    here, cast, sign_in, report, tmp_path, settings
):
    settings.EVIDENCE_ROOT = tmp_path
    with delete_on_failure():
        uploads = [validate_upload(SimpleUploadedFile(name, b"%PDF-")) for name in ("Survey 1.pdf", "Übersicht.pdf")]
        attach(report(here.action, cast.officer), by=cast.officer, uploads=uploads)
    for evidence in Evidence.objects.order_by("pk"):
        b"".join(sign_in(cast.chair).get(f"/here/evidence/{evidence.pk}/").streaming_content)
    assert kinds() == [("downloaded", "Survey 1.pdf"), ("downloaded", "Übersicht.pdf")]


def test_a_passkey_that_is_not_one_s_own_is_noted(here, cast, visitor):
    for credential in ('{"id": "x"}', "[]", "3", "not JSON"):
        assert visitor.post("/account/2fa/webauthn/login/", {"credential": credential}).status_code == 302
    assert kinds(user=None) == [("factor_failed", "passkey")] * 4


@pytest.mark.slow
def test_a_stranger_s_tries_do_not_fill_the_table(here, cast):
    for n in range(60):
        with clock.frozen_at(MONDAY + timedelta(minutes=n / 2)):
            sign_in_by_form(Client(REMOTE_ADDR="203.0.113.5"), cast.officer.email, "wrong")
    assert len(kinds(kind="sign_in_failed")) == 20
    assert len(kinds(kind="shut_out")) == 1


@pytest.mark.slow
def test_the_coordinator_sees_what_concerns_their_partnership_and_nothing_else(here, next_door, cast, sign_in):
    county = MembershipFactory(authority=here.fire, role=Role.OFFICER, user__name="County Officer").user
    MembershipFactory(authority=next_door.council, role=Role.COORDINATOR, user=county)
    theirs = MembershipFactory(authority=next_door.council, role=Role.COORDINATOR, user__name="Coordinator There").user
    sign_in_by_form(Client(), county.email)
    sign_in_by_form(Client(), next_door.officer.email)
    sign_in_by_form(Client(), cast.officer.email)
    sign_in_by_form(Client(), "nobody@example.org", "x")
    sign_in(county).get("/next-door/people/people.csv")
    sign_in(county).get("/here/people/invite/")
    end(cast.officer.memberships.get(), by=cast.coordinator, why="A new post")
    MembershipFactory(authority=next_door.council, role=Role.OFFICER, user=cast.officer)

    def seen(who, slug):
        page = sign_in(who).get(f"/{slug}/people/sign-ins/")
        return [(e.user.name, e.kind) for _, e in reversed(page.context["rows"])]

    # A sign-in concerns each partnership of theirs, a download and a refusal only one; and what was so before a
    # person came is not their new partnership's.
    assert seen(cast.coordinator, "here") == [
        ("County Officer", "signed_in"),
        (cast.officer.name, "signed_in"),
        ("County Officer", "refused"),
    ]
    assert seen(theirs, "next-door") == [
        ("County Officer", "signed_in"),
        (next_door.officer.name, "signed_in"),
        ("County Officer", "downloaded"),
    ]


@pytest.mark.slow
def test_the_list_is_narrowed_by_links_paged_by_place_and_is_a_file(here, cast, sign_in):
    moments = [MONDAY + timedelta(minutes=n) for n in range(60)]
    for n, moment in enumerate(moments):
        event = AccessEvent.objects.create(
            at=moment, kind=Kind.SIGNED_IN, user=cast.chair if n % 4 else cast.officer, about=f"={n}", network="x"
        )
        event.partnerships.add(here.partnership)
    client, path = sign_in(cast.coordinator), "/here/people/sign-ins/"
    first = client.get(path)
    assert [e.about for _, e in first.context["rows"]] == [f"={n}" for n in range(59, 9, -1)]
    note(Kind.SIGNED_OUT, user=cast.chair)
    second = client.get(f"{path}?after={first.context['older']}")
    assert ([e.about for _, e in second.context["rows"]], second.context["older"]) == (
        [f"={n}" for n in range(9, -1, -1)],
        "",
    )
    page = client.get(path, {"who": cast.officer.pk, "what": "sign-ins", "from": "15 June 2009"})
    assert len(page.context["rows"]) == 15
    assert page.context["summary"] == (f"Sign-ins by or for {cast.officer.name} and on 15 June 2009 or later")
    assert client.get(path, {"what": "failed"}).context["rows"] == []
    for wrong in ("?who=999999", "?after=x", "?after=99999999999999999999", "?what=nothing", "?from=never"):
        assert client.get(path + wrong, follow=True).status_code == 200
    text = client.get(f"/here/people/sign-ins.csv?who={cast.officer.pk}").content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert (len(rows), rows[0][0], rows[1][:5]) == (
        16,
        "at",
        ["2009-06-15 10:56:00", cast.officer.name, "Signed in", "done", "'=56"],
    )


def test_each_person_sees_their_own_last_sign_ins_and_all_that_is_held(here, cast, visitor):
    sign_in_by_form(visitor, cast.chair.email, "wrong")
    sign_in_by_form(Client(), cast.officer.email)
    sign_in_by_form(visitor, cast.chair.email)
    page = visitor.get("/account/2fa/").content.decode()
    assert re.findall(r"<strong>(Signed in|Sign-in failed)</strong>", page) == ["Signed in", "Sign-in failed"]
    assert "Firefox, Windows, network 203.0.113.0/24" in page
    held = visitor.get("/account/data.json").json()["held"]["partners.AccessEvent"]["rows"]
    assert [row["kind"] for row in held] == ["sign_in_failed", "signed_in"]


def test_the_operator_reads_everything_by_a_command_and_it_is_forgotten_in_time(here, next_door, cast, settings):
    sign_in_by_form(Client(), cast.officer.email)
    sign_in_by_form(Client(), next_door.officer.email)
    sign_in_by_form(Client(), "nobody@example.org", "x")
    assert printed() == [
        ("signed_in", "done", cast.officer.email),
        ("signed_in", "done", next_door.officer.email),
        ("sign_in_failed", "failed", "-"),
    ]
    assert printed("--partnership=here") == [("signed_in", "done", cast.officer.email)]
    assert printed(f"--email={next_door.officer.email}") == [("signed_in", "done", next_door.officer.email)]
    with pytest.raises(CommandError, match="no “elsewhere”"):
        printed("--partnership=elsewhere")
    with clock.frozen_at(MONDAY + timedelta(days=179)):
        assert (len(printed("--since=2009-06-15")), forget_old_access_events(), Tally.objects.count()) == (3, 0, 0)
    with clock.frozen_at(MONDAY + timedelta(days=181)):
        call_command("forget_access_log", stdout=(said := StringIO()))
        assert (said.getvalue(), kinds()) == ("3 events deleted\n", [])


def printed(*arguments):
    call_command("access_log", *arguments, stdout=(said := StringIO()))
    return [tuple(line.split("\t")[1:4]) for line in said.getvalue().splitlines()]


@pytest.mark.slow
def test_a_backup_and_an_export_by_command_leave_a_trace(here, cast, sign_in, tmp_path):
    call_command("export", "here", str(tmp_path / "here.zip"), stdout=StringIO())
    call_command("backup", str(tmp_path / "all.zip"), stdout=StringIO())
    assert kinds() == [("downloaded", "here.zip, by the operator"), ("backed_up", "all.zip")]
    [(_, event)] = sign_in(cast.coordinator).get("/here/people/sign-ins/").context["rows"]
    assert event.about == "here.zip, by the operator"


def test_a_trace_that_cannot_be_written_keeps_nobody_out(here, cast, visitor):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE partners_accessevent RENAME TO elsewhere")
    try:
        with pytest.raises(DatabaseError), transaction.atomic():
            AccessEvent.objects.count()
        assert sign_in_by_form(visitor, cast.officer.email).status_code == 302
        assert visitor.get("/here/plan/").status_code == 200
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE elsewhere RENAME TO partners_accessevent")


def test_an_invitation_that_is_accepted_leaves_a_trace_in_its_partnership(here, next_door, cast, visitor):
    InvitationFactory(authority=here.fire, email="new@example.org", token="new")
    visitor.post("/invitation/new/", {"new_password1": NEW, "new_password2": NEW})
    InvitationFactory(authority=here.fire, email=next_door.officer.email, token="more")
    client = Client()
    sign_in_by_form(client, next_door.officer.email)
    client.post("/invitation/more/")
    assert kinds(partnerships=here.partnership) == [
        ("invitation_accepted", ""),
        ("signed_in", "invitation"),
        ("invitation_accepted", ""),
    ]


def test_with_somebody_s_contact_details_their_networks_go(here, cast, visitor):
    sign_in_by_form(visitor, cast.officer.email)
    visitor.post("/account/logout/")
    sign_in_by_form(visitor, cast.chair.email)
    end(cast.officer.memberships.get(), by=cast.coordinator, why="A new post")
    cast.officer.refresh_from_db()
    remove(cast.officer, by=cast.coordinator, why="Asked for it")
    assert list(AccessEvent.objects.filter(user=cast.officer).values_list("network", "browser")) == [("", "")] * 2
    assert AccessEvent.objects.filter(user=cast.chair, network="203.0.113.0/24").exists()
