"""Whatever a page of members shows makes a revision when it is written, also what has no history."""

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from actions.meetings import closing, proceedings
from actions.meetings.sending import PACK, PaperHasChanged, send_paper
from actions.models import NotificationLetter
from partners import clock
from partners.history import Revised
from partners.models import Revision, Session
from plans.editions.publishing import REVISION_OF_EDITION, AlreadyWithdrawn, publish, withdraw
from plans.jobs import worker
from plans.models import Job
from plans.outline.build import PARTNERSHIP, PUBLIC, outline
from priorities.models.crime_data import CrimeCount, CrimeFigure
from tests import factories
from tests.access import ASKED_AGAIN
from tests.addresses import address
from tests.everything import something_of_everything
from tests.priorities import crimes

pytestmark = pytest.mark.both_databases

# What a page shows later than it happened: it is kept for a quarter of an hour at most.
MINUTES_LATE = {"desk": {NotificationLetter._meta.db_table}}


def revisions_of(partnership, since=0):
    revisions = partnership.revisions.filter(number__gt=since).order_by("number")
    return list(revisions.values_list("number", "by", "why", "what"))


@pytest.fixture
def newest(here):
    """The number of the newest revision here."""
    return lambda: here.partnership.revisions.latest("number").number


def test_every_model_has_a_history_or_a_revision_or_a_reason_for_neither():
    ways = {}
    for model in apps.get_models():
        if model._meta.app_label in ("partners", "plans", "priorities", "actions") and not hasattr(model, "history_id"):
            how = (hasattr(model, "history_options"), issubclass(model, Revised), bool(vars(model).get("not_revised")))
            ways.setdefault(how, []).append(model.__name__)
    assert set(ways) == {(True, False, False), (False, True, False), (False, False, True)}
    assert sorted(ways[False, True, False]) == [
        "CrimeFile",
        "Edition",
        "Minutes",
        "Pack",
        "PlanImport",
        "TranslationSet",
        "Withdrawal",
    ]


@pytest.mark.slow
def test_no_page_that_is_kept_by_revision_shows_what_makes_none(here, cast, report, sign_in):
    """Police counts and figures are of the revision of their file and measurement."""
    something_of_everything(here, cast, report)
    with_rows = {CrimeCount, CrimeFigure, Revision, Session}
    others = [model for model in apps.get_models() if hasattr(model, "not_revised") and model not in with_rows]
    tables = {model._meta.db_table for model in others}
    assert {"actions_reminder", "actions_paperletter", "plans_editionfile"} < tables
    for who in (cast.coordinator, cast.chair, cast.officer):
        client = sign_in(who)
        for name in sorted(ASKED_AGAIN):
            with CaptureQueriesContext(connection) as queries:
                status = client.get(address(name, here)).status_code
            asked = {table for table in tables for query in queries if f'"{table}"' in query["sql"]}
            # What is refused leaves a trace in the access log.
            if status == 403:
                assert who != cast.coordinator
            else:
                assert (name, status, asked - MINUTES_LATE.get(name, set())) == (name, 200, set())


def test_an_edition_names_the_revision_that_it_publishes_and_publishing_is_the_next(here, cast, newest):
    before = newest()
    edition = publish(here.plan, by=cast.chair, note="What is new")
    assert edition.revision.number == before
    assert revisions_of(here.partnership, before) == [
        (before + 1, cast.chair.pk, "What is new", "published edition 1 of 2008-2011")
    ]
    withdrawal = withdraw(edition, by=cast.coordinator, reason="A name was in it")
    assert revisions_of(here.partnership, before + 1) == [
        (before + 2, cast.coordinator.pk, "A name was in it", "withdrew edition 1 of 2008-2011")
    ]
    assert withdrawal.revision.number == before + 2


def test_an_edition_is_the_outline_as_at_its_revision(here, cast, report):
    report(here.action, cast.officer, public="Forty homes have new locks.")
    edition = publish(here.plan, by=cast.chair, note="What is new")
    report(here.action, cast.officer, public="Fifty homes have new locks.")
    as_at = outline(here.plan, audience=PUBLIC, as_at=edition.revision.moment)
    assert as_at["priorities"] == edition.outline["priorities"]


def test_a_refused_withdrawal_makes_none(here, cast, newest):
    before = newest()
    edition = publish(here.plan, by=cast.chair, note="")
    withdraw(edition, by=cast.chair, reason="x")
    with pytest.raises(AlreadyWithdrawn), transaction.atomic():
        withdraw(edition, by=cast.chair, reason="again")
    assert newest() == before + 2


def test_police_figures_make_a_revision_once(here, cast, newest):
    before = newest()
    rows = [crimes.row(crimes.JANUARY)]
    file = crimes.give(here.partnership, rows).file
    assert [what for _, _, _, what in revisions_of(here.partnership, before)] == ["loaded police figures"]
    assert file.revision.number == before + 1
    crimes.give(here.partnership, rows)
    assert newest() == before + 1


@pytest.fixture
def meeting(here, cast):
    group = factories.GroupFactory(partnership=here.partnership)
    group.members.create(authority=here.police, user=cast.officer)
    meeting = factories.MeetingFactory(group=group, starts_at=clock.now(), place="Council Offices", state="draft")
    meeting.agenda.create(position=1, kind="review", title="The plan")
    return meeting


def test_a_pack_and_minutes_are_of_the_revision_that_they_make(here, cast, meeting, newest):
    before = newest()
    sending = send_paper(PACK, meeting, by=cast.chair, token="0" * 32)
    proceedings.begin(meeting, by=cast.chair)
    minutes = closing.close(meeting, by=cast.chair)
    revisions = revisions_of(here.partnership, before)
    assert [(number - before, why, what) for number, _, why, what in revisions] == [
        (1, "The pack was sent to the members", "sent a pack"),
        (2, "", "changed meeting"),
        (3, "The meeting began", "began a meeting"),
        (4, "Its minutes were closed", "closed a meeting"),
    ]
    sent, begun = meeting.packs.order_by("number")
    assert [each.revision.number - before for each in (sent, begun, minutes)] == [1, 3, 4]
    assert sending.history.get().revision == sent.revision
    as_at = outline(here.plan, audience=PARTNERSHIP, as_at=begun.revision.moment)
    assert begun.contents["outline"]["priorities"] == as_at["priorities"]


def test_a_pack_that_is_out_of_date_makes_none(cast, meeting, newest):
    before = newest()
    with pytest.raises(PaperHasChanged), transaction.atomic():
        send_paper(PACK, meeting, by=cast.chair, token="0" * 32, seen="something else")
    assert newest() == before


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("commits", [True, False])
def test_publishing_waits_for_no_change_and_makes_its_revision_after_it(
    here, cast, long_change, newest, commits, transactional_db
):
    if connection.vendor == "sqlite":
        pytest.skip("only PostgreSQL has several writers")
    before = newest()
    begin, end = long_change
    begin(commits)
    edition = publish(here.plan, by=cast.chair, note="Meanwhile")
    assert (edition.revision.number, newest()) == (before, before)
    end()
    Job.objects.exclude(kind=REVISION_OF_EDITION).delete()
    for _ in range(2):
        assert all(job.state == Job.State.DONE for job in worker.do_all())
        made = [what for _, _, _, what in revisions_of(here.partnership, before)]
        assert made == ["changed priority"] * commits + ["published edition 1 of 2008-2011"]
