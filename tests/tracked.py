"""One of everything that has a page of history, by the word that stands in its address."""

from django.apps import apps
from factory.django import DjangoModelFactory

from partners import clock
from plans.history.registry import history_pages, parents_of

from . import factories

FACTORIES = {
    each._meta.get_model_class(): each
    for each in vars(factories).values()
    if isinstance(each, type) and issubclass(each, DjangoModelFactory) and each is not DjangoModelFactory
}


def one_of_each(here, cast, report):
    """Those that are here, and of each other kind one of its factory, which belongs to them."""
    made = {
        "partnership": here.partnership,
        "authority": here.police,
        "membership": cast.officer.memberships.get(),
        "plan": here.plan,
        "priority": here.priority,
        "criterion": here.criterion,
        "hallmark": here.hallmark,
        "action": here.action,
        "update": report(here.action, cast.officer),
    }
    fields = {"meeting": {"starts_at": clock.now()}, "record": {"by": cast.chair}}
    for kind, label in history_pages().items():
        if kind not in made:
            parents = {
                column.removesuffix("_id"): made[apps.get_model(parent).history_options.page]
                for column, parent in parents_of(label)
            }
            made[kind] = FACTORIES[apps.get_model(label)](**parents, **fields.get(kind, {}))
    return made
