"""Who leads an action and by when, in the plan's own words: read wherever a lead or a date would be to be agreed."""

import re
from datetime import date

import pytest

from actions.date_changes import ask
from actions.meetings.pack import freeze_pack
from actions.models import Action, Pack
from plans.editions.publishing import publish

from . import factories
from .access import GET
from .access_worlds import everybody_s_business
from .addresses import address
from .everything import something_of_everything
from .test_privacy import text_of
from .worlds import report

WHEN, WHO = "Zqwhen the clocks change", "Zqwho of the parish"
WORDS = {"due_on": None, "lead": None, "due_words": WHEN, "lead_words": WHO, "lead_words_public": True}
OPEN = re.compile(r"(?:lead|date)(?: is)? to be agreed|no (?:due date|lead)(?: is)? agreed", re.IGNORECASE)
# Where the group of actions that no authority leads is called so, a list is narrowed to it, or a date is decided on.
STILL_OPEN = {
    "date_move": 1, "desk": 1, "meeting_pack": 1, "meeting_pack_docx": 1, "meeting_pack_pdf": 1, "person_download": 1,
    "plan_import_preview": 1, "round_chase": 1, "wording_edit": 1,
}  # fmt: skip
SAYS_WHEN = {
    "public_page", "edition_page", "publish_changes_docx", "preview_page", "plan_detail", "plan_file", "meeting_pack",
    "meeting_pack_pdf", "meeting_pack_docx",
    "meeting_run", "group_matters", "my_updates", "review", "carry_forward", "action_list",
    "action_list_file", "gaps", "gaps_list_file", "decision_list", "decision_list_file", "action_detail", "action_edit",
    "date_move", "round_chase", "write_plan",
}  # fmt: skip
SAYS_WHO = SAYS_WHEN - {
    "my_updates", "decision_list", "decision_list_file", "date_move", "round_chase"
} | {"publish"}  # fmt: skip


def in_words(world):
    """Actions without a lead and a date, for which the plan has words, in everything that is made of them."""
    here, cast = world.here, world.cast
    Action.objects.update(**WORDS)
    everybody_s_business(world)
    something_of_everything(here, cast, report)
    ask(here.action, by=cast.officer, authority=here.police, to_on=date(2010, 3, 31), reason="x")
    Action.objects.update(**WORDS)
    Action.objects.filter(pk=here.spare.pk).update(added_on=date(2008, 6, 12))  # not updated since
    factories.RecordFactory(kind="decision", meeting=here.running, made=here.action, by=cast.chair)
    freeze_pack(here.meeting, by=here.member.user, why=Pack.Why.SENT)
    publish(here.plan, by=cast.coordinator, note="x")


pytestmark = [pytest.mark.slow, pytest.mark.any_database, pytest.mark.world.with_args(in_words)]


def test_no_page_and_no_file_calls_open_what_the_plan_has_words_for(here, cast, sign_in):
    client = sign_in(cast.coordinator)
    read = {}
    for name, row in GET.items():
        path = address(name, here)
        page = client.get(f"{path}?at=action-{here.action.pk}" if name == "meeting_run" else path)
        if row[-1] == 200 and not page.streaming:
            read[name] = text_of(page)
    assert {name: number for name, text in read.items() if (number := len(OPEN.findall(text)))} == STILL_OPEN
    assert {name for name in SAYS_WHEN if WHEN.split()[0] not in read[name]} == set()
    assert {name for name in SAYS_WHO if WHO.split()[0] not in read[name]} == set()
