"""The plan's files become rows, each with its history, all or none."""

from datetime import date
from decimal import Decimal

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command

from actions.models import Action, Update
from config.operations.seed.plan import CannotImport, import_plan, read
from config.operations.seed.year import import_year
from partners.models import Membership, Partnership
from plans.history.registry import history_pages
from plans.outline.build import PARTNERSHIP, outline
from plans.outline.gaps import GAPS
from plans.rating import Word
from priorities.models import SuccessCriterion
from tests.worlds import NORTH_HERTS

pytestmark = pytest.mark.slow


@pytest.fixture
def data():
    return read(NORTH_HERTS / "plan.toml")


@pytest.fixture
def year():
    return read(NORTH_HERTS / "illustrative-year.toml")


def the_illustrative_year(world):
    year, plan = (read(NORTH_HERTS / f"{name}.toml") for name in ("illustrative-year", "plan"))
    import_year(world.north_herts, year, plan, password="x")


with_its_year = pytest.mark.world.with_args(the_illustrative_year)


def test_every_row_has_one_row_of_history_that_says_why(north_herts):
    for label in history_pages().values():
        model = apps.get_model(label)
        assert model.history.count() == model.objects.count()
        assert {row.history_change_reason for row in model.history.all()} <= {"Imported from the plan as printed"}


def test_no_lead_date_side_or_figure_is_made_up(north_herts):
    assert not Action.objects.exclude(
        lead=None, due_on=None, victim=False, location=False, offender=False, partners=None
    ).exists()
    assert not SuccessCriterion.objects.exclude(
        unit="", direction="", baseline=None, baseline_period="", target=None, due_on=None
    ).exists()
    assert not Update.objects.exists()


def test_the_local_area_agreement_targets_are_the_three_that_are_printed_so(north_herts):
    assert (
        list(SuccessCriterion.objects.filter(laa=True).values_list("priority__key", flat=True)) == ["reassurance"] * 3
    )


def test_a_plan_is_imported_once(data, north_herts):
    with pytest.raises(CannotImport, match="already"):
        import_plan(data)


def test_a_file_that_lacks_something_leaves_nothing_behind(db, data):
    del data["hallmarks"][0]["name"]
    data["hallmark_actions"][8]["hallmark"] = "no such hallmark"
    with pytest.raises(CannotImport):
        import_plan(data)
    assert not Partnership.objects.exists()


@pytest.mark.parametrize(
    ("where", "field", "value", "says"),
    [
        ("partnership", "slug", "Not a Slug!", "slug: "),
        ("partnership", "slug", "account", "partnership_slug_not_reserved"),
        ("partnership", "colour", "red", "colour: Enter the colour"),
        ("partnership", "motto", "Onward", "motto"),
        ("plan", "starts_on", "someday", "starts_on: "),
        ("plan", "ends_on", date(2001, 1, 1), "plan_ends_after_it_starts"),
        ("plan", "title", "", "title: This field cannot be blank"),
    ],
)
def test_a_file_that_says_what_a_plan_cannot_is_refused_by_name(where, field, value, says, db, data):
    data[where][field] = value
    with pytest.raises(CannotImport, match=says):
        import_plan(data)
    assert not Partnership.objects.exists()


@pytest.mark.parametrize(("words", "says"), [("[[[", "plan.toml"), (None, "No such file"), ("\xff", "plan.toml")])
def test_a_file_that_cannot_be_read_is_named(db, tmp_path, words, says):
    path = tmp_path / "plan.toml"
    if words is not None:
        path.write_bytes(words.encode("latin-1"))
    with pytest.raises(CommandError, match=says):
        call_command("import_plan", str(path))


def test_the_command_says_what_it_did(db, capsys):
    call_command("import_plan", str(NORTH_HERTS / "plan.toml"))
    assert capsys.readouterr().out == "Imported: North Herts Community Safety Plan, March 2008 to March 2011\n"


@with_its_year
def test_the_year_is_uneven_and_says_that_it_is_illustrative(north_herts):
    north_herts.partnership.refresh_from_db()
    whole = outline(north_herts, audience=PARTNERSHIP)
    assert "made up" in whole["partnership"]["notice"]
    assert whole["tally"].keys() >= {"off_track", "overdue", "not_updated", "at_risk", "on_track", "complete"}
    assert set(whole["gaps"]) == {gap.plural for key, gap in GAPS.items() if key not in ("late", "aim")}
    ratings = [c["rating"] for p in whole["priorities"] for c in p["criteria"]]
    assert {rating["word"] for rating in ratings} == {word.value for word in Word}
    assert [(r["by_rule"], r["word"]) for r in ratings if r["override"]] == [("off_course", "short")]
    assert {m.role for m in Membership.objects.all()} == {
        "limited_officer",
        "observer",
        "officer",
        "chair",
        "coordinator",
    }


@with_its_year
def test_the_years_history_is_written_at_the_moments_of_the_year(north_herts, year):
    moved = next(a for a in year["actions"] if len(a.get("due_moved", [])) == 2)
    rows = Action.history.filter(wording=moved["action"]).order_by("history_date")
    dates = [(row.history_date.date(), row.due_on, row.history_change_reason) for row in rows if row.due_on]
    assert dates == [
        (moved["agreed_on"], moved["due_on"], "Agreed with the authorities"),
        *((move["on"], move["to"], move["why"]) for move in moved["due_moved"]),
    ]
    for update in Update.objects.all():
        assert update.history.get().history_date.date() == update.recorded_at.date() < date(2009, 6, 15)
    assert {row.history_user for row in Update.history.all()} == {u.by for u in Update.objects.all()}


@with_its_year
def test_no_two_rows_of_history_of_one_thing_have_the_same_moment(north_herts):
    for label in history_pages().values():
        model = apps.get_model(label)
        key = model._meta.pk.attname
        moments = list(model.history.values_list(key, "history_date"))
        assert len(moments) == len(set(moments))


def test_a_year_that_names_an_action_that_is_not_there_leaves_nothing_behind(north_herts, data, year):
    year["actions"][30]["action"] = "No such action"
    with pytest.raises(CannotImport):
        import_year(north_herts, year, data, password="x")
    assert (Update.objects.count(), Membership.objects.count()) == (0, 0)


@with_its_year
def test_figures_are_what_the_file_says_to_the_last_digit(north_herts, year):
    for criterion in year["criteria"]:
        kept = SuccessCriterion.objects.get(wording=criterion["criterion"])
        values = sorted(kept.measurements.values_list("ends_on", "value"))
        said = sorted((m["to"], Decimal(str(m["value"])).quantize(Decimal("0.01"))) for m in criterion["measurements"])
        assert values == said


def test_the_demo_is_prepared_once_and_keeps_what_was_done_in_it(db, tmp_path):
    sign_ins = tmp_path / "sign-ins.txt"
    call_command("prepare_demo", sign_ins=sign_ins)
    words = sign_ins.read_text()
    assert [role for role in ("Partner officer", "Chair", "Coordinator", "Observer") if role in words] == [
        "Partner officer",
        "Chair",
        "Coordinator",
        "Observer",
    ]
    updates = Update.objects.count()
    call_command("prepare_demo", sign_ins=sign_ins)
    assert (Update.objects.count(), sign_ins.read_text()) == (updates, words)
