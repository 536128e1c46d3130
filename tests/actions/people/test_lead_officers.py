"""Lead officers: who may be named for an action, by whom, and what becomes of the names."""

import csv
import io
from datetime import timedelta

import pytest

from actions.models import Action
from actions.people.succession import succeed
from actions.plan_rollover.rollover import Terms, carry_forward
from actions.plan_rollover.selection import Tree
from actions.rounds.emails import letters
from partners import clock
from partners.people.memberships import change_role, end, reinstate
from partners.permissions import Role
from tests import factories
from tests.worlds import member

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db, pytest.mark.usefixtures("site_url")]

PATH = "/here/lead-officers/"


@pytest.fixture
def police(here, cast):
    """Ann and Ben of the Constabulary, who both are its officers, and a second action that it leads."""
    cast.ann = cast.officer
    cast.ben = member(here.police, Role.OFFICER, "Ben of the Constabulary")
    here.second = factories.ActionFactory(priority=here.priority, wording="Light the alleys", lead=here.police)
    return cast


def named(action):
    action = Action.objects.with_officers().get(pk=action.pk)
    return [membership.user for membership in action.officers]


def name(action, lead_officer=None, deputy=None):
    chosen = {"lead_officer": lead_officer, "deputy": deputy}
    found = {k: user and user.memberships.get(authority=action.lead) for k, user in chosen.items()}
    action.name_officers(by=None, **found)


def opened(client, path=PATH):
    """What the page would send back as it is."""
    form = {"action": []}
    for row in client.get(path).context["table"].rows:
        form["action"].append(row.part.pk)
        form[f"{row.prefix}-base"] = row.fingerprint
        form |= {row.add_prefix(name): row[name].value() or "" for name in ("lead_officer", "deputy")}
    return form


def key(user):
    return user.memberships.get().pk


def test_an_officer_names_who_leads_each_of_their_actions_in_one_go(here, police, sign_in):
    client = sign_in(police.ann)
    form = opened(client)
    for action in (here.action, here.second):
        form[f"a{action.pk}-ticked"] = "on"
    form |= {"fill_lead_officer": key(police.ben), "fill": "1"}
    filled = client.post(PATH, form)
    assert (filled.status_code, named(here.action)) == (200, [])
    for row in filled.context["table"].rows:
        form |= {row.add_prefix(name): row[name].value() or "" for name in ("lead_officer", "deputy")}
    del form["fill"]
    form[f"a{here.action.pk}-deputy"] = key(police.ann)
    assert client.post(PATH, form).status_code == 302
    assert (named(here.action), named(here.second)) == ([police.ben, police.ann], [police.ben])
    row = here.action.history.latest()
    assert row.history_user == police.ann
    story = client.get(f"/here/history/action/{here.action.pk}/").content.decode()
    assert "Ben of the Constabulary, Partner officer for Police" in story


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({"lead_officer": "fire_officer"}, "lead_officer", "Choose an officer of The Constabulary"),
        ({"lead_officer": "ann", "deputy": "ann"}, "deputy", "is the lead officer. Choose somebody else as deputy"),
        ({"deputy": "nonsense"}, "deputy", "Choose an officer of The Constabulary"),
    ],
)
def test_who_cannot_be_named_is_told_by_the_field(values, field, words, here, police, sign_in):
    client = sign_in(police.ann)
    typed = {
        f"a{here.action.pk}-{name}": key(getattr(police, value)) if hasattr(police, value) else value
        for name, value in values.items()
    }
    page = client.post(PATH, opened(client) | typed)
    errors = [row.errors for row in page.context["table"].rows if row.part == here.action]
    assert (page.status_code, words in str(errors[0][field]), named(here.action)) == (200, True, [])


def test_others_name_nobody(here, police, sign_in):
    form = {"action": [here.action.pk], f"a{here.action.pk}-lead_officer": key(police.ben)}
    refused = [police.observer, police.chair]
    assert [sign_in(user).post(PATH, form).status_code for user in refused] == [403, 403]
    other = sign_in(police.fire_officer)
    assert other.post(PATH, form).status_code == 302  # a table of their own authority, in which the action is not
    assert other.post(f"{PATH}?authority={here.police.pk}", form).status_code == 403
    assert other.get(f"{PATH}?action={here.action.pk}").context["table"].rows == []
    assert named(here.action) == []


