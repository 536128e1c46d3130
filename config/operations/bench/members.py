"""Signed-in members: the bench's clients, with which pages are opened and updates are saved."""

from itertools import count, cycle

from django.conf import settings
from django.test import Client
from django.urls import reverse

from actions.models import Action, Update
from partners.compiled_queries import compiled
from partners.models import Membership, User
from plans.status import Status

from .serving import HOST

CSRF = "t" * 32


def signed_in(user):
    """A test client signed in as the user."""
    client = Client(SERVER_NAME=HOST)
    client.force_login(user)
    return client


def cookies(user):
    """The Cookie header of a signed-in user. The bench's gunicorn speaks http, where cookies have no prefix."""
    names_and_values = [(cookie.key, cookie.value) for cookie in signed_in(user).cookies.values()]
    return "; ".join(f"{name.removeprefix(settings.COOKIE_PREFIX)}={value}" for name, value in names_and_values)


def form_headers(user):
    """Headers of a signed-in user with a CSRF token."""
    return {"Cookie": f"{cookies(user)}; {settings.CSRF_COOKIE_NAME.removeprefix(settings.COOKIE_PREFIX)}={CSRF}"}


def colleague(user):
    """Another user with the same rights."""
    other = User.objects.create(email=f"colleague-of-{user.email}", name=f"Colleague of {user.name}")
    for membership in Membership.objects.filter(user=user):
        Membership.objects.create(user=other, authority=membership.authority, role=membership.role)
    return other


def newest_update(action):
    """The id of the newest update of an action's id: what a form says that its reader has seen."""
    return next((update.pk for update in _newest_update(action=action)), None)


@compiled  # for the sixteen writers, who share the CPU with the workers
def _newest_update(action):
    return Update.objects.filter(action=action).order_by("-pk").only("pk")[:1]


def actions_of(cast):
    """The ids of the other actions for which the officer's authority reports in the current plan."""
    current = Action.objects.in_plan(cast.action.plan).filter(lead=cast.action.lead)
    return list(current.exclude(pk=cast.action.pk).order_by("pk").values_list("pk", flat=True))


def save_functions(cast, actions=None):
    """Two functions: one saves an update with a new text, on the next of the actions' ids (by default on the cast's
    action), and returns the response; the other first looks up the newest update, as who opens the form does.
    """
    client, numbers, turns = signed_in(cast.officer), count(1), cycle(actions or [cast.action.pk])
    form_data = {"status": Status.AT_RISK, "next": "Ask the county again.", "public": "The work goes on."}
    target = {}

    def save():
        return client.post(target["address"], form_data, secure=True)

    def look():
        action = next(turns)
        target["address"] = reverse("action_update", args=[cast.slug, action])
        form_data["seen"] = newest_update(action) or ""
        form_data["happened"] = f"Report {next(numbers)}: the grant has come and two of the five sites are fitted out."

    return save, look
