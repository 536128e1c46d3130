"""A chapter with nothing in it is on no page of the public and in no PDF; one with words or an action is."""

import pytest
from django.template.loader import render_to_string

from actions.models import Action
from plans.exports.pdf import print_context
from plans.models import Section
from plans.outline.build import PUBLIC, outline
from tests import factories

WORDS, WORKS = "Full text of the plan", "How the partnership works"


@pytest.fixture
def read(here, cast, sign_in):
    """What the public would read of the plan here, as the page and as the PDF."""

    def read():
        page = sign_in(cast.coordinator).get("/here/publish/preview/whole-plan/").text
        whole = outline(here.plan, audience=PUBLIC)
        return page, render_to_string("plans/exports/print.html", print_context(whole))

    return read


@pytest.fixture
def bare(here):
    """The plan as it is begun: a priority, an action, and hallmarks that nobody uses."""
    Action.objects.filter(hallmark__isnull=False).delete()
    Section.objects.all().delete()
    partnership = here.plan.partnership
    partnership.contact = partnership.contact_phone = partnership.contact_email = ""
    partnership.save()
    return here


def test_a_new_plan_shows_no_empty_chapter(bare, read):
    factories.SectionFactory(plan=bare.plan, heading="Nothing below this heading")
    for shown in read():
        for empty in (WORDS, WORKS, "Contact", "Skills", "Nothing below this heading", "<p></p>", "<ol></ol>"):
            assert empty not in shown
        assert bare.action.wording in shown


def test_a_section_with_words_is_shown(bare, read):
    factories.SectionFactory(plan=bare.plan, heading="How we work", body="Together, every day.")
    for shown in read():
        assert WORDS in shown
        assert "How we work" in shown
        assert "Together, every day." in shown


def test_a_section_that_stands_for_a_list_of_the_plan_is_shown(bare, read):
    factories.SectionFactory(plan=bare.plan, key="key-priorities", heading="What comes first", body="")
    for shown in read():
        assert WORDS in shown
        assert "What comes first" in shown


def test_a_hallmark_with_an_action_is_shown_without_those_that_nobody_uses(bare, read):
    factories.ActionFactory(priority=None, hallmark=bare.hallmark, wording="Review what we can do")
    factories.HallmarkFactory(plan=bare.plan, name="Engaged communities")
    for shown in read():
        assert WORKS in shown
        assert "Review what we can do" in shown
        assert "Engaged communities" not in shown


def test_a_hallmark_with_words_of_its_own_is_shown(bare, read):
    factories.HallmarkFactory(plan=bare.plan, name="Engaged communities", body="We ask before we act.")
    for shown in read():
        assert "We ask before we act." in shown


@pytest.mark.parametrize("field", ["contact", "contact_phone", "contact_email"])
def test_any_way_to_reach_the_partnership_is_shown(bare, read, field):
    setattr(bare.plan.partnership, field, "plan@example.org")
    bare.plan.partnership.save()
    for shown in read():
        assert "Contact" in shown
        assert "plan@example.org" in shown
