from django.apps import AppConfig


class PortalConfig(AppConfig):
    """The face that the public sees."""

    name = "memorandum.portal"
