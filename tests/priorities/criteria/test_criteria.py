"""A criterion's own page, and all that is written of criteria."""

import threading
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.html import strip_tags

from partners import clock
from plans.outline.build import PARTNERSHIP, outline
from priorities.criteria.bulk_entry import TABLE_COLUMNS
from priorities.criteria.forms import figure_in
from priorities.criteria.periods import NoPeriod, period_in, period_text
from priorities.models import Measurement, SuccessCriterion
from tests import factories

pytestmark = pytest.mark.both_databases

QUARTER = "2009-01-01/2009-03-31"


@pytest.fixture
def criterion(here):
    here.criterion.reporter, here.criterion.unit, here.criterion.scale = here.police, "burglaries", "count"
    here.criterion.frequency, here.criterion.source = "quarter", "Recorded crime"
    here.criterion.save()
    return here.criterion


@pytest.fixture
def path(criterion):
    return f"/here/criteria/{criterion.pk}/"


def words_of(page):
    return " ".join(strip_tags(page.content.decode().replace("<", " <")).split())


def figures_of(criterion):
    return [(m.value, m.source, m.provisional, m.by.name) for m in criterion.measurements.order_by("pk")]


def give(client, path, **differs):
    return client.post(f"{path}measure/", {"period": QUARTER, "value": "37", "source": "Recorded crime"} | differs)


def test_an_officer_gives_a_figure_of_what_her_authority_reports(criterion, path, cast, sign_in):
    page = give(sign_in(cast.officer), path, value="1,037", provisional="on", note="Late forms")
    assert page.status_code == 302
    assert figures_of(criterion) == [(1037, "Recorded crime", True, "Officer of the Constabulary")]
    words = words_of(sign_in(cast.observer).get(path))
    assert "1,037 burglaries January 2009 to March 2009, provisional" in words
    assert ("Late forms" in words, "Give a figure" in words) == (True, False)


def test_a_button_pressed_twice_gives_it_once(criterion, path, cast, sign_in):
    client = sign_in(cast.officer)
    assert [give(client, path).status_code for _ in range(2)] == [302, 302]
    assert len(figures_of(criterion)) == 1


def test_another_figure_for_the_same_period_has_to_say_why_and_the_one_before_stays(criterion, path, cast, sign_in):
    give(sign_in(cast.officer), path)
    client = sign_in(cast.coordinator)
    refused = give(client, path, value="35")
    assert refused.context["form"].errors["why"] == [
        "There is a figure for this period: 37 burglaries, Recorded crime, recorded by Officer of the Constabulary. "
        "Say why yours is to take its place"
    ]
    assert give(client, path, value="35", why="Two were attempts").status_code == 302
    assert [value for value, *_ in figures_of(criterion)] == [37, 35]
    whole = outline(criterion.priority.plan, audience=PARTNERSHIP)["priorities"][0]["criteria"][0]
    assert [m["value"] for m in whole["measurements"]] == [35]
    words = words_of(client.get(path))
    assert words.index("35 burglaries") < words.index("Two were attempts.") < words.index("since corrected")
    row = Measurement.history.filter(value=35).get()
    assert (row.history_user, row.history_change_reason) == (cast.coordinator, "Two were attempts")


def test_a_provisional_figure_is_made_final(criterion, path, cast, sign_in):
    client = sign_in(cast.officer)
    give(client, path, provisional="on")
    page = client.get(f"{path}measure/?period={QUARTER}")
    assert (page.context["form"].initial["value"], page.context["form"].initial["provisional"]) == (37, True)
    give(client, path, why="It is final")
    assert [(value, provisional) for value, _, provisional, _ in figures_of(criterion)] == [(37, True), (37, False)]


def test_another_period_is_given_by_its_days(criterion, path, cast, sign_in):
    client = sign_in(cast.officer)
    days = {"period": "another", "starts_on": "1 4 2008", "ends_on": "31 3 2009"}
    assert give(client, path, **days).status_code == 302
    one = criterion.measurements.get()
    assert (one.starts_on, one.ends_on) == (date(2008, 4, 1), date(2009, 3, 31))


