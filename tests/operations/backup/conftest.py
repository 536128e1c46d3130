from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from actions.meetings.closing import close
from actions.plan_editor import operations
from actions.reporting.evidence import attach, delete_on_failure
from config.operations.backup.dump import back_up
from partners import clock
from partners.files.uploads import validate_upload
from partners.settings.logo import keep_logo
from priorities.assessments import operations as assessing
from tests import factories
from tests.tracked import one_of_each


@pytest.fixture
def full(here, cast, next_door, report, published, tmp_path, settings):
    """A site with something of everything that has a history, an evidence file, a closed meeting and two editions."""
    settings.EVIDENCE_ROOT = tmp_path / "evidence"
    one_of_each(here, cast, report)
    with delete_on_failure():
        upload = validate_upload(SimpleUploadedFile("Survey.pdf", b"%PDF-1.4 Zsurvey"))
        attach(report(here.action, cast.officer, public="Forty “locks” — fitted"), by=cast.officer, uploads=[upload])
    assessment = factories.AssessmentFactory(plan=here.plan)
    for name in ("Draft.pdf", "Final.pdf"):
        with assessing.delete_documents_on_failure():
            assessing.keep_document(assessment, validate_upload(SimpleUploadedFile(name, f"%PDF-1.4 {name}".encode())))
        assessing.save(assessment, {here.priority.pk: {"place": 1}}, by=cast.coordinator)
    meeting = factories.MeetingFactory(
        group=factories.GroupFactory(partnership=here.partnership, name="Held"), starts_at=clock.now(), begun=True
    )
    factories.RecordFactory(meeting=meeting, by=cast.chair)
    close(meeting, by=cast.chair)
    keep_logo(here.partnership, by=cast.coordinator, picture=bytes(range(256)), alternative_text="Safer Here")
    here.criterion.target, here.criterion.unit = Decimal("38.50"), "%"
    here.criterion.save()
    published("First")
    operations.retire_part(here.action, by=cast.coordinator, why="Done with")
    published("Second")
    # A number that was given out and is gone.
    spare = factories.UserFactory()
    here.spare = spare.pk
    spare.delete()
    return here


@pytest.fixture
def archive(full, tmp_path):
    path = tmp_path / "everything.zip"
    back_up(path)
    return path
