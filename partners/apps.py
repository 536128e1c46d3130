from django.apps import AppConfig


class Partners(AppConfig):
    name = "partners"

    def ready(self):
        from . import checks  # noqa: F401 (registers them)
        from .security import access_signals  # noqa: F401 (registers them)
