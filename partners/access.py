"""A person's access to a partnership, and the decorators of views that need it."""

from contextlib import suppress
from dataclasses import dataclass
from functools import partial, wraps

from allauth.mfa.utils import is_mfa_enabled
from django.core.exceptions import PermissionDenied
from django.db import OperationalError, transaction
from django.db.models import F, OuterRef, Subquery
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from .accounts import form_recovery
from .compiled_queries import compiled
from .database import is_deadlock
from .models import Membership, Partnership, Revision
from .permissions import LANDING, MAY, NEED_SECOND_FACTOR, Permission

# Attempts at a POST whose transaction deadlocks with others.
MOST_TRIES = 5


class NothingThereYet(Http404):
    """Nothing exists yet for this page; it tells members so, and coordinators where to begin."""


class Closed(Exception):
    """The object takes no input now. The message gives the reason; a page (409) shows it with the text typed."""


def _authorities_with(permission):
    return property(lambda access: [m.authority for m in access.memberships if m.role in MAY[permission]])


def _permits(*permissions):
    return property(lambda access: any(access.may(permission) for permission in permissions))


@dataclass(frozen=True)
class Access:
    """A person's memberships in one partnership, one for each authority they act for, and what they permit."""

    partnership: Partnership
    memberships: tuple[Membership, ...]
    # The person's other partnerships, each with the URL name of their first page there.
    elsewhere: tuple[tuple[Partnership, str], ...] = ()
    # Number of the partnership's newest revision when the request came, read before anything that a page shows.
    revision: int = 0

    # Authorities for which this person may report as their officer, ask for another due date of an action, and record
    # measurements of a success criterion.
    reporting_for = _authorities_with(Permission.REPORT)
    asking_for = _authorities_with(Permission.ASK_FOR_DATE)
    measuring_for = _authorities_with(Permission.MEASURE)

    # For templates.
    may_read = _permits(Permission.READ)
    may_decide_dates = _permits(Permission.DECIDE_DATE)
    may_write_plan = _permits(Permission.WRITE_PLAN)
    may_run_rounds = _permits(Permission.RUN_ROUNDS)
    may_read_confidential = _permits(Permission.READ_CONFIDENTIAL)
    may_run_meetings = _permits(Permission.RUN_MEETINGS)
    may_set_up_groups = _permits(Permission.SET_UP_GROUPS)
    may_keep_duties = _permits(Permission.KEEP_DUTIES)
    may_record_format_requests = _permits(Permission.RECORD_FORMAT_REQUESTS)
    may_answer_format_requests = _permits(Permission.ANSWER_FORMAT_REQUESTS)
    may_make_versions = _permits(Permission.MAKE_VERSIONS)
    may_translate = _permits(Permission.TRANSLATE)
    may_manage_people = _permits(Permission.MANAGE_PEOPLE)
    may_publish = _permits(Permission.PUBLISH)
    may_read_questions = _permits(Permission.READ_QUESTIONS)
    may_answer_questions = _permits(Permission.ANSWER_QUESTIONS)
    may_report = _permits(Permission.REPORT, Permission.REPORT_FOR_ANY)

    def may(self, permission):
        """Whether one of the roles has the permission."""
        return any(m.role in MAY[permission] for m in self.memberships)

    def require(self, permission):
        """Raises PermissionDenied (403) unless one of the roles has the permission."""
        if not self.may(permission):
            raise PermissionDenied

    @property
    def is_limited(self):
        """Whether this person reads only what is their authorities' own, beside what the public reads."""
        return not self.may(Permission.READ)

    @property
    def authorities(self):
        return [m.authority for m in self.memberships]

    @property
    def answering_for(self):
        """`reporting_for` and the predecessors of those authorities, whose unanswered requests pass to them."""
        authorities = []
        for authority in self.reporting_for:
            while authority:
                authorities.append(authority)
                authority = authority.succeeds
        return authorities

    def lacks_second_factor(self, user):
        """Whether the partnership requires a second factor of this person and they have set up none."""
        needed = self.partnership.require_second_factor and any(m.role in NEED_SECOND_FACTOR for m in self.memberships)
        return needed and not is_mfa_enabled(user)

    @property
    def roles(self):
        return ", ".join(f"{m.get_role_display()}, {m.authority.short_name}" for m in self.memberships)


