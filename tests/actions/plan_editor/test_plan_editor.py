"""The coordinator writes the plan in the page: makes, words, arranges, moves, merges, retires and brings back."""

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
from plans.changes.describe import changes
from plans.history.timetravel import story
from plans.models import Section
from plans.outline.build import PARTNERSHIP, PUBLIC, outline
from priorities.models import Priority, SuccessCriterion
from tests import factories

pytestmark = pytest.mark.both_databases

NEW = {
    "section": {"heading": "How we work", "body": "Together."},
    "priority": {"name": "Reduce arson", "heading": "Fewer fires"},
    "hallmark": {"name": "Engaged communities", "body": "Ask *people*."},
    "criterion": {"wording": "Fewer fires", "target_kind": "value"},
    "associated": {"wording": "More visits", "target_kind": "value"},
    "activity": {"wording": "Fit smoke alarms"},
    "hallmark-action": {"wording": "Ask a panel"},
}


def parent_of(kind, here):
    return {"plan": here.plan, "priority": here.priority, "hallmark": here.hallmark}[kind.link]


def whole(here, **more):
    return outline(here.plan, audience=PARTNERSHIP, **more)


def told(here, kind):
    """The words of all that the outline has of a kind, in its order."""
    plan = whole(here)
    if kind in ("criterion", "associated"):
        wanted = {"criterion": "headline"}.get(kind, kind)
        return [c["wording"] for p in plan["priorities"] for c in p["criteria"] if c["kind"] == wanted]
    if kind in ("activity", "hallmark-action"):
        parts = plan["priorities" if kind == "activity" else "hallmarks"]
        return [a["wording"] for p in parts for a in p["actions"]]
    if kind == "section":
        return [s["heading"] for s in plan["sections"].values()]
    return [p["name"] for p in plan["priorities" if kind == "priority" else "hallmarks"]]


def new(here, kind, **words):
    kind = PART_KINDS[kind]
    return operations.make_part(kind, parent_of(kind, here), by=None, **(NEW[kind.key] | words))


def newest(thing):
    row = thing.history.latest()
    return row.history_user, row.history_change_reason


def form_of(page):
    """What the opened form sends back."""
    form = page.context["form"]
    data = {name: form[name].value() for name in form.fields}
    data = {name: f"{v:%d %m %Y}" if isinstance(v, date) else v for name, v in data.items() if v is not None}
    return data | ({"base": form.fingerprint} if hasattr(form, "fingerprint") else {})


@pytest.mark.slow
@pytest.mark.parametrize("kind", PART_KINDS)
def test_she_adds_one_of_each_kind_and_it_stands_at_the_end(kind, here, cast, sign_in):
    before = told(here, kind)
    parent = parent_of(PART_KINDS[kind], here)
    client, path = sign_in(cast.coordinator), f"/here/write/new/{kind}/{parent.pk}/"
    answer = client.post(path, NEW[kind] | {"why": "Agreed in June"}, follow=True)
    assert f"The {PART_KINDS[kind].name} is in the plan." in answer.content.decode()
    first = NEW[kind].get("name") or NEW[kind].get("heading") or NEW[kind]["wording"]
    assert told(here, kind) == [*before, first]
    thing = PART_KINDS[kind].of_parent(parent).last()
    assert newest(thing) == (cast.coordinator, "Agreed in June")
    assert kind_of(thing).key == kind


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
        ("section", "Write the section’s heading"),
        ("priority", "Write what the priority is"),
        ("hallmark", "Write the hallmark"),
        ("criterion", "Write how we would know"),
        ("activity", "Write what is to be done"),
    ],
)
def test_without_words_nothing_is_made_and_what_was_typed_is_kept(kind, says, here, cast, sign_in):
    before = told(here, kind)
    parent = parent_of(PART_KINDS[kind], here)
    page = sign_in(cast.coordinator).post(f"/here/write/new/{kind}/{parent.pk}/", {"why": "Because of this"})
    assert says in page.content.decode()
    assert "Because of this" in page.content.decode()
    assert told(here, kind) == before


