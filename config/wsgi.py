"""The site for a WSGI server."""

import gc
import os

import django
from django.db import connections
from django.urls import get_resolver

from plans import shopwindow

from . import error_pages
from .handler import Site

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()
application = Site()

# A request waits only so long for the database; see config/sqlite3 and config/postgresql.
type(connections["default"]).serving = True

# What is loaded by now stays for good. The collector need not look at it again and again, and a server that loads the
# site before it forks (gunicorn --preload) goes on sharing that memory between its workers.
get_resolver().url_patterns  # noqa: B018 (it loads the views)
error_pages.make_all()
shopwindow.release()
gc.collect()
gc.freeze()
