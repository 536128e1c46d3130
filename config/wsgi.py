"""The site for a WSGI server."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()

# What is loaded by now stays for good. The collector need not look at it again and again, and a server that loads the
# site before it forks (gunicorn --preload) goes on sharing that memory between its workers.
get_resolver().url_patterns  # noqa: B018 (it loads the views)
gc.collect()
gc.freeze()