def test_a_coordinator_names_them_for_any_authority_and_two_at_once_see_each_other(here, police, sign_in):
    ann, coordinator = sign_in(police.ann), sign_in(police.coordinator)
    path = f"{PATH}?action={here.action.pk}"
    form, late = opened(coordinator, path), opened(ann, path)
    field = f"a{here.action.pk}-lead_officer"
    assert coordinator.post(path, form | {field: key(police.ben)}).url == f"/here/actions/{here.action.pk}/"
    page = ann.post(path, late | {field: key(police.ann)})
    assert "Somebody else changed this" in page.content.decode()
    assert named(here.action) == [police.ben]


@pytest.mark.parametrize("leaves", ["left", "other role", "closed", "lead changed"])
def test_who_is_no_officer_any_more_is_asked_no_more_and_listed_as_lost(leaves, here, police, sign_in):
    name(here.action, police.ann, police.ben)
    membership = police.ann.memberships.get()
    if leaves == "left":
        end(membership, by=police.coordinator)
    elif leaves == "other role":
        change_role(membership, Role.OBSERVER, by=police.coordinator)
    elif leaves == "closed":
        police.ann.is_active = False
        police.ann.save()
    else:
        here.action.lead = here.council
        here.action.revise(by=police.coordinator)
    expected = [] if leaves == "lead changed" else [police.ben]
    assert named(here.action) == expected
    reader = police.council_officer if leaves == "lead changed" else police.ben
    for user in (police.coordinator, reader):
        rows = sign_in(user).get(f"{PATH}?by=lost").context["table"].rows
        assert [row.part for row in rows] == [here.action]
    desk = sign_in(police.coordinator).get("/here/desk/").content.decode()
    assert "whose lead officer has left" in desk
    assert "has left" in sign_in(reader).get("/here/my-actions/").content.decode()


def test_who_returns_has_their_actions_again_unless_another_was_named(here, police):
    name(here.action, police.ann)
    name(here.second, police.ann)
    membership = police.ann.memberships.get()
    end(membership, by=police.coordinator)
    name(here.second, police.ben)
    reinstate(membership, by=police.coordinator)
    assert (named(here.action), named(here.second)) == ([police.ann], [police.ben])


def test_they_go_on_with_the_successor_of_their_authority_and_in_the_next_plan(here, police):
    name(here.action, police.ann, police.ben)
    new = succeed(here.police, by=police.coordinator, why="x", ends_on=clock.today(), name="New", short_name="New")
    assert named(here.action) == [police.ann, police.ben]
    terms = Terms(here.plan.ends_on + timedelta(days=1), here.plan.ends_on + timedelta(days=999))
    tree = Tree(here.plan)
    branches = tree.going(tree.usual)
    plan = carry_forward(here.plan, by=police.coordinator, title="Next", terms=terms, branches=branches)
    carried = Action.objects.in_plan(plan).get(continues=here.action)
    assert (carried.lead, named(carried)) == (new, [police.ann, police.ben])


# Letters


def asked(a_round, **known):
    return {one.user.name.split()[0]: [a.wording for a in one.actions] for one in letters(a_round, **known)[0]}


@pytest.fixture
def now(here):
    return factories.RoundFactory(plan=here.plan, opens_on=clock.today(), due_on=clock.today() + timedelta(days=14))


def test_each_officer_is_asked_for_their_own_and_all_for_what_is_nobodys(now, here, police):
    name(here.action, police.ann, police.ben)
    third = factories.ActionFactory(priority=here.priority, wording="Ask around", lead=here.police)
    name(here.second, police.ben)
    assert asked(now) == {
        "Officer": ["Fit better locks", "Ask around"],
        "Ben": ["Light the alleys", "Ask around"],
        "Coordinator": ["Review our skills"],
    }
    ben = next(one for one in letters(now)[0] if one.user == police.ben)
    assert [(why, [a.wording for a in actions]) for why, actions in ben.parts] == [
        ("You are the lead officer", ["Light the alleys"]),
        ("Sent to every officer: no lead officer can be reached", ["Ask around"]),
    ]
    name(third, None, police.ben)
    assert (asked(now)["Officer"], asked(now)["Ben"]) == (["Fit better locks"], ["Light the alleys", "Ask around"])


