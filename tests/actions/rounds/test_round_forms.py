"""The coordinator makes, changes and deletes rounds."""

from datetime import date

import pytest

from plans.models import Round
from tests import factories

pytestmark = pytest.mark.django_db

FORM = {"opens_on": "1 July 2009", "due_on": "15 July 2009", "grace_days": "14", "remind_on": "7 before, on the day"}


def dates():
    return list(Round.objects.values_list("opens_on", "due_on", "grace_days", "remind_on"))


def test_the_coordinator_makes_a_round_and_it_says_who_made_it(here, cast, sign_in):
    page = sign_in(cast.coordinator).post("/here/rounds/new/", FORM, follow=True)
    assert dates() == [(date(2009, 7, 1), date(2009, 7, 15), 14, [-7, 0])]
    assert "Saved: Round of 15 July 2009." in page.content.decode()
    assert "Reminders: 7 days before, on the day." in page.content.decode()
    assert [row.history_user for row in Round.history.all()] == [cast.coordinator]


def test_a_button_pressed_twice_makes_one_round(here, cast, sign_in):
    client = sign_in(cast.coordinator)
    assert [client.post("/here/rounds/new/", FORM).status_code for _ in range(2)] == [302, 302]
    assert Round.objects.count() == 1


def test_the_form_of_the_next_round_holds_the_usual(spring, here, cast, sign_in):
    form = sign_in(cast.coordinator).get("/here/rounds/new/").context["form"]
    assert [form[name].value() for name in FORM] == [
        date(2009, 7, 1),
        date(2009, 7, 15),
        14,
        "7 days before, on the day, 7 days after",
    ]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("change", "field", "says"),
    [
        ({"opens_on": "31 June 2009"}, "opens_on", "Enter “Opens on” as a real date, such as 1 7 2009 or 1 July 2009"),
        ({"opens_on": ""}, "opens_on", "Enter a date for “Opens on”"),
        ({"opens_on": "1 7 2007", "due_on": "8 7 2007"}, "opens_on", "Enter an opening date between 1 March 2008"),
        ({"opens_on": "1 8 2011", "due_on": "8 8 2011"}, "opens_on", "Enter an opening date between 1 March 2008"),
        ({"due_on": "1 July 2009"}, "due_on", "The due date must be after the opening date"),
        ({"due_on": "15 November 2009"}, "due_on", "The due date must be within three months"),
        (
            {"opens_on": "1 5 2009", "due_on": "15 5 2009"},
            "due_on",
            "Enter a later due date: this round would be over already",
        ),
        ({"opens_on": "20 4 2009"}, "opens_on", "It overlaps with another round: 1 April 2009 to 29 April 2009"),
        ({"grace_days": "61"}, "grace_days", "The grace period must be 60 days or fewer"),
        ({"grace_days": "-1"}, "grace_days", "Ensure this value is greater than or equal to 0."),
        ({"grace_days": "two weeks"}, "grace_days", "Enter the grace period as a number of days, such as 14"),
        ({"grace_days": ""}, "grace_days", "Enter the grace period in days, 0 for none"),
        ({"remind_on": "7"}, "remind_on", "Enter whether “7” is before or after the due date, such as 7 before"),
        ({"remind_on": "when I say so"}, "remind_on", "“when I say so” is not a reminder day."),
        ({"remind_on": "20 before"}, "remind_on", "“20 days before” is before the round opens."),
        ({"remind_on": "15 after"}, "remind_on", "“15 days after” is after the grace period ends."),
        (
            {"remind_on": ",".join(f"{n} before" for n in range(1, 12))},
            "remind_on",
            "Enter 10 reminders at most: you entered 11.",
        ),
        ({"remind_on": "9" * 100 + " before"}, "remind_on", ""),
    ],
)
def test_a_round_that_cannot_be_gets_a_message_by_the_field(change, field, says, spring, here, cast, sign_in):
    page = sign_in(cast.coordinator).post("/here/rounds/new/", FORM | change)
    errors = page.context["form"].errors
    assert (list(errors), errors[field][0].startswith(says)) == ([field], True)
    assert Round.objects.count() == 1
    for name, typed in (FORM | change).items():
        assert page.context["form"][name].value() == typed


