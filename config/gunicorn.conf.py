"""gunicorn's settings, for demo and production: `gunicorn --config config/gunicorn.conf.py` with an address.

Options on the command line override these.
"""

import ctypes

wsgi_app = "config.wsgi"
preload_app = True
loglevel = "warning"
# The control socket would be in the user's home, and the service's user has none.
control_socket_disable = True

# No header may set the site's own path (SCRIPT_NAME) or change the path asked for: proxies pass on headers that they
# do not know, and pages are cached for all readers.
forwarder_headers = ""
header_map = "drop"
# The only header for https; others could contradict it.
secure_scheme_headers = {"X-FORWARDED-PROTO": "https"}


# glibc gives back what is free above 128 kB, and keeps no second heap for each thread (mallopt(3)).
M_TRIM_THRESHOLD, M_MMAP_THRESHOLD, M_ARENA_MAX = -1, -3, -8
if mallopt := getattr(ctypes.CDLL(None), "mallopt", None):
    for option, value in ((M_TRIM_THRESHOLD, 128 * 1024), (M_MMAP_THRESHOLD, 128 * 1024), (M_ARENA_MAX, 1)):
        mallopt(option, value)


def on_starting(server):
    """Forget what an earlier server counted."""
    if server.app.app_uri == wsgi_app:
        from config import metrics

        metrics.clear()


def post_worker_init(worker):
    """Have each worker prepare the public pages at its start, in case of a database outage."""
    if worker.app.app_uri == wsgi_app:
        from plans.editions import cache_warmup

        cache_warmup.start_preloading()
