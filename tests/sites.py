"""Databases for sites that tests run beside their own: migrated and empty, on whichever database the tests run on."""

import secrets
import shutil
from urllib.parse import quote

from django.db import connection

from .dying import Server, Site


class Databases:
    """Copies of the tests' own database, from before they wrote to it. They go again when the block ends."""

    def __init__(self, folder):
        self.folder, self.made, self.servers = folder, [], {}

    def __enter__(self):
        self.empty = self._path_or_name()
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("VACUUM INTO %s", [str(self.empty)])
        else:
            own = connection.settings_dict["NAME"]
            connection.close()  # of what is copied nobody may hold a connection
            self._create(self.empty, own)
        return self

    def __exit__(self, *error):
        for server in self.servers.values():
            server.close()
        for name in self.made:
            with connection._nodb_cursor() as cursor:
                cursor.execute(f"DROP DATABASE {name}")

    def _path_or_name(self):
        name = f"site_{secrets.token_hex(6)}"
        return self.folder / f"{name}.sqlite3" if connection.vendor == "sqlite" else name

    def _create(self, name, template):
        with connection._nodb_cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        self.made.append(name)

    def site(self, of=None, **environ):
        """A new Site: empty, or as another one is."""
        site = Site(self._server(environ), self._path_or_name(), self.folder / secrets.token_hex(6))
        if connection.vendor == "sqlite":
            shutil.copy(of.database if of else self.empty, site.database)
        else:
            self._create(site.database, of.database if of else self.empty)
        if of:
            shutil.copytree(of.folder / "evidence", site.folder / "evidence", dirs_exist_ok=True)
        return site

    def _server(self, environ):
        key = tuple(environ.items())
        if key not in self.servers:
            self.servers[key] = Server(self._url(), **environ)
        return self.servers[key]

    def _url(self):
        if connection.vendor == "sqlite":
            return f"sqlite:///{self.empty}"
        server = connection.get_connection_params()
        return f"postgres://{server['user']}@/{self.empty}?host={quote(server['host'], safe='')}"
