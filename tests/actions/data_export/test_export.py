"""Everything of one partnership in open formats: all of it, only it, and readable without us."""

import hashlib
import json
import re
from datetime import date, datetime
from decimal import Decimal

import pytest
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import models
from hypothesis import given
from hypothesis import strategies as st

from actions.data_export.archive import export
from actions.data_export.columns import columns_of, text
from actions.data_export.tables import (
    columns_left_out,
    exported_tables,
    not_exported,
    rows_of,
)
from actions.models import Draft, Evidence
from actions.reporting.evidence import attach, delete_on_failure
from actions.reporting.undo import undo
from partners import clock
from partners.files.uploads import validate_upload
from partners.models import GroupMember, Invitation, User
from plans.exports.tables import FORMULA, without_controls
from plans.history.activity_log import labels_of, scope
from plans.history.registry import parents_of
from tests import factories

from .conftest import Taken


def models_of_ours():
    every = apps.get_models(include_auto_created=True)
    return {m._meta.label for m in every if m._meta.managed and not m._meta.proxy and not is_past(m)}


def is_past(model):
    return hasattr(model, "history_date")


# What is in it


def test_every_model_is_exported_or_left_out_because():
    assert models_of_ours() == exported_tables().keys() | not_exported().keys()
    assert exported_tables().keys() & not_exported().keys() == set()
    assert all(not_exported().values())
    # And of each that is exported it is known whose it is.
    assert {label for label in exported_tables() if parents_of(label)} == exported_tables().keys() - {
        "partners.Partnership", "partners.User"
    }  # fmt: skip


def test_what_looks_like_a_secret_is_left_out_by_name():
    columns = {
        f"{label}.{f.attname}" for label in exported_tables() for f in apps.get_model(label)._meta.concrete_fields
    }
    told = {name for name in columns if re.search(r"token|password|secret|hash|session|signature", name.split(".")[2])}
    assert told <= columns_left_out() <= columns
    emails = {
        f"{label}.{f.attname}" for label in exported_tables() for f in apps.get_model(label)._meta.concrete_fields
        if isinstance(f, models.EmailField)
    }  # fmt: skip
    addresses = {f"{label}.{name}" for label, table in exported_tables().items() for name in table.addresses}
    assert emails - addresses == {"partners.Partnership.contact_email"}


@pytest.mark.both_databases
@pytest.mark.slow
def test_every_row_of_every_table_and_history_is_in_it_once(full, taken):
    archive = taken()
    for label, table in exported_tables().items():
        expected = set(rows_of(label, full.partnership).values_list("pk", flat=True))
        assert expected, f"nothing of {label} is there to be exported"
        found = [int(row["id"]) for row in archive.rows(table.name)]
        if label == "partners.User":
            assert expected <= set(found)
        else:
            assert found == sorted(expected)
        if label in labels_of():
            past = scope(label, full.partnership).order_by("pk").values_list("pk", flat=True)
            rows = archive.rows(f"{table.name}_history")
            assert [int(row["history_id"]) for row in rows] == list(past) != []
    assert len(archive.resources) == len(exported_tables()) + len(exported_tables().keys() & set(labels_of()))


@pytest.mark.slow
def test_nothing_of_next_door_is_in_it(full, fill_next_door, taken):
    moment = clock.now()
    with clock.frozen_at(moment):
        before = taken(addresses=True)
    door = fill_next_door()
    for label in exported_tables():
        assert rows_of(label, door.partnership).exists(), f"nothing of {label} is next door that could leak"
        assert label not in labels_of() or scope(label, door.partnership).exists()
    with clock.frozen_at(moment):
        after = taken(addresses=True)
    assert after.files == before.files
    theirs = taken(door.partnership)
    assert "Fit better locks" not in theirs.everything()
    assert "Their own secret action" in theirs.everything()


