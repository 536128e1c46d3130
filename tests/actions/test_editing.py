"""The coordinator writes the plan: an action's wording, lead, support, date and sides."""

from datetime import date

import pytest

from actions.models import Action


def path(action):
    return f"/here/actions/{action.pk}/edit/"


def filled(page, **fields):
    """What the opened form sends back, changed in these fields."""
    form = page.context["form"]
    data = {name: form[name].value() for name in form.fields}
    data["due_on"] = f"{data['due_on']:%d %m %Y}" if isinstance(data["due_on"], date) else data["due_on"]
    data["supporting"] = [getattr(a, "pk", a) for a in data["supporting"]]
    data = {name: value for name, value in data.items() if value is not None}
    return data | {"base": form.fingerprint} | fields


def send(client, action, **fields):
    return client.post(path(action), filled(client.get(path(action)), **fields), follow=True)


def test_everything_changes_at_once_with_who_and_why(here, cast, sign_in):
    page = send(
        sign_in(cast.coordinator),
        here.action,
        wording="Fit the best locks",
        lead=here.fire.pk,
        supporting=[here.council.pk],
        due_on="30 September 2010",
        sides=["victim", "location"],
        why="Agreed in June",
    )
    action = Action.objects.get(pk=here.action.pk)
    assert (action.wording, action.lead, action.supporting, action.due_on, action.sides) == (
        "Fit the best locks",
        here.fire,
        [here.council],
        date(2010, 9, 30),
        ["victim", "location"],
    )
    row = action.history.latest()
    assert (row.history_user, row.history_change_reason) == (cast.coordinator, "Agreed in June")
    said = page.content.decode()
    assert "Your changes are saved." in said
    assert "31 December 2009 <span" in said
    assert "Why: Agreed in June" in said


def test_what_is_agreed_can_be_open_again(here, cast, sign_in):
    send(sign_in(cast.coordinator), here.action, lead="", due_on="", supporting=[], why="Not agreed after all")
    action = Action.objects.get(pk=here.action.pk)
    assert (action.lead, action.due_on, action.supporting) == (None, None, [])


def test_a_form_that_changes_nothing_writes_no_history(here, cast, sign_in):
    before = here.action.history.count()
    page = send(sign_in(cast.coordinator), here.action, why="Just looking")
    assert (here.action.history.count(), "Nothing was different" in page.content.decode()) == (before, True)


def test_only_support_changed_leaves_the_rest_of_history_alone(here, cast, sign_in):
    send(sign_in(cast.coordinator), here.action, supporting=[here.fire.pk, here.council.pk], why="More hands")
    kept = [(p.authority, p.history.latest().history_change_reason) for p in here.action.partners.order_by("pk")]
    assert kept == [(here.fire, ""), (here.council, "More hands")]


NO_DATE = (
    "Enter the due date as a real date, such as 30 9 2009 or 30 September 2009. "
    "Words such as “Ongoing” belong under “When, in the plan’s words”"
)


@pytest.mark.parametrize(
    ("due_on", "says"),
    [
        ("31 June 2009", NO_DATE),
        ("soon", NO_DATE),
        ("1 1 0001", "The due date must be between 1 March 2008 and 28 March 2013"),
        ("31 12 9999", "The due date must be between 1 March 2008 and 28 March 2013"),
        ("29 2 2008", "The due date must be between 1 March 2008 and 28 March 2013"),
    ],
)
def test_a_date_that_cannot_be_meant_is_refused_and_stays_typed(due_on, says, here, cast, sign_in):
    page = send(sign_in(cast.coordinator), here.action, due_on=due_on, wording="Fit the best locks")
    form = page.context["form"]
    assert (form.errors, form["due_on"].value(), form["wording"].value()) == (
        {"due_on": [says]},
        due_on,
        "Fit the best locks",
    )
    assert Action.objects.get(pk=here.action.pk).wording == "Fit better locks"


def test_a_lead_does_not_support_itself(here, cast, sign_in):
    page = send(sign_in(cast.coordinator), here.action, supporting=[here.police.pk])
    assert page.context["form"].errors == {
        "supporting": ["The Constabulary leads this action, so it cannot support it as well"]
    }


@pytest.mark.parametrize("field", ["lead", "supporting"])
def test_an_authority_of_the_next_district_is_not_a_choice(field, here, next_door, cast, sign_in):
    page = send(sign_in(cast.coordinator), here.action, **{field: next_door.council.pk})
    assert list(page.context["form"].errors) == [field]


def test_somebody_elses_change_in_the_meantime_is_shown_and_nothing_is_overwritten(here, cast, sign_in):
    client = sign_in(cast.coordinator)
    opened = client.get(path(here.action))
    here.action.due_on = date(2010, 1, 31)
    here.action.revise(by=cast.coordinator, why="Moved")
    page = client.post(path(here.action), filled(opened, wording="Fit the best locks"))
    said = page.content.decode()
    assert ("What it says now" in said, "31 January 2010" in said) == (True, True)
    assert "Somebody else changed this while you were editing" in said
    assert f"Changed by {cast.coordinator.name}" in said
    changed = [("Due date", "31 January 2010", "31 December 2009")]
    assert page.context["form"].conflicts == changed
    assert page.context["form"]["wording"].value() == "Fit the best locks"
    assert Action.objects.get(pk=here.action.pk).due_on == date(2010, 1, 31)
    again = {"wording": "Fit the best locks", "base": page.context["form"].fingerprint, "why": "December after all"}
    client.post(path(here.action), filled(opened, **again))
    assert Action.objects.get(pk=here.action.pk).wording == "Fit the best locks"


def test_a_hallmark_action_has_no_sides_to_choose(here, cast, sign_in):
    page = sign_in(cast.coordinator).get(path(here.hallmark_action))
    assert "sides" not in page.context["form"].fields
    send(sign_in(cast.coordinator), here.hallmark_action, wording="Review skills", sides=["victim"])
    assert Action.objects.get(pk=here.hallmark_action.pk).sides == []
