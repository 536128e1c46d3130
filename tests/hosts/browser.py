"""Somebody who reads and writes through the web server, or asks one host alone."""

import contextlib
import re
from http.cookies import SimpleCookie
from typing import NamedTuple
from urllib.parse import urlencode

from tests.page_forms import Page
from tests.web_servers import HOST, Connection

BOUNDARY = "a-boundary-of-the-test"


class Answer(NamedTuple):
    status: int
    headers: dict
    body: bytes

    @property
    def text(self):
        return self.body.decode()


class Browser:
    """Keeps cookies. `at` names the server: nginx's port, or a Host whose gunicorn is asked itself."""

    def __init__(self, at, cookies=()):
        self.server, self.cookies = at, dict(cookies)

    def at(self, server):
        """The same person, with the same cookies, at another server."""
        return Browser(server, self.cookies)

    def ask(self, method, path, body=None, kind="application/x-www-form-urlencoded"):
        connection = Connection(self.server) if isinstance(self.server, int) else self.server.connection()
        headers = {"Host": HOST, "Referer": f"https://{HOST}/"}
        if not isinstance(self.server, int):
            headers |= {"X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.7"}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if body is not None:
            headers["Content-Type"] = kind
        with contextlib.closing(connection):
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            answer = Answer(response.status, {k.lower(): v for k, v in response.getheaders()}, response.read())
        for cookie in response.headers.get_all("Set-Cookie", ()):
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(cookie).items()}
        return answer

    def get(self, path):
        return self.ask("GET", path)

    def form(self, path, field):
        """{name: [values]} of the last form with this field, as the page has it; None if the page is not there."""
        page = self.get(path)
        if page.status != 200:
            return None
        forms = [form for form in Page(page.text).forms if any(each.name == field for each in form.fields)]
        return forms[-1].filled()

    def send(self, path, field, *, files=(), **typed):
        """Open a form, fill it in and send it. `files` are (field's name, file's name, bytes)."""
        fields = self.form(path, field)
        assert fields is not None, path
        fields |= {name: [value] for name, value in typed.items()}
        if not files:
            return self.ask("POST", path, urlencode(fields, doseq=True))
        return self.ask("POST", path, _multipart(fields, files), f"multipart/form-data; boundary={BOUNDARY}")

    def sign_in(self, email):
        answer = self.send("/account/login/", "login", login=email, password="correct horse battery staple")
        assert answer.status == 302, re.sub("<[^>]+>", "", answer.text)
        return self


def _multipart(fields, files):
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, values in fields.items()
        for value in values
    ]
    for name, called, content in files:
        head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"; filename="{called}"\r\n'
        parts += [f"{head}Content-Type: application/octet-stream\r\n\r\n".encode(), content, b"\r\n"]
    return b"".join([*parts, f"--{BOUNDARY}--\r\n".encode()])
