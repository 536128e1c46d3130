"""Editions of the first schema: they are read, compared and handed out as ever, and their words stay what they were."""

import json
from datetime import date, datetime
from decimal import Decimal

import pytest

from plans.changes.describe import changes
from plans.editions.chain import broken_links
from plans.editions.public_pages import pages_of
from plans.editions.publishing import publish
from plans.exports.formats import make_pdf, make_tables, make_word
from plans.models import Edition
from plans.outline.build import PUBLIC, outline
from plans.serialization import OUTLINE_SCHEMA, freeze, sha256_of
from priorities.models import SuccessCriterion
from tests import factories

pytestmark = pytest.mark.both_databases

NEW = {
    "measure", "scale", "target_kind", "target_value", "source", "reporter", "frequency", "strength", "hide_below",
    "reward_grant", "rating", "baseline_hidden",
}  # fmt: skip


def as_it_was(whole):
    """A public outline as the first schema had it: less of all, and every record of a period."""
    whole = json.loads(freeze(whole))
    for action in (a for part in (*whole["priorities"], *whole["hallmarks"]) for a in part["actions"]):
        for name in ("own_reference", "lead_words", "due_words", "milestones", "aims", "continues"):
            del action[name]
    for criterion in (c for p in whole["priorities"] for c in p["criteria"]):
        for name in NEW:
            del criterion[name]
        for each in (*criterion["measurements"], *filter(None, [criterion["latest"]])):
            del each["provisional"], each["hidden"]
        criterion["measurements"] = [
            record
            for each in criterion["measurements"]
            for record in ({**each, "id": each["id"] + 900, "value": "36.00"}, each)
        ]
    return whole


@pytest.fixture
def old(here):
    """An edition of the first schema, with a figure and the one that it corrected."""
    SuccessCriterion.objects.update(
        unit="%", direction="down", baseline=41, baseline_period="2007/08", target=35, due_on=date(2010, 3, 31)
    )
    factories.MeasurementFactory(criterion=here.criterion, value=37)
    whole = as_it_was(outline(here.plan, audience=PUBLIC))
    head = {"schema": 1, "partnership": "here", "plan": here.plan.slug, "number": 1, "note": "As it was"}
    words = freeze(head | {"published_at": whole["made_at"], "previous_sha256": "", "outline": whole})
    return Edition.objects.create(
        plan=here.plan,
        number=1,
        note="As it was",
        published_at=datetime.fromisoformat(whole["made_at"]),
        schema=1,
        payload=words,
        sha256=sha256_of(words),
    )


def test_its_page_tells_its_figures_and_no_rating_for_it_had_none(old, sign_in):
    page = sign_in(None).get(f"/here/editions/{old.plan.slug}/1/whole-plan/").content.decode()
    assert ("<b>37%</b> January to March 2009" in page, "Baseline 41%" in page, "criterion__rating" in page) == (
        True, True, False,
    )  # fmt: skip


def test_it_has_all_public_pages_and_can_be_searched(here, old, sign_in):
    client, own = sign_in(None), f"/here/editions/{old.plan.slug}/1/"
    for page in (*pages_of(old.outline), "find/?q=locks"):
        assert (page, client.get(own + page).status_code) == (page, 200)
    assert old.result.startswith("After the first year, ")


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", ["plan.pdf", "plan.docx", "plan.xlsx", "priorities.csv", "criteria.csv", "measurements.csv", "actions.csv"]
)
def test_its_files_are_made_as_ever(name, old, sign_in):
    {"plan.pdf": make_pdf, "plan.docx": make_word}.get(name, make_tables)(old.sha256)
    assert sign_in(None).get(f"/here/editions/{old.plan.slug}/1/{name}").status_code == 200


def test_its_words_and_its_fingerprint_are_what_they_were_and_the_next_edition_follows_it(old, cast, here, sign_in):
    newer = publish(here.plan, by=cast.coordinator, note="")
    assert (newer.schema, newer.previous_sha256, broken_links(here.plan)) == (OUTLINE_SCHEMA, old.sha256, [])
    file = sign_in(None).get(f"/here/editions/{old.plan.slug}/1/plan.json").content.decode()
    assert (file, sha256_of(file)) == (old.payload, old.sha256)


def test_what_it_did_not_know_is_no_change_and_a_correction_since_is_told(old, here):
    now = outline(here.plan, audience=PUBLIC)
    assert changes(old.outline, now)["empty"] is True
    factories.MeasurementFactory(criterion=here.criterion, value=Decimal("36.50"))
    found = changes(old.outline, outline(here.plan, audience=PUBLIC))
    (note,) = (note for group in found["groups"] for item in group["items"] for note in item["notes"])
    period = "1 January 2009 to 31 March 2009, Recorded crime"
    assert (note["label"], note["old"], note["new"]) == (
        "Measurement corrected", f"37%, {period}", f"36.5%, {period}",
    )  # fmt: skip
