"""A partnership that leaves takes everything along in an archive, and next door nothing changes."""

import io
import json
import zipfile

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, models
from django.test import Client

from actions.models import EmailOptOut, Evidence
from actions.personal_data.erasure import is_removed, remove
from config.operations import doctor
from config.operations.backup.belongings import Belongings, unclassified
from config.operations.backup.dump import back_up
from config.operations.backup.tables import archived_models, as_json, columns_of
from config.operations.departure import CannotLeave, finish, remove_partnership
from partners import clock
from partners.files.uploads import path_of
from partners.history import attributed_to
from partners.models import AccessEvent, Departure, Partnership, Rewriting, Session, User
from partners.people.memberships import end
from plans.editions import page_cache
from plans.editions.publishing import publish
from plans.jobs import worker
from plans.models import Edition
from plans.verification.receipts import compare, make_receipt
from tests import factories
from tests.everything import something_of_everything

WHY, MOVED = "Its districts merge", "https://plan.example.org/merged/"

# Words of the program’s own tables, or of next door’s longer ones.
THE_PROGRAMS = {"Council", "action", "added member", "hallmark", "priority", "section", "signed_in", "wording"}
HISTORY = "partners.HistoricalUser"


@pytest.fixture(autouse=True)
def own_root(settings, tmp_path):
    settings.EVIDENCE_ROOT = tmp_path / "evidence"


def share(here, next_door, cast):
    """The officer here is next door too; a write is of both partnerships, and next door’s history names its author."""
    here.both = cast.officer
    factories.MembershipFactory(user=here.both, authority=next_door.council, role="officer")
    with attributed_to(by=cast.coordinator, why="Married"):
        here.both.name = "Officer of Both"
        here.both.save()
    next_door.action.report(by=here.both, authority=next_door.council, status="on_track", happened="Seen next door")
    for user in (cast.chair, here.both):
        EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
        Authenticator.objects.create(user=user, type="totp", data={"secret": f"Zqsecret{user.pk}"})
        EmailOptOut.objects.create(user=user, kind="week")


@pytest.fixture
def filled(here, next_door, cast, report, published):
    """Two partnerships with an edition each, and something in every table of one of them."""
    here.gone = factories.MembershipFactory(authority=here.police, role="officer", user__name="Zqgone Person").user
    end(here.gone.memberships.get(), by=cast.coordinator, why="A new post")
    remove(here.gone, by=cast.coordinator, why="Zqasked for it", name_too=True)
    something_of_everything(here, cast, report)
    share(here, next_door, cast)
    now = clock.now()
    for user, partnerships in ((cast.chair, [here]), (here.both, [here, next_door]), (cast.chair, [])):
        event = AccessEvent.objects.create(at=now, kind="signed_in", user=user)
        event.partnerships.set([each.partnership for each in partnerships])
    Session.objects.create(session_key="x", session_data="x", expire_date=now, user=cast.chair)
    published("Zqfirst")
    publish(next_door.action.plan, by=next_door.officer, note="First next door")
    worker.do_all()
    return here


def rows_of_site():
    """{(label, id): the row as text} of every table."""
    return {
        (model._meta.label, row[columns_of(model).index(model._meta.pk.attname)]): as_json(row)
        for model in archived_models()
        for row in model._base_manager.values_list(*columns_of(model))
    }


def texts_of(partnership):
    """All texts in the rows of a partnership."""
    belongings, found = Belongings(partnership), set()
    for model, ids in belongings.ids.items():
        kinds = models.CharField | models.TextField | models.JSONField
        names = [f.attname for f in model._meta.concrete_fields if isinstance(f, kinds) and not f.choices]
        for row in model._base_manager.filter(pk__in=ids).values_list(*names):
            found |= {str(value) for value in row if len(str(value)) > 5}
    return found


