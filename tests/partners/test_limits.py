"""What a form promises arrives: the forms, the site's settings and the web servers' examples say one thing."""

import re
from urllib.parse import urlencode

import pytest
from django.conf import settings as site
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from partners.limits import FORM_MB, MEGABYTE, ORDINARY_MB, limits
from priorities.criteria.bulk_entry import MAX_TABLE_CHARACTERS
from tests import factories

BOOK = site.BASE_DIR / "docs" / "running.md"
TYPED = "Forty locks were fitted in Ŵater Lane"


@pytest.fixture
def pages(here, published):
    """{address's name: the path of a form that takes files}"""
    published()
    arguments = {
        "action_update": [here.action.pk],
        "assessment_edit": [factories.AssessmentFactory(plan=here.plan).pk],
        "easy_read_edit": ["action", str(here.action.pk)],
        "translation_upload": ["cy"],
        "version_edit": [factories.VersionFactory(partnership=here.partnership).pk],
    }
    return {
        name: reverse(name, args=["here", *arguments.get(name, [])]) for limit in limits() for name in limit.addresses
    }


@pytest.mark.parametrize("server", ["nginx", "caddy"])
def test_the_book_has_the_web_servers_examples_as_the_table_makes_them(server, capsys):
    call_command("proxy_example", server)
    assert f"\n{capsys.readouterr().out}```\n" in BOOK.read_text(encoding="utf-8")


def test_the_containers_have_the_web_server_that_the_table_makes(capsys):
    call_command("proxy_example", "compose")
    assert capsys.readouterr().out == (site.BASE_DIR / "config/Caddyfile").read_text(encoding="utf-8")


def test_a_site_with_limits_of_its_own_gets_an_example_with_them(settings, capsys):
    settings.EVIDENCE_MAX_MB, settings.CRIMES_MAX_MB, settings.SITE_URL = 30, 7, "https://plan.anytown.gov.uk"
    for server in ("nginx", "caddy"):
        call_command("proxy_example", server)
    made = capsys.readouterr().out
    assert re.findall(r"client_max_body_size (\d+)m", made) == ["10", "158", "38", "15", "108", "18"]
    assert [int(size) / MEGABYTE for size in re.findall(r"> (\d+)`", made)] == [10, 158, 38, 15, 108, 18]
    assert set(re.findall(r"\bplan\.[a-z.]+\.uk", made)) == {"plan.anytown.gov.uk"}


def test_before_several_hosts_nginx_asks_each_for_everything(capsys):
    call_command("proxy_example", "nginx", upstream=["10.0.0.11:8000", "app-2.example.org:8000"])
    made = capsys.readouterr().out
    asked = re.findall(r"    server ([^ ]+:\d+) max_fails=1 fail_timeout=5s;", made)
    assert asked == ["10.0.0.11:8000", "app-2.example.org:8000"]
    assert set(re.findall(r"proxy_pass (.*);", made)) == {"http://living_plan"}


@pytest.mark.parametrize(("server", "upstream"), [("nginx", "10.0.0.11"), ("nginx", "a:1; }"), ("caddy", "a:1")])
def test_only_nginx_and_whole_addresses_of_hosts_are_taken(server, upstream):
    with pytest.raises(CommandError, match="--upstream is for nginx, and each is HOST:PORT"):
        call_command("proxy_example", server, upstream=[upstream])


@pytest.mark.slow
def test_every_form_that_takes_a_file_is_in_the_table_and_says_how_large_it_may_be(here, cast, sign_in, pages):
    client = sign_in(cast.coordinator)
    templates = [
        path
        for path in (site.BASE_DIR / "templates").rglob("*.html")
        if 'multipart/form-data"' in path.read_text(encoding="utf-8")
    ]
    shown, told = set(), {}
    for name, path in pages.items():
        page = client.get(path, follow=True)
        shown |= {template.origin.name for template in page.templates if template.origin}
        assert 'type="file"' in page.content.decode(), name
        told[name] = re.findall(r"up to (\d+) MB|and (\d+) MB at a time", page.content.decode())
    assert {str(path) for path in templates} - shown == set()
    each = {name: limit.megabytes for limit in limits() for name in limit.addresses}
    each["action_update"] //= 5
    assert {name: {int(a or b) for a, b in text} for name, text in told.items()} == {
        name: {megabytes} for name, megabytes in each.items()
    }


