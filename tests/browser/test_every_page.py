"""Every kind of page, wide and narrow: axe finds nothing, nothing has to be scrolled sideways, no browser complains."""

from contextlib import contextmanager

import pytest

from tests.volume import thinned

from .conftest import WIDE, address_of
from .engines import faults_by_others
from .kinds import KINDS
from .looks import can_be_read_otherwise, looks_fine

# axe does not look into what is folded away, and nothing in there has a width.
UNFOLD = "() => document.querySelectorAll('details:not(.account)').forEach(details => { details.open = true; })"

# Which are given to the engines beside axe.
GIVEN_TO_OTHERS = set(thinned(list(KINDS), 4))


@contextmanager
def complaints_of(page, kind):
    """What the browser says against the page meanwhile."""
    complaints = []
    listeners = {
        "pageerror": lambda error: complaints.append(str(error)),
        "console": lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None,
        "response": lambda answer: complaints.append(answer.url) if unexpected(answer, kind) else None,
    }
    for event, listener in listeners.items():
        page.on(event, listener)
    yield complaints
    for event, listener in listeners.items():
        page.remove_listener(event, listener)


@pytest.mark.parametrize("name", KINDS)
def test_it_can_be_used_by_everybody(name, visit, find_action):
    kind = KINDS[name]
    given = kind.given()
    page = visit(kind.who)
    with complaints_of(page, kind) as complaints:
        go_there(page, kind, given, find_action)
        page.evaluate(UNFOLD)
        assert [c for c in complaints if not tells_of_the_answer(c, kind)] == []
        looks_fine(page, WIDE)
        can_be_read_otherwise(page)
        assert (faults_by_others(page) if name in GIVEN_TO_OTHERS else []) == []


def go_there(page, kind, given, find_action):
    action = find_action(kind.action) if kind.action else None
    first = action and action.history.earliest().history_id
    found = {"pk": action and action.pk, "first": first, "round": given and given.pk, "meeting": given and given.pk}
    address = kind.address.format(**found) or address_of(action, kind.deed)
    assert page.goto(address).status == kind.status
    if kind.open:
        page.get_by_text(kind.open).first.click()
    for label, words in kind.fill.items():
        page.get_by_label(label).first.fill(words)
    kind.meanwhile()
    if kind.press:
        page.get_by_role("button", name=kind.press, exact=True).click()
        page.get_by_role("alert").wait_for()


def unexpected(answer, kind):
    return answer.status >= 400 and not (answer.request.is_navigation_request() and answer.status == kind.status)


def tells_of_the_answer(complaint, kind):
    """The browser's own remark that the page it shows came with a 403, 404 or 410."""
    return kind.status != 200 and complaint.startswith(
        f"Failed to load resource: the server responded with a status of {kind.status}"
    )
