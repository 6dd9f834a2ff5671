from django.apps import AppConfig
from django.contrib.admin import apps as admin


class MemorandumConfig(AppConfig):
    name = "memorandum"
    default = True

    def ready(self) -> None:
        from memorandum import checks  # noqa: F401 (registers itself)


class StaffAdminConfig(admin.AdminConfig):
    """Django's admin, on the portal's own site."""

    default = False
    default_site = "memorandum.staff.StaffSite"