@pytest.mark.slow
def test_what_left_is_there_with_its_reason_and_what_was_deleted_in_its_history(full, taken):
    full.action.retired_at, full.action.retired_why = clock.now(), "Zdone"
    full.action.save()
    member = GroupMember.objects.filter(group__partnership=full.partnership).first()
    number = str(member.pk)
    member.delete()
    archive = taken()
    (action,) = [row for row in archive.rows("actions") if row["id"] == str(full.action.pk)]
    assert (action["retired_why"], action["lead"], action["priority"]) == (
        "Zdone",
        "The Constabulary",
        "Reduce burglary",
    )
    assert number not in [row["id"] for row in archive.rows("group_members")]
    past = [row["history_type"] for row in archive.rows("group_members_history") if row["id"] == number]
    assert past == ["added", "removed"]


@pytest.mark.slow
def test_who_did_what_and_why_is_in_it(here, cast, taken):
    here.action.due_on = date(2010, 3, 31)
    here.action.revise(by=cast.coordinator, why="The winter")
    newest = taken().rows("actions_history")[-1]
    assert {name: newest[name] for name in ("history_type", "history_user", "history_change_reason", "due_on")} == {
        "history_type": "changed",
        "history_user": "Coordinator",
        "history_change_reason": "The winter",
        "due_on": "2010-03-31",
    }


@pytest.mark.slow
def test_an_action_says_how_it_goes_by_what_stands(full, cast, report, taken):
    report(full.action, cast.officer, status="at_risk")
    undo(report(full.action, cast.officer, status="complete"), by=cast.officer)
    status = {row["id"]: row["status"] for row in taken().rows("actions")}
    assert (status[str(full.action.pk)], status[str(full.hallmark_action.pk)]) == ("at_risk", "")


# The files


def sha256(content):
    return hashlib.sha256(content).hexdigest()


@pytest.mark.slow
def test_editions_packs_and_minutes_are_the_bytes_that_their_fingerprints_are_of(full, taken):
    archive = taken()
    editions = archive.rows("editions")
    assert [row["file"] for row in editions] == ["editions/2008-2011/1.json", "", "editions/2008-2011/3.json"]
    assert archive.files["editions/2008-2011/1.json"] == full.editions[0].payload.encode()
    assert [sha256(archive.files[row["file"]]) for row in editions if row["file"]] == [
        row["sha256"] for row in editions if row["file"]
    ]
    assert [row["previous_sha256"] for row in editions[1:]] == [row["sha256"] for row in editions[:2]]
    assert [row["reason"] for row in archive.rows("withdrawals")] == ["It named a victim"]
    (minutes,) = [row for row in archive.rows("minutes") if row["id"] == str(full.minutes.pk)]
    assert sha256(archive.files[minutes["file"]]) == minutes["sha256"]
    assert json.loads(archive.files[archive.rows("packs")[0]["file"]]) == {}
    assert archive.files["logo.png"] == b"PNG"


@pytest.mark.both_databases
@pytest.mark.slow
def test_the_plan_as_it_stands_is_in_it_as_its_members_read_it(full, taken, sign_in, cast):
    (plan,) = taken().rows("plans")
    outline = json.loads(taken().files[plan["file"]])["outline"]
    live = sign_in(cast.coordinator).get("/here/plan/plan.json").json()["outline"]
    assert outline | {"made_at": ""} == live | {"made_at": ""}


@pytest.mark.slow
def test_evidence_comes_under_its_own_name_and_is_told_of_where_it_is_not_given(
    full, cast, report, taken, evidence_root
):
    def give(name, content=b"%PDF-1.4 Z"):
        update = report(full.action, cast.officer)
        with delete_on_failure():
            attach(update, by=cast.officer, uploads=[validate_upload(SimpleUploadedFile(name, content))])
        return update.evidence.get()

    odd, gone, undone = give("What: 2009?.pdf"), give("Gone.pdf"), give("Undone.pdf")
    (evidence_root / gone.stored[:2] / gone.stored).unlink()
    undo(undone.update, by=cast.officer)
    archive = taken()
    files = {row["name"]: row["file"] for row in archive.rows("evidence") if row["kind"] == "file"}
    survey = Evidence.objects.get(name="Survey.pdf")
    assert files == {
        "Survey.pdf": f"evidence/{survey.pk}-Survey.pdf",
        "What: 2009?.pdf": f"evidence/{odd.pk}-What_ 2009_.pdf",
        "Gone.pdf": "",
        "Undone.pdf": "",
    }
    assert archive.files[files["What: 2009?.pdf"]] == b"%PDF-1.4 Z"
    assert {name for name in archive.files if name.startswith("evidence/")} == set(files.values()) - {""}
    assert odd.stored not in archive.everything()