@pytest.mark.parametrize(
    ("differs", "field", "said"),
    [
        ({"period": ""}, "period", "Choose the period"),
        ({"period": "2009-07-01/2009-09-30"}, "period", "not one of the available choices"),
        ({"period": "another", "starts_on": "1 1 2009"}, "ends_on", "Write the last day"),
        ({"period": "another", "starts_on": "1 4 2009", "ends_on": "30 6 2009"}, "ends_on", "must be over"),
        ({"period": "another", "starts_on": "1 4 2009", "ends_on": "1 3 2009"}, "ends_on", "must not be before"),
        ({"value": ""}, "value", "Write the figure"),
        ({"value": "many"}, "value", "Write a number"),
        ({"value": "3.5"}, "value", "whole number"),
        ({"value": "-1"}, "value", "whole number, 0 or more"),
        ({"value": "1e99"}, "value", "too large"),
        ({"source": ""}, "source", "where the figure comes from"),
    ],
)
def test_bad_input_is_told_by_the_field_and_nothing_is_saved(differs, field, said, criterion, path, cast, sign_in):
    page = give(sign_in(cast.officer), path, **differs)
    assert said in " ".join(page.context["form"].errors[field])
    assert figures_of(criterion) == []


@pytest.mark.parametrize(
    ("words", "scale", "value"),
    [
        ("1,204", "count", 1204), (" 38.5 % ", "percent", Decimal("38.5")), ("yes", "yes_no", 1), ("No", "yes_no", 0),
        ("0", "rate", 0), ("-3.25", "", Decimal("-3.25")),
    ],
)  # fmt: skip
def test_a_figure_is_understood_as_people_write_it(words, scale, value):
    assert figure_in(words, scale) == value


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("2008/09", "2008-04-01", "2009-03-31"),
        ("2008/2009", "2008-04-01", "2009-03-31"),
        ("2008-09", "2008-09-01", "2008-09-30"),
        ("April 2009", "2009-04-01", "2009-04-30"),
        ("feb 2008", "2008-02-01", "2008-02-29"),
        ("4/2009", "2009-04-01", "2009-04-30"),
        ("April to June 2009", "2009-04-01", "2009-06-30"),
        ("Apr-Jun 2009", "2009-04-01", "2009-06-30"),
        ("Apr – Jun 2009", "2009-04-01", "2009-06-30"),
        ("October 2008 to March 2009", "2008-10-01", "2009-03-31"),
        ("1/4/2009 to 30/6/2009", "2009-04-01", "2009-06-30"),
        ("2009-04-01 to 2009-06-30", "2009-04-01", "2009-06-30"),
    ],
)
def test_a_period_is_understood_as_people_write_it(words, first, last):
    assert tuple(map(str, period_in(words))) == (first, last)


@pytest.mark.parametrize(
    "words",
    ["", "last year", "2008/10", "2009-13", "June to April 2009", "31/2/2009", "Smarch 2009", "April", "0000-01"],
)
def test_what_is_no_period_is_told_so(words):
    with pytest.raises(NoPeriod):
        period_in(words)


def test_a_period_reads_back_as_it_is_written():
    for days in ((date(2008, 4, 1), date(2009, 3, 31)), (date(2009, 4, 1), date(2009, 6, 30))):
        assert period_in(period_text(*days)) == days


def test_what_nobody_can_measure_says_why(here, cast, sign_in):
    here.criterion.reporter = here.police
    here.criterion.save()
    page = sign_in(cast.officer).get(f"/here/criteria/{here.criterion.pk}/measure/")
    assert (page.status_code, "in which unit" in words_of(page)) == (409, True)


def edit(client, path, **differs):
    page = client.get(f"{path}edit/")
    words = {
        "wording": "Fewer burglaries", "kind": "headline", "measure": "Burglaries of homes", "scale": "count",
        "unit": "burglaries", "direction": "down", "baseline": "400", "baseline_period": "2007/08", "target": "15",
        "target_kind": "change", "due_on": "31 3 2011", "source": "Recorded crime", "frequency": "quarter",
        "strength": "direct", "hide_below": "5", "reward_grant": "40000", "why": "Agreed in January",
        "base": page.context["form"].fingerprint,
    }  # fmt: skip
    return client.post(f"{path}edit/", words | differs)


def test_the_coordinator_says_what_a_criterion_is(criterion, path, cast, sign_in, here):
    client = sign_in(cast.coordinator)
    assert edit(client, path, reporter=here.fire.pk).status_code == 302
    criterion.refresh_from_db()
    assert (criterion.baseline, criterion.target, criterion.hide_below, criterion.reporter) == (400, 15, 5, here.fire)
    row = criterion.history.first()
    assert (row.history_user, row.history_change_reason) == (cast.coordinator, "Agreed in January")
    words = words_of(client.get(path))
    assert "15% lower than the baseline, 340 burglaries by 31 March 2011" in words
    assert "The public is told numbers below 5 as “fewer than 5”" in words