def test_two_things_of_one_name_have_addresses_of_their_own(here):
    keys = [new(here, "priority").key for _ in range(3)]
    assert keys == ["reduce-arson", "reduce-arson-2", "reduce-arson-3"]
    operations.retire_part(Priority.objects.get(key="reduce-arson-2"), by=None, why="Twice")
    assert new(here, "priority").key == "reduce-arson-4"


@pytest.mark.parametrize("kind", ["section", "priority", "hallmark"])
def test_she_rewords_it_and_history_says_who_and_why(kind, here, cast, sign_in):
    thing, client = new(here, kind), sign_in(cast.coordinator)
    path = f"/here/write/{kind}/{thing.pk}/"
    first = "heading" if kind == "section" else "name"
    client.post(path, form_of(client.get(path)) | {first: "In other words", "why": "Plainer"})
    thing.refresh_from_db()
    assert (str(thing), *newest(thing)) == ("In other words", cast.coordinator, "Plainer")
    rows = thing.history.count()
    page = client.post(path, form_of(client.get(path)) | {"why": "No reason"}, follow=True)
    assert ("Nothing was different" in page.content.decode(), thing.history.count()) == (True, rows)


def test_of_two_who_reword_it_at_once_the_second_sees_what_the_first_wrote(here, cast, sign_in):
    thing, client = new(here, "section"), sign_in(cast.coordinator)
    path = f"/here/write/section/{thing.pk}/"
    mine, theirs = (form_of(client.get(path)) | {"body": words} for words in ("Mine.", "Theirs."))
    client.post(path, theirs)
    page = client.post(path, mine)
    said = page.content.decode()
    assert "Somebody else changed this while you were editing" in said
    assert f"Changed by {cast.coordinator.name}" in said
    assert ("<dd>Theirs.</dd><dd><b>You wrote:</b> Mine.</dd>" in said, "Mine.</textarea>" in said) == (True, True)
    assert Section.objects.get(pk=thing.pk).body == "Theirs."
    client.post(path, form_of(page) | {"body": "Both."})
    assert Section.objects.get(pk=thing.pk).body == "Both."


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


def ordered(here, *words):
    here.action.delete()
    return [new(here, "activity", wording=word) for word in words]


def test_she_puts_activities_into_another_order_by_numbers(here, cast, sign_in):
    ordered(here, "One", "Two", "Three")
    client, path = sign_in(cast.coordinator), f"/here/write/order/activity/{here.priority.pk}/"
    page = client.get(path)
    third = Action.objects.get(wording="Three")
    data = form_of(page) | {"seen": page.context["seen"], f"place-{third.pk}": "1", "why": "It comes first"}
    client.post(path, data)
    assert told(here, "activity") == ["Three", "One", "Two"]
    assert newest(third) == (cast.coordinator, "It comes first")


def test_priorities_keep_the_assessment_s_order_until_she_arranges_them(here, cast, sign_in):
    factories.PriorityFactory(plan=here.plan, key="second", name="Second", assessment_order=3)
    factories.PriorityFactory(plan=here.plan, key="first", name="First", assessment_order=2)
    assert told(here, "priority") == ["Reduce burglary", "First", "Second"]
    page = sign_in(cast.coordinator).get(f"/here/write/order/priority/{here.plan.pk}/")
    order = [thing.pk for thing, _ in page.context["form"].rows]
    operations.arrange(PART_KINDS["priority"], here.plan, order[::-1], by=cast.coordinator)
    assert told(here, "priority") == ["Second", "First", "Reduce burglary"]
    assert new(here, "priority").position == 4


