"""The office's own templates, into which papers are poured."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from evidence.models.events import tracked
from evidence.models.files import File


class TemplateQuerySet(models.QuerySet["Template"]):
    def in_use(self) -> "Template | None":
        """The template that was put into use last; None where the portal's own is used."""
        return self.exclude(activated_at=None).select_related("file").order_by("-activated_at", "-pk").first()


@tracked()
class Template(models.Model):
    """A Word file whose page, header, footer and styles papers get.  It was checked before it was stored."""

    name = models.CharField("název", max_length=120, help_text="Podle čeho šablonu poznáte, například „logo 2026“.")
    file = models.ForeignKey(File, models.PROTECT, related_name="templates", verbose_name="dokument")
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False, verbose_name="vložil"
    )
    uploaded_at = models.DateTimeField("vloženo", auto_now_add=True)
    activated_at = models.DateTimeField("používá se od", null=True, blank=True, editable=False)
    activated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        verbose_name="uvedl do používání",
    )

    objects = TemplateQuerySet.as_manager()

    class Meta:
        verbose_name = "šablona písemností"
        verbose_name_plural = "šablony písemností"
        ordering = ["-uploaded_at"]
        permissions = [("activate_template", "uvést šablonu do používání")]
        constraints = [
            models.CheckConstraint(
                name="council_template_activated_by_somebody",
                condition=Q(activated_at=None, activated_by=None)
                | (Q(activated_at__isnull=False) & Q(activated_by__isnull=False)),
                violation_error_message="U používané šablony je uvedeno, kdo a kdy ji do používání uvedl.",
            )
        ]

    def __str__(self) -> str:
        return self.name