def test_everything_but_the_words_may_be_left_to_be_agreed(criterion, path, cast, sign_in):
    figures = ["unit", "direction", "baseline", "baseline_period", "target", "due_on", "frequency", "hide_below"]
    nothing = dict.fromkeys(["measure", "scale", "source", "strength", "reward_grant", "why", *figures], "")
    client = sign_in(cast.coordinator)
    assert edit(client, path, **nothing).status_code == 302
    words = words_of(client.get(path))
    assert words.count("To be agreed") == 7


@pytest.mark.parametrize(
    ("differs", "field", "said"),
    [
        ({"wording": ""}, "wording", "how we would know"),
        ({"unit": ""}, "unit", "Write the unit"),
        ({"baseline_period": ""}, "baseline_period", "of which time"),
        ({"due_on": "31 3 2001"}, "due_on", "must be due after"),
        ({"due_on": "soon"}, "due_on", "as a real date"),
        ({"baseline": "some"}, "baseline", "Write a number"),
        ({"scale": "yes_no", "baseline": ""}, "target_kind", "Yes or no cannot change"),
        ({"hide_below": "1"}, "hide_below", "greater than or equal to 2"),
    ],
)
def test_what_cannot_be_is_told_by_the_field_and_nothing_changes(differs, field, said, criterion, path, cast, sign_in):
    page = edit(sign_in(cast.coordinator), path, **differs)
    assert said in " ".join(page.context["form"].errors[field])
    criterion.refresh_from_db()
    assert (criterion.baseline, criterion.history.count()) == (None, 2)


def test_somebody_elses_edit_in_the_meantime_is_shown_and_not_overwritten(criterion, path, cast, sign_in):
    client = sign_in(cast.coordinator)
    base = client.get(f"{path}edit/").context["form"].fingerprint
    SuccessCriterion.objects.update(source="Hospital")
    page = edit(client, path, base=base)
    assert (page.status_code, page.context["form"].has_conflict) == (200, True)
    assert "Hospital" in words_of(page)
    criterion.refresh_from_db()
    assert criterion.baseline is None


def test_a_form_that_changes_nothing_writes_nothing(criterion, path, cast, sign_in):
    client = sign_in(cast.coordinator)
    edit(client, path)
    before = criterion.history.count()
    edit(client, path, why="Once more")
    assert criterion.history.count() == before


def test_a_person_judges_otherwise_with_a_reason_and_lets_the_rule_judge_again(criterion, path, cast, sign_in):
    client = sign_in(cast.coordinator)
    refused = client.post(f"{path}judge/", {"word": "short", "reason": ""})
    assert refused.context["form"].errors["reason"] == ["Say why you judge otherwise than the rule"]
    client.post(f"{path}judge/", {"word": "short", "reason": "One bad month"})
    words = words_of(sign_in(cast.observer).get(path))
    assert "Short of course" in words
    assert "Judged by Coordinator on 15 June 2009: One bad month. By the rule: " in words
    row = criterion.history.first()
    assert (row.history_user, row.history_change_reason) == (cast.coordinator, "One bad month")
    client.post(f"{path}judge/", {"word": "", "reason": ""})
    assert "Judged by" not in words_of(client.get(path))


def table(*rows):
    return "\n".join("\t".join(row) for row in [TABLE_COLUMNS, *rows])


def pasted(client, words, **more):
    return client.post("/here/criteria/table/", {"text": words} | more)


def test_a_table_is_shown_first_and_then_recorded_whole(criterion, cast, sign_in):
    client = sign_in(cast.officer)
    words = table(
        ("fewer burglaries", "January to March 2009", "37", "yes", "", "", ""),
        (str(criterion.pk), "October to December 2008", "1,041", "", "Our own count", "Snow", ""),
    )
    preview = pasted(client, words)
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
    words = table(
        ("Fewer burglaries", "January to March 2009", "37", "", "", "", ""),
        ("Fewer burglaries", "some time", "many", "", "", "", ""),
        ("Fewer fires", "2008/09", "1", "", "", "", ""),
        ("Fewer burglaries", "Jan-Mar 2009", "38", "", "", "", ""),
        ("Fewer burglaries", "2009/10", "38", "", "", "", ""),
    )
    preview = pasted(sign_in(cast.officer), words)
    assert [(row.number, sorted(row.faults)) for row in preview.context["rows"]] == [
        (2, []), (3, ["figure", "period"]), (4, ["criterion"]), (5, ["period"]), (6, ["period"]),
    ]  # fmt: skip
    assert "Row 5, period: Row 2 is of the same criterion and period" in words_of(preview)
    refused = pasted(sign_in(cast.officer), words, seen=preview.context["seen"])
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
    words = table(*[(name, "January to March 2009", "37", "", "", "", "") for name in names])
    preview = pasted(sign_in(cast.coordinator), words)
    assert [sorted(row.faults) for row in preview.context["rows"]] == [["criterion"]] * 4
    pasted(sign_in(cast.coordinator), words, seen=preview.context["seen"])
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
    import io

    from openpyxl import Workbook

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
    ("content", "said"),
    [
        (b"", "nothing in this table"),
        (b"\xff\xfe\x00", "neither an Excel workbook"),
        (b"PK\x03\x04junk", "damaged"),
        (b"one,two\n1,2\n", "There is none called criterion, period, figure"),
        (b"criterion,period,figure\n" + b"a,b,c\n" * 1001, "more than 1,000 rows"),
    ],
)
def test_a_file_that_is_no_table_says_so(content, said, criterion, cast, sign_in):
    file = SimpleUploadedFile("figures.csv", content)
    page = sign_in(cast.officer).post("/here/criteria/table/", {"file": file})
    assert said in words_of(page)