@pytest.mark.slow
def test_a_file_that_is_too_large_is_refused_by_its_field_and_what_was_typed_is_kept(
    here, cast, sign_in, pages, settings, tmp_path
):
    settings.EVIDENCE_MAX_MB = settings.CRIMES_MAX_MB = 1
    settings.EVIDENCE_ROOT = tmp_path
    client = sign_in(cast.coordinator)
    refused = {}
    for limit in limits():
        for name in limit.addresses:
            field = {"action_update": "files", "crimes_load": "files", "logo_edit": "picture"}.get(name, "file")
            field = "document" if name.startswith("assessment") else field
            file = SimpleUploadedFile("Large.pdf", b"PK" + b"0" * (limit.megabytes * MEGABYTE))
            texts = dict.fromkeys(["happened", "title", "text", "alternative_text"], TYPED)
            form = {"seen": "none", "status": "at_risk", **texts, field: file}
            page = client.post(pages[name], form, follow=True)
            text = page.content.decode()
            refused[name] = (page.status_code, "There is a problem" in text, " MB" in text, TYPED in text)
    nothing_typed = {"crimes_load", "spreadsheet_upload", "translation_upload"}
    assert refused == {name: (200, True, True, name not in nothing_typed) for name in pages}


@pytest.mark.slow
def test_the_longest_table_of_figures_that_may_be_pasted_gets_through_both_steps(here, cast, sign_in, pages):
    """Each letter takes six bytes on its way: what the second step sends is far more than Django takes by itself."""
    here.criterion.unit = "burglaries"
    here.criterion.save()
    table = "criterion\tperiod\tfigure\tnote\n"
    line = f"{here.criterion.pk}\tJanuary to March 2009\t37\t"
    each = (MAX_TABLE_CHARACTERS - len(table)) // 1_000
    table += 1_000 * (line + "Ŵ" * (each - len(line) - 1) + "\n")
    assert 2.5 * MEGABYTE < len(urlencode({"words": table})) < FORM_MB * MEGABYTE
    client = sign_in(cast.coordinator)
    page = client.post(
        pages["criteria_table"], urlencode({"text": table}), content_type="application/x-www-form-urlencoded"
    )
    assert (page.status_code, len(page.context["rows"])) == (200, 1_000)


def test_what_outlives_a_session_is_as_long_as_a_pasted_table(here, cast, sign_in, pages):
    client = sign_in(cast.coordinator)
    client.get(pages["criteria_table"])
    client.session.flush()
    text = "criterion\tperiod\tfigure\n" + f"{here.criterion.pk}\tJanuary to March 2009\t37\n" * 10_000
    asked = client.post(pages["criteria_table"], {"text": text})
    client.post(asked.url, {"login": cast.coordinator.email, "password": "correct horse battery staple"})
    assert client.get(pages["criteria_table"]).content.decode().count("January to March 2009\t37") == 10_000


def test_more_files_than_a_form_takes_are_refused_by_the_form(here, cast, sign_in, pages):
    files = [SimpleUploadedFile(f"{n}.csv", b"x") for n in range(130)]
    page = sign_in(cast.coordinator).post(pages["crimes_load"], {"files": files})
    assert (page.status_code, "These are 130 files" in page.content.decode()) == (200, True)


def test_every_other_form_fits_into_what_the_web_server_lets_pass_everywhere():
    assert site.DATA_UPLOAD_MAX_MEMORY_SIZE <= FORM_MB * MEGABYTE < ORDINARY_MB * MEGABYTE
    assert all(
        limit.body_mb * MEGABYTE >= limit.megabytes * MEGABYTE + site.DATA_UPLOAD_MAX_MEMORY_SIZE for limit in limits()
    )
