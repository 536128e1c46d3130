"""DATABASES by the environment: one database, or a pooler before it and a replica beside it."""

import environ
import pytest
from django.core.exceptions import ImproperlyConfigured

from config.databases import read_databases


def read(**variables):
    env = environ.Env()
    env.ENVIRON = variables
    return read_databases(env, "/srv/db.sqlite3")


def test_without_a_setting_it_is_sqlite_and_nothing_else():
    databases = read()
    assert {alias: (each["ENGINE"], each["NAME"]) for alias, each in databases.items()} == {
        "default": ("config.sqlite3", "/srv/db.sqlite3")
    }


def test_only_the_pooler_is_shared_by_transactions_and_what_the_address_says_counts():
    direct = "postgres://site:secret@db/plan?connect_timeout=9"
    databases = read(DATABASE_URL=direct, DATABASE_POOLER_URL="postgres://site:secret@db:6432/plan")
    assert {
        alias: (each["ENGINE"], each["PORT"], each["OPTIONS"]["connect_timeout"], each.get("POOLED"))
        for alias, each in databases.items()
    } == {"default": ("config.postgresql", "", 9, None), "pooler": ("config.postgresql", 6432, 3, True)}


@pytest.mark.parametrize("name", ["DATABASE_POOLER_URL", "DATABASE_REPLICA_URL"])
@pytest.mark.parametrize("url", ["", "sqlite:////srv/plan.sqlite3"])
def test_sqlite_has_neither_pooler_nor_replica(name, url):
    with pytest.raises(ImproperlyConfigured, match="are for PostgreSQL"):
        read(**{"DATABASE_URL": url} if url else {}, **{name: "postgres://site@db/plan"})