# Secrets and addresses


@pytest.mark.slow
def test_no_secret_is_in_it(full, cast, sign_in, taken):
    client = sign_in(cast.coordinator)
    Authenticator.objects.create(user=cast.coordinator, type="totp", data={"secret": "Zsecondfactor"})
    Draft.objects.update(text="Zdraft")
    calendar = factories.CalendarFactory(user=cast.officer, partnership=full.partnership)
    words = taken(addresses=True).everything()
    secrets = {
        *User.objects.values_list("password", flat=True),
        *Invitation.objects.values_list("token_hash", flat=True),
    }
    secrets |= {"Zsecondfactor", "Zdraft", calendar.signature, client.session.session_key}
    assert len(secrets) > 10
    assert {secret for secret in secrets if secret in words} == set()


@pytest.mark.slow
def test_addresses_are_in_it_only_if_they_are_asked_for_and_only_of_those_who_belong(full, cast, taken):
    full.police.contact_name, full.police.contact_email = "Zcontact", "zcontact@example.org"
    full.police.save()
    GroupMember.objects.filter(user=None).update(email="zguest@example.org")
    members = {row.email for row in rows_of("partners.User", full.partnership)}
    invited = set(Invitation.objects.filter(authority=full.police).values_list("email", flat=True))
    asking = {contact.email for contact in rows_of("plans.FormatRequestContact", full.partnership)}
    ours = members | invited | asking | {"zcontact@example.org", "zguest@example.org", "x@example.org"}
    # Somebody of no authority here made the invitation.
    inviter = full.invitation.invited_by
    assert inviter.email not in members
    found = set(re.findall(r"[\w.]+@[\w.]+\w", taken().everything()))
    assert found == {"plan@example.org"}
    found = set(re.findall(r"[\w.]+@[\w.]+\w", taken(addresses=True).everything()))
    assert found == ours | {"plan@example.org"}
    assert {row["name"]: row["email"] for row in taken(addresses=True).rows("people")}[inviter.name] == ""
    assert "Zcontact" in taken().everything()


# Readable without us


@given(st.text())
def test_whoever_takes_off_the_first_apostrophe_has_the_text_and_no_spreadsheet_a_formula(words):
    cell = text(words)
    assert not cell.startswith(FORMULA)
    assert cell.removeprefix("'") == without_controls(words)


@pytest.mark.both_databases
@pytest.mark.slow
@pytest.mark.parametrize(
    "words", ["=1+1", "+44 1462", "-5", "@home", "'so'", 'a,b;"c"\r\nd', "\ttab", "– dash", "x" * 70_000]
)
def test_text_comes_back_as_it_was(words, here, taken):
    here.action.note = words
    here.action.save()
    (row,) = [row for row in taken().rows("actions") if row["id"] == str(here.action.pk)]
    assert row["note"].removeprefix("'") == words


KINDS = {
    "integer": int,
    "number": Decimal,
    "date": date.fromisoformat,
    "datetime": lambda words: datetime.fromisoformat(words).utcoffset().total_seconds(),
    "boolean": ["yes", "no"].index,
    "array": json.loads,
    "object": json.loads,
    "string": str,
}


