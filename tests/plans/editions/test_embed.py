"""The summary on other sites: the one page that may be framed, small, without cookies and up to date."""

from datetime import timedelta

import pytest

from partners import clock
from partners.models import Meeting
from plans.editions import page_cache
from plans.editions.publishing import publish
from plans.jobs import worker
from plans.models import Job
from tests import factories

EMBED, CSS = "/here/embed/", "/here/embed.css"
LONG = "Reduce what happens in the evening and at night in the centres of our towns and villages, and wherever else "


def size(client):
    page_cache.current.forget()
    return sum(len(client.get(address).content) for address in (EMBED, CSS))


def test_only_the_summary_may_be_framed_and_only_it_by_others(published, client):
    published()
    answer = client.get(EMBED)
    policy = dict(part.strip().partition(" ")[::2] for part in answer["Content-Security-Policy"].split(";"))
    assert policy == {
        "default-src": "'none'", "style-src": "'self'", "form-action": "'none'", "base-uri": "'none'",
        "frame-ancestors": "*",
    }  # fmt: skip
    assert ("X-Frame-Options" in answer, answer.cookies, "s-maxage" in answer["Cache-Control"]) == (False, {}, True)
    for other in ("/here/", "/here/on-your-site/", "/here/whole-plan/", CSS, "/here/nothing/"):
        answer = client.get(other)
        assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
        assert answer["X-Frame-Options"] == "DENY"


def test_the_summary_has_the_result_the_priorities_the_edition_and_the_next_meeting(here, client):
    publish(here.plan, by=None, note="New", result="It is going well.")
    group = factories.GroupFactory(partnership=here.partnership)
    meeting = {"group": group, "in_public": True, "place": "Town Hall", "state": Meeting.State.READY}
    later = clock.now() + timedelta(days=30)
    cancelled = factories.MeetingFactory(**meeting, starts_at=later - timedelta(days=1))
    why = {"cancelled_why": "Flood", "cancelled_at": clock.now(), "state_before": "ready"}
    Meeting.objects.filter(pk=cancelled.pk).update(state="cancelled", **why)
    factories.MeetingFactory(**meeting, starts_at=later)
    page_cache.current.forget()
    html = client.get(EMBED).content.decode()
    for wanted in (
        '<base target="_top">', "It is going well.", "Edition 1, 15 June 2009", "Town Hall", "15 July 2009",
        f'<a href="/here/priorities/{here.priority.key}/">{here.priority.name}</a>',
    ):  # fmt: skip
        assert wanted in html
    assert ("14 July 2009" in html, "<script" in html, "<img" in html, "style=" in html) == (False,) * 4
    publish(here.plan, by=None, note="Newer", result="It is going better.")
    page_cache.current.forget()
    assert "It is going better." in client.get(EMBED).content.decode()


def test_before_the_first_edition_the_summary_and_the_page_on_how_to_show_it_say_so(here, client):
    answer = client.get(EMBED)
    assert (answer.status_code, "The plan is not published yet." in answer.content.decode()) == (200, True)
    assert "has not published its plan yet" in client.get("/here/on-your-site/").text
    assert client.get("/nowhere/embed/").status_code == 404


def test_with_its_stylesheet_the_summary_is_less_than_10_kib_however_long_the_plan_is(here, client):
    publish(here.plan, by=None, note="New")
    assert size(client) < 5_000
    here.partnership.notice = (LONG * 5)[:500]
    here.partnership.save()
    for number in range(20):
        factories.PriorityFactory(plan=here.plan, name=f"{number} {LONG * 3}"[:300])
    publish(here.plan, by=None, note="New", result=(LONG * 3)[:300])
    assert 7_000 < size(client) <= 10 * 1024
    assert "more priorities</a>" in client.get(EMBED).content.decode()


@pytest.mark.slow
def test_the_page_for_councils_has_the_line_to_copy_and_what_to_print(published, client, settings):
    settings.SITE_URL = "https://plan.example.org"
    published()
    page = client.get("/here/on-your-site/").content.decode()
    assert (
        "&lt;iframe src=&quot;https://plan.example.org/here/embed/&quot; "
        "title=&quot;Here Community Safety Plan: how it is going&quot; width=&quot;100%&quot; height=&quot;700&quot; "
        "loading=&quot;lazy&quot; referrerpolicy=&quot;no-referrer&quot;&gt;&lt;/iframe&gt;"
    ) in page
    assert "are not made yet" in page
    Job.objects.exclude(kind="edition_display").delete()
    assert [job.state for job in worker.do_all()] == ["done"]
    page = client.get("/here/on-your-site/").content.decode()
    links = [
        f'href="/here/editions/2008-2011/1/{name}"' in page
        for name in ("poster-a4.pdf", "poster-a3.pdf", "leaflet.pdf")
    ]
    assert links == [True] * 3