@pytest.mark.parametrize(
    ("typed", "days"),
    [
        ("", []),
        ("7 before, on the day, 7 after", [-7, 0, 7]),
        ("On the day; 1 day BEFORE and 3 days after.", [-1, 0, 3]),
        ("-7, 0, +7", [-7, 0, 7]),
        ("7 before, 7 days before,", [-7]),
    ],
)
def test_reminders_are_understood_as_people_write_them(typed, days, here, cast, sign_in):
    sign_in(cast.coordinator).post("/here/rounds/new/", FORM | {"remind_on": typed})
    assert [row[3] for row in dates()] == [days]


def edit(client, a_round, **change):
    page = client.get(f"/here/rounds/{a_round.pk}/edit/")
    form = {name: page.context["form"][name].value() for name in ("opens_on", "due_on", "grace_days")}
    form |= {"remind_on": "7 before, on the day, 7 after", "base": page.context["form"].fingerprint}
    return client.post(f"/here/rounds/{a_round.pk}/edit/", form | change, follow=True)


@pytest.mark.slow
def test_a_round_that_has_opened_is_changed_only_with_a_reason_which_is_kept(spring, here, cast, sign_in):
    client = sign_in(cast.coordinator)
    page = edit(client, spring, opens_on="6 April 2009")
    assert page.context["form"].errors == {"why": ["Enter why a round that has opened is changed"]}
    assert dates()[0][0] == date(2009, 4, 1)
    edit(client, spring, opens_on="6 April 2009", why="It was announced late")
    assert dates()[0][0] == date(2009, 4, 6)
    page = edit(client, spring, remind_on="", why="Nobody reads them").content.decode()
    assert "Reminders: none." in page
    newest = client.get(f"/here/history/round/{spring.pk}/").context["changes"][0]
    assert [(note.old, note.new) for note in newest.differences] == [("-7, 0, 7", "nothing")]
    row = Round.history.order_by("history_id")[1]
    assert (row.history_user, row.history_change_reason) == (cast.coordinator, "It was announced late")


def test_a_round_to_come_is_moved_without_a_word(here, cast, sign_in):
    coming = factories.RoundFactory(plan=here.plan, opens_on=date(2009, 7, 1), due_on=date(2009, 7, 15))
    edit(sign_in(cast.coordinator), coming, opens_on="2 July 2009")
    assert dates()[0][0] == date(2009, 7, 2)


def test_a_form_that_changes_nothing_writes_nothing(spring, cast, sign_in):
    page = edit(sign_in(cast.coordinator), spring, why="For no reason")
    assert "Nothing was different" in page.content.decode()
    assert Round.history.count() == 1


def test_of_two_who_change_a_round_the_second_is_told_what_it_says_now(spring, cast, sign_in):
    client = sign_in(cast.coordinator)
    base = client.get(f"/here/rounds/{spring.pk}/edit/").context["form"].fingerprint
    edit(client, spring, grace_days="10", why="Shorter")
    page = edit(client, spring, grace_days="20", why="Longer", base=base)
    html = page.content.decode()
    assert "Somebody else changed this while you were editing" in html
    assert f"Changed by {cast.coordinator.name}" in html
    assert "<dt>Grace period in days</dt><dd>10</dd><dd><b>You wrote:</b> 20</dd>" in html
    assert [label for label, _, _ in page.context["form"].conflicts] == ["Grace period in days"]
    assert dates()[0][2] == 10


def test_a_round_is_deleted_only_before_it_opens(spring, here, cast, sign_in):
    client = sign_in(cast.coordinator)
    coming = factories.RoundFactory(plan=here.plan, opens_on=date(2009, 7, 1), due_on=date(2009, 7, 15))
    answers = [client.post(f"/here/rounds/{each.pk}/delete/").status_code for each in (spring, coming)]
    assert (answers, list(Round.objects.all())) == ([404, 302], [spring])
    assert Round.history.filter(id=coming.pk, history_type="-").get().history_user == cast.coordinator
