from typing import Any

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from memorandum.server.database_checks import WithDatabase

LOCK = 1_145_162_017  # any number; of two that prepare one database the second waits for the first


class Command(WithDatabase):
    help = "Připraví databázi, není-li připravena. Nic jiného nezmění."

    def handle(self, *args: Any, **options: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
            try:
                executor = MigrationExecutor(connection)
                if executor.migration_plan(executor.loader.graph.leaf_nodes()):
                    self.stdout.write("Připravuji databázi.")
                    call_command("migrate", interactive=False, verbosity=0)
            finally:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
