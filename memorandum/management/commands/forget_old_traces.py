from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

import czech
from memorandum.security import log, tries


class Command(BaseCommand):
    help = "Smaže stopy, které už nemají být: staré bezpečnostní události, počty pokusů a prošlá přihlášení."

    def handle(self, *args: Any, **options: Any) -> None:
        forgotten = log.forget()
        tries.tidy()
        call_command("clearsessions")
        days = czech.count(settings.SECURITY_LOG_DAYS, "den", "dny", "dnů")
        self.stdout.write(f"Bezpečnostních událostí starších než {days} smazáno: {forgotten}.")
