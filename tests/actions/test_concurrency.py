"""Many officers at once, on either database: nothing lost, nothing doubled, nobody told that the database is busy."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction
from django.test import Client

from actions.models import Action, Update
from plans.editions.chain import broken_links
from plans.editions.publishing import publish
from plans.outline.build import PARTNERSHIP, outline
from tests import factories
from tests.volume import BOTH, some

from .at_once import Browser, seen
from .reporting.spreadsheet import sheets

# The clock is today's: what is done about actions that are long overdue.
NEXT = {"next": "More locks"}
OFFICERS = 8
TURNS = 6


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_officers_who_save_at_the_same_time_all_find_their_words_kept(here, cast):
    path = f"/here/actions/{here.action.pk}/update/"
    browsers = [Browser((cast.officer, cast.fire_officer)[n % 2]) for n in range(OFFICERS)]

    def work(n):
        """Save again until the form has been opened on the newest update, as a person would."""
        saved = 0
        try:
            for turn in range(TURNS):
                page = browsers[n].get(path)
                while page.status_code == 200:
                    form = {"seen": seen(page), "status": "on_track", "happened": f"Officer {n}, turn {turn}"} | NEXT
                    page = browsers[n].post(path, form)
                saved += page.status_code == 302
            return saved
        finally:
            connection.close()

    with ThreadPoolExecutor(OFFICERS) as pool:
        saved = list(pool.map(work, range(OFFICERS)))
    assert saved == [TURNS] * OFFICERS
    words = list(Update.objects.values_list("happened", flat=True))
    assert sorted(words) == sorted(f"Officer {n}, turn {turn}" for n in range(OFFICERS) for turn in range(TURNS))
    assert Update.history.count() == len(words)


# A full run has all four quarters of the year, and all sixty officers.
QUARTERS = some(1, 4, BOTH)
EVERYBODY = some(30, 60, BOTH)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_year_of_sixty_officers_is_kept_whole(here):
    """Each quarter all officers report at once, each on two actions, and on each action two of them."""
    authorities = [here.police, here.fire, here.council]
    browsers = [Browser(factories.MembershipFactory(authority=authorities[n % 3]).user) for n in range(EVERYBODY)]
    actions = [
        factories.ActionFactory(priority=here.priority, wording=f"Action {n}", lead=authorities[n % 3], position=n)
        for n in range(EVERYBODY)
    ]

    def words(quarter, n, action):
        return f"Officer {n} in quarter {quarter} of action {action.pk}"

    def report(quarter, n):
        try:
            for action in (actions[n], actions[(n + 3) % EVERYBODY]):
                path = f"/here/actions/{action.pk}/update/"
                page = browsers[n].get(path)
                while page.status_code == 200:
                    form = {"seen": seen(page), "status": "not_started", "happened": words(quarter, n, action)} | NEXT
                    page = browsers[n].post(path, form)
                assert page.status_code == 302
        finally:
            connection.close()

    before = here.partnership.revisions.count()
    with ThreadPoolExecutor(EVERYBODY) as pool:
        for quarter in range(QUARTERS):
            list(pool.map(report, [quarter] * EVERYBODY, range(EVERYBODY)))
    expected = sorted(
        words(quarter, n, action)
        for quarter in range(QUARTERS)
        for n in range(EVERYBODY)
        for action in (actions[n], actions[(n + 3) % EVERYBODY])
    )
    assert sorted(Update.objects.values_list("happened", flat=True)) == expected
    assert sorted(Update.history.values_list("happened", flat=True)) == expected
    # Each is a revision of its own, by who wrote it: numbered in the order of their moments, without a gap.
    revisions = list(here.partnership.revisions.order_by("moment").values_list("number", "pk", "by"))
    assert [number for number, _, _ in revisions] == list(range(1, before + len(expected) + 1))
    rows = Update.history.order_by("revision__number").values_list("revision__number", "revision", "by")
    assert list(rows) == revisions[before:]
    told = {a["id"]: a["update"] for a in outline(here.plan, audience=PARTNERSHIP)["priorities"][0]["actions"]}
    assert {action.pk: told[action.pk]["id"] for action in actions} == {
        action.pk: action.latest_update.pk for action in actions
    }


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_of_two_who_edit_the_same_words_the_second_is_asked(here, cast):
    path = f"/here/actions/{here.action.pk}/edit/"
    clients = [Client(), Client()]
    pages = []
    for client in clients:
        client.force_login(cast.coordinator)
        pages.append(client.get(path))

    def save(n):
        try:
            form = {"base": pages[n].context["form"].fingerprint, "wording": f"Words of {n}", "why": "Clearer"}
            return clients[n].post(path, form).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(save, range(2)))
    assert sorted(answers) == [200, 302]
    here.action.refresh_from_db()
    assert here.action.wording == f"Words of {answers.index(302)}"


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_spreadsheet_that_is_saved_twice_in_the_same_moment_is_saved_once(here, cast):
    clients, forms = [Client(), Client()], []
    for client in clients:
        client.force_login(cast.officer)
        forms.append({"rows": sheets.send(client, {2: sheets.ROW | NEXT}).context["signed_rows"]})

    def save(n):
        try:
            return clients[n].post(sheets.SAVE, forms[n]).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(save, range(2))) == [302, 302]
    assert [u.happened for u in here.action.updates.all()] == ["Ten locks fitted"]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_an_edition_is_one_consistent_moment_though_everybody_writes_meanwhile(here, cast, transactional_db):
    """Each update goes to both actions in one transaction: an edition that has it on one of them alone was torn."""
    actions = [here.action, here.hallmark_action]

    def write(n):
        try:
            for turn in range(12):
                with transaction.atomic():
                    for action in Action.objects.select_for_update().filter(pk__in=[a.pk for a in actions]):
                        action.report(
                            by=cast.officer,
                            authority=here.police,
                            status="on_track",
                            happened="x",
                            public=f"{n}-{turn}",
                        )
        finally:
            connection.close()

    def publish_often(_):
        try:
            return [publish(here.plan, by=cast.chair, note=str(n)).number for n in range(8)]
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        writers = [pool.submit(write, n) for n in range(2)]
        publishers = [pool.submit(publish_often, n) for n in range(2)]
        numbers = [number for each in publishers for number in each.result()]
        [each.result() for each in writers]
    assert sorted(numbers) == list(range(1, 17))
    for edition in here.plan.editions.all():
        parts = (*edition.outline["priorities"], *edition.outline["hallmarks"])
        sentences = [a["sentence"] for part in parts for a in part["actions"]]
        assert len({sentence["public_text"] if sentence else "" for sentence in sentences}) == 1
    assert broken_links(here.plan) == []
