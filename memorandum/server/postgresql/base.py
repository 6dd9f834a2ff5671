"""Django's PostgreSQL backend on the embedded server, which starts at the first connection, not at import.

``EMBEDDED`` in the database's settings holds the arguments of ``server.use``: var, and optionally name and settings.
Whoever names no user comes as the owner of all.
"""

from collections.abc import Iterable
from typing import Any

import psycopg
from django.db.backends.postgresql import base, client

from memorandum.server.postgresql import server


class DatabaseClient(client.DatabaseClient):
    """``manage.py dbshell`` with the wheel's own psql."""

    def runshell(self, parameters: Iterable[str]) -> None:
        type(self).executable_name = str(server.bin_dir() / "psql")
        settings = self.connection.settings_dict
        settings.update(HOST=server.use(**settings["EMBEDDED"]), USER=settings["USER"] or server.USER)
        super().runshell(parameters)


class DatabaseWrapper(base.DatabaseWrapper):
    client_class = DatabaseClient

    def get_connection_params(self) -> dict[str, Any]:
        settings = self.settings_dict
        settings.update(HOST=server.use(**settings["EMBEDDED"]), USER=settings["USER"] or server.USER)
        params: dict[str, Any] = super().get_connection_params()
        return params

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        try:
            return super().get_new_connection(conn_params)
        except psycopg.OperationalError:
            # The server died under its users (kill -9, out of memory): start it again, then ask once more.
            host = server.recover(**self.settings_dict["EMBEDDED"])
            return super().get_new_connection(conn_params | {"host": host})
