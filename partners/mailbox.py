"""The demonstration's mail: it goes into a folder, one file a message, and a page shows it. Never on a real site."""

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

NEWEST = 100
LINK = re.compile(r"(https?://[^\s<>\"]+)")


class FolderBackend(BaseEmailBackend):
    """An e-mail backend that writes each message to a file of its own in EMAIL_FILE_PATH."""

    def send_messages(self, email_messages):
        folder = Path(settings.EMAIL_FILE_PATH)
        folder.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            (folder / f"{time.time_ns():020}.eml").write_bytes(message.message().as_bytes(linesep="\r\n"))
        return len(email_messages)


@dataclass(frozen=True)
class Mail:
    """A message of the folder, by its file's name."""

    name: str
    message: email.message.EmailMessage

    def words(self, kind):
        part = self.message.get_body(preferencelist=(kind,))
        return part.get_content() if part else ""

    @property
    def text(self):
        return self.words("plain")

    @property
    def html(self):
        return self.words("html")


def read(path):
    return Mail(path.stem, email.message_from_bytes(path.read_bytes(), policy=policy.default))


def mails(folder):
    """Those of the folder, the newest first."""
    return [read(path) for path in sorted(Path(folder).glob("*.eml"), reverse=True)[:NEWEST]]


def with_links(text, host):
    """[(words, where they lead or "")] of the text: its links to our own site, whichever port it was written for."""

    def leads(words):
        try:
            url = urlsplit(words) if LINK.fullmatch(words) else None
        except ValueError:  # of an address whose brackets do not fit, say
            return ""
        if url is None or url.hostname != host:
            return ""
        return urlunsplit(("", "", f"/{url.path.lstrip('/')}", url.query, url.fragment))

    return [(part, leads(part)) for part in LINK.split(text)]


def only_in_the_demo():
    """The demo's folder. Raises Http404 where there is none."""
    if not settings.DEMO_MAIL_FOLDER:
        raise Http404
    return settings.DEMO_MAIL_FOLDER


@login_not_required
@require_safe
@cache_control(no_store=True)
def demo_mail(request):
    host = urlsplit(request.build_absolute_uri()).hostname
    found = mails(only_in_the_demo())
    return render(
        request, "partners/demo_mail.html", {"mails": [(mail, with_links(mail.text, host)) for mail in found]}
    )


@login_not_required
@require_safe
@cache_control(no_store=True)
def demo_mail_html(request, name):
    """The HTML part as a mail program shows it: nothing in it runs, loads or belongs to this site."""
    path = Path(only_in_the_demo()) / f"{name}.eml"
    if not re.fullmatch(r"\d{20}", name) or not path.is_file() or not (html := read(path).html):
        raise Http404
    policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; sandbox"
    return HttpResponse(html, headers={"Content-Security-Policy": f"{policy}; frame-ancestors 'none'"})