def test_an_order_of_a_list_that_changed_meanwhile_is_refused_and_shown_anew(here, cast, sign_in):
    ordered(here, "One", "Two")
    client, path = sign_in(cast.coordinator), f"/here/write/order/activity/{here.priority.pk}/"
    page = client.get(path)
    data = form_of(page) | {"seen": page.context["seen"]}
    new(here, "activity", wording="Three")
    again = client.post(path, data)
    words = again.content.decode()
    assert (again.status_code, "Somebody else changed this while you were reading" in words) == (409, True)
    assert "Three" in words
    assert told(here, "activity") == ["One", "Two", "Three"]


@pytest.mark.parametrize("typed", ["", "x", "0", "1.5", "99999"])
def test_a_number_that_is_none_is_told_beside_it(typed, here, cast, sign_in):
    one, _ = ordered(here, "One", "Two")
    client, path = sign_in(cast.coordinator), f"/here/write/order/activity/{here.priority.pk}/"
    page = client.get(path)
    page = client.post(path, form_of(page) | {"seen": page.context["seen"], f"place-{one.pk}": typed})
    assert page.context["form"].errors.keys() == {f"place-{one.pk}"}
    assert told(here, "activity") == ["One", "Two"]


@pytest.mark.slow
@given(st.lists(st.integers(1, 9), min_size=1, max_size=7))
def test_whatever_the_numbers_everything_keeps_one_place(numbers):
    things = [Action(pk=pk, wording=str(pk)) for pk in range(1, len(numbers) + 1)]

    class Unpublished:
        class editions:
            @staticmethod
            def exists():
                return False

    data = {f"place-{thing.pk}": number for thing, number in zip(things, numbers, strict=True)}
    form = OrderForm(data, parts=things, plan=Unpublished)
    assert form.is_valid()
    assert sorted(form.order) == [thing.pk for thing in things]
    placed = [numbers[pk - 1] for pk in form.order]
    assert placed == sorted(placed)


# Moving, merging


def test_an_activity_goes_to_another_priority_with_its_updates(here, cast, sign_in, report):
    report(here.action, cast.officer)
    to = new(here, "priority")
    new(here, "activity", wording="There already").refresh_from_db()
    operations.move(Action.objects.get(wording="There already"), to, by=None)
    sign_in(cast.coordinator).post(
        f"/here/write/activity/{here.action.pk}/move/", {"to": f"priority-{to.pk}", "why": "It is about fires"}
    )
    by_name = {p["name"]: [a["wording"] for a in p["actions"]] for p in whole(here)["priorities"]}
    assert by_name == {"Reduce burglary": [], "Reduce arson": ["There already", "Fit better locks"]}
    here.action.refresh_from_db()
    assert (here.action.updates.count(), *newest(here.action)) == (1, cast.coordinator, "It is about fires")


def test_an_activity_that_becomes_a_hallmark_action_has_no_sides(here, cast, sign_in):
    here.action.victim = True
    here.action.save()
    client, path = sign_in(cast.coordinator), f"/here/write/activity/{here.action.pk}/move/"
    assert "loses its sides of the crime triangle" in client.get(path).content.decode()
    client.post(path, {"to": f"hallmark-{here.hallmark.pk}"})
    here.action.refresh_from_db()
    assert (here.action.priority, here.action.hallmark, here.action.sides) == (None, here.hallmark, [])
    client.post(f"/here/write/hallmark-action/{here.action.pk}/move/", {"to": f"priority-{here.priority.pk}"})
    assert told(here, "activity") == ["Fit better locks"]


def test_a_criterion_goes_to_another_priority_and_nowhere_else(here, cast, sign_in, next_door):
    to, client = new(here, "priority"), sign_in(cast.coordinator)
    path = f"/here/write/criterion/{here.criterion.pk}/move/"
    for nowhere in (f"hallmark-{here.hallmark.pk}", f"priority-{next_door.priority.pk}", "priority-x", ""):
        assert client.post(path, {"to": nowhere}).context["form"].errors.keys() == {"to"}
    client.post(path, {"to": f"priority-{to.pk}"})
    assert SuccessCriterion.objects.get(pk=here.criterion.pk).priority == to


