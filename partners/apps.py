from django.apps import AppConfig


class Partners(AppConfig):
    name = "partners"

    def ready(self):
        from . import access_signals, checks  # noqa: F401 (registers them)
