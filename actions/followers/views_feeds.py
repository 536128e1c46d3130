"""Atom feed of the public meetings: announced, moved and cancelled."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from partners.models import Partnership
from partners.replica import from_replica
from partners.site_address import site_address
from plans.editions import page_cache
from plans.editions.feed import atom_of_news
from plans.editions.page_cache import CURRENT_CACHE_CONTROL, RenderedPage, conditional_response

from .mailings import in_words

MOST_NEWS = 50


@login_not_required
@require_safe
@from_replica
def meetings_news(request, partnership):
    def ask():
        owner = get_object_or_404(Partnership, slug=partnership)
        return str(owner), tuple(_news(owner).values_list("pk", flat=True)[:MOST_NEWS])

    stand = page_cache.current.get(("meetings", partnership), ask)
    key = ("meetings", site_address(), get_language(), partnership, stand)
    made = page_cache.pages.get(key, lambda: _feed(partnership))
    return conditional_response(request, made, CURRENT_CACHE_CONTROL)


def _news(owner):
    """News of meetings that the public may still read of, newest first."""
    shown = owner.mailings.filter(meeting__in_public=True).exclude(meeting__state="draft")
    return shown.select_related("meeting__group").order_by("-pk")


def _feed(slug):
    owner = Partnership.objects.get(slug=slug)
    news = list(_news(owner)[:MOST_NEWS])
    site = site_address()
    entries = [_entry(site, slug, each) for each in news]
    updated = news[0].noted_at if news else owner.history.earliest().history_date
    xml = atom_of_news(
        entries,
        address=f"{site}{reverse('meetings_news', args=[slug])}",
        title=_("%(partnership)s: public meetings") % {"partnership": owner},
        updated=updated,
        author=str(owner),
        page=f"{site}{reverse('public_meetings', args=[slug])}",
    )
    return RenderedPage.of(xml, "application/atom+xml; charset=utf-8", updated)


def _entry(site, slug, mailing):
    title, why = in_words(mailing)
    when = date_format(mailing.starts_at, "l j F Y, H:i")
    return {
        "title": title,
        "link": f"{site}{reverse('public_meeting', args=[slug, mailing.meeting_id])}",
        "id": f"#{mailing.pk}",
        "at": mailing.noted_at,
        "summary": "\n".join(filter(None, [str(mailing.meeting.group), when, mailing.place, why])),
    }