def test_who_cannot_be_reached_is_followed_by_the_deputy_then_the_others_then_whoever_was_asked_before(
    now, here, police
):
    cara = member(here.police, Role.OFFICER, "Cara")
    name(here.action, police.ann, police.ben)
    refused = {police.ann.email}
    assert asked(now, refused=refused)["Ben"] == ["Light the alleys", "Fit better locks"][::-1]
    refused.add(police.ben.email)
    assert asked(now, refused=refused)["Cara"] == ["Fit better locks", "Light the alleys"]
    # Ben had his letter before it was known that Ann's was refused: Cara gets it.
    before = {(police.ann.email, f"user-{police.ben.pk}")}
    told = asked(now, refused={police.ann.email}, told_before=before)
    assert (told["Ben"], told["Cara"]) == (["Light the alleys"], ["Fit better locks", "Light the alleys"])
    before.add((police.ann.email, f"user-{cara.pk}"))
    assert "Fit better locks" in asked(now, refused={police.ann.email}, told_before=before)["Coordinator"]


def test_ones_own_come_first_on_ones_pages(now, here, police, sign_in):
    here.second.due_on = clock.today()
    here.second.save()
    name(here.action, police.ann)
    name(here.second, police.ben, police.ann)
    client = sign_in(police.ann)
    parts = client.get("/here/my-updates/").context["by_part"]
    assert [(heading, [e.action for e in entries]) for heading, entries in parts] == [
        ("You are the lead officer", [here.action]),
        ("You are the deputy", [here.second]),
    ]
    page = client.get("/here/my-actions/")
    assert parts_of(page) == [
        ("You are the lead officer", ["Fit better locks"]),
        ("You are the deputy", ["Light the alleys"]),
    ]
    assert ", 1 from you" in page.content.decode()
    other = sign_in(police.ben).get("/here/my-actions/")
    assert parts_of(other) == [("You are the lead officer", ["Light the alleys"]), ("We lead", ["Fit better locks"])]
    assert (f"Lead officer: {police.ann.name}" in other.text, "(deputy)" in other.text) == (True, False)


def parts_of(page):
    return [(heading, [a["wording"] for a, _ in actions]) for heading, actions in page.context["by_part"]]


def test_members_read_the_names(here, police, sign_in):
    """The public does not: tests/test_privacy.py looks for the names of an action's officers in all that it gets."""
    name(here.action, police.ann, police.ben)
    reader = sign_in(police.observer)
    [row] = [r for r in csv.DictReader(io.StringIO(reader.get("/here/actions/actions.csv").text)) if r["lead_officer"]]
    assert (row["wording"], row["lead_officer"], row["deputy"]) == (str(here.action), police.ann.name, police.ben.name)
    page = reader.get(f"/here/actions/{here.action.pk}/").text
    assert (f"{police.ann.name}, {police.ben.name} <span" in page, "lead-officers" in page) == (True, False)


def test_the_number_of_queries_does_not_grow_with_the_actions(here, police, sign_in, django_assert_max_num_queries):
    client = sign_in(police.ann)
    name(here.action, police.ann, police.ben)
    paths = [PATH, "/here/my-actions/", "/here/my-updates/"]
    for path in paths:
        client.get(path)
    name(here.second, police.ben)  # so that no page is kept from before
    with django_assert_max_num_queries(50) as few:
        for path in paths:
            client.get(path)
    for n in range(12):
        name(factories.ActionFactory(priority=here.priority, lead=here.police, wording=f"x{n}"), police.ben, police.ann)
    with django_assert_max_num_queries(len(few)):
        for path in paths:
            client.get(path)
