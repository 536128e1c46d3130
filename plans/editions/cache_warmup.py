"""Preloading of the public pages into each worker's memory, so that they survive an outage of the database."""

import logging
import threading
import time

from django.conf import settings
from django.db import connections
from django.urls import set_script_prefix
from django.utils import translation

from partners import languages
from partners.models import Partnership
from partners.outages import is_away
from partners.settings.views import picture_of

from .on_show import on_show
from .page_extras import page_with_extras
from .stylesheets import STYLESHEETS, stylesheet

logger = logging.getLogger(__name__)

# Seconds between refreshes: pages shown in an outage are at most this much older than it.
PAUSE = 60
# Partnerships to preload; others are cached on their first request.
MAX_PARTNERSHIPS = 200


def start_preloading():
    """Start a thread in this process that keeps the pages preloaded."""
    threading.Thread(target=_run, name="readiness", daemon=True).start()


def _run():
    # The prefix is per thread; a request sets its own.
    set_script_prefix(settings.FORCE_SCRIPT_NAME)
    while True:
        preload_all()
        time.sleep(PAUSE)


def preload_all():
    """One refresh: load the current public page of each partnership."""
    try:
        for slug in list(Partnership.objects.order_by("pk").values_list("slug", flat=True)[:MAX_PARTNERSHIPS]):
            preload(slug)
            # Yield to requests.
            time.sleep(0.01)
    except Exception as error:
        if not is_away(error):
            logger.exception("The public pages could not be held ready")
    finally:
        connections.close_all()


def preload(slug):
    """Load a partnership's current public page, stylesheets and logo into this worker's memory."""
    shown = on_show(slug)
    if shown.sha256 is not None:
        for code in (languages.ENGLISH, *shown.languages):
            with translation.override(code):
                page_with_extras(slug, shown, is_preloading=True)
    for name in STYLESHEETS:
        stylesheet(slug, name)
    if shown.logo:
        picture_of(slug, shown.logo[0])
