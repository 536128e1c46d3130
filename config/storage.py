from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFiles(CompressedManifestStaticFilesStorage):
    """Files named by their content, so that browsers may keep them for ever; JavaScript imports are renamed too."""

    support_js_module_import_aggregation = True


class MessagesCookie(CookieStorage):
    """Messages in a cookie named as the site's others are."""

    @property
    def cookie_name(self):
        return f"{settings.COOKIE_PREFIX}messages"


class Messages(FallbackStorage):
    """Django's own way: in the cookie, and in the session what does not fit."""

    storage_classes = (MessagesCookie, SessionStorage)
