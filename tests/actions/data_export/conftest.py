import csv
import io
import json
import zipfile
from types import SimpleNamespace

import pytest

from actions.data_export.archive import export
from actions.meetings.closing import close
from actions.models import ActionPartner
from partners import clock
from plans.editions.publishing import publish, withdraw
from plans.translations.published import publication_of, publish_translations
from priorities.models import CrimeFigure
from tests import factories
from tests.everything import something_of_everything


class Taken:
    """An archive, opened: its files by their paths, its tables by their names."""

    def __init__(self, pieces):
        with zipfile.ZipFile(io.BytesIO(b"".join(pieces))) as archive:
            assert archive.testzip() is None
            self.files = {info.filename: archive.read(info) for info in archive.infolist()}
            assert len(self.files) == len(archive.infolist())
        self.package = json.loads(self.files["datapackage.json"])
        self.resources = {resource["name"]: resource for resource in self.package["resources"]}

    def rows(self, name):
        """A table's rows, each as {column: words}."""
        words = self.files[self.resources[name]["path"]].decode("utf-8-sig")
        return list(csv.DictReader(io.StringIO(words, newline="")))

    def everything(self):
        """All bytes of all files, as one text to look in."""
        return b"\n".join(self.files.values()).decode("latin-1")


@pytest.fixture
def taken(here):
    """Takes everything of a partnership, ours if none is named."""

    def taken(partnership=None, **how):
        return Taken(export(partnership or here.partnership, **how))

    return taken


def fill(here, cast, report):
    """Something in every table, editions and minutes that are whole."""
    something_of_everything(here, cast, report)
    group = factories.GroupFactory(partnership=here.partnership, name="A group that met")
    meeting = factories.MeetingFactory(group=group, starts_at=clock.now(), begun=True)
    CrimeFigure.objects.create(measurement=here.criterion.measurements.first())
    here.minutes = close(meeting, by=cast.chair)
    here.editions = [publish(here.plan, by=cast.coordinator, note=note) for note in ("First", "Second", "Third")]
    publish_translations(publication_of(here.editions[2], "pl"), by=cast.chair)
    withdraw(here.editions[1], by=cast.coordinator, reason="It named a victim")
    return here


@pytest.fixture
def evidence_root(settings, tmp_path):
    settings.EVIDENCE_ROOT = tmp_path / "evidence"
    return settings.EVIDENCE_ROOT


@pytest.fixture
def full(here, cast, report, evidence_root):
    return fill(here, cast, report)


@pytest.fixture
def fill_next_door(next_door, report):
    """Fills the partnership next door in the same way."""

    def fill_next_door():
        criterion = factories.CriterionFactory(priority=next_door.priority)
        hallmark = factories.HallmarkFactory(plan=next_door.plan)
        door = SimpleNamespace(**vars(next_door), criterion=criterion, hallmark=hallmark, police=next_door.council)
        ActionPartner.objects.create(
            action=door.action, authority=factories.AuthorityFactory(partnership=door.partnership)
        )
        theirs = SimpleNamespace(**dict.fromkeys(("officer", "chair", "coordinator"), next_door.officer))
        return fill(door, theirs, report)

    return fill_next_door
