from django.db import models


class LoadedKey(models.Model):
    """A record that was once loaded from a data file.

    It is never loaded again, so what staff have changed or deleted since stays as they left it.
    """

    table = models.CharField("soubor", max_length=60)
    key = models.CharField("klíč", max_length=200)
    loaded_at = models.DateTimeField("načteno", auto_now_add=True)

    class Meta:
        verbose_name = "načtený záznam"
        verbose_name_plural = "načtené záznamy"
        ordering = ["table", "key"]
        constraints = [
            models.UniqueConstraint(
                name="council_loadedkey_once",
                fields=["table", "key"],
                violation_error_message="Tento záznam už byl načten.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.table}: {self.key}"