@pytest.mark.slow
def test_two_activities_become_one(here, cast, sign_in, report):
    into = new(here, "activity", wording="Fit locks and alarms", lead=here.council)
    report(here.action, cast.officer)
    client = sign_in(cast.coordinator)
    client.post(f"/here/write/activity/{here.action.pk}/merge/", {"into": into.pk, "why": "The same houses"})
    here.action.refresh_from_db()
    assert told(here, "activity") == ["Fit locks and alarms"]
    assert (here.action.merged_into, here.action.updates.count()) == (into, 1)
    assert Action.objects.get(pk=into.pk).supporting == [here.police, here.fire]
    old, kept = (client.get(f"/here/actions/{a.pk}/").content.decode() for a in (here.action, into))
    assert "No longer in the plan since 15 June 2009" in old
    assert "Merged into “Fit locks and alarms”. The same houses" in old
    assert "It took in <a" in kept


def test_two_priorities_become_one_with_all_that_hung_on_them(here, cast, sign_in):
    into = new(here, "priority")
    client = sign_in(cast.coordinator)
    client.post(f"/here/write/priority/{here.priority.pk}/merge/", {"into": into.pk, "why": "One team"})
    (only,) = whole(here)["priorities"]
    assert only["name"] == "Reduce arson"
    assert [c["wording"] for c in only["criteria"]] == ["Fewer burglaries"]
    assert [a["wording"] for a in only["actions"]] == ["Fit better locks"]


def test_two_sections_become_one_text(here, cast):
    one, two = new(here, "section", heading="One", body="First."), new(here, "section", heading="Two", body="Then.")
    operations.merge(two, one, by=cast.coordinator, why="Shorter")
    one.refresh_from_db()
    assert (told(here, "section"), one.body) == (["One"], "First.\n\n**Two**\n\nThen.")


def test_nothing_is_merged_into_next_door_s_nor_into_another_kind(here, cast, sign_in, next_door):
    client, path = sign_in(cast.coordinator), f"/here/write/activity/{here.action.pk}/merge/"
    for wrong in (next_door.action.pk, here.hallmark_action.pk, here.action.pk, 0):
        assert client.post(path, {"into": wrong, "why": "x"}).context["form"].errors.keys() == {"into"}
    assert told(here, "activity") == ["Fit better locks"]


# Retiring, and coming back


@pytest.mark.slow
@pytest.mark.parametrize("kind", PART_KINDS)
def test_what_is_retired_is_gone_from_the_plan_and_in_its_past_and_comes_back(kind, here, cast, sign_in):
    thing = new(here, kind)
    before, then = told(here, kind), clock.now()
    client = sign_in(cast.coordinator)
    path = f"/here/write/{kind}/{thing.pk}/"
    client.post(f"{path}retire/", {"why": "Nobody needs it"})
    assert told(here, kind) == before[:-1]
    assert outline(here.plan, audience=PARTNERSHIP, as_at=then) | {"made_at": 0} != whole(here) | {"made_at": 0}
    thing.refresh_from_db()
    assert (thing.retired_why, *newest(thing)) == ("Nobody needs it", cast.coordinator, "Nobody needs it")
    page = client.get("/here/write/").content.decode()
    assert ("Nobody needs it" in page, "Bring it back" in page) == (True, True)
    client.post(f"{path}return/")
    assert told(here, kind) == before
    assert newest(thing) == (cast.coordinator, "Brought back")
    assert {d.label for d in story(thing)[0].differences} >= {"retired", "why it was retired"}


def test_it_is_not_retired_without_a_reason(here, cast, sign_in):
    page = sign_in(cast.coordinator).post(f"/here/write/activity/{here.action.pk}/retire/", {"why": " "})
    assert (page.status_code, told(here, "activity")) == (200, ["Fit better locks"])
    assert "Say why it leaves the plan" in page.content.decode()


