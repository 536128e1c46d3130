"""Delivery of the e-mails in the log (`models.outbox`), for every room that sends some: when they may go, and how each
is made and sent.
"""

import secrets
import smtplib
import time
from email.utils import format_datetime
from urllib.parse import urlsplit

from django.utils.timezone import localtime

from partners import clock
from partners.mail import Email
from partners.smtp import AnswerLostError
from partners.working_days import is_working_day

# Hours of scheduled e-mails on working days, in Europe/London.
WORKING_HOURS = range(8, 18)

# How long a request sends e-mails before it leaves the rest to send_reminders.
PATIENCE = 8  # seconds


def in_working_hours(moment):
    """Whether scheduled e-mails may be sent at this moment."""
    local = localtime(moment)
    return is_working_day(local) and local.hour in WORKING_HOURS


class Post(Email):
    """An e-mail ready to send; a retry sends the identical message.

    `stamp` makes its Message-ID, by which a mail server recognises a message that it already has. `choices` in the
    context is the address of the page where its reader turns such e-mails off.
    """

    def __init__(self, template, context, *, name, address, subject, partnership, site, stamp):
        self.to_address = address
        kind = template.rpartition("/")[2]
        super().__init__(
            template,
            context,
            subject=subject,
            address=address,
            name=name,
            reply_to=partnership.contact_email,
            headers={
                "Auto-Submitted": "auto-generated",
                "Date": format_datetime(clock.now()),
                "Message-ID": f"<{kind}.{stamp}@{urlsplit(site).hostname}>",
            },
        )
        if context.get("choices") and context.get("signs_in", True):
            self.extra_headers["List-Unsubscribe"] = f"<{context['choices']}>"


def in_time(rows):
    """Yields rows for PATIENCE seconds, as long as somebody waits at a page."""
    end = time.monotonic() + PATIENCE
    for row in rows:
        if time.monotonic() > end:
            break
        yield row


def deliver(row, message):
    """Send a claimed row's message and record the outcome. Returns the row.

    The message goes out between two commits. If we crash there, or the mail server goes silent after accepting the
    message, nobody can know whether it arrived: the log shows it as in doubt, and only a person resends it.
    """
    if not row.holds(message):
        row.refresh_from_db()
        return row
    try:
        message.send()
    except smtplib.SMTPRecipientsRefused as error:
        code, why = next(iter(error.recipients.values()))
        state = row.State.REFUSED if 500 <= code < 600 else row.State.FAILED
        row.end(state, f"{code} {why.decode(errors='replace')}")
    except AnswerLostError as error:
        row.end(row.State.UNKNOWN, f"No answer came from the mail server: {error}")
    except OSError as error:  # includes smtplib's own
        row.end(row.State.FAILED, str(error) or type(error).__name__)
    except ValueError as error:  # an address that cannot be written
        row.end(row.State.REFUSED, str(error))
    else:
        row.end(row.State.SENT)
    return row


def new_token():
    """Token of a form that sends e-mails, by which a second submission sends none."""
    return secrets.token_hex(16)
