"""Many officers at once, on either database: nothing lost, nothing doubled, nobody told that the database is busy."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client

from actions.models import Update

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
