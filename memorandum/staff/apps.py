from django.apps import AppConfig
from django.contrib.admin import apps as admin


class StaffConfig(AppConfig):
    """The face that staff see; its ``admin`` package registers every record."""

    name = "memorandum.staff"
    default = True


class StaffAdminConfig(admin.AdminConfig):
    """Django's admin, on the portal's own site."""

    default = False
    default_site = "memorandum.staff.site.StaffSite"
