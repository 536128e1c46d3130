"""No reader waits for what can be made when an edition is published, or when a worker preloads."""

from datetime import timedelta

import pytest

from partners import clock
from plans.editions import cache_warmup, comparisons, page_cache
from plans.models import Job
from tests import factories


@pytest.fixture
def qualities(monkeypatch):
    """The quality of each HTML page that was packed since."""
    qualities, real = [], page_cache.RenderedPage.of

    def of(content, content_type, modified, *, dense=False, quality=11):
        qualities.extend([quality] * content_type.startswith("text/html"))
        return real(content, content_type, modified, dense=dense, quality=quality)

    monkeypatch.setattr(page_cache.RenderedPage, "of", of)
    return qualities


@pytest.mark.usefixtures("_trust_lasts")
def test_a_page_with_a_meeting_on_it_is_packed_quickly_for_a_reader_and_well_when_preloaded(
    here, published, client, qualities
):
    published()
    Job.objects.all().delete()  # its files are made
    group = factories.GroupFactory(partnership=here.partnership)
    factories.MeetingFactory(group=group, starts_at=clock.now() + timedelta(days=3), in_public=True, state="ready")
    page_cache.current.forget()
    packed = {"accept-encoding": "br"}
    quick = client.get("/here/", headers=packed)
    cache_warmup.preload("here")
    well = client.get("/here/", headers=packed)
    assert qualities[-2:] == [page_cache.QUICK_QUALITY, 11]
    assert quick.headers["ETag"] == well.headers["ETag"]
    assert len(well.content) < len(quick.content)


def test_what_changed_is_compared_when_an_edition_is_published_and_not_when_it_is_read(
    here, cast, published, report, client, sign_in, monkeypatch
):
    compared, real = [], comparisons.changes
    monkeypatch.setattr(comparisons, "changes", lambda *outlines: compared.append(1) or real(*outlines))
    for note in ("The first", "The second"):
        report(here.action, cast.officer, public=note)
        chair = sign_in(cast.chair)
        chair.post("/here/publish/", {"seen": chair.get("/here/publish/").context["seen"], "note": note})
    assert len(compared) == 1
    page_cache.pages.clear()
    changed = client.get("/here/editions/2008-2011/2/changes/").content.decode()
    assert ("The second" in changed, "What changed: " in client.get("/here/editions.atom").content.decode()) == (
        True,
        True,
    )
    assert len(compared) == 1
