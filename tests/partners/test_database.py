"""Reading the whole database at one moment."""

from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from threading import Barrier

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection, transaction
from django.http import HttpResponse
from django.test import RequestFactory

from partners import access
from partners.access import atomic_post
from partners.database import snapshot
from partners.history import attributed_to
from partners.models import Partnership

pytestmark = pytest.mark.both_databases


def area():
    return Partnership.objects.values_list("area", flat=True).get(slug="here")


def rename(new):
    try:
        Partnership.objects.filter(slug="here").update(area=new)
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_what_is_read_in_a_snapshot_is_of_one_moment_and_who_writes_does_not_wait_for_it(here):
    with ThreadPoolExecutor(1) as pool:
        with snapshot():
            assert area() == "Here"
            pool.submit(rename, "There").result(timeout=60)
            assert area() == "Here"
        assert area() == "There"
        with pytest.raises(ZeroDivisionError), snapshot():
            raise ZeroDivisionError
        pool.submit(rename, "Nowhere").result(timeout=60)
        assert area() == "Nowhere"


@pytest.mark.django_db(transaction=True)
def test_inside_a_transaction_a_snapshot_is_that_transaction(here):
    with transaction.atomic():
        here.partnership.area = "There"
        here.partnership.save()
        with snapshot():
            assert area() == "There"
    assert area() == "There"


@pytest.fixture
def crossed(here, cast):
    """Two posts that come at once, whose transactions change the same rows in opposite orders."""
    if connection.vendor == "sqlite":
        pytest.skip("only PostgreSQL has several writers")
    both_have_begun, begun = Barrier(2), []

    @atomic_post
    def view(request, rows):
        begun.append(request.FILES["file"].read())
        with attributed_to(by=cast.coordinator):
            for number, each in enumerate(rows):
                row = type(each).objects.select_for_update().get(pk=each.pk)
                row.name = f"{row.name} and"
                # One of them has a revision before they meet, and the other has a row.
                if each is here.priority:
                    row.save()
                if number == 0 and len(begun) <= 2:
                    both_have_begun.wait(60)
                if each is here.hallmark:
                    row.save()
        return HttpResponse("Saved")

    def post(rows):
        try:
            request = RequestFactory().post("/", {"file": SimpleUploadedFile("a.txt", b"ten locks")})
            return view(request, rows).content
        finally:
            connection.close()

    def both():
        rows = [here.priority, here.hallmark]
        with ThreadPoolExecutor(2) as pool:
            posts = [pool.submit(copy_context().run, post, each) for each in (rows, rows[::-1])]
            return [each.result() for each in posts]

    return both, begun


@pytest.mark.django_db(transaction=True)
def test_of_two_who_wait_for_each_other_one_begins_again_and_both_are_saved(here, crossed):
    both, begun = crossed
    names = here.priority.name, here.hallmark.name
    assert both() == [b"Saved"] * 2
    assert (len(begun) > 2, set(begun)) == (True, {b"ten locks"})
    for row, name in zip((here.priority, here.hallmark), names, strict=True):
        row.refresh_from_db()
        assert row.name == f"{name} and and"
    numbers = list(here.partnership.revisions.order_by("moment").values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))


@pytest.mark.django_db(transaction=True)
def test_without_it_one_of_them_is_lost(crossed, monkeypatch):
    monkeypatch.setattr(access, "MOST_TRIES", 1)
    both, _ = crossed
    with pytest.raises(OperationalError, match="deadlock"):
        both()
