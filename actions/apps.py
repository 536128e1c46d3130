from django.apps import AppConfig


class Actions(AppConfig):
    name = "actions"

    def ready(self):
        from .search import index

        index.connect()
