from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction


class Command(BaseCommand):
    help = (
        "Zruší člověku druhý krok přihlášení (ztracený telefon, ztracený klíč) a ukončí jeho přihlášení. "
        "Při příštím přihlášení si druhý krok nastaví znovu. Nejdřív ověřte, že o to žádá opravdu on."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("user", help="uživatelské jméno")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(username=options["user"]).first()
        if user is None:
            raise CommandError(f"Uživatel „{options['user']}“ neexistuje.")
        factors, _ = Authenticator.objects.filter(user=user).delete()
        for session in UserSession.objects.filter(user=user):
            session.end()
        if not factors:
            self.stdout.write(f"Uživatel {user} žádný druhý krok nemá. Jeho přihlášení jsou ukončena.")
        else:
            self.stdout.write(f"Druhý krok uživatele {user} je zrušen a jeho přihlášení jsou ukončena.")