def _memberships(**whose):
    """Current memberships, each with the number of its partnership's newest revision."""
    newest = Revision.objects.filter(partnership=OuterRef("authority__partnership")).order_by("-number")
    memberships = Membership.objects.filter(**whose).select_related("authority__partnership")
    return memberships.annotate(revision=Subquery(newest.values("number")[:1])).order_by("pk")


@compiled
def memberships_of_user(user):
    return _memberships(user=user)


@compiled
def memberships_of_session(session_key, now):
    """Those of the session's user, with the user and the session's data; none of a session that has expired."""
    memberships = _memberships(user__sessions__session_key=session_key, user__sessions__expire_date__gt=now)
    return memberships.select_related("user").annotate(session_data=F("user__sessions__session_data"))


def access_of(user, slug):
    """A signed-in user's access to the partnership `slug`. Raises Http404 if they have no role there."""
    memberships = getattr(user, "memberships_read", None)
    if memberships is None:
        memberships = memberships_of_user(user=user.pk)
    here = tuple(m for m in memberships if m.authority.partnership.slug == slug)
    if not here:
        raise Http404
    others = {m.authority.partnership: LANDING[m.role] for m in memberships if m.authority.partnership.slug != slug}
    elsewhere = sorted(others.items(), key=lambda item: item[0].area)
    return Access(here[0].authority.partnership, here, tuple(elsewhere), here[0].revision or 0)


def greet(request, partnership):
    """Set the partnership and, for members, their access on the request of a public page, for its templates."""
    request.partnership = partnership
    if request.user.is_authenticated:
        with suppress(Http404):
            request.access = access_of(request.user, partnership.slug)


def greeted(request, slug):
    """The partnership of a public page at its address, which `greet` has set. Raises Http404."""
    partnership = get_object_or_404(Partnership, slug=slug)
    greet(request, partnership)
    return partnership


def member_page(view=None, *, permission=Permission.READ, methods=("GET", "HEAD")):
    """Decorator: a view for people with a role in the partnership that has the permission; others get 404 or 403.

    A limited officer gets 403 from every view whose `permission` is not READ_OWN; such a view shows no more than what
    `Action.is_seen_by` says.

    The view is called with the request and their access. It answers `methods` alone; for forms and buttons there are
    decorators in partners/forms/pages.py. Who opens a button's address, after a sign-in or by reloading, is led to the
    page above it. A view about one object calls `access.require` once it has found the object
    in the partnership, so that 404 comes before 403.
    """
    if view is None:
        return partial(member_page, permission=permission, methods=methods)
    allowed_view, is_button = require_http_methods(methods)(view), "GET" not in methods

    @wraps(view)
    def page(request, partnership, **kwargs):
        access = access_of(request.user, partnership)
        if access.lacks_second_factor(request.user):
            if request.method == "POST":
                form_recovery.keep(request)
                request.form_kept = True
            return redirect(f"{reverse('mfa_index')}?needed=1")
        request.access, request.partnership = access, access.partnership
        try:
            if access.is_limited and permission is not Permission.READ_OWN:
                response = render(request, "partners/limited.html", status=403)
            else:
                access.require(permission)
                if is_button and request.method in ("GET", "HEAD"):
                    return redirect(form_recovery.readable(request.path))
                response = allowed_view(request, access, **kwargs)
        except NothingThereYet:
            response = render(request, "partners/nothing_yet.html", status=404)
        except Closed as error:
            context = {"why": str(error), "typed": form_recovery.typed_text(request.POST)}
            response = render(request, "partners/closed.html", context, status=409)
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    page.keeps_form, page.is_button = True, is_button
    return page


def atomic_post(view):
    """Decorator: a form view whose POST is one transaction, and whose GET is none.

    On SQLite a transaction waits for all writers, which opening a form should not do. If it loses a deadlock, it is
    begun again: a transaction takes the partnership's lock with its first revision, and may have locked rows before or
    lock others after it.
    """

    @wraps(view)
    def page(request, *args, **kwargs):
        if request.method != "POST":
            return view(request, *args, **kwargs)
        for tries_left in reversed(range(MOST_TRIES)):
            try:
                with transaction.atomic():
                    return view(request, *args, **kwargs)
            except OperationalError as error:
                if not (tries_left and is_deadlock(error)):
                    raise
                for _, files in request.FILES.lists():
                    for file in files:
                        file.seek(0)

    return page
