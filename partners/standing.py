"""A person's standing in a partnership, and the views that ask for it."""

from contextlib import suppress
from dataclasses import dataclass
from functools import wraps

from allauth.mfa.utils import is_mfa_enabled
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse

from . import kept_words
from .models import Membership, Partnership
from .roles import LANDING, MAY, NEED_SECOND_FACTOR, Deed


class NothingThereYet(Http404):
    """What the page is about has not been begun: a member is told so, and a coordinator where it begins."""


class Closed(Exception):
    """What somebody wants to write to takes nothing now; its words say why. They see them beside what they typed."""


@dataclass(frozen=True)
class Standing:
    """Who somebody is in one partnership: their memberships there, one for each authority they act for."""

    partnership: Partnership
    memberships: tuple[Membership, ...]
    # Where else this person has a role: a partnership, and the name of the page where that role begins.
    elsewhere: tuple[tuple[Partnership, str], ...] = ()

    def may(self, deed):
        return any(m.role in MAY[deed] for m in self.memberships)

    def require(self, deed):
        """Raises PermissionDenied (403) unless one of the roles allows the deed."""
        if not self.may(deed):
            raise PermissionDenied

    @property
    def authorities(self):
        return [m.authority for m in self.memberships]

    @property
    def reporting_for(self):
        """The authorities for which this person may report by right of office."""
        return [m.authority for m in self.memberships if m.role in MAY[Deed.REPORT]]

    @property
    def answering_for(self):
        """Those, and whom they succeeded: what an authority was asked and had not answered is its successor's."""
        found = []
        for authority in self.reporting_for:
            while authority:
                found.append(authority)
                authority = authority.succeeds
        return found

    def lacks_second_factor(self, user):
        """True if the partnership asks this person for a second factor and they have set up none."""
        asked = self.partnership.require_second_factor and any(m.role in NEED_SECOND_FACTOR for m in self.memberships)
        return asked and not is_mfa_enabled(user)

    @property
    def asking_for(self):
        """The authorities for which this person may ask for another due date of what they lead."""
        return [m.authority for m in self.memberships if m.role in MAY[Deed.ASK_FOR_DATE]]

    @property
    def measuring_for(self):
        """The authorities for which this person may record what they report of success criteria."""
        return [m.authority for m in self.memberships if m.role in MAY[Deed.MEASURE]]

    @property
    def may_decide_dates(self):
        return self.may(Deed.DECIDE_DATE)

    @property
    def may_write_plan(self):
        return self.may(Deed.WRITE_PLAN)

    @property
    def may_run_rounds(self):
        return self.may(Deed.RUN_ROUNDS)

    @property
    def may_run_meetings(self):
        return self.may(Deed.RUN_MEETINGS)

    @property
    def may_set_up_groups(self):
        return self.may(Deed.SET_UP_GROUPS)

    @property
    def may_keep_duties(self):
        return self.may(Deed.KEEP_DUTIES)

    @property
    def may_manage_people(self):
        return self.may(Deed.MANAGE_PEOPLE)

    @property
    def may_publish(self):
        return self.may(Deed.PUBLISH)

    @property
    def may_report(self):
        return self.may(Deed.REPORT) or self.may(Deed.REPORT_FOR_ANY)

    @property
    def roles(self):
        return ", ".join(f"{m.get_role_display()}, {m.authority.short_name}" for m in self.memberships)


def standing_of(user, slug):
    """The Standing of a signed-in user in the partnership `slug`. Raises Http404 if there is none."""
    everywhere = Membership.objects.filter(user=user).select_related("authority__partnership").order_by("pk")
    here = tuple(m for m in everywhere if m.authority.partnership.slug == slug)
    if not here:
        raise Http404
    doors = {m.authority.partnership: LANDING[m.role] for m in everywhere if m.authority.partnership.slug != slug}
    elsewhere = sorted(doors.items(), key=lambda door: door[0].area)
    return Standing(here[0].authority.partnership, here, tuple(elsewhere))


def greet(request, partnership):
    """On a page that is open to all: tell the templates whose it is and, if the reader is a member, who they are."""
    request.partnership = partnership
    if request.user.is_authenticated:
        with suppress(Http404):
            request.standing = standing_of(request.user, partnership.slug)


def member_page(view):
    """A view of one partnership for those with a role in it, each of whom may read; a stranger gets 404.

    It is called with the request and their Standing. A view that lets somebody do more than read asks that Standing,
    once it knows that the thing itself is theirs: 404 comes before 403.
    """

    @wraps(view)
    def page(request, partnership, **kwargs):
        access = standing_of(request.user, partnership)
        access.require(Deed.READ)
        if access.lacks_second_factor(request.user):
            if request.method == "POST":
                kept_words.keep(request)
                request.words_kept = True
            return redirect(f"{reverse('mfa_index')}?needed=1")
        request.standing, request.partnership = access, access.partnership
        try:
            response = view(request, access, **kwargs)
        except NothingThereYet:
            response = render(request, "partners/nothing_yet.html", status=404)
        except Closed as error:
            said = {"why": str(error), "typed": kept_words.words_of(request.POST)}
            response = render(request, "partners/closed.html", said, status=409)
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    page.keeps_words = True
    return page


def atomic_post(view):
    """A view that shows a form and takes it: taking it is one transaction, showing it is none.

    On SQLite a transaction waits for all that write, which somebody who only opens a form should not do.
    """

    @wraps(view)
    def page(request, *args, **kwargs):
        if request.method != "POST":
            return view(request, *args, **kwargs)
        with transaction.atomic():
            return view(request, *args, **kwargs)

    return page
