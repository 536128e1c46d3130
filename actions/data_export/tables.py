"""The tables of the export, as the models declare them, and what is left out with the reason."""

from django.apps import apps
from django.db.models import Q

from partners.export_options import HOUSEKEEPING, Export
from partners.models import Membership
from plans.history.registry import parents_of

ACCOUNTS = "How people sign in: passwords, second factors, accounts of their organisation."
# Why the tables of other projects' apps are left out; ours have `not_exported`.
OTHER_APPS = {
    "account": ACCOUNTS,
    "mfa": ACCOUNTS,
    "socialaccount": ACCOUNTS,
    "auth": HOUSEKEEPING,
    "contenttypes": HOUSEKEEPING,
}

# Contents of exported tables that are left out, for the README and the page.
ALSO_NOT_EXPORTED = [
    "The secret in an invitation’s link, which is not stored.",
    "The text of withdrawn editions; they are listed.",
    "Files of undone updates and files removed by the operator; they are listed.",
]


def exported_tables():
    """{label: its `Export`} of every exported model, from the partnership down to the actions."""
    models = [model for config in reversed(list(apps.get_app_configs())) for model in config.get_models()]
    return {model._meta.label: model.export for model in models if isinstance(getattr(model, "export", None), Export)}


def not_exported():
    """{label: reason} of every model that is left out."""
    reasons = {model._meta.label: _reason_left_out(model) for model in apps.get_models(include_auto_created=True)}
    return {label: reason for label, reason in reasons.items() if reason}


def _reason_left_out(model):
    """Why a model is not exported; of a many-to-many table, why one of its two sides is not."""
    if model._meta.auto_created:
        sides = [field.related_model for field in model._meta.concrete_fields if field.is_relation]
        return next(filter(None, map(_reason_left_out, sides)), "")
    return getattr(model, "not_exported", OTHER_APPS.get(model._meta.app_label))


def columns_left_out():
    """The columns of exported tables that are never exported, as "label.column"."""
    return {f"{label}.{name}" for label, table in exported_tables().items() for name in table.left_out}


def rows_of(label, partnership):
    """A partnership's rows of a model, including retired and ended ones."""
    rows = apps.get_model(label)._base_manager
    if label == "partners.Partnership":
        return rows.filter(pk=partnership.pk)
    if label == "partners.User":
        return rows.filter(pk__in=Membership.all_objects.in_partnership(partnership).values("user"))
    belongs = Q()
    for column, parent in parents_of(label):
        belongs |= Q(**{f"{column}__in": rows_of(parent, partnership).values("pk")})
    return rows.filter(belongs)
