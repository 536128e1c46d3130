"""Demo mailbox: e-mails are written to a folder, one file each, and shown on a page. Never on a real site."""

import email
import re
import time
from dataclasses import dataclass
from email import policy
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.mail.backends.base import BaseEmailBackend
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

MAX_MESSAGES = 100
LINK = re.compile(r"(https?://[^\s<>\"]+)")


class FolderBackend(BaseEmailBackend):
    """E-mail backend that writes each message to its own file in EMAIL_FILE_PATH."""

    def send_messages(self, email_messages):
        folder = Path(settings.EMAIL_FILE_PATH)
        folder.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            (folder / f"{time.time_ns():020}.eml").write_bytes(message.message().as_bytes(linesep="\r\n"))
        return len(email_messages)


@dataclass(frozen=True)
class Mail:
    """A message in the folder; `name` is the file name without .eml."""

    name: str
    message: email.message.EmailMessage

    def _body(self, kind):
        part = self.message.get_body(preferencelist=(kind,))
        return part.get_content() if part else ""

    @property
    def text(self):
        return self._body("plain")

    @property
    def html(self):
        return self._body("html")


def read_message(path):
    return Mail(path.stem, email.message_from_bytes(path.read_bytes(), policy=policy.default))


def mails(folder):
    """The newest messages in the folder, newest first."""
    return [read_message(path) for path in sorted(Path(folder).glob("*.eml"), reverse=True)[:MAX_MESSAGES]]


def with_links(text, host):
    """[(text, path or "")] of the pieces of the text; links to our own host, on any port, have a path."""

    def path_of(piece):
        try:
            url = urlsplit(piece) if LINK.fullmatch(piece) else None
        except ValueError:  # for example unbalanced brackets
            return ""
        if url is None or url.hostname != host:
            return ""
        return urlunsplit(("", "", f"/{url.path.lstrip('/')}", url.query, url.fragment))

    return [(piece, path_of(piece)) for piece in LINK.split(text)]


def only_in_the_demo():
    """The demo's mail folder. Raises Http404 if there is none."""
    if not settings.DEMO_MAIL_FOLDER:
        raise Http404
    return settings.DEMO_MAIL_FOLDER


@login_not_required
@require_safe
@cache_control(no_store=True)
def demo_mail(request):
    host = urlsplit(request.build_absolute_uri()).hostname
    messages = [(mail, with_links(mail.text, host)) for mail in mails(only_in_the_demo())]
    return render(request, "partners/accounts/demo_mail.html", {"mails": messages})


@login_not_required
@require_safe
@cache_control(no_store=True)
def demo_mail_html(request, name):
    """HTML part of a message, sandboxed as in a mail program: nothing runs, loads or has this site's origin."""
    path = Path(only_in_the_demo()) / f"{name}.eml"
    if not re.fullmatch(r"\d{20}", name) or not path.is_file() or not (html := read_message(path).html):
        raise Http404
    policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; sandbox"
    return HttpResponse(html, headers={"Content-Security-Policy": f"{policy}; frame-ancestors 'none'"})
