"""WSGI application of the site."""

import gc
import os

import django
from django.db import connections
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from plans.editions import page_cache

from . import error_pages
from .handler import Site
from .sqlite3.kept import keep_connections

application = Site()

if "pooler" in connections.settings:
    connections.settings["default"].update(connections.settings["pooler"])
# Time limits on the database, for requests only; see config/sqlite3 and config/postgresql.
type(connections["default"]).serving = True
if connections["default"].vendor == "sqlite":
    keep_connections()

# Everything loaded so far stays for good. Freezing it spares the garbage collector, and lets a server that loads the
# site before it forks (gunicorn --preload) share that memory between its workers.
get_resolver().url_patterns  # noqa: B018 (it loads the views)
error_pages.make_all()
page_cache.release()
gc.collect()
gc.freeze()
