from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage
from django.core import signing
from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFiles(CompressedManifestStaticFilesStorage):
    """Static files named by their content's hash, so that browsers can cache them for ever; imports in JavaScript are
    rewritten too.
    """

    support_js_module_import_aggregation = True


class MessagesCookie(CookieStorage):
    """Cookie storage of messages with the site's cookie prefix, signed for whom they are: nobody else reads them, who
    signs in next in the same browser.
    """

    @property
    def cookie_name(self):
        return f"{settings.COOKIE_PREFIX}messages"

    def _get(self, *args, **kwargs):
        if self.cookie_name in self.request.COOKIES:  # otherwise public pages would depend on who is signed in
            self.signer = self._signer_for_user()
        return super()._get(*args, **kwargs)

    def _store(self, messages, response, *args, **kwargs):
        if messages:
            self.signer = self._signer_for_user()
        return super()._store(messages, response, *args, **kwargs)

    def _signer_for_user(self):
        return signing.get_cookie_signer(salt=f"{self.key_salt}.{self.request.user.pk}")


class Messages(FallbackStorage):
    """Django's default: messages in the cookie, or in the session if they do not fit."""

    storage_classes = (MessagesCookie, SessionStorage)
