"""Who turned a kind of e-mail off, here or everywhere, gets none of it."""

from datetime import timedelta

import pytest

from actions.models import EmailOptOut
from tests import factories

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db, pytest.mark.usefixtures("site_url")]


@pytest.fixture
def choose(cast, sign_in):
    def choose(user=None, **lists):
        lists = {name.replace("_", "-"): kinds for name, kinds in lists.items()}
        return sign_in(user or cast.officer).post("/account/emails/", lists)

    return choose


def test_what_a_person_turned_off_is_not_sent(here, cast, challenge, make_action, tell, choose):
    assert choose(everywhere=["challenge", "date", "due", "minutes"]).status_code == 302
    challenge()
    make_action(lead=here.police)()
    assert tell() == [(cast.officer.email, "Question for Police: Fit better locks")]
    choose(everywhere=["minutes"])
    challenge("Two?")
    assert tell(timedelta(hours=2)) == []
    assert EmailOptOut.objects.user_ids(here.partnership, "minutes") == set()


def test_with_several_partnerships_a_kind_is_off_in_one_or_in_all(here, cast, next_door, choose, sign_in):
    factories.MembershipFactory(user=cast.officer, authority=next_door.council, role="chair")
    page = sign_in(cast.officer).get("/account/emails/")
    assert [(name, len(field.choices)) for name, field in page.context["form"].fields.items()] == [
        ("everywhere", 8), ("in-here", 6), ("in-next-door", 3),
    ]  # fmt: skip
    kinds = ["challenge", "question", "made", "date", "due", "minutes", "edition", "week"]
    choose(everywhere=kinds[1:], in_here=kinds[:6], in_next_door=["minutes", "edition"])
    assert EmailOptOut.objects.pairs(here.partnership) == {(cast.officer.pk, "challenge")}
    theirs = {(cast.officer.pk, "challenge"), (cast.officer.pk, "week")}
    assert EmailOptOut.objects.pairs(next_door.partnership) == theirs
    choose(everywhere=kinds, in_here=kinds[:6], in_next_door=kinds[5:])
    assert EmailOptOut.objects.count() == 0


def test_a_kind_that_is_not_there_is_refused_and_nothing_saved(cast, choose):
    page = choose(everywhere=["week"])
    assert page.context["form"].errors == {"everywhere": ["Choose from the list"]}
    assert EmailOptOut.objects.count() == 0