@pytest.mark.slow
def test_the_package_describes_every_table_as_it_is(full, taken):
    archive = taken()
    assert archive.package["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    ids = {name: {row["id"] for row in archive.rows(name)} for name in archive.resources if "_history" not in name}
    for name, resource in archive.resources.items():
        content = archive.files[resource["path"]]
        assert (len(content), f"sha256:{sha256(content)}") == (resource["bytes"], resource["hash"])
        assert re.fullmatch(r"[a-z_]+", name)
        rows, fields = archive.rows(name), resource["schema"]["fields"]
        assert all(list(row) == [field["name"] for field in fields] for row in rows)
        assert all(field["description"] for field in fields)
        key = resource["schema"]["primaryKey"][0]
        assert len({row[key] for row in rows}) == len(rows)
        for field in fields:
            words = {row[field["name"]] for row in rows} - {""}
            for each in words:
                KINDS[field["type"]](each)
            assert "categories" not in field or words <= {category["value"] for category in field["categories"]}
        for foreign in resource["schema"].get("foreignKeys", []):
            to = foreign["reference"].get("resource", name)
            assert {row[foreign["fields"][0]] for row in rows} - {""} <= ids[to], (name, foreign)


@pytest.mark.slow
def test_whatever_names_another_row_joins_it(full):
    for label in exported_tables():
        for field in apps.get_model(label)._meta.concrete_fields:
            assert not field.is_relation or field.related_model._meta.label in exported_tables(), (
                f"{label}.{field.name}"
            )


@pytest.mark.slow
def test_moments_are_as_the_clock_stood_in_london_and_days_are_days(here, cast, report, taken):
    report(here.action, cast.officer, speaks_of=date(2009, 6, 12))
    (update,) = taken().rows("updates")
    assert update["speaks_of"] == "2009-06-12"
    assert re.fullmatch(r"2009-06-15T10:00:00\.\d{6}\+01:00", update["recorded_at"])


@pytest.mark.slow
def test_the_readme_tells_of_every_table_and_column(full, taken):
    archive = taken()
    words = archive.files["README.txt"].decode()
    assert "as on 15 June 2009, 10:00" in words
    assert "e-mail addresses are left out" in words
    assert "addresses are included" in taken(addresses=True).files["README.txt"].decode()
    parts = words.split("tables/")
    for label, table in exported_tables().items():
        (part,) = [part for part in parts if part.startswith(f"{table.name}.csv: ")]
        number = len(archive.rows(table.name))
        assert part.startswith(f"{table.name}.csv: {number} row{'' if number == 1 else 's'}\r\n")
        for column in columns_of(label, addresses=False):
            assert re.search(rf"\r\n    {column.name} ", part), f"{label}.{column.name}"
        assert label not in labels_of() or f"history/{table.name}.csv: " in words
    assert max(map(len, words.split("\r\n"))) <= 100


# An empty one, and by command


@pytest.mark.slow
def test_a_partnership_that_has_nothing_yet_has_its_tables(db):
    archive = Taken(export(factories.PartnershipFactory()))
    assert [row["area"] != "" for row in archive.rows("partnership")] == [True]
    assert archive.rows("plans") == archive.rows("people") == []
    assert {name.split("/")[0] for name in archive.files} == {"README.txt", "datapackage.json", "tables", "history"}


@pytest.mark.slow
def test_the_command_writes_the_same_for_its_owner_alone(full, tmp_path, capsys):
    path = tmp_path / "here.zip"
    call_command("export", "here", str(path), "--addresses")
    assert path.stat().st_mode & 0o777 == 0o600
    archive = Taken([path.read_bytes()])
    assert "officer.of.the.constabulary@example.org" in archive.everything()
    with pytest.raises(CommandError, match="There is a file at"):
        call_command("export", "here", str(path))
    with pytest.raises(CommandError, match="There is no partnership"):
        call_command("export", "nowhere", str(tmp_path / "x.zip"))
    with pytest.raises(CommandError, match="No such file"):
        call_command("export", "here", str(tmp_path / "nowhere" / "x.zip"))
    assert [found.name for found in tmp_path.glob("*.zip")] == ["here.zip"]
