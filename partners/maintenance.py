"""Runs of the operator's commands: recorded in the database, and told to a monitor that waits for them."""

import contextlib
import logging

import requests
from django.conf import settings
from django.db import DatabaseError, InterfaceError, transaction

from .models import MaintenanceRun
from .outages import refuses_writes

logger = logging.getLogger(__name__)

# Seconds that the monitor has to answer. It never holds up the timer.
PATIENCE = 5


@contextlib.contextmanager
def recorded(kind):
    """Block whose beginning, end and failure are recorded as the latest run of a kind of command.

    A database that takes no writes records none, and keeps no backup from being made.
    """
    _record(MaintenanceRun.begin, kind)
    try:
        yield
    except BaseException as error:
        # The failure is what the caller has to hear of, also where the database cannot take it.
        with contextlib.suppress(DatabaseError, InterfaceError):
            MaintenanceRun.end(kind, failure=str(error).strip() or type(error).__name__)
        raise
    _record(MaintenanceRun.end, kind)


def _record(step, kind):
    try:
        with transaction.atomic():
            step(kind)
    except DatabaseError as error:
        if not refuses_writes(error):
            raise


@contextlib.contextmanager
def heartbeat():
    """Block after which HEARTBEAT_URL is asked for, if set: with `/fail` behind it if the block failed."""
    try:
        yield
    except BaseException:
        _tell("/fail")
        raise
    _tell("")


def _tell(suffix):
    if not settings.HEARTBEAT_URL:
        return
    try:
        requests.get(f"{settings.HEARTBEAT_URL}{suffix}", timeout=PATIENCE).raise_for_status()
    except requests.RequestException as error:
        # The address is a secret: whoever has it can say that all is well.
        logger.warning("HEARTBEAT_URL could not be reached: %s", type(error).__name__)
