"""One connection to the mail server for many e-mails to followers, and what its refusals mean."""

from contextlib import contextmanager

from django.conf import settings
from django.core.mail import get_connection

from actions.delivery import deliver

# Mail servers limit the e-mails of one connection.
MOST_AT_ONCE = 100
# So many addresses refused one after the other say something about us, not about them.
MOST_REFUSED = 10


class RefusesAll(Exception):
    """The mail server refuses every address."""


class Line:
    """An open connection. `send` claims a row and sends its message; `refused` are the rows of addresses that the mail
    server does not know, once it has taken another.
    """

    def __init__(self, connection):
        self.connection, self.sent, self.doubtful, self.refused = connection, 0, [], []

    def send(self, row, make):
        """Send the message that `make()` returns for a row, if the row is ours to claim. Returns whether it was.

        Raises OSError, with nothing claimed, if no mail server answers, and RefusesAll.
        """
        if self.sent % MOST_AT_ONCE == 0:
            self.connection.close()
        self.connection.open()
        message = make()
        message.connection = self.connection
        if not row.claim():
            return False
        self.sent += 1
        deliver(row, message)
        if row.state == row.State.REFUSED:
            self.doubtful.append(row)
            if len(self.doubtful) >= MOST_REFUSED:
                raise RefusesAll("The mail server refused ten addresses one after the other")
        elif row.state == row.State.SENT:
            self.settle()
        else:
            self.connection.close()
        return True

    def settle(self):
        """The refusals so far were about the addresses."""
        self.refused, self.doubtful = self.refused + self.doubtful, []

    def take_refused(self):
        """The refused rows, each once."""
        rows, self.refused = self.refused, []
        return rows


@contextmanager
def open_line():
    connection = get_connection()
    try:
        yield Line(connection)
    finally:
        connection.close()


def return_address(token):
    """Where the mail server's report of a failure goes: BOUNCES_ADDRESS with a token in it, or "" if none is set."""
    name, at, domain = settings.BOUNCES_ADDRESS.rpartition("@")
    return f"{name}+{token}@{domain}" if at else ""
