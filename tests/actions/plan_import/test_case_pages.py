"""Plans in shapes of their own, brought in through the pages: what a careful coordinator expects is in the plan."""

import json
from datetime import date

import pytest

from actions.models import Action
from actions.plan_import.structure import priority_key
from partners.models import Authority
from partners.permissions import Role
from priorities.models import Priority, SuccessCriterion
from tests import factories

from .pages import ImportPages
from .test_cases import CASES, ENOUGH, NAMES, PLANS, fits, plain

YEARS = (date(2026, 4, 1), date(2029, 3, 31))


@pytest.fixture
def westmere(db, sign_in):
    """A partnership with a plan without words, and the import's pages as its coordinator sees them."""
    return lambda names=NAMES, years=YEARS: Westmere(sign_in, names, years)


class Westmere:
    def __init__(self, sign_in, names, years):
        self.partnership = factories.PartnershipFactory(slug="westmere", area="Westmere")
        for name, short in names:
            factories.AuthorityFactory(partnership=self.partnership, name=name, short_name=short)
        first = Authority.objects.filter(partnership=self.partnership).first()
        user = factories.MembershipFactory(authority=first, role=Role.COORDINATOR).user
        self.plan = factories.PlanFactory(partnership=self.partnership, starts_on=years[0], ends_on=years[1])
        self.pages = ImportPages(sign_in(user), "westmere")

    def upload(self, path):
        return self.pages.upload(path.read_bytes(), path.name)

    def bring_in(self, path):
        """Upload a file and save what it shows, as it is guessed."""
        pages = self.upload(path)
        if pages.is_columns:
            pages.send()
        assert pages.page.templates[0].name == "actions/plan_import/preview.html", pages.page.content.decode()[:3000]
        return pages.send()

    @property
    def actions(self):
        actions = Action.objects.in_plan(self.plan).select_related("priority", "lead")
        return list(actions.prefetch_related("partners__authority").order_by("priority__position", "position"))

    @property
    def priorities(self):
        return list(Priority.objects.filter(plan=self.plan).values_list("name", flat=True))

    @property
    def criteria(self):
        return list(SuccessCriterion.objects.filter(priority__plan=self.plan).values_list("wording", flat=True))


def is_same(action, expected):
    """Whether an action of the plan has the priority, lead and due date that are expected, and the words of others."""
    lead = action.lead.name if action.lead else None
    due = action.due_on.isoformat() if action.due_on else None
    return (
        priority_key(action.priority.name) == priority_key(expected["priority"])
        and lead in [expected.get("lead"), *(expected.get("lead_also") or [])]
        and due in [expected.get("due"), *(expected.get("due_also") or [])]
        and (action.lead or plain(action.lead_words) == plain(expected.get("lead_words")))
    )


@pytest.mark.slow
@pytest.mark.parametrize("case", PLANS)
def test_a_plan_comes_in_through_the_pages_by_the_guesses(case, westmere):
    expected = json.loads((CASES / case / "expected.json").read_text())
    plan = expected["plan"]
    years = date.fromisoformat(plan["starts_on"]), date.fromisoformat(plan["ends_on"])
    world = westmere(plan["authorities"], years)
    world.bring_in(CASES / case / expected["file"])
    left, right, wrong = world.actions, 0, []
    for one in expected["actions"]:
        found = next((action for action in left if fits(action, one)), None)
        if found:
            left.remove(found)
        if found and is_same(found, one):
            right += 1
        else:
            wrong.append((one, found and vars(found)))
    assert [action.wording for action in left] == []
    assert right >= ENOUGH * len(expected["actions"]), wrong