@pytest.mark.slow
def test_a_priority_takes_along_what_hangs_on_it_and_brings_that_back_and_no_more(here, cast):
    other = new(here, "activity")
    operations.retire_part(other, by=cast.coordinator, why="Before")
    operations.retire_part(here.priority, by=cast.coordinator, why="Merged with the county's")
    assert [told(here, kind) for kind in ("priority", "criterion", "activity")] == [[], [], []]
    with pytest.raises(operations.Refused, match="Bring that back first"):
        operations.bring_back_part(Action.all_objects.get(pk=here.action.pk), by=cast.coordinator)
    operations.bring_back_part(here.priority, by=cast.coordinator)
    assert told(here, "criterion") == ["Fewer burglaries"]
    assert told(here, "activity") == ["Fit better locks"]


def test_the_edition_after_says_that_it_was_removed(here, cast):
    before = outline(here.plan, audience=PUBLIC)
    operations.retire_part(here.action, by=cast.coordinator, why="Secret")
    after = outline(here.plan, audience=PUBLIC)
    removed = changes(before, after)
    assert "Fit better locks" in repr(removed)
    assert "Secret" not in repr(removed)


@pytest.mark.slow
def test_nobody_reports_on_what_is_retired_and_no_list_has_it(here, cast, sign_in, report):
    report(here.action, cast.officer)
    officer = sign_in(cast.officer)
    assert "Fit better locks" in officer.get("/here/my-actions/").content.decode()
    operations.retire_part(here.action, by=cast.coordinator, why="x")
    assert "Fit better locks" not in officer.get("/here/my-actions/").content.decode()
    words = {"status": "on_track", "happened": "We went on", "speaks_of": "15 6 2009"}
    assert officer.post(f"/here/actions/{here.action.pk}/update/", words).status_code == 409
    page = officer.get(f"/here/actions/{here.action.pk}/").content.decode()
    assert ("Fit better locks" in page, "Update this action" in page) == (True, False)
    assert here.action.updates.count() == 1


def test_what_the_officer_was_typing_when_it_was_retired_is_shown_to_them(here, cast, sign_in):
    operations.retire_part(here.action, by=cast.coordinator, why="The grant ended")
    words = {"status": "on_track", "happened": "We went on", "speaks_of": "15 6 2009"}
    page = sign_in(cast.officer).post(f"/here/actions/{here.action.pk}/update/", words).content.decode()
    assert ("The grant ended" in page, "We went on" in page) == (True, True)


@pytest.mark.slow
def test_who_has_a_retired_thing_open_is_told_and_changes_nothing(here, cast, sign_in):
    client = sign_in(cast.coordinator)
    operations.retire_part(here.priority, by=cast.coordinator, why="x")
    rows = here.priority.history.count()
    for deed, data in [("", {"name": "y"}), ("merge/", {"why": "y"}), ("retire/", {"why": "y"})]:
        page = client.post(f"/here/write/priority/{here.priority.pk}/{deed}", data, follow=True)
        assert "is retired, so nothing was changed" in page.content.decode()
    assert here.priority.history.count() == rows


# Who may, and how much it asks


DEEDS = ["", "move/", "merge/", "retire/"]


@pytest.mark.slow
@pytest.mark.parametrize("kind", PART_KINDS)
def test_a_stranger_finds_nothing_and_an_officer_may_not(kind, here, cast, sign_in):
    thing = new(here, kind)
    for deed in DEEDS:
        path = f"/here/write/{kind}/{thing.pk}/{deed}"
        answers = [sign_in(who).post(path, {"why": "x"}).status_code for who in (cast.stranger, cast.officer)]
        assert answers == [404, 403], path
    assert told(here, kind)[-1] in NEW[kind].values()


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