def whole_database():
    """Everything that stands in any table, but for the index's own and for the record of departures."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if not table.startswith("search_index") and table != "partners_departure":
                cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
                yield from (str(value) for row in cursor.fetchall() for value in row)


def leave(here, cast, tmp_path, **changes):
    path = tmp_path / f"leaving-{clock.now().timestamp()}.zip"
    manifest = back_up(path, here.partnership)
    fields = {"by": cast.coordinator, "why": WHY, "moved_to": MOVED, "archive": path.name, "sha256": "0" * 64}
    return remove_partnership(here.partnership, manifest, **fields | changes)


def run(slug, tmp_path, *options, by="coordinator@example.org"):
    said = io.StringIO()
    call_command("partnership_leaves", slug, str(tmp_path), "--by", by, "--why", WHY, *options, stdout=said)
    return said.getvalue()


def test_of_every_table_it_is_known_whose_its_rows_are():
    assert unclassified() == []


@pytest.mark.slow
@pytest.mark.both_databases
def test_everything_of_it_goes_and_next_door_nothing_changes(filled, next_door, cast, tmp_path, capsys):
    before, receipt, own = rows_of_site(), make_receipt(next_door.partnership), Belongings(filled.partnership)
    words = texts_of(filled.partnership) - texts_of(next_door.partnership) - THE_PROGRAMS
    assert {"Zqfirst", "Zqasked for it", cast.chair.email, cast.fire_officer.name} <= words
    words.add(cast.coordinator.email)
    evidence = Evidence.objects.exclude(stored="").get()
    assert own.members == {filled.both.pk}
    assert own.names == {cast.coordinator.pk}  # next door's history names her, of the write of both
    assert {cast.chair.pk, filled.gone.pk, cast.fire_officer.pk} <= own.leaving
    shared = AccessEvent.objects.filter(user=filled.both).get()
    departure = leave(filled, cast, tmp_path)

    goes = {(model._meta.label, pk) for model, ids in own.ids.items() for pk in ids}
    goes -= {("partners.User", filled.both.pk), ("partners.AccessEvent", shared.pk)}
    changes = {("partners.User", cast.coordinator.pk)}
    goes |= {key for key in before if key[0] == "partners.AccessEvent"} - {("partners.AccessEvent", shared.pk)}
    stays = {key: row for key, row in before.items() if key not in goes | changes and key[0] != HISTORY}
    after = rows_of_site()
    new = (HISTORY, "partners.Departure", "partners.Rewriting")
    assert {key: row for key, row in after.items() if key[0] not in new and key not in changes} == stays
    assert [key[1] for key in after if key[0] == "partners.Departure"] == [departure.pk]
    history_after = User.history.order_by("history_id")
    assert {row.id for row in history_after} == {row.pk for row in User.objects.all()}
    assert {row.revision_id for row in history_after if row.id == filled.both.pk} == {None}
    everything = "\n".join(whole_database())
    assert sorted(word for word in words if word in everything) == []
    assert "Seen next door" in everything
    coordinator = User.objects.get(pk=cast.coordinator.pk)
    assert (coordinator.name, coordinator.is_active, is_removed(coordinator)) == (cast.coordinator.name, False, True)
    assert (Session.objects.count(), Rewriting.objects.get().why) == (0, f"{departure} left this site")
    assert not (settings.EVIDENCE_ROOT / path_of(evidence.stored)).exists()
    assert [file for file in settings.EVIDENCE_ROOT.rglob("*") if file.is_file()] == []

    assert compare(receipt).faults == {}
    call_command("verify")
    assert f"{departure} left on 2009-06-15, asked by {cast.coordinator}: {WHY}" in capsys.readouterr().out
    back_up(tmp_path / "all.zip")
    call_command("tick")
    with pytest.raises(DatabaseError, match="never changes"):
        Edition._base_manager.all()._raw_delete("default")


@pytest.mark.slow
def test_another_site_restores_its_archive_and_is_content(full, next_door, cast, tmp_path):
    share(full, next_door, cast)
    said = run(
        "here", tmp_path, "--confirm", "here", "--moved-to", MOVED, "--folder", str(tmp_path), by=cast.coordinator.email
    )
    [path] = tmp_path.glob("here-*.zip")
    assert "restored into a throwaway site and compared" in said  # by the command itself: `verify` and digests
    assert (Partnership.objects.get(), Departure.objects.get().archive) == (next_door.partnership, path.name)
    with zipfile.ZipFile(path) as archive:
        content = {name: archive.read(name).decode() for name in archive.namelist() if name.endswith(".jsonl")}
        assert [name for name in archive.namelist() if name.startswith("receipts/")] == ["receipts/here.txt"]
    everything = "\n".join(content.values())
    assert "Seen next door" not in everything
    people = [json.loads(line) for line in content["tables/partners.User.jsonl"].splitlines()]
    columns = columns_of(User)
    people = {row[columns.index("name")]: dict(zip(columns, row, strict=True)) for row in people}
    assert people[full.both.name]["password"] == "!"  # who stays here too
    assert (people[full.both.name]["email"], people[cast.chair.name]["email"]) == (full.both.email, cast.chair.email)
    assert next_door.officer.name not in people
    secrets = [json.loads(line)[2] for line in content["tables/mfa.Authenticator.jsonl"].splitlines()]
    assert (len(secrets), f"Zqsecret{full.both.pk}" in everything) == (1, False)
    said = run("here", tmp_path, by=next_door.officer.email)
    assert "and none of its files is here" in said


def test_its_addresses_say_that_it_left_and_where_to(here, next_door, cast, published, tmp_path, sign_in):
    published("First")
    public = Client()
    assert public.get("/here/").status_code == 200
    leave(here, cast, tmp_path)
    page_cache.current.forget()
    for address in ("/here/", "/here/whole-plan/", "/here/feed/", "/here/log/", "/here/no/such/page/"):
        page = public.get(address)
        text = " ".join(page.content.decode().split())
        assert (address, page.status_code) == (address, 410)
        assert "Here Community Safety Partnership has left this site" in text
        assert ("It left on 15 June 2009." in text, f'href="{MOVED}"' in text) == (True, True)
    assert [place for place in page_cache.front.entries if place[-1] == "here"] == []
    assert sign_in(next_door.officer).get("/here/log/").status_code == 410
    assert public.get("/nowhere/").status_code == 404
    assert "/here/" not in public.get("/sitemap.xml").content.decode()
    assert "Here" not in public.get("/").content.decode()
    factories.PartnershipFactory(slug="here")  # another one begins there
    assert public.get("/here/").status_code == 200


def test_without_its_word_typed_it_says_what_would_go_and_does_nothing(filled, next_door, cast, tmp_path):
    rows = rows_of_site()
    said = run("here", tmp_path, by=cast.coordinator.email)
    assert "Stays: Officer of Both (" in said
    assert "Nothing was changed" in said
    for wrong, options, message in (
        (cast.coordinator, ["--confirm", "hear"], "another word than here"),
        (cast.coordinator, ["--confirm", "here", "--moved-to", "http://example.org/"], "begins with https"),
        (cast.chair, ["--confirm", "here"], "no coordinator of Here"),
        (next_door.officer, ["--confirm", "here"], "no coordinator of Here"),
    ):
        with pytest.raises(CommandError, match=message):
            run("here", tmp_path, *options, by=wrong.email)
    with pytest.raises(CommandError, match="There is no partnership nowhere"):
        run("nowhere", tmp_path, by=cast.coordinator.email)
    assert (rows_of_site(), list(tmp_path.glob("*.zip"))) == (rows, [])


def test_what_somebody_wrote_since_the_archive_is_not_lost(here, cast, report, tmp_path):
    path = tmp_path / "here.zip"
    manifest = back_up(path, here.partnership)
    report(here.action, cast.officer, happened="Meanwhile")
    rows = rows_of_site()
    with pytest.raises(CannotLeave, match="Somebody wrote meanwhile"):
        remove_partnership(
            here.partnership, manifest, by=cast.coordinator, why=WHY, moved_to="", archive="x", sha256="0" * 64
        )
    assert rows_of_site() == rows


def test_a_command_that_was_killed_before_its_files_went_is_finished_by_the_next(filled, cast, tmp_path):
    stored = Evidence.objects.exclude(stored="").get().stored
    content = (settings.EVIDENCE_ROOT / path_of(stored)).read_bytes()
    departure = leave(filled, cast, tmp_path)
    (settings.EVIDENCE_ROOT / path_of(stored)).parent.mkdir(parents=True, exist_ok=True)
    (settings.EVIDENCE_ROOT / path_of(stored)).write_bytes(content)
    finding = doctor.removed_files()
    assert (finding.level, "here" in finding.text) == ("wrong", True)
    finish(departure)
    assert doctor.removed_files().level == "ok"


def test_a_receipt_of_it_is_no_fault_afterwards(here, cast, published, tmp_path, capsys):
    published("First")
    path = tmp_path / "receipt.txt"
    path.write_text(make_receipt(here.partnership).text)
    leave(here, cast, tmp_path)
    call_command("verify", "--receipt", str(path))
    assert "not compared, as it left this site" in capsys.readouterr().out
