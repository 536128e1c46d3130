"""Forms sent from Welsh pages: they save what they save in English, and nothing of it is a translation of ours."""

import re

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client, TestCase
from django.utils import translation

from plans.editions import page_cache

from .accepted import accepted_form, filled_sheet
from .access import POST, ROLES
from .access_worlds import an_edition_and_rounds, everybody_s_business, files_and_requests
from .addresses import address
from .sweep import OURS, UndoneAfterwards, Written
from .test_forms import REFUSED, words_of_several_lines

FORMS = [name for name, row in POST.items() if set(row) - set(REFUSED)]
PARTS = 4
# Random or made of what is random, and numbers, since PostgreSQL counts on after what was undone: in no language.
RANDOM = re.compile(r"\S+:\w{6}:\S+|[0-9a-f]{16,}|[\w-]{22,}|\d\d:\d\d:\d\d\.\d+|Q-\w{6}|:\w{6}:|\d+")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.world(everybody_s_business, files_and_requests, an_edition_and_rounds, words_of_several_lines),
]


def saved(tables):
    """The words in the rows of tables."""
    words = {}
    for model in apps.get_models():
        if model._meta.db_table in tables:
            names = [
                f.attname
                for f in model._meta.concrete_fields
                if f.get_internal_type() in WORDS and f.name != "language"
            ]
            rows = model._base_manager.values_list(*names) if names else ()
            words[model._meta.label] = sorted(RANDOM.sub("…", str(value)) for row in rows for value in row if value)
    return words


WORDS = ("CharField", "TextField", "JSONField")


def pressed(name, code, role, here, cast, report):
    """(status, {table: rows written}, the words in them) of a form that is filled in and sent in a language."""
    client = Client()
    with UndoneAfterwards(), translation.override(code):
        if user := getattr(cast, role, None):
            client.force_login(user)
        if name == "action_undo":
            report(here.action, cast.officer)
        path = address(name, here)
        sheet = name.startswith("spreadsheet_")
        form = filled_sheet(name, client, here) if sheet else accepted_form(name, client, path, here)
        written = Written()
        with connection.execute_wrapper(written), TestCase.captureOnCommitCallbacks(execute=True):
            response = client.post(path, form)
        tables = {table: number for table, number in written.rows.items() if table.split("_")[0] in OURS}
        return response.status_code, tables, saved(tables), getattr(response, "url", "")


@pytest.mark.parametrize("part", range(PARTS))
def test_a_form_saves_the_same_in_welsh(part, here, cast, report):
    type(here.partnership).objects.update(languages="cy")
    page_cache.current.forget()
    faults = []
    for name in FORMS[part::PARTS]:
        able = [(found == "go", place) for place, found in enumerate(POST[name]) if found not in REFUSED]
        role = ROLES[max(able)[1]]
        *english, there = pressed(name, "en-gb", role, here, cast, report)
        *welsh, led_to = pressed(name, "cy", role, here, cast, report)
        if english[:2] != welsh[:2]:
            faults.append((name, english[:2], welsh[:2]))
        elif english[2] != welsh[2]:
            differ = {
                (a, b)
                for table in english[2]
                for a, b in zip(english[2][table], welsh[2][table], strict=False)
                if a != b
            }
            faults.append((name, differ))
        if RANDOM.sub("…", led_to) != RANDOM.sub("…", f"/cy{there}" if there else ""):
            faults.append((name, there, led_to))
    assert faults == []
