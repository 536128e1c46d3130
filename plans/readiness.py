"""The public pages in each worker's memory before anybody asks for them, so that it can go on without the database."""

import logging
import threading
import time

from django.conf import settings
from django.db import connections
from django.urls import set_script_prefix

from partners.models import Partnership
from partners.outages import is_away

from .views import public

logger = logging.getLogger(__name__)

# Seconds between two rounds. What a worker tells in an outage was heard that long before it at most.
PAUSE = 60
# As many partnerships as are held so; those beyond are held once somebody asked.
MOST = 200


def begin():
    """Hold the pages ready from now on, in a thread of this process."""
    threading.Thread(target=_run, name="readiness", daemon=True).start()


def _run():
    # Of this thread; a request sets its own.
    set_script_prefix(settings.FORCE_SCRIPT_NAME)
    while True:
        hold_all()
        time.sleep(PAUSE)


def hold_all():
    """One round: hear of each partnership what is current, and hold it."""
    try:
        for slug in list(Partnership.objects.order_by("pk").values_list("slug", flat=True)[:MOST]):
            public.hold(slug)
            # Readers first.
            time.sleep(0.01)
    except Exception as error:
        if not is_away(error):
            logger.exception("The public pages could not be held ready")
    finally:
        connections.close_all()
