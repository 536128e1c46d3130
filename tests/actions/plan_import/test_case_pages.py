"""Plans in shapes of their own, brought in through the pages: what a careful coordinator expects is in the plan."""

import json
from datetime import date

import pytest

from actions.models import Action
from actions.plan_import.reading.accounting import Where, places
from actions.plan_import.reading.structure import priority_key
from partners.models import Authority
from partners.permissions import Role
from priorities.models import Priority, SuccessCriterion
from tests import factories

from .pages import ImportPages
from .test_cases import CASES, ENOUGH, NAMES, PLANS, fits, plain
from .test_prose_entries import PLAN, TEXT

HALLMARK_NAMES = {one["key"]: one["name"] for one in PLAN["hallmarks"]}
YEARS = (date(2026, 4, 1), date(2029, 3, 31))


@pytest.fixture
def westmere(db, sign_in):
    """A partnership with a plan without words, and the import's pages as its coordinator sees them."""
    return lambda names=NAMES, years=YEARS: Westmere(sign_in, names, years)


class Westmere:
    def __init__(self, sign_in, names, years):
        self.partnership = factories.PartnershipFactory(slug="westmere", area="Westmere")
        for name, short in names:
            factories.AuthorityFactory(partnership=self.partnership, name=name, short_name=short)
        first = Authority.objects.filter(partnership=self.partnership).first()
        user = factories.MembershipFactory(authority=first, role=Role.COORDINATOR).user
        self.plan = factories.PlanFactory(partnership=self.partnership, starts_on=years[0], ends_on=years[1])
        self.pages = ImportPages(sign_in(user), "westmere")

    def upload(self, path):
        return self.pages.upload(path.read_bytes(), path.name)

    def bring_in(self, path):
        """Upload a file and save what it shows, as it is guessed."""
        pages = self.upload(path)
        if pages.is_columns:
            pages.send()
        assert pages.page.templates[0].name == "actions/plan_import/preview.html", pages.page.content.decode()[:3000]
        return pages.send()

    @property
    def actions(self):
        actions = Action.objects.in_plan(self.plan).select_related("priority", "lead")
        return list(actions.prefetch_related("partners__authority").order_by("priority__position", "position"))

    @property
    def priorities(self):
        return list(Priority.objects.filter(plan=self.plan).values_list("name", flat=True))

    @property
    def criteria(self):
        return list(SuccessCriterion.objects.filter(priority__plan=self.plan).values_list("wording", flat=True))


def is_same(action, expected):
    """Whether an action of the plan has the priority, lead and due date that are expected, and the words of others."""
    lead = action.lead.name if action.lead else None
    due = action.due_on.isoformat() if action.due_on else None
    return (
        priority_key(action.priority.name) == priority_key(expected["priority"])
        and lead in [expected.get("lead"), *(expected.get("lead_also") or [])]
        and due in [expected.get("due"), *(expected.get("due_also") or [])]
        and (action.lead or plain(action.lead_words) == plain(expected.get("lead_words")))
    )


@pytest.mark.slow
@pytest.mark.parametrize("case", PLANS)
def test_a_plan_comes_in_through_the_pages_by_the_guesses(case, westmere):
    expected = json.loads((CASES / case / "expected.json").read_text())
    plan = expected["plan"]
    years = date.fromisoformat(plan["starts_on"]), date.fromisoformat(plan["ends_on"])
    world = westmere(plan["authorities"], years)
    world.bring_in(CASES / case / expected["file"])
    left, right, wrong = world.actions, 0, []
    for one in expected["actions"]:
        found = next((action for action in left if fits(action, one)), None)
        if found:
            left.remove(found)
        if found and is_same(found, one):
            right += 1
        else:
            wrong.append((one, found and vars(found)))
    assert [action.wording for action in left] == []
    assert right >= ENOUGH * len(expected["actions"]), wrong


def told(world):
    """What the plan holds, in the file's order: [(priority, wording, lead's short name, due date)]."""
    return [
        (action.priority.name, action.wording, action.lead and action.lead.short_name, action.due_on)
        for action in world.actions
    ]


SPRING, AUTUMN, NEW_YEAR = date(2027, 3, 31), date(2026, 9, 30), date(2026, 12, 31)
CROSSING = ("Roads", "Paint the crossing", "Police", SPRING)
HEDGE = ("Roads", "Cut the hedge", "Fire", AUTUMN)
CAFE = ("Crime – town", "Café “Late Lamp” open till two", "Police", SPRING)
HALL, FENCE, BINS = (
    (None, "Open the hall on Fridays", "Police", SPRING),
    (None, "Mend the fence", "Police", SPRING),
    (None, "Needle bins", "Fire", SPRING),
)


def under(priority, action):
    return (priority, *action[1:])


