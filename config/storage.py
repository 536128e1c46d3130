from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFiles(CompressedManifestStaticFilesStorage):
    """Static files named by their content's hash, so that browsers can cache them for ever; imports in JavaScript are
    rewritten too.
    """

    support_js_module_import_aggregation = True


class MessagesCookie(CookieStorage):
    """Cookie storage of messages with the site's cookie prefix."""

    @property
    def cookie_name(self):
        return f"{settings.COOKIE_PREFIX}messages"


class Messages(FallbackStorage):
    """Django's default: messages in the cookie, or in the session if they do not fit."""

    storage_classes = (MessagesCookie, SessionStorage)
