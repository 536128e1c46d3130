"""A Primary Care Trust ends and its successor begins."""

from datetime import date

import pytest

from actions.models import Action
from partners.models import Authority, Membership
from plans.outline import PARTNERSHIP, outline
from tests import factories


@pytest.fixture
def path(here):
    return f"/here/authorities/{here.police.pk}/succeed/"


def sent(client, path, **fields):
    form = {"ends_on": "14 6 2009", "name": "The New Police", "short_name": "New Police", "why": "By law"}
    return client.post(path, form | {"seen": client.get(path).context["work"].seen} | fields)


def test_what_is_open_goes_over_and_what_is_done_stays(here, cast, sign_in, report, path):
    done = factories.ActionFactory(priority=here.priority, wording="Done", lead=here.police)
    report(done, cast.officer, status="complete", achieved="All of it")
    supported = factories.ActionFactory(priority=here.priority, wording="Supported", lead=here.council)
    supported.partners.create(authority=here.police)
    here.criterion.reporter = here.police
    here.criterion.save()
    client = sign_in(cast.coordinator)
    page = client.get(path).content.decode()
    for line in ("1 actions that it leads", "1 actions that it supports", "1 success criteria", "1 people who act"):
        assert line in page
    assert sent(client, path).status_code == 302
    new = Authority.objects.get(name="The New Police")
    here.police.refresh_from_db()
    assert (new.succeeds, new.starts_on, here.police.ends_on) == (here.police, date(2009, 6, 15), date(2009, 6, 14))
    leads = {a.wording: a.lead for a in Action.objects.filter(priority=here.priority)}
    assert leads == {"Fit better locks": new, "Done": here.police, "Supported": here.council}
    assert Action.objects.get(pk=supported.pk).supporting == [new]
    here.criterion.refresh_from_db()
    assert here.criterion.reporter == new
    assert [m.authority for m in Membership.objects.filter(user=cast.officer)] == [new]
    for thing in (here.action, new, here.criterion):
        row = thing.history.latest()
        assert (row.history_user, row.history_change_reason) == (cast.coordinator, "By law")
    assert "Fit better locks" in sign_in(cast.officer).get("/here/my-actions/").content.decode()


def test_the_past_keeps_the_old_one(here, cast, sign_in, path):
    whole = outline(here.plan, audience=PARTNERSHIP)
    sent(sign_in(cast.coordinator), path)
    then = outline(here.plan, audience=PARTNERSHIP, as_at=whole["made_at"])
    assert then["priorities"][0]["actions"][0]["lead"]["name"] == "The Constabulary"
    now = outline(here.plan, audience=PARTNERSHIP)
    assert now["priorities"][0]["actions"][0]["lead"]["name"] == "The New Police"


def test_one_that_is_there_already_takes_over_and_leads_and_supports_nothing_twice(here, cast, sign_in, path):
    sent(sign_in(cast.coordinator), path, successor=here.fire.pk, name="", short_name="")
    action = Action.objects.get(pk=here.action.pk)
    assert (action.lead, action.supporting) == (here.fire, [])


@pytest.mark.parametrize(
    ("field", "typed", "says"),
    [
        ("ends_on", "16 6 2009", "That day is still to come"),
        ("ends_on", "never", "as a real date"),
        ("name", "", "Write the name, or choose who takes over"),
        ("name", "The Fire Service", "There is an authority of this name already"),
        ("short_name", "", "Write a short name"),
        ("why", "", "Say why"),
    ],
)
def test_what_cannot_be_is_told_and_nothing_goes_over(field, typed, says, here, cast, sign_in, path):
    page = sent(sign_in(cast.coordinator), path, **{field: typed})
    assert says in str(page.context["form"].errors[field])
    assert Action.objects.get(pk=here.action.pk).lead == here.police


def test_it_is_not_handed_over_unseen(here, cast, sign_in, path):
    client = sign_in(cast.coordinator)
    seen = client.get(path).context["work"].seen
    factories.ActionFactory(priority=here.priority, lead=here.police)
    assert sent(client, path, seen=seen).status_code == 409
    assert Action.objects.get(pk=here.action.pk).lead == here.police


def test_it_happens_once(here, cast, sign_in, path):
    client = sign_in(cast.coordinator)
    seen = client.get(path).context["work"].seen
    form = {"ends_on": "14 6 2009", "name": "The New Police", "short_name": "New Police", "why": "By law"}
    for _ in range(2):
        assert client.post(path, form | {"seen": seen}).status_code == 302
    assert Authority.objects.filter(succeeds=here.police).count() == 1
