"""Reports about e-mails that did not arrive (RFC 3464), read from a mailbox: an address that is gone is deleted.

A report counts if it came to a follower's own return address: nobody else can end their following. It has the address
in it, so it is deleted once it is read; all else in the mailbox is left.
"""

import email
import imaplib
import re
from contextlib import contextmanager
from email import policy
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.db import transaction

from actions.models.followers import Follower

from .following import stop

MOST_AT_ONCE, MOST_BYTES, PATIENCE = 500, 200_000, 30
TOKEN = re.compile(r"\+(\d{1,18}-[0-9a-f]{24})@", re.IGNORECASE)
# Statuses that say the address is gone (RFC 3463): not a full mailbox (5.2.2), and no rule against the e-mail (5.7.x).
GONE = re.compile(r"5\.(0\.\d+|1\.\d+|2\.[01]|4\.\d+)")


def read_bounces():
    """Read the mailbox of BOUNCES_URL. Returns how many followings ended. Raises OSError if it does not answer."""
    if not settings.BOUNCES_URL:
        return 0
    ended = 0
    try:
        with _mailbox(settings.BOUNCES_URL) as box:
            # Those read before, and left, are marked as seen.
            numbers = box.uid("SEARCH", "UNSEEN")[1][0].split()[:MOST_AT_ONCE]
            for number in numbers:
                report = box.uid("FETCH", number, f"(BODY.PEEK[]<0.{MOST_BYTES}>)")[1][0][1]
                token, is_gone = read_report(report)
                ended += bool(is_gone and _end(token))
                box.uid("STORE", number, "+FLAGS", r"(\Deleted)" if token else r"(\Seen)")
            box.expunge()
    except imaplib.IMAP4.error as error:
        raise OSError(f"The mailbox of BOUNCES_URL: {error}") from error
    return ended


def read_report(content):
    """(return token of a report about an e-mail of ours, or ""; whether it says that the address is gone)"""
    message = email.message_from_bytes(content, policy=policy.default)
    recipients = [str(value) for name in ("Delivered-To", "X-Original-To", "To") for value in message.get_all(name, [])]
    found = TOKEN.search(" ".join(recipients))
    if not found or message.get_content_type() != "multipart/report":
        return "", False
    statuses = [part for part in message.walk() if part.get_content_type() == "message/delivery-status"]
    fields = [block for part in statuses for block in part.get_payload() if block.get("Action")]
    is_gone = any(
        block["Action"].strip().lower() == "failed" and GONE.match(block.get("Status", "").strip()) for block in fields
    )
    return found[1].lower(), is_gone


@transaction.atomic
def _end(token):
    """End everything that the follower of a return token follows. Returns whether there was one."""
    follower = Follower.of_return_token(token)
    if follower:
        stop(follower)
    return bool(follower)


@contextmanager
def _mailbox(url):
    """An IMAP mailbox by its address, such as imaps://name:password@mail.example.org/INBOX."""
    parts = urlsplit(url)
    secure = parts.scheme == "imaps"
    make = imaplib.IMAP4_SSL if secure else imaplib.IMAP4
    box = make(parts.hostname, parts.port or (993 if secure else 143), timeout=PATIENCE)
    try:
        box.login(unquote(parts.username or ""), unquote(parts.password or ""))
        answer, words = box.select(f'"{unquote(parts.path.strip("/")) or "INBOX"}"')
        if answer != "OK":
            raise imaplib.IMAP4.error(str(words))
        yield box
    finally:
        box.logout()