def test_the_template_has_what_this_person_may_record_and_nothing_to_run(criterion, here, cast, sign_in):
    factories.CriterionFactory(priority=here.priority, wording="Fewer fires", reporter=here.fire, unit="fires")
    criterion.wording = "=1+1"
    criterion.save()
    words = sign_in(cast.officer).get("/here/criteria/table/template.csv").content.decode("utf-8-sig")
    assert words.splitlines() == [",".join(TABLE_COLUMNS), "'=1+1,January to March 2009,,,Recorded crime,,"]


def test_my_actions_leads_to_the_figures_that_are_owed(criterion, path, cast, sign_in):
    client = sign_in(cast.officer)
    assert "Figures to report Fewer burglaries April to June 2008, and 3 more since" in words_of(
        client.get("/here/my-actions/")
    )
    assert "Figures to report" not in words_of(sign_in(cast.fire_officer).get("/here/my-actions/"))
    give(client, path)
    assert "Figures to report" not in words_of(client.get("/here/my-actions/"))


@pytest.mark.slow
def test_the_list_can_be_narrowed_by_a_link(criterion, here, cast, sign_in):
    done = factories.CriterionFactory(
        priority=here.priority, wording="Fewer fires", reporter=here.fire, unit="fires", frequency="quarter"
    )
    factories.MeasurementFactory(criterion=done)
    client = sign_in(cast.officer)

    def told(by):
        parts = client.get(f"/here/criteria/?by={by}").context["parts"]
        return [c["wording"] for _, rows in parts for c, _ in rows]

    both = ["Fewer burglaries", "Fewer fires"]
    assert (told(""), told("mine"), told("due"), told("open")) == (both, both[:1], both[:1], both)


@pytest.mark.slow
def test_the_page_can_be_seen_as_at_a_past_day(criterion, path, cast, sign_in):
    client = sign_in(cast.officer)
    with clock.frozen_at(clock.now() + timedelta(days=20)):
        give(client, path)
        now, then = (words_of(client.get(f"{path}{query}")) for query in ("", "?at=2009-06-16"))
        assert ("37 burglaries" in now, "37 burglaries" in then, "Give a figure" in then) == (True, False, False)


@pytest.mark.parametrize("page", ["criteria/", "criteria/table/", "my-actions/", ""])
def test_the_number_of_queries_does_not_grow(page, criterion, path, here, cast, sign_in):
    address = f"/here/{page}" if page else path

    def queries():
        client = sign_in(cast.officer)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    factories.MeasurementFactory(criterion=criterion)
    before = queries()
    for number in range(5):
        other = factories.CriterionFactory(
            priority=here.priority, wording=f"Criterion {number}", reporter=here.police, unit="fires", frequency="month"
        )
        for month in (1, 2, 3):
            days = {"starts_on": date(2009, month, 1), "ends_on": date(2009, month, 28)}
            factories.MeasurementFactory(criterion=other, **days)
            factories.MeasurementFactory(criterion=criterion, **days)
    assert queries() == before


def test_nothing_is_owed_of_what_is_not_agreed(here, cast, sign_in, criterion):
    SuccessCriterion.objects.update(frequency="")
    assert "Figures to report" not in words_of(sign_in(cast.officer).get("/here/my-actions/"))


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_who_give_the_same_figure_at_the_same_time_record_one(here, criterion, path, cast, sign_in):
    clients = [sign_in(person) for person in (cast.officer, cast.coordinator)]
    gate, codes = threading.Barrier(2), []

    def press(client):
        try:
            gate.wait()
            codes.append(give(client, path).status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=[client]) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (sorted(codes), criterion.measurements.count()) == ([302, 302], 1)
