"""Reading the whole database at one moment."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from partners.database import snapshot
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
