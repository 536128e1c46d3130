"""The bench measures what it says: whole requests, of every address that anybody can open, and nothing else."""

from time import process_time

import pytest
from django.core.management import CommandError, call_command
from django.http import HttpResponse
from django.test import Client
from django.urls import resolve

from actions.models import Action, Update
from config.operations.bench import pages
from config.operations.bench.cost import REFERENCE, cost
from config.operations.bench.data import make_bench_data
from config.operations.bench.members import actions_of, colleague, save_functions, signed_in
from config.operations.bench.public_addresses import addresses
from config.operations.bench.serving import HOST
from partners.access import access_of
from partners.models import Partnership, Revision
from tests.access import GET

pytestmark = [pytest.mark.slow, pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def bench_cast(settings):
    settings.ALLOWED_HOSTS = [HOST]
    return make_bench_data(partnerships=2, actions=54, years=1)


def busy_for(seconds):
    started = process_time()
    while process_time() - started < seconds:
        Partnership.objects.exists()
    return HttpResponse("done" * 250)


def test_a_cost_is_of_the_visit_alone(django_assert_num_queries):
    def two_queries():
        Partnership.objects.count()
        Partnership.objects.exists()
        return busy()

    def busy():
        started = process_time()
        while process_time() - started < 0.03:
            pass
        return HttpResponse("done" * 250)

    measured = cost(two_queries, 3, before=lambda: busy_for(0.05))
    assert (measured.queries, measured.size) == (2, 1)
    assert 30 <= measured.cpu < 75  # without the 50 before it
    assert measured.calibrated == pytest.approx(measured.cpu * REFERENCE / measured.calibration)
    assert measured.calibration > 0


def test_the_database_has_its_part_of_the_cost():
    measured = cost(lambda: busy_for(0.03), 3)
    assert 0 < measured.database < 10 * measured.cpu


def test_a_visit_that_fails_is_no_figure(bench_cast):
    with pytest.raises(CommandError, match="answered 404, not 200"):
        cost(lambda: Client(SERVER_NAME=HOST).get("/nowhere/", secure=True), 1)


# Pages of one thing each, of which the bench's data has none: they say so there.
OF_NONE = {"ask_received", "follow_confirm", "other_format", "other_format_media", "public_answer"}


def test_it_opens_every_address_that_anybody_may(bench_cast):
    found = [(resolve(address.partition("?")[0]).url_name, address) for _, address in addresses(bench_cast)]
    anybody = {name for name, codes in GET.items() if codes[0] in (200, 404)}
    assert anybody <= {name for name, _ in found}
    answers = {(name, Client(SERVER_NAME=HOST).get(address, secure=True).status_code) for name, address in found}
    assert {(name, GET[name][0]) for name in anybody - OF_NONE} <= answers
    assert {(name, 404) for name in OF_NONE} <= answers


def test_each_save_is_an_update_and_a_revision_of_its_partnership(bench_cast):
    numbers = Revision.objects.filter(partnership__slug=bench_cast.slug)
    updates, before = Update.objects.count(), numbers.count()
    for own in (True, False):
        pages.save_function(bench_cast, own=own)()
    assert (Update.objects.count(), numbers.count()) == (updates + 2, before + 2)
    assert numbers.latest("number").number == before + 2


def test_saves_go_round_the_officers_other_actions(bench_cast):
    others = actions_of(bench_cast)
    save, look = save_functions(bench_cast, others)
    for _ in others:
        look()
        assert save().status_code == 302
    saved = Update.objects.filter(happened__startswith="Report ").values_list("action", flat=True)
    assert sorted(saved) == others
    assert set(Action.objects.filter(pk__in=others).values_list("lead", flat=True)) == {bench_cast.action.lead_id}


def test_a_colleague_has_the_same_rights(bench_cast):
    for user in (bench_cast.officer, bench_cast.chair, bench_cast.coordinator):
        access, other = (access_of(person, bench_cast.slug) for person in (user, colleague(user)))
        assert [(m.role, m.authority) for m in access.memberships] == [(m.role, m.authority) for m in other.memberships]


def test_every_page_it_measures_opens(bench_cast):
    for user, address in pages.pages_of(bench_cast).values():
        assert signed_in(user).get(address, secure=True).status_code == 200


def test_revisions_of_its_data_have_no_gap(bench_cast):
    for partnership in Partnership.objects.all():
        numbers = list(partnership.revisions.order_by("moment").values_list("number", flat=True))
        assert numbers == list(range(1, len(numbers) + 1))


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["sizes"], "There is no sizes: choose among pages, among"),
        (["pages", "--actions", "53"], "A plan has 54 actions or more"),
        (["among", "--partnerships", "0"], "the other numbers are 1 or more"),
        (["among", "--repeat", "0"], "the other numbers are 1 or more"),
    ],
)
def test_it_refuses_what_it_cannot_measure(arguments, why):
    with pytest.raises(CommandError, match=why):
        call_command("bench", *arguments)
