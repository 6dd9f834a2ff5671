"""The log of security: who got in, who tried to, and what was done that others must be able to look up."""

from django.contrib.auth.models import User
from django.db import models
from django.db.models.functions import Now


class SecurityKind(models.TextChoices):
    """What happened.  Those of the second half are written by triggers, whoever does it and however."""

    LOGIN = "login", "přihlášení"
    LOGOUT = "logout", "odhlášení"
    WRONG_PASSWORD = "wrong_password", "chybné heslo"
    WRONG_CODE = "wrong_code", "chybný kód"
    SLOWED = "slowed", "zpomalené pokusy"
    RESET_ASKED = "reset_asked", "žádost o nové heslo"
    EXPORTED = "exported", "vývoz neveřejných údajů"

    PASSWORD_CHANGED = "password_changed", "změna hesla"
    FACTOR_ADDED = "factor_added", "přidaný druhý krok"
    FACTOR_REMOVED = "factor_removed", "odebraný druhý krok"
    ACCOUNT_MADE = "account_made", "nový účet"
    ACCOUNT_OPENED = "account_opened", "obnovený účet"
    ACCOUNT_CLOSED = "account_closed", "uzavřený účet"
    ROLE_GIVEN = "role_given", "přidělená role"
    ROLE_TAKEN = "role_taken", "odebraná role"
    PUBLISHED = "published", "zveřejnění"
    WITHHELD = "withheld", "stažení z webu"
    ISSUED = "issued", "vydání písemnosti"
    REVOKED = "revoked", "odvolání písemnosti"


class SecurityEvent(models.Model):
    """One line.  The database sets the moment, and refuses to change a line or to delete it before its time."""

    at = models.DateTimeField("kdy", db_default=Now(), editable=False)
    kind = models.CharField("co", max_length=20, choices=SecurityKind)
    # The log outlives whoever it tells of: nothing holds an account back, and an unknown key is told as such.
    user = models.ForeignKey(
        User, models.DO_NOTHING, db_constraint=False, null=True, related_name="+", verbose_name="kdo"
    )
    address = models.GenericIPAddressField("odkud", null=True)
    about = models.CharField("podrobnosti", max_length=300, blank=True)

    class Meta:
        verbose_name = "bezpečnostní událost"
        verbose_name_plural = "bezpečnostní události"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["kind", "at"], name="security_kind_at")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=SecurityKind.values),
                name="security_kind_is_known",
                violation_error_message="Takovou událost bezpečnostní záznam nezná.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.about}" if self.about else str(self.get_kind_display())
