"""The queryset of models whose rows belong to a partnership."""

from functools import cache

from django.db import models


def related_model(model, lookup):
    """The model at the end of a lookup such as `pack__meeting`."""
    for name in lookup.split("__"):
        model = model._meta.get_field(name).related_model
    return model


@cache
def partnership_lookup(model):
    """The lookup of the partnership to which a model's rows belong, as its `History` or its `Export` declares.

    With several, a row has one or the other; such a model has an `in_partnership` of its own.
    """
    [lookup] = (model.history_options if hasattr(model, "history_options") else model.export).belongs_to
    parent = related_model(model, lookup)
    return lookup if parent._meta.label == "partners.Partnership" else f"{lookup}__{partnership_lookup(parent)}"


class PartnershipScoped(models.QuerySet):
    """QuerySet of rows that each belong to one partnership."""

    def in_partnership(self, partnership):
        return self.filter(**{partnership_lookup(self.model): partnership})
