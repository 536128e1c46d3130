"""Figures for Prometheus: read by its own library, of all workers together, and of nobody."""

import pytest
from django.db import connection
from prometheus_client.parser import text_string_to_metric_families

from tests import serving
from tests.operations.test_monitoring import STRANGER

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.slow,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="A copy of SQLite's file is served"),
]
TOKEN = ("Authorization", f"Bearer {'t' * 32}")


def figures(text):
    """{(name, labels in the order of their names): value} of an answer."""
    return {
        (sample.name, tuple(value for _, value in sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_prometheus_reads_what_all_workers_counted_and_a_stranger_nothing(here, tmp_path):
    folder = tmp_path / "metrics"
    folder.mkdir()
    (folder / "counter_1.db").write_bytes(b"left by an earlier server")
    database = serving.copy_of_the_database(tmp_path / "plan.sqlite3")
    options = {"METRICS_FOLDER": str(folder), "MONITOR_TOKEN": "t" * 32, "TRUSTED_PROXY_COUNT": "1"}
    with serving.Site(database, tmp_path, workers=2, **options) as site:
        before = figures(site.get("/metrics")[2].decode())
        for _ in range(6):
            site.get("/here/")
            site.get("/here/plan/?q=Ann.Secret", headers=[("Cookie", "sessionid=secret")])
        site.get("/nowhere/at/all", method="INVENTED")
        after = figures(site.get("/metrics", headers=[STRANGER, TOKEN])[2].decode())
        text = site.get("/metrics")[2].decode()
        assert [site.get("/metrics", headers=each)[0] for each in ([STRANGER], [STRANGER, ("Authorization", "")])] == [
            404, 404,
        ]  # fmt: skip
    grown = {key: value - before.get(key, 0) for key, value in after.items() if key[0] == "living_plan_requests_total"}
    assert {key[1]: value for key, value in grown.items() if value} == {
        ("GET", "200", "summary"): 6,
        ("GET", "302", "plan_detail"): 6,
        ("other", "404", ""): 1,
        ("GET", "200", "metrics"): 1,
    }
    assert after["living_plan_request_seconds_count", ("summary",)] == 6
    assert after["living_plan_request_seconds_bucket", ("+Inf", "summary")] == 6
    assert {key[1]: value for key, value in after.items() if key[0] == "living_plan_finding"} == {
        ("migrations",): 0, ("tick",): 1, ("backup",): 1, ("verify",): 1, ("drill",): 1, ("mail backlog",): 0,
        ("jobs",): 0, ("read-only mode",): 0, ("storage",): 2, ("disk",): 2,  # nobody has made the folder of evidence
    }  # fmt: skip
    assert after["living_plan_database_up", ()] == 1
    assert not [word for word in ("Secret", "secret", "here", "INVENTED") if word in text]
