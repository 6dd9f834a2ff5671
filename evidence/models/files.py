"""Bytes that belong to records."""

import hashlib

from django.db import models
from django.db.models import Q

from evidence.models.events import tracked


@tracked(exclude=["content"])
class File(models.Model):
    """Bytes kept in the database: one transaction, one backup.  The name of the bytes is their SHA-256."""

    NATURAL_KEY = "sha256"

    name = models.CharField("název souboru", max_length=200)
    media_type = models.CharField("typ", max_length=120)
    content = models.BinaryField("obsah")
    sha256 = models.CharField("SHA-256", max_length=64, unique=True)
    added_at = models.DateTimeField("vloženo", auto_now_add=True)

    class Meta:
        verbose_name = "soubor"
        verbose_name_plural = "soubory"
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                name="evidence_file_sha256_is_hex",
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$"),
                violation_error_message="Otisk SHA-256 má 64 šestnáctkových číslic.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def of(cls, name: str, media_type: str, content: bytes) -> "File":
        """An unsaved file with its hash computed."""
        return cls(name=name[:200], media_type=media_type, content=content, sha256=hashlib.sha256(content).hexdigest())

    @classmethod
    def keep(cls, name: str, media_type: str, content: bytes) -> "File":
        """The file with these bytes: the same bytes are kept once, under the name that they came with first."""
        made = cls.of(name, media_type, content)
        defaults = {"name": made.name, "media_type": media_type, "content": content}
        return cls._default_manager.get_or_create(sha256=made.sha256, defaults=defaults)[0]
