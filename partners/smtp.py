"""E-mail by SMTP that says whether a message that failed may have gone all the same."""

import smtplib
from contextlib import suppress

from django.core.mail.backends import smtp


class AnswerLostError(smtplib.SMTPException):
    """The message was handed over, and the mail server's answer never came: it may have been sent or not."""


class _Conversation:
    """Knows whether a message is under way: the server asked for it (354) and has not answered to it yet."""

    under_way = False

    def getreply(self):
        code, words = super().getreply()
        self.under_way = code == 354
        return code, words


class Connection(_Conversation, smtplib.SMTP):
    pass


class TlsConnection(_Conversation, smtplib.SMTP_SSL):
    pass


class EmailBackend(smtp.EmailBackend):
    """Raises AnswerLostError in place of any other error once a message may have been taken."""

    @property
    def connection_class(self):
        return TlsConnection if self.use_ssl else Connection

    def _send(self, message):
        connection = self.connection
        try:
            return super()._send(message)
        except OSError as error:  # smtplib's own are among them
            if connection.under_way:
                raise AnswerLostError(str(error) or type(error).__name__) from error
            raise

    def close(self):
        # What a server says to goodbye changes nothing about the messages that it took.
        with suppress(OSError):
            super().close()
