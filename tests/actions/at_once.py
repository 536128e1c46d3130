"""People who use the site at the same moment, each in a thread."""

import re

from django.core.handlers.base import BaseHandler
from django.test import Client, RequestFactory


class Browser:
    """Somebody signed in, in a thread. (Django's own test client keeps what any thread renders.)"""

    def __init__(self, user):
        client = Client()
        client.force_login(user)
        self.request = RequestFactory()
        self.request.cookies = client.cookies
        self.site = BaseHandler()
        self.site.load_middleware()

    def get(self, path):
        return self.answer(self.request.get(path))

    def post(self, path, form):
        return self.answer(self.request.post(path, form))

    def answer(self, request):
        request._dont_enforce_csrf_checks = True
        return self.site.get_response(request)


def seen(page):
    """The newest update that the form on a page knows of."""
    return re.search(r'name="seen" value="([\w.]+)"', page.content.decode())[1]
