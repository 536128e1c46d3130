"""A real mail server for the tests, on this machine, and transports that die on the way to it."""

import email
import re
from contextlib import contextmanager
from email import policy

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP
from django.test import override_settings

from partners.smtp import EmailBackend


class Killed(BaseException):
    """The process is gone: no `except` of the code's own sees it."""


class PostOffice:
    """Takes messages in, as a mail server does: `delivered` has each Message-ID and address once.

    `refuses` are addresses that it does not know, `senders` whom the envelopes name, `moody(address)` says with which
    line it puts off, or drops, one, and `silent(address)` whether it takes a message and hangs up without a word.
    `verdict` is its answer to messages that it does not take, `hangs_up` the command at which it hangs up and `goodbye`
    its answer to QUIT.
    """

    def __init__(self):
        self.accepted, self.refuses, self.senders = [], set(), []
        self.moody = self.silent = lambda address: None
        self.verdict = self.hangs_up = self.goodbye = ""

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address in self.refuses:
            return "550 5.1.1 No such mailbox"
        mood = self.moody(address)
        if mood == "drop":
            server.transport.close()
            return "421 Gone"
        if mood:
            return mood
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        message = email.message_from_bytes(envelope.content, policy=policy.default)
        if not self.verdict:
            self.senders.append(envelope.mail_from)
            self.accepted += [(address, message) for address in envelope.rcpt_tos]
        if any(list(map(self.silent, envelope.rcpt_tos))):
            server.transport.close()
        return self.verdict or "250 OK"

    @property
    def delivered(self):
        """[(address, message)]: what came twice with the same Message-ID is there once."""
        return list(
            {(address, message["Message-ID"]): (address, message) for address, message in self.accepted}.values()
        )

    @property
    def addresses(self):
        return [address for address, _ in self.delivered]


def text_of(message):
    """The text part, with the ends of its lines as on our side of the wire."""
    return message.get_body(("plain",)).get_content().replace("\r\n", "\n")


class Server(SMTP):
    async def smtp_DATA(self, arg):
        if self.event_handler.hangs_up == "DATA":
            self.transport.close()
        else:
            await super().smtp_DATA(arg)

    async def smtp_QUIT(self, arg):
        if self.event_handler.goodbye:
            await self.push(self.event_handler.goodbye)
        else:
            await super().smtp_QUIT(arg)


class Line(Controller):
    def _trigger_server(self):
        self.port = self.server.sockets[0].getsockname()[1]  # the one that the machine chose
        super()._trigger_server()

    def factory(self):
        return Server(self.handler, enable_SMTPUTF8=True, hostname="post.example.org")


@contextmanager
def post_office(backend="partners.smtp.EmailBackend"):
    """A mail server that runs, and settings that send there."""
    office = PostOffice()
    line = Line(office, hostname="127.0.0.1", port=0, ready_timeout=30)
    line.start()
    office.port = line.port
    try:
        with override_settings(EMAIL_BACKEND=backend, EMAIL_HOST="127.0.0.1", EMAIL_PORT=line.port, EMAIL_TIMEOUT=10):
            yield office
    finally:
        line.stop()


class DyingBackend(EmailBackend):
    """Goes to the real server, but for the fate that `fate()` names: killed before or killed after."""

    fate = staticmethod(lambda: None)

    def send_messages(self, messages):
        fate = type(self).fate()
        if fate == "before":
            raise Killed
        sent = super().send_messages(messages)
        if fate == "after":
            raise Killed
        return sent


def links_of(letter):
    """Paths of the site's own addresses in the text of an e-mail, each once."""
    return list(dict.fromkeys(re.findall(r"https://plan\.example\.org(/\S*)", letter.body)))
