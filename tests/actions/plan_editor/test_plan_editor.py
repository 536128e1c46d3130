"""The coordinator writes the plan in the page: makes, words and arranges its parts."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from actions.models import Action, Hallmark
from actions.plan_editor import operations
from actions.plan_editor.forms import OrderForm
from actions.plan_editor.kinds import PART_KINDS, kind_of
from partners import clock
from plans.models import Section
from priorities.models import Priority
from tests import factories

from .parts import NEW, form_of, new, newest, parent_of, wordings

pytestmark = pytest.mark.both_databases


@pytest.mark.slow
@pytest.mark.parametrize("kind", PART_KINDS)
def test_she_adds_one_of_each_kind_and_it_stands_at_the_end(kind, here, cast, sign_in):
    before = wordings(here, kind)
    parent = parent_of(PART_KINDS[kind], here)
    client, path = sign_in(cast.coordinator), f"/here/write/new/{kind}/{parent.pk}/"
    answer = client.post(path, NEW[kind] | {"why": "Agreed in June"}, follow=True)
    assert f"The {PART_KINDS[kind].name} is added to the plan." in answer.content.decode()
    first = NEW[kind].get("name") or NEW[kind].get("heading") or NEW[kind]["wording"]
    assert wordings(here, kind) == [*before, first]
    part = PART_KINDS[kind].of_parent(parent).last()
    assert newest(part) == (cast.coordinator, "Agreed in June")
    assert kind_of(part).key == kind


def test_an_activity_comes_with_all_that_is_agreed_of_it(here, cast, sign_in):
    sign_in(cast.coordinator).post(
        f"/here/write/new/activity/{here.priority.pk}/",
        {
            "wording": "Fit smoke alarms", "lead": here.fire.pk, "supporting": [here.police.pk],
            "due_on": "30 September 2009", "sides": ["victim"],
        },
    )  # fmt: skip
    made = Action.objects.get(wording="Fit smoke alarms")
    assert (made.lead, made.supporting, made.due_on, made.due_first, made.due_moves, made.sides, made.added_on) == (
        here.fire, [here.police], date(2009, 9, 30), date(2009, 9, 30), 0, ["victim"], clock.today(),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "says"),
    [
        ("section", "Enter the section’s heading"),
        ("priority", "Enter the priority"),
        ("hallmark", "Enter the hallmark"),
        ("criterion", "Enter how we would know"),
        ("activity", "Enter what is to be done"),
    ],
)
def test_without_words_nothing_is_made_and_what_was_typed_is_kept(kind, says, here, cast, sign_in):
    before = wordings(here, kind)
    parent = parent_of(PART_KINDS[kind], here)
    page = sign_in(cast.coordinator).post(f"/here/write/new/{kind}/{parent.pk}/", {"why": "Because of this"})
    assert says in page.content.decode()
    assert "Because of this" in page.content.decode()
    assert wordings(here, kind) == before


def test_two_things_of_one_name_have_addresses_of_their_own(here):
    keys = [new(here, "priority").key for _ in range(3)]
    assert keys == ["reduce-arson", "reduce-arson-2", "reduce-arson-3"]
    operations.retire_part(Priority.objects.get(key="reduce-arson-2"), by=None, why="Twice")
    assert new(here, "priority").key == "reduce-arson-4"


@pytest.mark.parametrize("kind", ["section", "priority", "hallmark"])
def test_she_rewords_it_and_history_says_who_and_why(kind, here, cast, sign_in):
    part, client = new(here, kind), sign_in(cast.coordinator)
    path = f"/here/write/{kind}/{part.pk}/"
    first = "heading" if kind == "section" else "name"
    client.post(path, form_of(client.get(path)) | {first: "In other words", "why": "Plainer"})
    part.refresh_from_db()
    assert (str(part), *newest(part)) == ("In other words", cast.coordinator, "Plainer")
    rows = part.history.count()
    page = client.post(path, form_of(client.get(path)) | {"why": "No reason"}, follow=True)
    assert ("Nothing was different" in page.content.decode(), part.history.count()) == (True, rows)


def test_of_two_who_reword_it_at_once_the_second_sees_what_the_first_wrote(here, cast, sign_in):
    part, client = new(here, "section"), sign_in(cast.coordinator)
    path = f"/here/write/section/{part.pk}/"
    mine, theirs = (form_of(client.get(path)) | {"body": text} for text in ("Mine.", "Theirs."))
    client.post(path, theirs)
    page = client.post(path, mine)
    html = page.content.decode()
    assert "Somebody else changed this while you were editing" in html
    assert f"Changed by {cast.coordinator.name}" in html
    assert ("<dd>Theirs.</dd><dd><b>You wrote:</b> Mine.</dd>" in html, "Mine.</textarea>" in html) == (True, True)
    assert Section.objects.get(pk=part.pk).body == "Theirs."
    client.post(path, form_of(page) | {"body": "Both."})
    assert Section.objects.get(pk=part.pk).body == "Both."


def test_she_looks_at_the_markdown_before_it_is_saved(here, cast, sign_in):
    client, path = sign_in(cast.coordinator), f"/here/write/new/section/{here.plan.pk}/"
    page = client.post(path, {"heading": "New", "body": "Some *thing* <script>", "preview": "1"}).content.decode()
    assert "<p>Some <em>thing</em> &lt;script&gt;</p>" in page
    assert not Section.objects.filter(heading="New").exists()
    shown = client.post("/here/write/preview/", {"text": "**So** [it](javascript:x) <b>is</b>"}).content.decode()
    assert shown == "<p><strong>So</strong> [it](javascript:x) &lt;b&gt;is&lt;/b&gt;</p>\n"


@pytest.mark.slow
def test_once_an_edition_is_published_a_change_says_why(here, cast, sign_in, published):
    client, path = sign_in(cast.coordinator), f"/here/write/new/activity/{here.priority.pk}/"
    assert client.post(path, {"wording": "Before"}).status_code == 302
    published()
    refused = client.post(path, {"wording": "After"})
    assert "An edition of this plan is published" in refused.content.decode()
    assert client.post(path, {"wording": "After", "why": "Agreed"}).status_code == 302
    action = f"/here/actions/{here.action.pk}/edit/"
    data = form_of(client.get(action)) | {"supporting": [here.fire.pk]}
    assert "An edition of this plan is published" in client.post(action, data | {"wording": "x"}).content.decode()
    criterion = f"/here/criteria/{here.criterion.pk}/edit/"
    data = form_of(client.get(criterion))
    assert "An edition of this plan is published" in client.post(criterion, data | {"wording": "x"}).content.decode()
    # Who changes nothing is asked nothing.
    assert client.post(criterion, data).status_code == 302


# Order


def ordered(here, *text):
    here.action.delete()
    return [new(here, "activity", wording=word) for word in text]


def test_she_puts_activities_into_another_order_by_numbers(here, cast, sign_in):
    ordered(here, "One", "Two", "Three")
    client, path = sign_in(cast.coordinator), f"/here/write/order/activity/{here.priority.pk}/"
    page = client.get(path)
    third = Action.objects.get(wording="Three")
    data = form_of(page) | {"seen": page.context["seen"], f"place-{third.pk}": "1", "why": "It comes first"}
    client.post(path, data)
    assert wordings(here, "activity") == ["Three", "One", "Two"]
    assert newest(third) == (cast.coordinator, "It comes first")


def test_priorities_keep_the_assessment_s_order_until_she_arranges_them(here, cast, sign_in):
    factories.PriorityFactory(plan=here.plan, key="second", name="Second", assessment_order=3)
    factories.PriorityFactory(plan=here.plan, key="first", name="First", assessment_order=2)
    assert wordings(here, "priority") == ["Reduce burglary", "First", "Second"]
    page = sign_in(cast.coordinator).get(f"/here/write/order/priority/{here.plan.pk}/")
    order = [part.pk for part, _ in page.context["form"].rows]
    operations.arrange(PART_KINDS["priority"], here.plan, order[::-1], by=cast.coordinator)
    assert wordings(here, "priority") == ["Second", "First", "Reduce burglary"]
    assert new(here, "priority").position == 4


def test_an_order_of_a_list_that_changed_meanwhile_is_refused_and_shown_anew(here, cast, sign_in):
    ordered(here, "One", "Two")
    client, path = sign_in(cast.coordinator), f"/here/write/order/activity/{here.priority.pk}/"
    page = client.get(path)
    data = form_of(page) | {"seen": page.context["seen"]}
    new(here, "activity", wording="Three")
    again = client.post(path, data)
    text = again.content.decode()
    assert (again.status_code, "This has changed since you opened the page" in text) == (409, True)
    assert "Three" in text
    assert wordings(here, "activity") == ["One", "Two", "Three"]


@pytest.mark.parametrize("typed", ["", "x", "0", "1.5", "99999"])
def test_a_number_that_is_none_is_told_beside_it(typed, here, cast, sign_in):
    one, _ = ordered(here, "One", "Two")
    client, path = sign_in(cast.coordinator), f"/here/write/order/activity/{here.priority.pk}/"
    page = client.get(path)
    page = client.post(path, form_of(page) | {"seen": page.context["seen"], f"place-{one.pk}": typed})
    assert page.context["form"].errors.keys() == {f"place-{one.pk}"}
    assert wordings(here, "activity") == ["One", "Two"]


@pytest.mark.slow
@given(st.lists(st.integers(1, 9), min_size=1, max_size=7))
def test_whatever_the_numbers_everything_keeps_one_place(numbers):
    things = [Action(pk=pk, wording=str(pk)) for pk in range(1, len(numbers) + 1)]

    class Unpublished:
        class editions:
            @staticmethod
            def exists():
                return False

    data = {f"place-{part.pk}": number for part, number in zip(things, numbers, strict=True)}
    form = OrderForm(data, parts=things, plan=Unpublished)
    assert form.is_valid()
    assert sorted(form.order) == [part.pk for part in things]
    placed = [numbers[pk - 1] for pk in form.order]
    assert placed == sorted(placed)


# Who may, and how much it asks


DEEDS = ["", "move/", "merge/", "retire/"]


@pytest.mark.slow
@pytest.mark.parametrize("kind", PART_KINDS)
def test_a_stranger_finds_nothing_and_an_officer_may_not(kind, here, cast, sign_in):
    part = new(here, kind)
    for deed in DEEDS:
        path = f"/here/write/{kind}/{part.pk}/{deed}"
        answers = [sign_in(who).post(path, {"why": "x"}).status_code for who in (cast.stranger, cast.officer)]
        assert answers == [404, 403], path
    assert wordings(here, kind)[-1] in NEW[kind].values()


def test_next_door_s_things_are_nowhere_to_be_found(here, cast, sign_in, next_door):
    client = sign_in(cast.coordinator)
    assert client.get(f"/here/write/activity/{next_door.action.pk}/move/").status_code == 404
    assert client.get(f"/here/write/new/activity/{next_door.priority.pk}/").status_code == 404
    assert client.get(f"/here/write/order/priority/{next_door.plan.pk}/").status_code == 404
    # Right id, wrong kind; and a kind that there is not.
    assert client.get(f"/here/write/hallmark-action/{here.action.pk}/move/").status_code == 404
    assert client.get(f"/here/write/poem/{here.action.pk}/move/").status_code == 404


@pytest.mark.slow
def test_the_page_asks_no_more_of_a_long_plan(here, cast, sign_in):
    client = sign_in(cast.coordinator)

    def asked():
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/here/write/").status_code == 200
        return len(queries)

    new(here, "activity", lead=here.police)
    operations.retire_part(new(here, "criterion"), by=None, why="x")
    asked()
    before = asked()
    for _ in range(5):
        priority = new(here, "priority")
        operations.make_part(PART_KINDS["activity"], priority, by=None, wording="x", lead=here.fire)
        operations.retire_part(new(here, "activity"), by=None, why="x")
        operations.retire_part(new(here, "criterion"), by=None, why="x")
    assert Hallmark.objects.count() == 1
    assert asked() == before
