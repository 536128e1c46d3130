"""Personal details that the site holds, as the models that hold them declare: `held = HeldData(…)`.

The page about privacy prints them, so that it says what the code does.
"""

from collections.abc import Callable
from typing import NamedTuple

from django.apps import apps


class HeldData(NamedTuple):
    """Details of some people: `whose` they are, `what` is held, and for how long it is `kept`.

    `kept` is a function, so that it says the number of days that the code itself goes by.
    """

    whose: str
    what: str
    kept: Callable[[], str]


def held_data():
    """[HeldData] of all models that declare some, from the partnership down to the actions."""
    configs = reversed(list(apps.get_app_configs()))
    return [model.held for config in configs for model in config.get_models() if hasattr(model, "held")]
