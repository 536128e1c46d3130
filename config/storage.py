import os

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage
from django.core import signing
from django.core.cache.backends.db import DatabaseCache
from django.core.exceptions import SuspiciousFileOperation
from django.db import DatabaseError, transaction
from django.utils._os import safe_join
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.storage import CompressedManifestStaticFilesStorage

from partners.outages import refuses_writes

from .version import VERSION


class HashedStaticFiles(CompressedManifestStaticFilesStorage):
    """Static files named by their content's hash, so that browsers can cache them for ever; imports in JavaScript are
    rewritten too.

    Each version has a manifest of its own, since two of them share the folder during an upgrade.
    """

    manifest_name = f"staticfiles-{VERSION}.json"
    support_js_module_import_aggregation = True


class StaticFilesMiddleware(WhiteNoiseMiddleware):
    """WhiteNoise, also for files that the next version has collected since this process started.

    During an upgrade a page of an upgraded host has its browser ask this one for them.
    """

    def __call__(self, request):
        url = request.path_info
        if url.startswith(self.static_prefix) and url not in self.files:
            self._look_again(url)
        return super().__call__(request)

    def _look_again(self, url):
        name = url.removeprefix(self.static_prefix)
        if name == self.get_name_without_hash(name):
            return
        try:
            path = safe_join(self.static_root, name)
        except SuspiciousFileOperation:
            return
        if os.path.isfile(path):
            self.add_file_to_dictionary(url, path)


class MessagesCookie(CookieStorage):
    """Cookie storage of messages with the site's cookie prefix, signed for whom they are: nobody else reads them, who
    signs in next in the same browser.
    """

    def __init__(self, request):
        # Without Django's signer, which is of nobody and costs a tenth of a public page.
        super(CookieStorage, self).__init__(request)

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


class SharedCache(DatabaseCache):
    """Django's cache in the database. One that is read-only keeps what has expired, as it takes nothing new."""

    def _base_delete_many(self, keys):
        if not keys:
            return False
        try:
            with transaction.atomic():
                return super()._base_delete_many(keys)
        except DatabaseError as error:
            if not refuses_writes(error):
                raise
            return False
