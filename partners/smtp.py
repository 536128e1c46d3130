"""SMTP backend that distinguishes messages that failed from those that may have been sent after all."""

import smtplib
from contextlib import suppress

from django.core.mail.backends import smtp


class AnswerLostError(smtplib.SMTPException):
    """The mail server got the message but never answered, so it may or may not have been sent."""


class _Conversation:
    """Mixin with `under_way`: the server has asked for the message (354) and not yet answered to it."""

    under_way = False

    def getreply(self):
        code, message = super().getreply()
        self.under_way = code == 354
        return code, message


class Connection(_Conversation, smtplib.SMTP):
    pass


class TlsConnection(_Conversation, smtplib.SMTP_SSL):
    pass


class EmailBackend(smtp.EmailBackend):
    """Django's SMTP backend, raising AnswerLostError for errors after the server may have accepted the message."""

    @property
    def connection_class(self):
        return TlsConnection if self.use_ssl else Connection

    def _send(self, message):
        connection = self.connection
        try:
            return super()._send(message)
        except OSError as error:  # includes smtplib's exceptions
            if connection.under_way:
                raise AnswerLostError(str(error) or type(error).__name__) from error
            raise

    def close(self):
        # An error on closing changes nothing about accepted messages.
        with suppress(OSError):
            super().close()
