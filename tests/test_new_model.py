"""A new tracked model is one file: what it declares brings it into history, log, export, backup and search."""

import csv
import io
import json
import zipfile

import pytest
from django.apps import apps
from django.db import connection, models

from actions.data_export.archive import export
from actions.search import index
from config.operations.backup.dump import back_up
from partners.export_options import Export
from partners.history import History, attributed_to
from partners.models import PartnershipScoped
from plans.history.activity_log import log_entries
from plans.models import Plan

from .worlds import world


def make_model():
    class Pledge(models.Model):
        """What the partnership promises in its plan."""

        plan = models.ForeignKey(Plan, models.PROTECT, related_name="+")
        wording = models.TextField(db_comment="What is promised")
        contact = models.EmailField(blank=True)

        objects = PartnershipScoped.as_manager()
        history = History(page="pledge", belongs_to="plan")
        search_fields = ("wording",)
        export = Export("pledges", "What the partnership promises.", addresses=("contact",))

        class Meta:
            app_label = "plans"

        def __str__(self):
            return f"Pledge {self.pk}"

    return Pledge


@pytest.fixture(scope="module", autouse=True)
def pledge_model(django_db_setup, django_db_blocker):
    """The model and its tables, for this file alone: made outside of every transaction, as SQLite wants it."""
    model = make_model()
    with django_db_blocker.unblock():
        world.stand()
        with connection.schema_editor() as editor:
            editor.create_model(model)
            editor.create_model(model.history.model)
        index.after_migrating()  # as `migrate` says
        yield model
        world.stand()
        with connection.schema_editor() as editor:
            editor.delete_model(model.history.model)
            editor.delete_model(model)
    for name in ("pledge", "historicalpledge"):
        del apps.all_models["plans"][name]
    apps.clear_cache()
    with django_db_blocker.unblock():
        index.after_migrating()


@pytest.fixture
def pledge(pledge_model, here, cast):
    with attributed_to(by=cast.coordinator, why="Agreed in June"):
        pledge = pledge_model.objects.create(plan=here.plan, wording="A warden on every estate")
        pledge.wording, pledge.contact = "A warden on each estate", "warden@example.org"
        pledge.save()
    return pledge


def rows_of_csv(archive, name):
    return list(csv.DictReader(io.StringIO(archive.read(name).decode("utf-8-sig"))))


def test_it_has_a_page_of_history(pledge, cast, sign_in):
    page = sign_in(cast.observer).get(f"/here/history/pledge/{pledge.pk}/").content.decode()
    assert "Agreed in June" in page
    assert "A warden on" in page


def test_it_is_in_the_log_and_its_filter(pledge, here, cast, sign_in):
    newest = log_entries(here.partnership, most=1)[0]
    assert (newest.what, newest.called, newest.happened) == ("pledge", "A warden on each estate", "changed")
    assert (newest.kind, newest.pk, newest.why) == ("pledge", pledge.pk, "Agreed in June")
    page = sign_in(cast.observer).get("/here/log/?kind=pledge").content.decode()
    assert f"/here/history/pledge/{pledge.pk}/" in page
    assert '<option value="pledge" selected>' in page


@pytest.mark.parametrize("addresses", [False, True])
def test_it_is_in_the_export_with_its_history_and_addresses_only_on_request(pledge, here, addresses):
    archive = zipfile.ZipFile(io.BytesIO(b"".join(export(here.partnership, addresses=addresses))))
    (row,) = rows_of_csv(archive, "tables/pledges.csv")
    assert (row["wording"], row.get("contact")) == (pledge.wording, pledge.contact if addresses else None)
    assert [row["wording"] for row in rows_of_csv(archive, "history/pledges.csv")] == [
        "A warden on every estate",
        "A warden on each estate",
    ]
    assert "What is promised." in archive.read("README.txt").decode()


def test_it_is_in_the_backup_with_its_history(pledge, tmp_path):
    back_up(tmp_path / "all.zip")
    archive = zipfile.ZipFile(tmp_path / "all.zip")
    (row,) = archive.read("tables/plans.Pledge.jsonl").decode().splitlines()
    assert pledge.wording in json.loads(row)
    assert len(archive.read("tables/plans.HistoricalPledge.jsonl").decode().splitlines()) == 2


def test_search_finds_it(pledge, cast, sign_in):
    page = sign_in(cast.observer).get("/here/search/?words=warden").content.decode()
    assert f"/here/history/pledge/{pledge.pk}/" in page


def test_next_door_has_nothing_of_it(pledge, next_door, sign_in):
    client = sign_in(next_door.officer)
    assert client.get(f"/next-door/history/pledge/{pledge.pk}/").status_code == 404
    assert "warden" not in client.get("/next-door/log/").content.decode()
    assert f"/pledge/{pledge.pk}/" not in client.get("/next-door/search/?words=warden").content.decode()
    assert rows_of_csv(zipfile.ZipFile(io.BytesIO(b"".join(export(next_door.partnership)))), "tables/pledges.csv") == []
