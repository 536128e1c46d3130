"""The tracked models: which there are, and what each belongs to, as it declares in its `History`."""

from django.apps import apps
from django.utils.translation import gettext

from partners.models.querysets import related_model


def tracked_models():
    """Every model with a history, from the partnership down to the actions."""
    configs = reversed(list(apps.get_app_configs()))
    tracked = [model for config in configs for model in config.get_models() if hasattr(model, "history_options")]
    return sorted(tracked, key=lambda model: model.history_options.listed_last)


def history_pages():
    """{kind, as in addresses: label} of the models with a history page."""
    return {m.history_options.page: m._meta.label for m in tracked_models() if m.history_options.page}


def parts_of(label):
    """The models whose rows are shown in a model's history as well."""
    return [model for model in tracked_models() if whole_of(model) == label]


def whole_of(model):
    """Label of the model in whose history a model's rows are shown; None if there is none."""
    part_of = model.history_options.part_of
    return _target(model, part_of) if part_of else None


def part_name(model):
    """What a model's rows are called in the history of what they are part of."""
    return gettext(str(model.history_options.called or model._meta.verbose_name))


def parents_of(label):
    """[(column, parent's label)] of a model; several if an object has one parent or the other."""
    model = apps.get_model(label)
    lookups = model.history_options.belongs_to if hasattr(model, "history_options") else model.export.belongs_to
    return [(f"{lookup}_id", _target(model, lookup)) for lookup in lookups]


def shown_fields(model, *, as_part):
    """Fields of a model's history that pages show: of a part, not what it is part of, which the page shows already."""
    options = model.history_options
    hidden = {model._meta.pk.attname, *options.hidden_fields, *({f"{options.part_of}_id"} if as_part else ())}
    return [field for field in model.history.model.tracked_fields if field.attname not in hidden]


def _target(model, lookup):
    return related_model(model, lookup)._meta.label
