"""The bench's scenarios by name; the first line of each one's docstring says what it prints."""

from .crowd import crowd
from .followers import followers
from .imports import imports
from .memory import memory
from .pages import among, log, packs_scenario, pages, search_scenario
from .police import crimes
from .public import public
from .public_addresses import public_addresses
from .scale import scale
from .writers import publishing, save, saves

SCENARIOS = {
    "pages": pages,
    "among": among,
    "scale": scale,
    "log": log,
    "search": search_scenario,
    "packs": packs_scenario,
    "save": save,
    "saves": saves,
    "publishing": publishing,
    "public": public,
    "addresses": public_addresses,
    "crowd": crowd,
    "memory": memory,
    "followers": followers,
    "crimes": crimes,
    "imports": imports,
}