SMALL = {
    "22-headings/action-by.xlsx": [CROSSING],
    "22-headings/lead-partner.xlsx": [CROSSING],
    "22-headings/led-by.xlsx": [CROSSING],
    "22-headings/latest-update.xlsx": [CROSSING],
    "22-headings/progress-update.xlsx": [CROSSING],
    "22-headings/percent-complete.xlsx": [CROSSING],
    "25-hidden/hidden-sheets.xlsx": [("Roads", "An action that all may see", "Police", SPRING)],
    "29-last-row/last-row.xlsx": [CROSSING],
    "29-last-row/bordered-1000.xlsx": [CROSSING],
    "30-strict/strict.xlsx": [CROSSING],
    "30-strict/normal.xlsx": [CROSSING],
    **{f"31-csv/{name}": [CAFE] for name in (
        "bom.csv", "cr-only.csv", "quoted-comma-title.csv", "semicolon-1252.csv", "sep.csv", "title-first.csv",
        "title-no-mark.csv", "utf16-tab.txt",
    )},
    "31-csv/multiline-cell.csv": [("Roads", "Do:\n- paint\n- sweep", "Police", SPRING)],
    "38-wide/wide.xlsx": [("Roads", "An action in column 43", "Police", SPRING)],
    "43-place/deep.xlsx": [CROSSING],
    "43-place/from-c.xlsx": [CROSSING],
    "44-banners/above-headings.xlsx": [under("ASB", HALL), under("ASB", FENCE), under("Drugs", BINS)],
    "44-banners/number-and-name.xlsx": [under("Anti-social behaviour", HALL), under("Drugs", BINS)],
    "44-banners/merged-two-of-four.xlsx": [under("ASB", HALL), under("Drugs", BINS)],
    "44-banners/column-and-banner.xlsx": [under("ASB", HALL), under("Drugs", BINS)],
    "45-outside/before.xlsx": [
        ("Roads", "Done before the plan began", "Police", date(2026, 1, 31)),
        ("Roads", "Long after the plan", "Police", date(2035, 3, 31)),
    ],
    "46-same-words/same.xlsx": [
        ("Roads", "Attend the monthly meeting", "Police", SPRING),
        ("Roads", "Attend the monthly meeting", "Fire", SPRING),
    ],
    "50-two-row-headings/two.xlsx": [CROSSING],
    "70-smallest/05-dash.csv": [("Roads", "- starts with a dash", "Police", SPRING)],
    "70-smallest/10-title.csv": [CROSSING],
    "70-smallest/10-banner-above.csv": [under("ASB", HALL), under("Drugs", BINS)],
    "70-smallest/12-quarter.csv": [("Roads", "Paint the crossing", "Police", NEW_YEAR)],
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("path", SMALL)
def test_a_small_file_comes_in_through_the_pages(path, westmere):
    world = westmere()
    world.bring_in(CASES / path)
    assert told(world) == SMALL[path]


@pytest.mark.slow
def test_a_cell_keeps_what_only_members_may_read_and_an_address_behind_its_words(westmere):
    world = westmere()
    world.bring_in(CASES / "37-comments" / "comments.xlsx")
    [_, guide] = world.actions
    assert (guide.note, guide.private_note) == ("", "Link: https://www.westmere.example/x")
    assert [each["words"] for each in world.plan.imports.get().left_out if each["why"] == "a comment"] == [
        "Ask the solicitor first"
    ]


@pytest.mark.slow
def test_comments_are_kept_for_members_where_that_is_chosen(westmere):
    world = westmere()
    pages = world.upload(CASES / "37-comments" / "comments.xlsx")
    pages.columns().send(keeps_comments="on").send()
    assert world.actions[0].private_note == "Comment: Ask the solicitor first"


@pytest.mark.slow
def test_every_way_to_write_a_time_brings_its_row_in(westmere):
    world = westmere()
    world.bring_in(CASES / "20-times" / "times.csv")
    rows = (CASES / "20-times" / "times.csv").read_text().splitlines()
    assert len(world.actions) == len(rows) - 1


@pytest.mark.slow
@pytest.mark.parametrize(
    ("first", "then", "actions", "counts"),
    [
        ("23-twice/first.xlsx", "23-twice/second.xlsx", 2, []),
        ("23-twice/first.xlsx", "23-twice/renamed-priority.xlsx", 2, []),
        ("41-own-ref/a.xlsx", "41-own-ref/b-one-inserted.xlsx", 5, [("new", 1, "activity")]),
        ("70-smallest/05-ref-a.csv", "70-smallest/05-ref-b.csv", 5, [("new", 1, "activity")]),
        ("70-smallest/11-a.csv", "70-smallest/11-b.csv", 1, []),
        (
            "49-remembered/one.xlsx",
            "49-remembered/two-banners.xlsx",
            2,
            [("new", 1, "priority"), ("new", 1, "activity")],
        ),
    ],
)
def test_a_second_file_doubles_nothing(first, then, actions, counts, westmere):
    world = westmere()
    world.bring_in(CASES / first)
    wordings = [(action.pk, action.history.values_list("wording").distinct().count()) for action in world.actions]
    pages = world.upload(CASES / then)
    new = [count for count in pages.preview.counts if count[0] == "new"]
    assert new == counts
    pages.send()
    assert len(world.actions) == actions
    again = {action.pk: action.history.values_list("wording").distinct().count() for action in world.actions}
    assert [(pk, again[pk]) for pk, _ in wordings] == wordings, "no wording changed"


@pytest.mark.slow
def test_a_file_whose_headings_nobody_knows_is_asked_about(westmere):
    world = westmere()
    pages = world.upload(CASES / "22-headings" / "nothing-known.xlsx")
    assert pages.is_columns
    pages.send(**{"priority-0": "Roads"}).send()
    assert told(world) == [CROSSING]


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(path.name for path in (CASES / "47-kinds").iterdir()))
def test_what_is_no_plan_is_refused_with_what_it_is_and_nothing_is_kept(name, westmere):
    world = westmere()
    pages = world.upload(CASES / "47-kinds" / name)
    [message] = pages.page.context["form"].errors["file"]
    assert message.startswith(("This is", "This file", "This kind", "This Word document", "This spreadsheet"))
    assert (world.plan.import_drafts.count(), world.actions) == (0, [])


