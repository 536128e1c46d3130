"""Connections kept from request to request.

SQLite reads the whole schema each time it opens a file, which takes longer than most pages. But an open file has a
journal beside it, and whoever copies or replaces the file should find none while nobody works: a second after the last
request the connection is closed.
"""

import threading
import time

from django.core.signals import request_finished, request_started
from django.db import connections

IDLE = 1.0


class Keeper(threading.Thread):
    """Keeps one thread's connection during and between its requests, and closes it when they pause."""

    def __init__(self, wrapper):
        super().__init__(name="SQLite's idle connection", daemon=True)
        self.wrapper, self.lock, self.is_open = wrapper, threading.Lock(), threading.Event()
        self.serving, self.served_at = False, 0.0
        wrapper.inc_thread_sharing()
        self.start()

    def begin(self):
        with self.lock:
            self.serving = True

    def end(self):
        with self.lock:
            self.serving, self.served_at = False, time.monotonic()
        if self.wrapper.connection is not None:
            self.is_open.set()

    def run(self):
        while True:
            self.is_open.wait()
            time.sleep(IDLE)
            with self.lock:
                if not self.serving and time.monotonic() - self.served_at >= IDLE:
                    self.is_open.clear()
                    self.wrapper.close()


def _begin(**kwargs):
    wrapper = connections["default"]
    if wrapper.keeper is None:
        wrapper.keeper = Keeper(wrapper)
    wrapper.keeper.begin()


def _end(**kwargs):
    if keeper := connections["default"].keeper:
        keeper.end()


def keep_connections():
    """From now on, in every thread that answers requests."""
    request_started.connect(_begin)
    request_finished.connect(_end)
