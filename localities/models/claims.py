"""Facts that are a side of a discrepancy."""

from django.db import models


class Disputed(models.Model):
    """A fact that may be what one of the sources of a discrepancy claims: the link says so, nobody has to guess it.

    Two facts of one subject do not contradict each other silently where they are claims of one discrepancy.
    """

    claim = models.ForeignKey(
        "localities.DiscrepancyClaim",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="tvrzení v rozporu",
        help_text="Rozcházejí-li se o údaji zdroje: které tvrzení zapsaného rozporu to je.",
    )

    class Meta:
        abstract = True
