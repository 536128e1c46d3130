"""How gunicorn serves the site, wherever it does: `gunicorn --config config/gunicorn.conf.py` with an address.

A setting on the command line wins over one here.
"""

wsgi_app = "config.wsgi"
preload_app = True
loglevel = "warning"
# It would open one in its user's home, and there is none.
control_socket_disable = True

# No header tells the site its own path (SCRIPT_NAME) or another one than was asked for, whoever sends it: a proxy
# passes on what it does not know, and pages are kept for all readers.
forwarder_headers = ""
header_map = "drop"
# One header tells whether the visitor came by https. Others would contradict it.
secure_scheme_headers = {"X-FORWARDED-PROTO": "https"}


def post_worker_init(worker):
    """Each worker holds the public pages ready from its start: it may need them while the database is away."""
    if worker.app.app_uri == wsgi_app:
        from plans import readiness

        readiness.start_preloading()
