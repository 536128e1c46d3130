"""Members' pages: unchanged since somebody with the same rights saw them, as 304, and the first view after a save."""

from datetime import timedelta
from functools import partial

from django.core.management.base import CommandError
from django.urls import reverse

from partners import clock
from plans.editions.rendering import prerender
from plans.models import Edition

from . import packs, search
from .cost import Cost, cost
from .environment import PLAN_YEARS
from .members import actions_of, colleague, save_functions, signed_in

SIZES = [54, 540, 5_400]
# The size of a large search: 5,400 actions with 108,000 updates.
SEARCH_SIZES, SEARCH_YEARS = [5_400], 5
LOG_YEARS = 12


def pages(bench):
    """members' pages, unchanged since somebody with the same rights saw them, as 304, and first after a save"""
    for actions in bench.actions or SIZES:
        with bench.data(actions) as cast:
            bench.costs_table(measure(cast, bench.repeat))


def among(bench):
    """one partnership alone, then among many with a long past: ratio of all CPU, which should be about 1"""
    actions, years = (bench.actions or [54])[0], bench.years or 12
    with bench.data(actions) as cast:
        alone = measure(cast, bench.repeat) | measure_save(cast, bench.repeat)
    with bench.data(actions, bench.partnerships or 60, years) as cast:
        crowded = measure(cast, bench.repeat) | measure_save(cast, bench.repeat)
    bench.table(
        ["", "alone", "queries", "among", "queries", "calibration", "ratio"],
        [
            [page, f"{a.all_cpu:.1f}", a.queries, f"{b.all_cpu:.1f}", b.queries,
             f"{a.calibration:.1f} / {b.calibration:.1f}", f"{b.all_cpu / a.all_cpu:.2f}"]
            for (page, a), b in zip(alone.items(), crowded.values(), strict=True)
        ],
    )  # fmt: skip


def log(bench):
    """the log: its newest page, one far back, narrowed to much, to little and to nothing"""
    for actions in bench.actions or [54]:
        for years in [bench.years] if bench.years else [PLAN_YEARS, LOG_YEARS]:
            visits(bench, search.log_visits, actions, years)


def search_scenario(bench):
    """search and the lists, among the updates of several years"""
    for actions in bench.actions or SEARCH_SIZES:
        visits(bench, search.visits, actions, bench.years or SEARCH_YEARS)


def packs_scenario(bench):
    """the pack of a meeting as it would be now and as it was sent, and its PDF, which takes seconds"""
    for actions in bench.actions or SIZES:
        visits(bench, packs.visits, actions, PLAN_YEARS, saving=False)


def visits(bench, addresses, actions, years, *, saving=True):
    """Measure pages that depend on the whole history of one partnership; `addresses(cast)` yields (label, address).

    With `saving` a page is measured the first time after a save, and then again.
    """
    with bench.data(actions, years=years) as cast:
        get, costs = partial(signed_in(cast.chair).get, secure=True), {}
        for label, address in addresses(cast):
            if saving:
                save = save_function(cast, own=False)
                costs[f"{label}: after a save"] = cost(partial(get, address), bench.repeat, before=save)
            costs[f"{label}: again" if saving else label] = cost(partial(get, address), bench.repeat)
        bench.costs_table(costs)


def pages_of(cast):
    """{label: (user, address)} of the members' pages that are measured."""
    then = clock.today() - timedelta(days=60)

    def page(user, name, *args, query=""):
        return user, reverse(name, args=[cast.slug, *args]) + query

    return {
        "review": page(cast.chair, "review"),
        "review by authority": page(cast.chair, "review", query="?by=authority"),
        "live plan": page(cast.chair, "plan_detail"),
        "my actions": page(cast.officer, "my_actions"),
        "action page": page(cast.officer, "action_detail", cast.action.pk),
        "my updates": page(cast.officer, "my_updates"),
        "update form": page(cast.officer, "action_update", cast.action.pk),
        "desk": page(cast.coordinator, "desk"),
        "live plan two months ago": page(cast.chair, "plan_detail", query=f"?at={then}"),
        "review two months ago": page(cast.chair, "review", query=f"?at={then}"),
    }


def measure(cast, repeat):
    """{page and state: Cost}"""
    prerender(Edition.objects.get(plan__partnership__slug=cast.slug))
    users = (cast.officer, cast.chair, cast.coordinator)
    clients = {user: (signed_in(user), signed_in(colleague(user))) for user in users}
    costs = {}
    for label, (user, address) in pages_of(cast).items():
        client, other = (partial(client.get, address, secure=True) for client in clients[user])
        costs[f"{label}: unchanged"] = cost(client, repeat, first=other)
        if etag := client().headers.get("ETag"):
            costs[f"{label}: 304"] = cost(partial(client, headers={"If-None-Match": etag}), repeat, expect=304)
        if "?at=" in address:
            continue
        own = str(cast.action.pk) in address
        costs[f"{label}: after a save"] = cost(client, repeat, before=save_function(cast, own=own))
    return costs


def save_function(cast, *, own):
    """A function that saves an update: on the cast's action, or in turn on the others of its authority."""
    save, look = save_functions(cast, None if own else actions_of(cast))

    def look_and_save():
        look()
        if (response := save()).status_code != 302:
            raise CommandError(f"An update was not saved: {response.status_code}")

    return look_and_save


def measure_save(cast, repeat) -> dict[str, Cost]:
    """{what: Cost} of saving one update, from POST to redirect."""
    save, look = save_functions(cast)
    return {"saving an update": cost(save, repeat, expect=302, before=look)}
