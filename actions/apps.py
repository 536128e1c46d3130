from django.apps import AppConfig


class Actions(AppConfig):
    name = "actions"

    def ready(self):
        from partners import immutable_tables

        from .meetings import db_lock
        from .search import index

        immutable_tables.connect(self)
        db_lock.connect(self)
        index.connect()
