"""What the parts of an outline have in common to read rows; each is given `rows`, of now or as at a moment."""

from django.apps import apps

# Retired objects are not in the plan.
NOT_RETIRED = {"retired_at": None}


def rows_now(label):
    return apps.get_model(label)._base_manager.all()


def ids_of(records):
    return [record["id"] for record in records]


def user_names(rows, people):
    return dict(rows("partners.User").filter(id__in=people).values_list("id", "name"))
