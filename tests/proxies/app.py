"""The site, and beside it two addresses: what reached gunicorn of a request, and an answer of four megabytes."""

import json

from config.wsgi import application as site


def application(environ, start_response):
    if environ["PATH_INFO"] == "/told/":
        told = {name: value for name, value in environ.items() if isinstance(value, str)}
        start_response("200 OK", [("Content-Type", "application/json")])
        return [json.dumps(told).encode()]
    if environ["PATH_INFO"] == "/large/":
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [bytes(1024 * 1024)] * 4
    return site(environ, start_response)
