"""The staff's side of the portal: Django's admin, and the pages that are the portal's own.

Models are registered by their own apps; here is what needs more than one of them.
"""

from django.contrib import admin
from django.urls import URLPattern, URLResolver


class StaffSite(admin.AdminSite):
    """``/sprava/``."""

    site_header = "Memorandum – správa evidence"
    site_title = "Správa evidence"
    index_title = "Evidence"

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """The portal's own pages first: Django's last pattern takes whatever is left."""
        pages: list[URLPattern | URLResolver] = []
        return [*pages, *super().get_urls()]
