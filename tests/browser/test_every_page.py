"""Every kind of page, wide and narrow: axe finds nothing, nothing has to be scrolled sideways, no browser complains."""

import pytest

from .conftest import Screen, address_of, overflow
from .kinds import KINDS
from .looks import OF_WIDTH, RULES, faults

WIDE, NARROW = Screen(1280, 800), Screen(320, 640)


@pytest.mark.parametrize("screen", [WIDE], ids=str)
@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_it_can_be_used_by_everybody(kind, browse, find_action):
    given = kind.given()
    page = browse(kind.who)
    complaints = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
    page.on("response", lambda answer: complaints.append(answer.url) if unexpected(answer, kind) else None)
    action = find_action(kind.action) if kind.action else None
    first = action and action.history.earliest().history_id
    found = {"pk": action and action.pk, "first": first, "round": given and given.pk, "meeting": given and given.pk}
    address = kind.address.format(**found) or address_of(action, kind.deed)
    assert page.goto(address).status == kind.status
    if kind.open:
        page.get_by_text(kind.open).click()
    for label, words in kind.fill.items():
        page.get_by_label(label).first.fill(words)
    if kind.press:
        page.get_by_role("button", name=kind.press, exact=True).click()
        page.get_by_role("alert").wait_for()
    assert [c for c in complaints if not tells_of_the_answer(c, kind)] == []
    for width, rules in ((WIDE, RULES), (NARROW, OF_WIDTH)):
        page.set_viewport_size({"width": width.width, "height": width.height})
        found = faults(page, rules)
        assert (overflow(page) <= 0, found) == (True, []), "\n".join([str(width), *found])


def unexpected(answer, kind):
    return answer.status >= 400 and not (answer.request.is_navigation_request() and answer.status == kind.status)


def tells_of_the_answer(complaint, kind):
    """The browser's own remark that the page it shows came with a 403, 404 or 410."""
    return kind.status != 200 and complaint.startswith(
        f"Failed to load resource: the server responded with a status of {kind.status}"
    )
