"""How it is sent: to the coordinator alone, in small pieces, from one moment."""

import os
import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actions.data_export.archive import READ_SIZE, export
from actions.models import Action
from actions.reporting.evidence import attach, delete_on_failure
from partners.files.uploads import validate_upload
from partners.models import Partnership
from tests import factories

from .conftest import Taken

PAGE, FILE = "/here/export/", "/here/export.zip"


@pytest.mark.slow
def test_the_coordinator_takes_it_from_the_page(full, cast, sign_in):
    client = sign_in(cast.coordinator)
    page = client.get(PAGE).content.decode()
    assert re.findall(r'href="(/here/export.zip[^"]*)" download', page) == [FILE, f"{FILE}?addresses=yes"]
    response = client.get(FILE)
    assert (response.status_code, response.streaming, response["Content-Type"]) == (200, True, "application/zip")
    assert response["Content-Disposition"] == 'attachment; filename="here-everything-2009-06-15.zip"'
    assert response["Cache-Control"] == "private, no-store"
    assert "e-mail addresses are left out" in Taken(response).files["README.txt"].decode()
    asked = Taken(client.get(f"{FILE}?addresses=yes"))
    assert "chair@example.org" in asked.everything()


def test_people_and_the_settings_lead_to_it(here, cast, sign_in):
    client = sign_in(cast.coordinator)
    for path in ("/here/people/", "/here/settings/"):
        assert f'href="{PAGE}"' in client.get(path).content.decode()


@pytest.mark.slow
def test_the_page_says_how_much_there_is(full, cast, sign_in):
    page = sign_in(cast.coordinator).get(PAGE)
    counts = {table.name: number for table, number in page.context["tables"]}
    assert (counts["partnership"], counts["editions"]) == (1, 3)
    assert counts["actions"] == Action.all_objects.in_partnership(full.partnership).count()


@pytest.mark.slow
def test_neither_page_nor_file_asks_more_of_a_larger_plan(full, cast, sign_in, report):
    client = sign_in(cast.coordinator)

    def asked(path):
        with CaptureQueriesContext(connection) as queries:
            b"".join(client.get(path))
        return len(queries)

    def more():
        action = factories.ActionFactory(priority=full.priority, lead=full.police)
        report(action, cast.officer)
        factories.MeasurementFactory(criterion=full.criterion)
        factories.DutyFactory(partnership=full.partnership)

    more()
    before = asked(PAGE), asked(FILE)
    for _ in range(5):
        more()
    assert (asked(PAGE), asked(FILE)) == before


@pytest.mark.slow
def test_it_goes_in_small_pieces_however_large_it_is(here, cast, report, evidence_root):
    content = b"%PDF-" + os.urandom(40 * READ_SIZE)
    with delete_on_failure():
        upload = validate_upload(SimpleUploadedFile("Large.pdf", content))
        attach(report(here.action, cast.officer), by=cast.officer, uploads=[upload])
    pieces = list(export(here.partnership))
    assert len(pieces) > 20
    assert max(map(len, pieces)) < 3 * READ_SIZE
    archive = Taken(pieces)
    assert [archive.files[row["file"]] for row in archive.rows("evidence")] == [content]


@pytest.fixture
def incompressible(here):
    """Enough in the plan for a first piece to go before the other tables are read."""
    here.action.note = os.urandom(4 * READ_SIZE).hex()
    here.action.save()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_it_is_of_one_moment_and_nobody_who_writes_waits_for_it(here, incompressible):
    factories.DutyFactory(partnership=here.partnership, obligation="As it was")
    pieces = export(here.partnership)
    first = next(pieces)

    def write():
        here.partnership.duties.update(obligation="Meanwhile")
        connection.close()

    with ThreadPoolExecutor(1) as pool:
        pool.submit(write).result(timeout=10)
    archive = Taken([first, *pieces])
    assert [row["words"] for row in archive.rows("duties")] == ["As it was"]
    assert [row["words"] for row in Taken(export(here.partnership)).rows("duties")] == ["Meanwhile"]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_somebody_who_hangs_up_leaves_nothing_open(here, cast, sign_in, incompressible):
    response = sign_in(cast.coordinator).get(FILE)
    next(iter(response))
    response.close()
    assert not connection.in_atomic_block
    Partnership.objects.update(notice="Written after that")
    assert Partnership.objects.get(slug="here").notice == "Written after that"
    connection.close()
    assert Partnership.objects.get(slug="here").notice == "Written after that"
