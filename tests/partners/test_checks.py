"""What the site says of the machine that it is put on."""

import pytest
from django.core.checks import run_checks
from django.db import connection


def ids():
    return [each.id for each in run_checks(databases=["default"]) if each.id.startswith("partners.")]


@pytest.mark.django_db
def test_it_says_when_postgresql_compiles_queries():
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL jit = on")
            assert ids() == ["partners.W003"]
            cursor.execute("SET LOCAL jit = off")
    assert ids() == []
