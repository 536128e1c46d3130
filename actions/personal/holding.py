"""What the site holds about a person: a part for each kind of thing that names them, found from the models themselves.

A kind of thing that is added later is in it without anybody thinking of it.
"""

from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.apps import apps
from django.db.models import EmailField, ForeignKey, Q

from actions.exporting.contents import COLUMNS_LEFT_OUT, TABLES, rows_of
from partners.models import User

# What would let somebody act as this person, or is no more than how the site works.
SECRETS = COLUMNS_LEFT_OUT | {
    "account.EmailConfirmation.key",
    "mfa.Authenticator.data",
    "socialaccount.SocialAccount.extra_data",
    "socialaccount.SocialToken.token",
    "socialaccount.SocialToken.token_secret",
} - {"partners.User.last_login"}


OF_ANOTHER = {"history_user_id", "history_change_reason"}


@dataclass
class Part:
    """One kind of thing: what it is called, and its rows that name the person, each {column: value}.

    `past` has what is no longer so, and what the person did: rows of history.
    """

    label: str
    name: str
    rows: list
    past: list


def held(user, partnership=None):
    """[Part] of all that names a person; with a partnership, of what is that one's. None of them is empty."""
    parts = (_part(model, user, partnership) for model in _models(partnership))
    return [part for part in parts if part.rows or part.past]


def _models(partnership):
    models = [model for model in apps.get_models() if not hasattr(model, "history_id")]
    return [model for model in models if partnership is None or model._meta.label in TABLES]


def names(model, user):
    """A condition for those rows of a model, or of its history, that name a person; None if none could."""
    found = [Q(pk=user.pk)] if model is User else []
    for field in model._meta.concrete_fields:
        if isinstance(field, ForeignKey) and field.related_model is User:
            found.append(Q(**{field.attname: user.pk}))
        elif isinstance(field, EmailField):
            found.append(Q(**{f"{field.name}__iexact": user.email}))
    return reduce(or_, found) if found else None


def _part(model, user, partnership):
    label = model._meta.label
    rows = model._base_manager.all() if partnership is None else rows_of(label, partnership)
    if partnership is not None and model is User:
        rows = model._base_manager.filter(pk=user.pk)
    asked = names(model, user)
    now = [] if asked is None else _told(rows.filter(asked).order_by("pk"), label)
    past = []
    if hasattr(model, "history"):
        history = model.history.model
        which = names(history, user) or Q(pk=None)
        if model is User:
            which |= Q(id=user.pk)
        kept = history._base_manager.filter(which).order_by("pk")
        if partnership is not None and model is not User:
            kept = kept.filter(id__in=rows.values("pk")) if _keyed_by_id(model) else kept.none()
        past = _told(kept, label)
        if partnership is not None and model is User:
            # An account's past is of all partnerships: who changed it and why is told to the person alone.
            past = [{name: value for name, value in row.items() if name not in OF_ANOTHER} for row in past]
    return Part(label, str(model._meta.verbose_name_plural), now, past)


def _keyed_by_id(model):
    return model._meta.pk.name == "id"


def _told(rows, label):
    columns = [f.attname for f in rows.model._meta.concrete_fields if f"{label}.{f.name}" not in SECRETS]
    return list(rows.values(*columns))
