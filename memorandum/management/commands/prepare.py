from typing import Any

from django.core.management import call_command
from django.core.management.base import CommandError

from memorandum.management.commands.migrate import is_behind
from memorandum.server import database_roles, migrating
from memorandum.server.database_checks import WithDatabase


class Command(WithDatabase):
    help = "Připraví databázi, není-li připravena, a práva rolí v ní. Nic jiného nezmění."

    def handle(self, *args: Any, **options: Any) -> None:
        with database_roles.as_owner(), migrating.alone(self.stderr.write):
            self.prepare()

    def prepare(self) -> None:
        is_old = is_behind()
        if not database_roles.is_owner():
            if is_old or not database_roles.are_views_current():
                raise CommandError(
                    "Databáze je z jiného vydání portálu a změnit ji smí jen její vlastník:"
                    " spusťte ./run prepare s OWNER_DATABASE_URL."
                )
            return
        if is_old:
            self.stdout.write("Připravuji databázi.")
            call_command("migrate", interactive=False, verbosity=0)
        else:
            database_roles.settle()
