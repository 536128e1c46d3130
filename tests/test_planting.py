"""What people write comes out as words, wherever it comes out: markup is planted in all of it and looked for."""

import pytest
from django.core.management import call_command

from datetime import date
from django.core.files.uploadedfile import SimpleUploadedFile
from actions.moves import ask
from partners import clock
from partners.uploads import looked_into
from plans.publishing import withdraw
from priorities.assessing import saving as assessing
from plans import shopwindow

from . import factories
from .access import ACCOUNT, GET, ROLES, address
from .everything import something_of_everything
from .planting import PLANTED, markup_in, plant_everything
from .test_access import here, outcome  # noqa: F401 (fixtures)


@pytest.fixture
def full(here, cast, report, published, tmp_path, settings):  # noqa: F811
    """The plan here with something in every table, all of it planted, and an edition of it."""
    from allauth.account.models import EmailAddress
    from allauth.mfa.models import Authenticator
    settings.EVIDENCE_ROOT = tmp_path
    something_of_everything(here, cast, report)
    with assessing.no_orphans():
        assessing.keep_document(here.assessment, looked_into(SimpleUploadedFile("Whole.pdf", b"%PDF-")))
        assessing.save(here.assessment, {here.priority.pk: {"place": 1}}, by=cast.coordinator)
    ask(here.action, by=cast.officer, authority=here.police, to_on=date(2010, 6, 30), reason="Late locks")
    group = here.to_come.group
    factories.GroupMemberFactory(group=group, authority=here.fire, user=None, name="x", email="x@example.org")
    criterion = here.criterion
    criterion.override, criterion.override_reason = "short", "x"
    criterion.override_by, criterion.override_on = cast.coordinator, clock.today()
    criterion.save()
    EmailAddress.objects.create(user=cast.coordinator, email="new@example.org")
    Authenticator.objects.create(user=cast.coordinator, type="webauthn", data={"name": "x", "credential": {}})
    plant_everything()
    published(PLANTED)
    withdraw(published(PLANTED), by=cast.coordinator, reason=PLANTED)
    published(PLANTED)
    return here

import time
def test_no_page_and_no_file_has_the_markup_of_what_people_wrote(full, cast, sign_in):
    found = {}
    times = []
    for role in ROLES:
        client = sign_in(getattr(cast, role, None))
        for name in [*GET, *ACCOUNT]:
            t=time.time()
            path = address(name, full)
            try:
                response = client.get(path)
            except Exception as e:
                print("ERR", role, name, path, repr(e)[:200]); continue
            content = b"".join(response.streaming_content) if response.streaming else response.content
            times.append((time.time()-t, role, name, response.status_code))
            for m in markup_in(content, response.headers.get("Content-Type","")):
                found.setdefault(m, []).append((role,name))
    times.sort(reverse=True)
    print(sum(t[0] for t in times), len(times)); print(times[:40])
    for k,v in found.items(): print("##", k[:400].replace("\n"," "), v[:3], len(v))
    assert not found
