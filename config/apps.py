from django.apps import AppConfig
from django.conf import settings

from . import fault_reports


class SiteConfig(AppConfig):
    name = "config"

    def ready(self):
        if settings.SENTRY_DSN:
            fault_reports.start()
