"""Other forms of an edition: which there are, where they are, and what they say."""

from datetime import date

import pytest

from plans.editions import page_cache
from plans.exports import other_forms
from plans.exports.formats import EditionFile, file_of_edition, note_missing_files
from plans.exports.other_forms import forms_that_exist
from plans.jobs import worker
from plans.models import Job
from tests import factories

EDITION = "/here/editions/2008-2011/1/"
BYTE_ORDER_MARK = "\ufeff"


@pytest.fixture
def text_of(published):
    """The plain text of an edition published now."""
    return lambda: file_of_edition(published(), "plan.txt").decode()


def test_plain_text_has_the_plan_in_lines_with_its_headings_underlined(here, cast, report, text_of):
    report(here.action, cast.officer, status="off_track", public="Locks are late.", speaks_of=date(2009, 6, 1))
    factories.MeasurementFactory(criterion=here.criterion, value=7)
    text = text_of()
    lines = text.removeprefix(BYTE_ORDER_MARK).split("\r\n")
    assert (text[0], "\n" in "".join(lines), lines[-1]) == (BYTE_ORDER_MARK, False, "")
    title = lines.index("Here Community Safety Plan")
    assert lines[title + 1] == "=" * len(lines[title])
    action = lines.index("Action 1: Fit better locks")
    assert lines[action + 1 : action + 9] == [
        "",
        "Locks are late. (1 June 2009)",
        "",
        "- Status: Off track, confirmed 1 June 2009",
        "- Lead: The Constabulary",
        "- With: The Fire Service",
        "- By when: 31 December 2009",
        "",
    ]


def test_each_form_says_of_which_edition_it_is(text_of):
    text = text_of()
    assert "Edition 1, published on 15 June 2009" in text
    assert "Fingerprint " in text


def test_links_and_markdown_of_the_plan_become_text(here, text_of):
    here.plan.sections.create(
        key="links",
        heading="Links",
        body="See [the law](https://example.org/law), [a trap](javascript:x) and *this*.\n\n# Big\n\n"
        "3. three\n4. four\n   - in it",
        position=1,
    )
    text = text_of()
    assert "See the law (https://example.org/law), [a trap](javascript:x) and this.\r\n\r\nBig\r\n" in text
    assert "3. three\r\n4. four\r\n  - in it\r\n" in text


def test_the_page_of_the_plan_as_agreed_links_the_forms_by_purpose_and_they_are_there(published, client):
    edition = published()
    Job.objects.exclude(kind="edition_text").delete()
    list(worker.do_all())
    page = client.get("/here/the-plan-as-agreed/").content.decode()
    for purpose, forms in other_forms.forms_by_purpose():
        assert str(purpose) in page
        for name, label in forms:
            assert f'<a href="{EDITION}{name}">{label}</a>' in page
    assert [form[:2] for form in forms_that_exist(edition)] == [
        ("plan.epub", "E-book (EPUB)"), ("plan.txt", "Plain text"),
    ]  # fmt: skip
    answer = client.get("/here/plan.txt")
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/plain; charset=utf-8")
    assert answer["Content-Disposition"] == 'inline; filename="here-2008-2011-edition-1.txt"'


def test_members_have_no_other_forms_of_the_plan_as_it_is(cast, sign_in):
    assert sign_in(cast.observer).get("/here/plan/plan.txt").status_code == 404


def test_an_edition_that_was_replaced_before_there_were_forms_gets_none_and_the_current_one_does(published, client):
    published(), published()
    Job.objects.all().delete()
    note_missing_files()
    assert Job.objects.filter(kind="edition_tables").count() == 2
    assert Job.objects.filter(kind="edition_text").count() == 1
    page_cache.current.forget()
    assert client.get(EDITION + "plan.txt").status_code == 404
    assert client.get("/here/plan.txt").status_code == 503
    assert not EditionFile.objects.exists()
