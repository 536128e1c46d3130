"""What an edit form says when somebody else saved meanwhile, and that the same save twice is no conflict."""

import pytest

from partners.models import GroupMember
from tests import factories
from tests.page_words import words_of

GROUP = {"name": "Joint Action Group", "kind": "working", "quorum": "2"}


@pytest.fixture
def group(here):
    return factories.GroupFactory(partnership=here.partnership, name="Joint Action Group", kind="working", quorum=2)


@pytest.fixture
def path(group):
    return f"/here/groups/{group.pk}/edit/"


@pytest.fixture
def coordinator(cast, sign_in):
    return sign_in(cast.coordinator)


def opened(client, path):
    return GROUP | {"base": client.get(path).context["form"].fingerprint}


def test_only_what_changed_is_shown_with_who_changed_it_and_both_versions(group, path, cast, coordinator):
    mine, theirs = opened(coordinator, path) | {"quorum": "4"}, opened(coordinator, path) | {"quorum": ""}
    coordinator.post(path, theirs)
    page = coordinator.post(path, mine)
    assert "Somebody else changed this while you were editing." in words_of(page)
    assert f"What it says now Changed by {cast.coordinator.name}, 15 June 2009, " in words_of(page)
    assert page.context["form"].conflicts == [("Quorum", "nothing", "4")]
    assert "<dt>Quorum</dt><dd>nothing</dd><dd><b>You wrote:</b> 4</dd>" in page.content.decode()
    group.refresh_from_db()
    assert group.quorum is None


def test_a_choice_is_shown_by_its_label(path, coordinator):
    mine = opened(coordinator, path) | {"quorum": "4"}
    coordinator.post(path, opened(coordinator, path) | {"kind": "strategy"})
    conflicts = coordinator.post(path, mine).context["form"].conflicts
    assert conflicts == [("Kind", "Strategy group", "Working group")]


def test_a_second_click_of_the_same_save_passes_and_writes_nothing_more(group, path, coordinator):
    form = opened(coordinator, path) | {"quorum": "4"}
    assert [coordinator.post(path, form).status_code for _ in range(2)] == [302, 302]
    assert group.history.count() == 2


@pytest.mark.parametrize("base", ["", "x", "new"])
def test_a_form_without_what_it_had_seen_is_never_saved_unseen(base, group, path, coordinator):
    page = coordinator.post(path, GROUP | {"quorum": "4", "base": base})
    assert [label for label, _, _ in page.context["form"].conflicts] == [
        "Name", "Kind", "Quorum", "Send the pack so many working days before a meeting",
    ]  # fmt: skip
    group.refresh_from_db()
    assert group.quorum == 2


def test_a_seat_that_changed_is_shown_and_saved_once_that_was_seen(group, here, cast, coordinator):
    seat = GroupMember.objects.create(group=group, name="Dr Grey", authority=here.fire, post="Manager")
    path = f"/here/group-members/{seat.pk}/"
    base = coordinator.get(path).context["form"].fingerprint
    coordinator.post(path, {"base": base, "post": "Head"})
    page = coordinator.post(path, {"base": base, "post": "Chief"})
    assert page.context["form"].conflicts == [("Post", "Head", "Chief")]
    coordinator.post(path, {"base": page.context["form"].fingerprint, "post": "Chief"})
    seat.refresh_from_db()
    assert seat.post == "Chief"