@pytest.mark.slow
def test_the_seed_pasted_comes_in_whole_and_each_hallmark_action_where_it_is_put(westmere):
    world = westmere(years=(date(2008, 3, 1), date(2011, 3, 31)))
    pages = world.pages.paste(TEXT)
    assert pages.preview.in_words == (
        "6 new priorities, 10 new success criteria, 14 new associated success criteria, 45 new activities, "
        "6 new hallmarks, 9 new hallmark actions, 7 new sections"
    )
    pages.columns()
    form = pages.page.context["form"]
    labels = {field.label: name for name, field in form.fields.items()}
    chosen = {labels[one["wording"]]: HALLMARK_NAMES[one["hallmark"]] for one in PLAN["hallmark_actions"]}
    pages.send(**chosen).send()
    hallmark_actions = Action.objects.filter(hallmark__plan=world.plan)
    assert {action.wording: action.hallmark.name for action in hallmark_actions} == {
        one["wording"]: HALLMARK_NAMES[one["hallmark"]] for one in PLAN["hallmark_actions"]
    }
    assert len(world.actions) == 54
    world.plan.refresh_from_db()
    assert (world.plan.title, world.plan.period) == (PLAN["plan"]["title"], PLAN["plan"]["period"])


@pytest.mark.slow
def test_indicators_without_a_priority_come_in_under_the_one_that_is_named(westmere):
    case = CASES / "09-indicators"
    expected = json.loads((case / "expected.json").read_text())
    world = westmere(expected["plan"]["authorities"], (date(2010, 4, 1), date(2011, 3, 31)))
    pages = world.upload(case / expected["file"])
    assert pages.is_columns, "nothing says which priority they measure"
    pages.send(**{"priority-0": "Calmer streets"}).send()
    assert [plain(words) for words in world.criteria] == [plain(one["wording"]) for one in expected["criteria"]]
    thefts = SuccessCriterion.objects.get(wording__startswith="Serious acquisitive")
    assert (str(thefts.baseline), str(thefts.target), thefts.unit, thefts.direction, thefts.frequency) == (
        "9.80", "9.10", "Rate per 1,000", "down", "quarter",
    )  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("case", PLANS)
def test_the_preview_says_of_every_text_of_a_file_where_it_goes(case, westmere):
    expected = json.loads((CASES / case / "expected.json").read_text())
    pages = westmere(expected["plan"]["authorities"]).upload(CASES / case / expected["file"])
    if pages.is_columns:
        pages.send()
    every, in_plan, private, left_out = pages.preview.account
    assert every == in_plan + private + left_out
    assert f"The file has {every} texts" in pages.page.text
    listed = {each.words for each in pages.preview.left_out_of_file}
    accounted = places(pages.preview.reading.source, pages.preview.entries)
    assert {one.words for one in accounted if one.where == Where.LEFT_OUT} <= listed


@pytest.mark.slow
@pytest.mark.parametrize("case", ["05-two-action-columns", "11-tracker", "15-word-tracked", "seed"])
def test_keeping_what_the_page_of_a_part_shows_changes_nothing_of_the_import(case, westmere):
    world = westmere()
    if case == "seed":
        pages = world.pages.paste(TEXT)
    else:
        expected = json.loads((CASES / case / "expected.json").read_text())
        pages = world.upload(CASES / case / expected["file"])
    before = pages.preview.comparison.fingerprint
    first = {item.kind: item.key for item in pages.preview.items}
    keys = [item.key for item in pages.preview.items]
    assert len(first) >= 2
    for key in (*first.values(), *keys[:: max(1, len(keys) // 4)]):
        pages.part(key).send()
        assert (key, pages.preview.comparison.fingerprint) == (key, before)
