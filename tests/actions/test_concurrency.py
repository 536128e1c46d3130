"""Many officers at once, on either database: nothing lost, nothing doubled, nobody told that the database is busy."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction
from django.test import Client

from actions.models import Action, Update
from plans.publishing import broken_links, publish
from plans.unchanging import protect, unprotect

OFFICERS = 8
TURNS = 6


@pytest.mark.django_db(transaction=True)
def test_officers_who_save_at_the_same_time_all_find_their_words_kept(here, cast):
    path = f"/here/actions/{here.action.pk}/update/"
    clients = []
    for n in range(OFFICERS):
        client = Client()
        client.force_login((cast.officer, cast.fire_officer)[n % 2])
        clients.append(client)

    def work(n):
        """Save again until the form has been opened on the newest update, as a person would."""
        client, saved, told = clients[n], 0, 0
        try:
            for turn in range(TURNS):
                page = client.get(path)
                while page.status_code == 200:
                    form = {
                        "seen": page.context["form"].newest if page.context else "none",
                        "status": "on_track",
                        "happened": f"Officer {n}, turn {turn}",
                    }
                    page = client.post(path, form)
                    told += page.status_code == 200
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
            form = {"base": pages[n].context["form"].base, "wording": f"Words of {n}", "lead": here.police.pk}
            return clients[n].post(path, form).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(save, range(2)))
    assert sorted(answers) == [200, 302]
    here.action.refresh_from_db()
    assert here.action.wording == f"Words of {answers.index(302)}"


@pytest.fixture
def forgotten_editions(transactional_db):
    """Editions refuse to be deleted, also by the cleaning after a test; this takes them away for it."""
    yield
    for table in ("plans_withdrawal", "plans_edition"):
        unprotect(connection, table)
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {table}")
        protect(connection, table)


@pytest.mark.django_db(transaction=True)
def test_an_edition_is_one_consistent_moment_though_everybody_writes_meanwhile(here, cast, forgotten_editions):
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
        assert len({a["sentence"]["words"] if a["sentence"] else "" for part in parts for a in part["actions"]}) == 1
    assert broken_links(here.plan) == []
