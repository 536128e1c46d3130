"""Coordinators write the plan at once, on either database: nothing lost or overwritten, no place taken twice."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from actions.models import Action
from plans.models import Section
from tests import factories
from tests.actions.at_once import Browser

AT_ONCE = 6

pytestmark = pytest.mark.django_db(transaction=True)


def all_at_once(work, *of):
    """What each piece of work returns, done in a thread of its own."""

    def one(*arguments):
        try:
            return work(*arguments)
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(one, *of))


def hidden(page, name):
    return re.search(rf'name="{name}" value="([^"]*)"', page.content.decode())[1]


@pytest.mark.slow
def test_what_is_added_at_once_is_all_there_each_in_its_own_place(here, cast):
    browsers = [Browser(cast.coordinator) for _ in range(AT_ONCE)]
    path = f"/here/write/new/activity/{here.priority.pk}/"
    codes = all_at_once(
        lambda b, n: b.post(path, {"wording": f"Light alley {n}"}).status_code, browsers, range(AT_ONCE)
    )
    made = Action.objects.filter(wording__startswith="Light alley")
    assert codes == [302] * AT_ONCE
    assert sorted(a.wording for a in made) == [f"Light alley {n}" for n in range(AT_ONCE)]
    assert len(set(made.values_list("position", flat=True))) == AT_ONCE


@pytest.mark.slow
def test_of_those_who_reword_a_section_at_once_one_is_saved_and_the_others_see_it(here, cast):
    section = factories.SectionFactory(plan=here.plan, body="As it was")
    browsers, path = [Browser(cast.coordinator) for _ in range(AT_ONCE)], f"/here/write/section/{section.pk}/"
    base = hidden(browsers[0].get(path), "base")

    def reword(browser, n):
        page = browser.post(path, {"base": base, "heading": "How we work", "body": f"In words of {n}"})
        return page.status_code, page.content.decode()

    pages = all_at_once(reword, browsers, range(AT_ONCE))
    saved = [n for n, (code, _) in enumerate(pages) if code == 302]
    assert len(saved) == 1
    assert Section.objects.get(pk=section.pk).body == f"In words of {saved[0]}"
    for n, (code, text) in enumerate(pages):
        if n != saved[0]:
            assert (code, f"In words of {n}" in text, f"In words of {saved[0]}" in text) == (200, True, True)


@pytest.mark.slow
def test_of_those_who_arrange_a_list_at_once_one_is_saved_whole(here, cast):
    for n in range(3):
        factories.ActionFactory(priority=here.priority, wording=f"Light alley {n}", position=n + 10)
    browsers, path = (
        [Browser(cast.coordinator) for _ in range(AT_ONCE)],
        f"/here/write/order/activity/{here.priority.pk}/",
    )
    pks = list(here.priority.actions.values_list("pk", flat=True))
    seen = hidden(browsers[0].get(path), "seen")
    orders = [pks[n % len(pks) :] + pks[: n % len(pks)] for n in range(1, AT_ONCE + 1)]

    def arrange(browser, order):
        form = {f"place-{pk}": str(place) for place, pk in enumerate(order, 1)}
        return browser.post(path, form | {"seen": seen}).status_code

    codes = all_at_once(arrange, browsers, orders)
    saved = [order for code, order in zip(codes, orders, strict=True) if code == 302 and order != pks]
    assert sorted(set(codes)) == [302, 409]
    assert list(here.priority.actions.values_list("pk", flat=True)) in saved


@pytest.mark.slow
def test_who_retires_a_priority_and_who_adds_to_it_at_once_leave_nothing_standing_on_nothing(here, cast):
    browsers = [Browser(cast.coordinator) for _ in range(AT_ONCE)]
    paths = [f"/here/write/new/activity/{here.priority.pk}/", f"/here/write/priority/{here.priority.pk}/retire/"]
    form = {"wording": "Light the alley", "why": "Not ours any more"}
    all_at_once(lambda b, n: b.post(paths[n % 2], form).status_code, browsers, range(AT_ONCE))
    here.priority.refresh_from_db()
    assert here.priority.retired_at is not None
    assert list(Action.objects.filter(priority=here.priority)) == []
