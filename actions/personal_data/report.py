"""The subject access report: all rows that name a person, by model.

The models are inspected, so new ones are included automatically.
"""

from dataclasses import dataclass

from django.apps import apps
from django.db.models import EmailField, F, ForeignKey, Q

from actions.data_export.tables import columns_left_out, exported_tables, rows_of
from partners.models import Membership, Revision, User

# Fields that would let somebody act as this person, or are purely technical.
OTHER_SECRETS = {
    "actions.ImportDraft.source",  # no secret, but a packed file of the partnership, which nobody could read
    "account.EmailConfirmation.key",
    "mfa.Authenticator.data",
    "socialaccount.SocialAccount.extra_data",
    "socialaccount.SocialToken.token",
    "socialaccount.SocialToken.token_secret",
}
# Columns of models that are not exported and are called otherwise in the file; others have theirs in `Export`.
HEADINGS = {"actions.Draft": {"text": "words"}}
# History columns of an account that concern other partnerships' people.
OTHER_PEOPLES = {"revision_id", "history_user_id", "history_change_reason"}


@dataclass
class PersonalData:
    """The rows of one model that name the person, each {column: value}, with the model's label and plural name.

    `past` are the same of its history: former values, and changes the person made.
    """

    label: str
    name: str
    rows: list
    past: list


def data_about(user, partnership=None):
    """All rows that name a person, or only those of one partnership: [PersonalData], none of them empty."""
    models = [model for model in apps.get_models() if not hasattr(model, "history_id")]
    if partnership is not None:
        tables = exported_tables()
        models = [model for model in models if model._meta.label in tables]
    written = _labels_written(user)
    parts = (_data_in_model(model, user, partnership, written) for model in models)
    return [part for part in parts if part.rows or part.past]


def conditions_naming(model, user):
    """A Q for each column of a model, or of its history, that may name a person or a membership of theirs."""
    conditions = [Q(pk=user.pk)] if model is User else []
    memberships = Membership.all_objects.filter(user=user).values("pk")
    for field in model._meta.concrete_fields:
        if isinstance(field, ForeignKey) and field.related_model is User:
            conditions.append(Q(**{field.attname: user.pk}))
        elif isinstance(field, ForeignKey) and field.related_model is Membership:
            conditions.append(Q(**{f"{field.attname}__in": memberships}))
        elif isinstance(field, EmailField):
            conditions.append(Q(**{f"{field.name}__iexact": user.email}))
    return conditions


def _any_of(model, conditions):
    """A Q for the rows of a model under one of the conditions: each found by its own index, which PostgreSQL does not
    use where an OR stands between them.
    """
    found, *others = (model._base_manager.filter(condition).order_by().values("pk") for condition in conditions)
    return Q(pk__in=found.union(*others))


def _labels_written(user):
    """The labels of the models of which a person has written rows of history: few, and many models have one."""
    held = Revision.objects.filter(by=user).order_by().values_list("holds", flat=True).distinct()
    return {word[1:] for holds in held for word in holds.split()}


def _data_in_model(model, user, partnership, written):
    label = model._meta.label
    rows = model._base_manager.all() if partnership is None or model is User else rows_of(label, partnership)
    if partnership is not None and model is User:
        rows = rows.filter(pk=user.pk)
    conditions = conditions_naming(model, user)
    current = _readable_values(rows.filter(_any_of(model, conditions)).order_by("pk"), label) if conditions else []
    past = []
    if hasattr(model, "history"):
        history = model.history.model
        made = [Q(revision__by=user, revision__holds__contains=f"{label} ")] * (label in written)
        conditions = [*conditions_naming(history, user), *made, *[Q(id=user.pk)] * (model is User)]
        past_rows = history._base_manager.filter(_any_of(history, conditions) if conditions else Q(pk=None))
        if model is not User and partnership is not None:
            past_rows = past_rows.filter(Q(id__in=rows.values("pk")) if model._meta.pk.name == "id" else Q(pk=None))
        who_and_why = {"history_user_id": F("revision__by_id"), "history_change_reason": F("revision__why")}
        past = _readable_values(past_rows.order_by("pk"), label, **who_and_why)
        if partnership is not None and model is User:
            # An account's history spans partnerships: only the person sees who changed it and why.
            past = [{name: value for name, value in row.items() if name not in OTHER_PEOPLES} for row in past]
    return PersonalData(label, str(model._meta.verbose_name_plural), current, past)


def _readable_values(rows, label, **more):
    secrets = columns_left_out() | OTHER_SECRETS
    columns = [f.attname for f in rows.model._meta.concrete_fields if f"{label}.{f.name}" not in secrets]
    export = getattr(apps.get_model(label), "export", None)
    headings = export.headings if export else HEADINGS.get(label, {})
    return [{headings.get(name, name): value for name, value in row.items()} for row in rows.values(*columns, **more)]
