"""Tables of figures: the preview, and what is recorded."""

import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from priorities.criteria.bulk_entry import TABLE_COLUMNS
from priorities.models import Measurement
from tests import factories
from tests.page_words import words_of

from .pages import figures_of, give

pytestmark = pytest.mark.both_databases


def table(*rows):
    return "\n".join("\t".join(row) for row in [TABLE_COLUMNS, *rows])


def pasted(client, text, **more):
    return client.post("/here/criteria/table/", {"text": text} | more)


def test_a_table_is_shown_first_and_then_recorded_whole(criterion, cast, sign_in):
    client = sign_in(cast.officer)
    text = table(
        ("fewer burglaries", "January to March 2009", "37", "yes", "", "", ""),
        (str(criterion.pk), "October to December 2008", "1,041", "", "Our own count", "Snow", ""),
    )
    preview = pasted(client, text)
    assert [row.effect for row in preview.context["rows"]] == ["new", "new"]
    assert figures_of(criterion) == []
    sent = {"text": preview.context["text"], "seen": preview.context["seen"]}
    assert client.post("/here/criteria/table/", sent).status_code == 302
    who = "Officer of the Constabulary"
    assert figures_of(criterion) == [(37, "Recorded crime", True, who), (1041, "Our own count", False, who)]
    again = client.post("/here/criteria/table/", sent)
    assert [row.effect for row in again.context["rows"]] == ["same", "same"]
    assert Measurement.objects.count() == 2


def test_a_row_that_cannot_be_is_told_with_row_column_and_why_and_nothing_is_recorded(criterion, here, cast, sign_in):
    of_fire = factories.CriterionFactory(
        priority=here.priority, wording="Fewer fires", reporter=here.fire, unit="fires"
    )
    text = table(
        ("Fewer burglaries", "January to March 2009", "37", "", "", "", ""),
        ("Fewer burglaries", "some time", "many", "", "", "", ""),
        ("Fewer fires", "2008/09", "1", "", "", "", ""),
        ("Fewer burglaries", "Jan-Mar 2009", "38", "", "", "", ""),
        ("Fewer burglaries", "2009/10", "38", "", "", "", ""),
    )
    preview = pasted(sign_in(cast.officer), text)
    assert [(row.number, sorted(row.faults)) for row in preview.context["rows"]] == [
        (2, []), (3, ["figure", "period"]), (4, ["criterion"]), (5, ["period"]), (6, ["period"]),
    ]  # fmt: skip
    assert "Row 5, period: Row 2 is of the same criterion and period" in words_of(preview)
    refused = pasted(sign_in(cast.officer), text, seen=preview.context["seen"])
    assert (refused.status_code, figures_of(criterion), figures_of(of_fire)) == (200, [], [])


def test_no_table_reaches_a_criterion_of_next_door_s_or_of_an_older_plan(criterion, here, next_door, cast, sign_in):
    """A coordinator records for any authority: what holds them is only which criteria a table can name."""
    before = factories.PlanFactory(
        partnership=here.partnership, slug="2005-2008", starts_on=date(2005, 3, 1), ends_on=date(2008, 2, 29)
    )
    other = [
        factories.CriterionFactory(priority=priority, wording=f"Fewer {n}", unit="crimes")
        for n, priority in enumerate([next_door.priority, factories.PriorityFactory(plan=before)])
    ]
    names = [name for one in other for name in (str(one.pk), one.wording)]
    text = table(*[(name, "January to March 2009", "37", "", "", "", "") for name in names])
    preview = pasted(sign_in(cast.coordinator), text)
    assert [sorted(row.faults) for row in preview.context["rows"]] == [["criterion"]] * 4
    pasted(sign_in(cast.coordinator), text, seen=preview.context["seen"])
    assert not Measurement.objects.exists()


def test_a_correction_by_table_shows_both_and_keeps_its_reason(criterion, path, cast, sign_in):
    client = sign_in(cast.officer)
    give(client, path)
    preview = pasted(client, table(("Fewer burglaries", "Jan-Mar 2009", "35", "", "", "", "Counted again")))
    assert [(row.effect, row.existing.value) for row in preview.context["rows"]] == [("correction", 37)]
    pasted(client, preview.context["text"], seen=preview.context["seen"])
    assert [value for value, *_ in figures_of(criterion)] == [37, 35]
    assert Measurement.history.get(value=35).history_change_reason == "Counted again"


def test_what_was_recorded_in_the_meantime_is_shown_again_first(criterion, path, cast, sign_in):
    client = sign_in(cast.officer)
    preview = pasted(client, table(("Fewer burglaries", "Jan-Mar 2009", "35", "", "", "", "")))
    give(sign_in(cast.coordinator), path)
    again = pasted(client, preview.context["text"], seen=preview.context["seen"])
    assert (again.context["changed"], [row.effect for row in again.context["rows"]]) == (True, ["correction"])
    assert [value for value, *_ in figures_of(criterion)] == [37]


def test_a_workbook_or_a_csv_file_is_a_table_too(criterion, cast, sign_in):
    book, file = Workbook(), io.BytesIO()
    book.active.append(["Period", "Criterion", "Figure", "Extra"])
    book.active.append(["2008/09", "Fewer burglaries", 140.0, "x"])
    book.save(file)
    client = sign_in(cast.officer)
    semicolons = b"criterion;period;figure\r\nFewer burglaries;2008/09;140\r\n"
    for name, content in (("figures.xlsx", file.getvalue()), ("figures.csv", semicolons)):
        page = client.post("/here/criteria/table/", {"file": SimpleUploadedFile(name, content)})
        assert [(row.effect, row.value) for row in page.context["rows"]] == [("new", 140)]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "nothing in this table"),
        (b"\xff\xfe\x00", "neither an Excel workbook"),
        (b"PK\x03\x04junk", "damaged"),
        (b"one,two\n1,2\n", "There is none called criterion, period, figure"),
        (b"criterion,period,figure\n" + b"a,b,c\n" * 1001, "more than 1,000 rows"),
    ],
)
def test_a_file_that_is_no_table_says_so(content, message, criterion, cast, sign_in):
    file = SimpleUploadedFile("figures.csv", content)
    page = sign_in(cast.officer).post("/here/criteria/table/", {"file": file})
    assert message in words_of(page)


def test_the_template_has_what_this_person_may_record_and_nothing_to_run(criterion, here, cast, sign_in):
    factories.CriterionFactory(priority=here.priority, wording="Fewer fires", reporter=here.fire, unit="fires")
    criterion.wording = "=1+1"
    criterion.save()
    text = sign_in(cast.officer).get("/here/criteria/table/template.csv").content.decode("utf-8-sig")
    assert text.splitlines() == [",".join(TABLE_COLUMNS), "'=1+1,January to March 2009,,,Recorded crime,,"]
